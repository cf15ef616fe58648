"""Quoting what somebody wrote, or what a file is called, so that Markdown makes nothing of it."""

import re
import unicodedata

LONGEST = 80
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they turn the direction of what stands behind the text, too


def quoted(text):
    """The text as inline code, on one line and not too long: no link, picture, formula or directive in it lives."""
    text = _on_one_line(text) or " "
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown or shown == " " else f"{fence}{shown}{fence}"


def escaped(text):
    """The text as it stands: a space without width keeps what looks like an address or an icon from being made one.

    Streamlit makes the icon of a box of an emoji that its text begins with.
    """
    apart = re.sub(
        r"^(?=[^\w\x00-\x7f]|\u2139|.\ufe0f|.\u20e3)|(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", "\u200b", _on_one_line(text)
    )
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", apart)


def isolated(text):
    """The text as a part of a caption: where it is written from right to left, what stands beside it keeps its side."""
    from_the_right = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"\u2068{text}\u2069" if from_the_right else text


def _on_one_line(text):
    return " ".join(TURNS.sub("", text).split())
