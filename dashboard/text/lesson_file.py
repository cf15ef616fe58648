"""A whole lesson in one HTML file for schools without a server: a step at a time, its question and then its answer."""

from html import escape

from dashboard.text.lesson_html import asked, figures, in_html, page, step

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
BODY = """<header><h1>{title}</h1><button id="back" title="Also the left arrow key or Page Up">Back</button>
<span id="place" aria-live="polite"></span><button id="next" title="Also the right arrow key or Page Down">Next</button>
</header>
<main>
{steps}
</main>"""
REVEAL = """<button class="reveal" title="Also the space bar">Reveal</button>
<div class="answer" hidden>{answer}</div>"""


def of_lesson(title, parts):
    """The file's text; `title` is as somebody wrote it, `parts` the lesson's Parts."""
    steps = "\n".join(step(number, part, _asked(part), figures(part.figures)) for number, part in enumerate(parts, 1))
    return page(title, STYLE, BODY.format(title=escape(title), steps=steps), SCRIPT)


def _asked(part):
    return asked(part, REVEAL.format(answer=in_html(part.answer)) if part.question else "")
