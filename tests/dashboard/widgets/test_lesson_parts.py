"""What is taken along of a lesson: its notebook runs in one folder with its networks, and says all that it says."""

import ast
import inspect
import io
import re
import zipfile

import keras
import matplotlib
import nbformat
import numpy as np
import pytest

from dashboard import menu
from dashboard.compute import inspection
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import read
from dashboard.text import lesson_html, notebooks
from dashboard.widgets import lesson_code, lesson_figures, lesson_parts
from tests.dashboard.widgets.test_code_panel import EVIL, shorter

matplotlib.use("Agg")
WITHOUT_FIGURES = {"data_set", "passport", "ablation", "fool", "draw", "photo", "own_images", "own_network", "train"}
THE_ANSWER = WITHOUT_FIGURES - {"train"} | {"journey"}  # the lines that a step of these takes along give the answer


@pytest.mark.parametrize(("module", "others"), [(lesson_figures, WITHOUT_FIGURES), (lesson_code, THE_ANSWER)])
def test_of_every_page_it_is_decided_what_a_step_takes_along(module, others):
    match = next(node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Match))
    known = {part.value for case in match.cases for part in ast.walk(case.pattern) if isinstance(part, ast.Constant)}
    assert set(menu.PAGES) - set(menu.WITHOUT_VIEW) - known == {*others, "published"}


@pytest.fixture
def keras_mirror(monkeypatch, mnist, fashion_mnist):
    """Keras's own mirror is played by the first of the data that are here; figures are made, and not drawn."""
    for name, found in (("mnist", mnist), ("fashion_mnist", fashion_mnist)):
        pairs = tuple((split.images[:1000], split.labels[:1000]) for split in (found.train, found.test))
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda pairs=pairs: pairs)
    monkeypatch.setattr(matplotlib.pyplot, "show", matplotlib.pyplot.close)


@pytest.mark.parametrize("key", catalogue.shipped())
def test_a_notebook_says_and_computes_what_the_lesson_shows(tmp_path, monkeypatch, keras_mirror, key):
    one = catalogue.shipped()[key]
    monkeypatch.chdir(tmp_path)
    zipfile.ZipFile(io.BytesIO(lesson_parts.notebook(key))).extractall()
    notebook = nbformat.read(f"{key}.ipynb", as_version=4)
    nbformat.validate(notebook)
    told = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    questions, _, answers = told.partition("## Answers")
    assert answers.count("\n\n**") == questions.count("**Question.**") == sum(bool(step.question) for step in one.steps)
    given, at = {}, 0
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            at += cell.source.startswith("## ")
        else:
            exec(shorter(cell.source), given)
            if "activation_model = " in cell.source and at <= len(one.steps):
                look = inspection.of_link(one.steps[at - 1].view)
                np.testing.assert_allclose(
                    np.asarray(given["model"](given["images"]))[0], look.probabilities, atol=1e-5
                )


def test_what_a_foreign_lesson_says_stays_text(keras_mirror):
    evil = "<script>alert(1)</script> [a](http://b) $x$ ![c](http://d)"
    step = (
        f'[[step]]\npage = "train"\nwords = {evil!r}\nquestion = {{kind = "open", ask = {evil!r}, answer = {evil!r}}}'
    )
    one = read(f"title = {EVIL!r}\n{step}")
    notebook = notebooks.of_lesson("t", "", lesson_parts.of(one))
    assert "<script>" not in notebook.replace("\\\\<", "")


@pytest.mark.parametrize("key", catalogue.shipped())
def test_a_worksheet_has_every_step_and_question_and_tells_no_answer_before_its_end(keras_mirror, key):
    one = catalogue.shipped()[key]
    made = lesson_parts.worksheet(key)
    assert len(made) < 3e6
    assert not re.findall(r"(?:src|href)=[\"'](?!data:)", made)
    asked, _, answers = made.partition('<section class="answers">')
    assert asked.count("<h2>") == len(one.steps)
    assert asked.count('class="asked"') == answers.count("<div>") == sum(bool(step.question) for step in one.steps)
    drawn = lesson_parts.drawn(one)
    assert all(part.figures for part, step in zip(drawn, one.steps, strict=True) if step.page != "train")
    for part in drawn:
        if part.question:
            assert lesson_html.in_html(part.question.working) not in asked
            assert lesson_html.in_html(part.answer) in answers
    whole = lesson_parts.file(key)
    assert len(whole) < 3e6
    assert whole.count("<section>") == len(one.steps)
    assert whole.count('class="answer" hidden') == answers.count("<div>")
