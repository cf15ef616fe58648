"""The lessons that come along: each covers its source text, and says no number that its page does not show."""

import json
import re

import pytest

from dashboard.lessons import catalogue

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")

SECTIONS = {"A": 10, "B": 8, "C": 10, "D": 9, "E": 14}  # how many lines each section of the source texts has
FILES = dict(zip(SECTIONS, sorted(catalogue.FOLDER.glob("*.toml")), strict=True))
STEPS = [(key, number) for key, lesson in catalogue.shipped().items() for number in range(1, len(lesson.steps) + 1)]
NUMBER = re.compile(r"\.?\d[\d,]*(?:\.\d+)?")
OURS = {"js_content", "css_content", "html_content"}  # of a component: its code, which says nothing


@pytest.mark.parametrize("section", SECTIONS)
def test_a_lesson_covers_every_line_of_its_section(section):
    """The comment above a step names the lines that it covers, such as `# A1 A3`."""
    blocks = FILES[section].read_text().split("\n\n")[1:]
    line = rf"{section}\d+"
    comments = [re.match(rf"# ({line}(?: {line})*)\n\[\[step\]\]\n", block) for block in blocks]
    assert all(comments), [block for block, comment in zip(blocks, comments, strict=True) if not comment]
    covered = {line for comment in comments for line in comment[1].split()}
    assert covered == {f"{section}{number}" for number in range(1, SECTIONS[section] + 1)}


def shown(node):
    """The texts of a page without the lesson's own; of a figure only what is written in it."""
    proto = getattr(node, "proto", None)
    if str(getattr(proto, "id", "")).endswith("-lesson_panel"):
        return
    yield from _of_proto(proto)
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


def _of_proto(proto):
    if hasattr(proto, "ListFields"):
        for field, value in proto.ListFields():
            if field.name not in OURS and not field.name.endswith("id"):
                yield from _of_proto(value)
    elif isinstance(proto, str):
        yield from _of_json(proto)
    elif isinstance(proto, bytes):
        yield from _of_json(proto.decode(errors="ignore"))
    elif hasattr(proto, "__iter__"):
        for value in proto:
            yield from _of_proto(value)


def _of_json(text):
    """The texts in what may be JSON, as figures and scenes are: their numbers are no labels."""
    try:
        pending = [json.loads(text)]
    except ValueError:
        pending = [re.sub(r"<[^>]*>", " ", text)]
    while pending:
        match pending.pop():
            case str() as label if len(label) < 5_000:  # longer ones are packed arrays
                yield label
            case dict() as inner:
                pending += inner.values()
            case list() as inner:
                pending += inner


@pytest.mark.parametrize(("key", "number"), STEPS)
def test_a_step_says_no_number_and_hides_nothing_that_is_not_there(open_page, key, number):
    """A key that no control or figure has any more would hide nothing."""
    step = catalogue.shipped()[key].steps[number - 1]
    app = open_page(step.page, lesson=key, at=str(number))
    check_numbers(step, app)
    ids = {str(getattr(getattr(node, "proto", None), "id", "")) for node in _nodes(app.main)}
    assert not [name for name in step.hide if not any(one.endswith(f"-{name}") for one in ids)]


def check_numbers(step, app):
    """Facts in braces are worked out from the view; the rest stands on the page, unless its sentence names the text."""
    on_page = {found.lstrip(".") for text in shown(app.main) for found in NUMBER.findall(text)}
    own = re.sub(r"\{\w+\}", "", f"{step.words} {step.question.ask if step.question else ''}")
    for sentence in re.split(r"(?<=[.?!]) ", own):
        if not re.search(r"\b(text|text's)\b", sentence):
            assert not {found.rstrip(",") for found in NUMBER.findall(sentence)} - on_page, sentence


def _nodes(node):
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)
