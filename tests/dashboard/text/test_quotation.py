"""Whatever is written, a reader of Markdown finds one piece of code that holds it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from streamlit.emojis import ALL_EMOJIS
from streamlit.string_util import extract_leading_icon

from dashboard.text.quotation import LONGEST, escaped, isolated, quoted
from tests.evil import EVIL

ODD = ("[a](http://b)", "![a](b)", "<img src=x>", "`", "``` \n# x", "$x$", ":red[x]", "\\`", " ", "", "a\n\nb", *EVIL)
# Streamlit makes something of these too.
LIVE = re.compile(r"https?://evil|www\.evil|me@evil|:material/bug|:[a-z-]+\[evil")
# A reader of Markdown makes nothing of these, but one of formulas or HTML may.
OF_OTHERS = ("$", "javascript:", "data:text", "</script>", "onmouseover", "onfocus", "```", "{evil}")


def alive(markdown):
    """What a reader of Markdown would make of evil words in it."""
    read = [token for block in MarkdownIt("commonmark").parse(markdown) for token in (block, *(block.children or []))]
    made = [token for token in read if token.type in ("link_open", "image", "html_inline", "html_block")]
    evil = [token.type for token in made if "evil" in f"{token.attrs} {token.content}"]
    return evil + [token.content for token in read if token.type == "text" and LIVE.search(token.content)]


TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def kept(text):
    """Without what turns the direction in which the words behind it are read."""
    return "".join(sign for sign in text if unicodedata.bidirectional(sign) not in TURNING)


def tokens(markdown):
    (_, inline, _) = MarkdownIt("commonmark").parse(f"before {markdown} after")
    return [(token.type, token.content) for token in inline.children]


@pytest.mark.parametrize("text", ODD)
def test_no_markdown_in_it_lives(text):
    _check(text)
    assert alive(f"before {quoted(text)} {escaped(text)}") == []


def test_what_would_live_is_noticed():
    assert [evil for evil in EVIL if not alive(evil) and not any(part in evil for part in OF_OTHERS)] == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=2 * LONGEST))
def test_nothing_at_all_lives(text):
    _check(text)


def _check(text):
    before, code, after = tokens(quoted(text))
    assert (before, after) == (("text", "before "), ("text", " after"))
    assert code[0] == "code_inline"
    words = " ".join(kept(text).split())
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    assert re.sub(r"\s", "", code[1]) == re.sub(r"\s", "", shown)


@pytest.mark.parametrize("text", ODD)
def test_what_is_escaped_stands_as_it_was(text):
    found = [content for kind, content in tokens(escaped(text)) if kind in ("text", "text_special", "softbreak")]
    assert "".join("".join(found).split()).replace("\u200b", "") == "".join(f"before {kept(text)} after".split())
    assert all(kind in ("text", "text_special", "softbreak", "hardbreak") for kind, _ in tokens(escaped(text)))


def test_an_emoji_in_front_stays_with_its_text():
    assert extract_leading_icon("\U0001f389 my.keras") == ("\U0001f389", "my.keras")
    assert [sign for sign in ALL_EMOJIS if extract_leading_icon(escaped(f"{sign}my.keras"))[0]] == []


def test_what_is_written_from_the_right_turns_nothing_beside_it():
    assert isolated("four") == "four"
    assert isolated("\u05e9\u05dc\u05d5\u05dd 7") == "\u2068\u05e9\u05dc\u05d5\u05dd 7\u2069"
