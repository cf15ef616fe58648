"""Worksheets as text: answers stand behind the questions, what somebody wrote is no HTML."""

from core.questions import Option, Question
from dashboard.text import worksheet
from dashboard.text.lesson_parts import Part
from dashboard.text.quotation import escaped

EVIL = "<img src=http://x onerror=alert(1)> **a** &amp; \\"


def test_what_somebody_wrote_is_text_and_the_answers_stand_last():
    question = Question(escaped(EVIL), (Option(escaped(EVIL)), Option("right one")), 1, "because")
    made = worksheet.of_lesson(EVIL, EVIL, [Part("Kernels", escaped(EVIL), question=question), Part("Train", "")])
    assert "<img" not in made
    asked, _, answers = made.partition('<section class="answers">')
    assert "because" not in asked
    assert "<strong>B: right one.</strong> because" in answers
    assert asked.count("&lt;img src=http://x onerror=alert(1)&gt; **a** &amp;amp; \\") == 6
    assert asked.count('class="line"') == 2


def test_an_open_question_has_room_to_write():
    part = Part("Kernels", "words", question=Question("why?", (), None, "so"))
    made = worksheet.of_lesson("t", "", [part])
    assert made.count('class="line"') == 5
    assert "<strong>1.</strong> <p>so</p>" in made
