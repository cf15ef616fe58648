"""The figures in the README are those of the runs that ship."""

import re
import string
from datetime import datetime
from pathlib import Path

import pytest

from core import classroom, runs
from core.datasets import own_data_set
from core.datasets.file_formats import pictures, pixels, reading
from core.measures import MEASURES
from core.networks.layers import KINDS
from core.networks.presets import PRESETS
from core.reproduce import comparing, results
from core.workers import reader
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


def test_how_many_networks_ship():
    in_words = {15: "fifteen", 16: "sixteen", 17: "seventeen"}[len(PRESETS)]
    assert f"{in_words.capitalize()} trained networks ship" in README
    assert f"trains any of the {in_words} with" in README
    assert f"the {in_words} trained networks" in README


def test_the_table_of_pages_is_the_menu():
    table = [row for row in ROWS if row[0] in {page.title for page in menu.EVERY_PAGE}]
    assert table == [[page.title, page.shows] for page in menu.EVERY_PAGE]


def test_the_list_of_layers_that_are_read_names_every_kind():
    listed = README.split("**A network.**")[1].split("Arithmetic with constants")[0]
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", listed)] == []


def test_the_bounds_of_a_room():
    said = " ".join(README.split())
    assert f"takes {classroom.MOST_PEOPLE} people, {classroom.MOST_DRAWINGS} drawings of each" in said
    assert f"{classroom.MOST_POINTS:,} points in a drawing, and ends by itself after {classroom.HOURS} hours" in said
    assert f"at most {classroom.MOST_ROOMS} rooms" in said


def test_the_published_numbers_are_those_of_the_file():
    assert comparing.table(results.read(results.SHIPPED)) in README, "put in what core.reproduce --table prints"


@pytest.mark.parametrize("distance", [2, 4])
def test_the_moved_digits(distance):
    measured = [
        MEASURES["robustness"].read(runs.load(key)).at_distance(distance) for key in ("lesson_cnn", "budget_mlp")
    ]
    assert cells(f"{distance} pixels") == [f"{accuracy:.3f}".removeprefix("0") for accuracy in measured]


def test_the_bounds_of_a_data_set():
    said = " ".join(README.split())
    millions, unpacked = pixels.MOST_PIXELS // 1_000_000, reading.UNPACKED >> 20
    assert f"At most {pixels.MOST_IMAGES:,} images ({pictures.MOST:,} as pictures), {millions} million pixels" in said
    assert (
        f"{own_data_set.MOST_CLASSES} classes and {reader.LARGEST_DATA_SET >> 20} MB (a visitor {reader.LARGEST >> 20}"
        in said
    )
    assert f"may unpack to {unpacked} MB" in said
    assert (
        f"one image of every five drawn for that, always the same ones (seed {own_data_set.SPLIT_SEED}; of fewer"
        in said
    )
    assert f"of fewer than {reading.TOO_FEW} images all are" in said
    assert own_data_set.BLOCK == 5
    signs = re.search("0 to 9; ``(.*?)``, and .*? ``(.*?)``, become", said).groups()
    assert set(" ".join(signs).split()) == {one for one in string.punctuation if own_data_set.plain_name(one) != one}
    assert f"(for a data set {reader.SECONDS_OF_DATA_SET})" in said


def test_the_python_lines_run(mnist):
    lines = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    found = {}
    exec(lines, found)
    assert found["maps"].shape == (1, 26, 26, 32)
    working = found["arithmetic"]
    assert working.products.sum() + working.bias == pytest.approx(working.before)
    assert max(working.before, 0) == pytest.approx(float(found["maps"][0, 16, 9, 12]), abs=1e-5)
