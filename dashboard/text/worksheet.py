"""The worksheet of a lesson: one HTML file to be printed on A4 or Letter, the answers on a page of their own."""

from html import escape

from dashboard.text.lesson_html import asked, figures, in_html, page, step

LINES = {True: 2, False: 5}  # to write on, with options to tick and without
STYLE = """
@page { margin: 15mm; }
body { font: 11pt/1.45 "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: #222; max-width: 180mm;
  margin: 0 auto; padding: 4mm; }
h1 { font-size: 18pt; margin: 0 0 2mm; }
h2 { font-size: 13pt; margin: 8mm 0 2mm; break-after: avoid; }
p { margin: 0 0 2mm; overflow-wrap: anywhere; }
.who { display: flex; gap: 6mm; margin: 5mm 0; }
.who span { flex: 1; border-bottom: 1px solid #888; }
.figure, .asked { break-inside: avoid; margin: 3mm 0; }
.words { break-inside: avoid; break-after: avoid; }
svg { display: block; height: auto; max-width: 100%; max-height: 110mm; }
table { border-collapse: collapse; font-size: 9.5pt; }
th, td { text-align: left; padding: 0.8mm 3mm 0.8mm 0; border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }
.chosen { font-weight: 600; }
.asked { border-left: 1mm solid #0b6e75; padding-left: 4mm; }
ul { list-style: none; margin: 2mm 0; padding: 0; }
li { margin: 1.5mm 0; }
li::before { content: "\\2610"; margin-right: 2mm; }
.line { height: 9mm; border-bottom: 1px solid #999; }
.answers { break-before: page; }
.answers > div { break-inside: avoid; margin: 3mm 0; }
@media print { body { padding: 0; max-width: none; } }
"""


def of_lesson(title, about, parts):
    """The file's text; `title` and `about` are as somebody wrote them, `parts` the lesson's Parts."""
    steps = "\n".join(step(number, part, figures(part.figures), _asked(part)) for number, part in enumerate(parts, 1))
    answers = "\n".join(
        f"<div><strong>{number}.</strong> {in_html(part.answer)}</div>"
        for number, part in enumerate(parts, 1)
        if part.question
    )
    body = (
        f"<h1>{escape(title)}</h1>\n<p>{escape(about)}</p>\n"
        '<div class="who"><span>Name</span><span>Class</span><span>Date</span></div>\n'
        f'{steps}\n<section class="answers"><h2>Answers: {escape(title)}</h2>\n{answers}</section>'
    )
    return page(title, STYLE, body)


def _asked(part):
    room = '<div class="line"></div>' * LINES[bool(part.question.options)] if part.question else ""
    return asked(part, room)
