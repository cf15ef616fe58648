"""A lesson in one file, as text: what somebody wrote is no HTML, and answers are hidden."""

from core.questions import Question
from dashboard.text import lesson_file
from dashboard.text.lesson_parts import Part
from dashboard.text.quotation import escaped

EVIL = "</script><script>alert(1)</script>"


def test_what_somebody_wrote_is_text_and_answers_are_hidden():
    question = Question(escaped(EVIL), (), None, escaped(f"because {EVIL}"))
    made = lesson_file.of_lesson(EVIL, [Part("Kernels", escaped(EVIL), question=question)])
    assert made.count("<script") == made.count("</script>") == 1
    assert made.count("alert(1)") == 5
    assert '<div class="answer" hidden><p>because' in made
