"""The steps of a lesson worked out without opening their pages; and its notebook, worksheet and file."""

import io
import zipfile
from contextlib import suppress

from core import keras_io
from core.questions import NoQuestion
from dashboard import menu
from dashboard.compute import inspection, networks
from dashboard.draw import svg
from dashboard.lessons import catalogue
from dashboard.text import lesson_file, notebooks, own_sentences
from dashboard.text import worksheet as worksheets
from dashboard.text.lesson_facts import filled
from dashboard.text.lesson_parts import Part
from dashboard.text.quotation import escaped
from dashboard.widgets import lesson_code, lesson_figures, lesson_question

CLOSE = 600  # pixels: the pictures of a question are drawn larger than those of a page


def of(lesson):
    """Its Parts with their code, each from its own view."""
    return [_of_step(step, look, lesson_code.of_step(step, look)) for step, look in _looked_at(lesson)]


def drawn(lesson):
    """Its Parts with their figures."""
    looked_at = _looked_at(lesson)
    asked = {
        (look.run.key, look.selection.layer)
        for step, look in looked_at
        if step.question and step.question.kind == "parameters of layer"
    }
    return [_of_step(step, look, None, tuple(lesson_figures.of_step(step, look, asked))) for step, look in looked_at]


def _looked_at(lesson):
    """Each step with the Inspection of its view."""
    return [(step, inspection.of_link(step.view)) for step in lesson.steps]


def _of_step(step, look, code, figures=()):
    question = None
    with suppress(NoQuestion):
        question = lesson_question.made(step.question, look) if step.question else None
    pictures = tuple(svg.drawn(one, CLOSE) for one in lesson_question.scenes(question).values()) if question else ()
    return Part(menu.PAGES[step.page].title, filled(step.words, look), code, question, figures, pictures)


def worksheet(key):
    """The worksheet of a lesson, as HTML."""
    lesson = catalogue.find(key)
    return worksheets.of_lesson(lesson.title, lesson.about, drawn(lesson))


def file(key):
    """The whole lesson as HTML that needs no server."""
    lesson = catalogue.find(key)
    return lesson_file.of_lesson(lesson.title, drawn(lesson))


def notebook(key):
    """A .zip with the notebook of a lesson and the networks' files beside it."""
    lesson, file = catalogue.find(key), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{key}.ipynb", notebooks.of_lesson(escaped(lesson.title), escaped(lesson.about), of(lesson)))
        for name, network in _networks(lesson).items():
            packed.writestr(name, keras_io.write(network))
    return file.getvalue()


def _networks(lesson):
    """`{file: Network}` of all that its steps look at or compare."""
    found = {}
    for step, look in _looked_at(lesson):
        found[f"{own_sentences.file_name(look)}.keras"] = look.network
        for run in lesson_code.runs_of(step.view) if step.page in ("comparison", "robustness") else ():
            found[f"{own_sentences.plain(run.key)}.keras"] = networks.network(run.key, run.moments[-1])
    return found
