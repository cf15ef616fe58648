"""The steps of a lesson worked out without opening their pages; and its notebook, with the networks that it loads."""

import io
import zipfile
from contextlib import suppress

from core.keras_io import file_writing
from core.questions import NoQuestion
from dashboard import menu
from dashboard.compute import inspection, networks
from dashboard.lessons import catalogue
from dashboard.text import notebooks, own_sentences
from dashboard.text.lesson_facts import filled
from dashboard.text.lesson_parts import Part
from dashboard.text.quotation import escaped
from dashboard.widgets import lesson_code, lesson_question


def of(lesson):
    """Its Parts, each from its own view."""
    return [_of_step(step, inspection.of_link(step.view)) for step in lesson.steps]


def _of_step(step, look):
    question = None
    with suppress(NoQuestion):
        question = lesson_question.made(step.question, look) if step.question else None
    code = lesson_code.of_step(step, look)
    return Part(menu.PAGES[step.page].title, filled(step.words, look), code, question)


def notebook(key):
    """A .zip with the notebook of a lesson and the networks' files beside it."""
    lesson = catalogue.find(key)
    file, looks = io.BytesIO(), [inspection.of_link(step.view) for step in lesson.steps]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{key}.ipynb", notebooks.of_lesson(escaped(lesson.title), escaped(lesson.about), of(lesson)))
        for name, network in _networks(lesson, looks).items():
            packed.writestr(name, file_writing.write(network))
    return file.getvalue()


def _networks(lesson, looks):
    """`{file: Network}` of all that its steps look at or compare."""
    found = {}
    for step, look in zip(lesson.steps, looks, strict=True):
        found[f"{own_sentences.file_name(look)}.keras"] = look.network
        for run in lesson_code.runs_of(step.view) if step.page in ("comparison", "robustness") else ():
            found[f"{own_sentences.plain(run.key)}.keras"] = networks.network(run.key, run.moments[-1])
    return found
