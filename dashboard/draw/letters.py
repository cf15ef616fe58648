"""How wide words are, so that a scene leaves room for them: at most so wide in Streamlit's Source Sans."""

from functools import lru_cache
from unicodedata import east_asian_width

PIXELS = 18  # the page's letters
NARROW, WIDE, ROUND = frozenset("iljI.,:;'|!()[] "), frozenset("mwMW%@\u2192"), frozenset('frt-/"')


def width(words, size=1.0):
    """The width of a line of words in pixels, `size` in letters of the page's text."""
    return size * PIXELS * _shares(words)


@lru_cache(4096)  # a picture that is laid out for a dozen widths asks for the same words each time
def _shares(words):
    return sum(map(_share, words))


def _share(letter):
    """Of the height of the letters."""
    if letter in NARROW:
        return 0.31
    if letter in ROUND:
        return 0.4
    if east_asian_width(letter) in "WF":
        return 1.0
    return 0.9 if letter in WIDE else 0.68 if letter.isupper() else 0.56


def shorten(words, room, size=1.0):
    """The words, or their beginning and end where they are wider than `room` pixels."""
    if width(words, size) <= room:
        return words
    kept = len(words) - 1
    while kept > 2 and width(_ends(words, kept), size) > room:
        kept -= 1
    return _ends(words, kept)


def _ends(words, kept):
    return f"{words[: kept - kept // 3]}\u2026{words[len(words) - kept // 3 :]}"
