"""A step of a lesson worked out, for what is taken along of it: notebook, paper, file."""

from dataclasses import dataclass

from core.questions import Question
from dashboard.text.view_code import ViewCode

LETTERS = "ABCDEF"


@dataclass(frozen=True, eq=False)
class Part:
    """All words are Markdown that only bolds; `code` is None where the page computes nothing of the view.

    `figures` and `pictures`, those of the question, are HTML that stands alone.
    """

    title: str
    words: str
    code: ViewCode | None = None
    question: Question | None = None
    figures: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()

    @property
    def answer(self):
        """The right option, if there are any, and the working."""
        question = self.question
        if question.right is None:
            return question.working
        return f"**{LETTERS[question.right]}: {question.options[question.right].words}.** {question.working}"
