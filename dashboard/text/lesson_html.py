"""What the files of a lesson share: a page that stands alone, and a step's words, figures and question as HTML."""

import re
from html import escape

from dashboard.text.lesson_parts import LETTERS

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
{script}</body>
</html>
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # it asks nobody for anything
WITH_SCRIPT = f"{POLICY}; script-src 'unsafe-inline'"


def page(title, style, body, script=""):
    """The file's text; `title` is as somebody wrote it, `body` HTML."""
    policy, script = (WITH_SCRIPT, f"<script>{script}</script>\n") if script else (POLICY, "")
    return PAGE.format(policy=policy, title=escape(title), style=style, body=body, script=script)


def step(number, part, *below):
    """A Part under its number, its words kept beside what follows them; `below` is HTML."""
    words = f'<div class="words"><h2>{number}. {escape(part.title)}</h2>\n{in_html(part.words)}</div>'
    return "\n".join(["<section>" + words, *below]) + "</section>"


def asked(part, below):
    """The question of a Part with its pictures and options, and HTML `below` it; nothing where none is asked."""
    if not part.question:
        return ""
    ask = in_html(part.question.ask, inline=True)
    return f'<div class="asked"><strong>{ask}</strong>\n{figures(part.pictures)}{_options(part.question)}{below}</div>'


def figures(several):
    """Figures that are kept whole."""
    return "\n".join(f'<div class="figure">{figure}</div>' for figure in several)


def _options(question):
    """Under their letters; those that are pictures without words."""
    are_pictures = any(option.picture is not None for option in question.options)
    options = "".join(
        f"<li>{letter}{'' if are_pictures else f': {in_html(option.words, inline=True)}'}</li>"
        for letter, option in zip(LETTERS, question.options, strict=False)
    )
    return f"<ul>{options}</ul>" if options else ""


def in_html(words, inline=False):
    """Markdown that only bolds, as HTML: what is escaped there is text here."""
    paragraphs = [_bold(part) for part in re.split(r"\n\s*\n", words)]
    return " ".join(paragraphs) if inline else "".join(f"<p>{part}</p>" for part in paragraphs)


def _bold(words):
    parts = re.split(r"(?<!\\)\*\*", words)
    plain = [escape(re.sub(r"\\(.)", r"\1", part).replace("\u200b", "")) for part in parts]
    return "".join(f"<strong>{part}</strong>" if at % 2 else part for at, part in enumerate(plain))
