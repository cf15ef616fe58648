"""A whole lesson in one HTML file for schools without a server: a step at a time, its question and then its answer."""

from html import escape

from dashboard.text.worksheet import figures, in_html, listed

STYLE = """
body { font: 20px/1.45 "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: #222; background: #faf9f5;
  max-width: 1000px; margin: 0 auto; padding: 12px 20px 40px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; position: sticky; top: 0; padding: 8px 0;
  background: inherit; border-bottom: 1px solid #ccc; }
h1 { flex: 1 1 12em; font-size: 20px; margin: 0; }
button { font: inherit; padding: 4px 16px; border: 1px solid #0b6e75; border-radius: 8px; background: #fff;
  color: #0b6e75; }
button:disabled { opacity: 0.4; }
h2 { font-size: 26px; margin: 20px 0 8px; }
p { margin: 0 0 10px; overflow-wrap: anywhere; }
svg { display: block; height: auto; max-width: 100%; margin: 12px 0; background: #fff; }
table { border-collapse: collapse; font-size: 18px; margin: 12px 0; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 3px 16px 3px 0; border-bottom: 1px solid #ccc; }
.chosen { font-weight: 600; }
.asked { border-left: 4px solid #0b6e75; padding-left: 16px; margin: 20px 0; }
ul { list-style: none; margin: 8px 0; padding: 0; }
.answer { margin-top: 12px; }
[hidden] { display: none; }
@media (max-width: 700px) { .figure { overflow-x: auto; } .figure svg { width: calc(var(--share) * 700px) !important;
  max-width: none; } }
@media print { header button { display: none; } section[hidden] { display: block; } }
"""
SCRIPT = """
const steps = [...document.querySelectorAll("section")];
const [back, next, place] = ["back", "next", "place"].map((id) => document.getElementById(id));
let at = 0;

function show(number) {
  at = Math.max(0, Math.min(steps.length - 1, number));
  steps.forEach((step, index) => { step.hidden = index !== at; });
  back.disabled = at === 0;
  next.disabled = at === steps.length - 1;
  place.textContent = `${at + 1} of ${steps.length}`;
  window.scrollTo(0, 0);
}

function reveal() {
  const answer = steps[at].querySelector(".answer");
  if (!answer) return;
  answer.hidden = !answer.hidden;
  steps[at].querySelector(".reveal").textContent = answer.hidden ? "Reveal" : "Hide the answer";
}

const KEYS = {
  ArrowRight: () => show(at + 1), PageDown: () => show(at + 1),
  ArrowLeft: () => show(at - 1), PageUp: () => show(at - 1), " ": reveal,
};
document.addEventListener("keydown", (event) => {
  if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("keyup", (event) => { if (event.key === " ") event.preventDefault(); });
back.addEventListener("click", () => show(at - 1));
next.addEventListener("click", () => show(at + 1));
document.querySelectorAll(".reveal").forEach((button) => button.addEventListener("click", reveal));
show(0);
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
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
<header><h1>{title}</h1><button id="back" title="Also the left arrow key or Page Up">Back</button>
<span id="place" aria-live="polite"></span><button id="next" title="Also the right arrow key or Page Down">Next</button>
</header>
<main>
{steps}
</main>
<script>{script}</script>
</body>
</html>
"""


def of_lesson(title, parts):
    """The file's text; `title` is as somebody wrote it, `parts` the lesson's Parts."""
    steps = "\n".join(_step(number, part) for number, part in enumerate(parts, 1))
    return PAGE.format(policy=POLICY, title=escape(title), style=STYLE, steps=steps, script=SCRIPT)


def _step(number, part):
    asked = _asked(part) if part.question else ""
    words = f"<h2>{number}. {escape(part.title)}</h2>\n{in_html(part.words)}"
    return f"<section>{words}\n{asked}{figures(part.figures)}</section>"


def _asked(part):
    return (
        f'<div class="asked"><strong>{in_html(part.question.ask, inline=True)}</strong>\n{figures(part.pictures)}'
        f'{listed(part.question)}<button class="reveal" title="Also the space bar">Reveal</button>\n'
        f'<div class="answer" hidden>{in_html(part.answer)}</div></div>\n'
    )
