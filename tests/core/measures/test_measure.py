"""What is kept of a run: read only while it fits, and the same after it was read."""

import json
import shutil

import numpy as np
import pytest

from core import networks, paths, runs
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.runs import writer

SHIPPED = "tfjs_recognizer"


def stored(measure, folder):
    """The content of the file, by name, and without its step."""
    if measure.file.endswith(".json"):
        content = json.loads((folder / measure.file).read_text())
    else:
        with np.load(folder / measure.file) as archive:
            content = dict(archive)
    return {key: value for key, value in content.items() if key != "step"}


@pytest.fixture
def copied(tmp_path):
    """A shipped run, where it may be changed."""
    return shutil.copytree(paths.SHIPPED_RUNS / SHIPPED, tmp_path / "home" / "runs" / "copied")


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_what_ships_reads_back_and_packs_to_the_same(measure, copied):
    content, run = stored(measure, copied), runs.load(copied)
    value = measure.read(run)
    (copied / measure.file).unlink()
    measure.write(run, value)
    again = stored(measure, copied)
    assert again.keys() == content.keys()
    if measure.file.endswith(".json"):
        assert again == content
    else:
        for name, array in content.items():
            assert again[name].dtype == array.dtype
            np.testing.assert_allclose(again[name], array, rtol=1e-5, atol=1e-6)
    assert measure.summary_line(measure.read(run)) == measure.summary_line(value)


@pytest.mark.parametrize("name", MEASURES)
def test_every_run_that_ships_has_it(name):
    """But for the pictures of filters, of networks that have none."""
    shipped = [runs.load(key) for key in networks.PRESETS]
    wanted = {run.key for run in shipped if name != "atlas" or run.architecture.convolutions}
    assert {run.key for run in shipped if (run.path / MEASURES[name].file).exists()} == wanted


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_of_another_step_it_is_none(measure, copied):
    assert measure.read(runs.load(copied)) is not None
    writer.write_checkpoint(copied, 79, runs.load(copied).network)
    writer.describe(copied, final_step=79)
    assert measure.read(runs.load(copied)) is None


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut short"])
def test_a_damaged_file_is_none(measure, damage, copied):
    file = copied / measure.file
    whole = file.read_bytes()
    file.unlink()
    if damage != "missing":
        file.write_bytes(b"" if damage == "empty" else whole[: len(whole) // 2])
    assert measure.read(runs.load(copied)) is None


@pytest.mark.parametrize("name", ["passports", "ablation", "atlas"])
def test_channels_that_do_not_fit_are_none(name, copied):
    narrow = Architecture((Conv2D(3, (5, 5)), Flatten(), Dense(10, "softmax")), (28, 28, 1))
    run = runs.load(copied)
    writer.write_checkpoint(copied, run.final_step, networks.initialise(narrow, 0))
    writer.describe(copied, architecture=narrow.to_json())
    assert MEASURES[name].read(runs.load(copied)) is None
