"""Quoting what somebody wrote, or what a file is called, so that Markdown makes nothing of it."""

import re

LONGEST = 80


def quoted(text):
    """The text as inline code, on one line and not too long: no link, picture, formula or directive in it lives."""
    text = " ".join(text.split()) or " "
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence} {shown} {fence}" if "`" in shown or shown == " " else f"{fence}{shown}{fence}"


def escaped(text):
    """The text as it stands: a space without width keeps what looks like an address or an icon from being made one."""
    apart = re.sub(r"(?<=:)(?=\S)|(?<=www)(?=\.)|(?=@)", "\u200b", " ".join(text.split()))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", apart)
