"""Whatever is written, a reader of Markdown finds one piece of code that holds it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard.text.quotation import LONGEST, escaped, quoted

EVIL = [
    "[a](http://b)",
    "![a](b)",
    "<img src=x>",
    "`",
    "``` \n# x",
    "$x$",
    ":red[x]",
    "www.evil.example",
    "\\`",
    " ",
    "",
    "a\n\nb",
]


def tokens(markdown):
    (_, inline, _) = MarkdownIt("commonmark").parse(f"before {markdown} after")
    return [(token.type, token.content) for token in inline.children]


@pytest.mark.parametrize("text", EVIL)
def test_no_markdown_in_it_lives(text):
    _check(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=2 * LONGEST))
def test_nothing_at_all_lives(text):
    _check(text)


def _check(text):
    before, code, after = tokens(quoted(text))
    assert (before, after) == (("text", "before "), ("text", " after"))
    assert code[0] == "code_inline"
    words = " ".join(text.split())
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    assert re.sub(r"\s", "", code[1]) == re.sub(r"\s", "", shown)


@pytest.mark.parametrize("text", EVIL)
def test_what_is_escaped_stands_as_it_was(text):
    found = [content for kind, content in tokens(escaped(text)) if kind in ("text", "text_special", "softbreak")]
    assert "".join("".join(found).split()).replace("\u200b", "") == "".join(f"before {text} after".split())
    assert all(kind in ("text", "text_special", "softbreak", "hardbreak") for kind, _ in tokens(escaped(text)))
