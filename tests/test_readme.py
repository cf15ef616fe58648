"""The figures in the README are those of the runs that ship."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from core import classroom, runs
from core.measures import MEASURES
from core.networks.presets import PRESETS
from dashboard import menu

README = (Path(__file__).parents[1] / "README.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in README.splitlines() if line.startswith("|")]


def cells(first):
    """The rest of the row that begins with `first`."""
    return next(row[1:] for row in ROWS if row[0] == first)


@pytest.mark.parametrize("key", PRESETS)
def test_the_table_of_runs(key):
    run = runs.load(key)
    _, parameters, accuracy, seconds, seed = cells(f"`{key}`")
    assert parameters == f"{run.architecture.parameters:,}"
    assert accuracy == f"{run.evaluation.accuracy:.4f}".removeprefix("0")
    assert seconds == f"{run.seconds:.0f}"
    assert seed == str(run.config.seed)
    day = datetime.fromisoformat(run.description["started"]).strftime("%-d %B %Y")
    assert f"on {day}" in README


def test_the_table_of_pages_is_the_menu():
    table = [row for row in ROWS if row[0] in {page.title for page in menu.EVERY_PAGE}]
    assert table == [[page.title, page.shows] for page in menu.EVERY_PAGE]


def test_the_bounds_of_a_room():
    said = " ".join(README.split())
    assert f"takes {classroom.MOST_PEOPLE} people, {classroom.MOST_DRAWINGS} drawings of each" in said
    assert f"{classroom.MOST_POINTS:,} points in a drawing, and ends by itself after {classroom.HOURS} hours" in said
    assert f"at most {classroom.MOST_ROOMS} rooms" in said


def test_the_lessons_numbers():
    begin = next(at for at, row in enumerate(ROWS) if row[0] == "what" and row[2] == "ours")
    distance = 0
    table = [row for row in ROWS[begin + 2 :] if len(row) == 4][:13]
    for what, _, ours, name in table:
        run = runs.load(name.strip("`"))
        moved = re.search(r"moved by (\d) pixels", what)
        if moved or "of the same budget" in what:
            distance = int(moved[1]) if moved else distance
            expected = f"{MEASURES['robustness'].read(run).at_distance(distance):.3f}".removeprefix("0")
        elif "validation" in what:
            epochs = [row["validation_accuracy"] for row in run.history if row["kind"] == "epoch"]
            expected = ", ".join(f"{epochs[at]:.4f}".removeprefix("0") for at in (0, -1))
        elif "accuracy" in what:
            expected = f"{run.evaluation.accuracy:.4f}".removeprefix("0")
        elif "parameters" in what:
            expected = f"{run.architecture.parameters:,}"
        else:
            expected = f"{run.seconds:.1f}" if run.seconds < 10 else f"{run.seconds:.0f}"
        assert ours == expected, what


def test_the_python_lines_run(mnist):
    lines = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    found = {}
    exec(lines, found)
    assert found["maps"].shape == (1, 26, 26, 32)
    working = found["arithmetic"]
    assert working.products.sum() + working.bias == pytest.approx(working.before)
    assert max(working.before, 0) == pytest.approx(float(found["maps"][0, 16, 9, 12]), abs=1e-5)
