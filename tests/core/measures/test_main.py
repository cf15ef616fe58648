"""`python -m core.measures`, as a person types it."""

import json
import subprocess
import sys

import pytest

from core import networks, paths, runs
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.runs import writer

TINY = Architecture((Conv2D(2, (7, 5), (7, 7)), Flatten(), Dense(10, "softmax")), (28, 28, 1))


def write_run(name, **changes):
    """A run on the digits that need no download, as far as it takes to be measured."""
    description = json.loads((paths.SHIPPED_RUNS / "tfjs_recognizer" / "run.json").read_text())
    description |= {"architecture": TINY.to_json(), **changes}
    description["training"]["data_set"] = "uci_digits"
    folder = paths.own_runs() / name
    folder.mkdir(parents=True)
    writer.write_description(folder, {key: value for key, value in description.items() if value is not None})
    writer.write_checkpoint(folder, description["final_step"] or 0, networks.initialise(TINY, 0))
    return f"{folder}/"


def command(*arguments):
    return subprocess.run([sys.executable, "-m", "core.measures", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["passports", "fooling"])
def test_it_prints_and_keeps_what_it_measures(name):
    folder = write_run("tiny")
    done = command(folder, "--only", name)
    assert done.returncode == 0, done.stderr
    run = runs.load(folder)
    value = MEASURES[name].read(run)
    assert done.stdout == f"{run.key}, {name}: {MEASURES[name].summary_line(value)}\n"
    assert [measure.file for measure in MEASURES.values() if (run.path / measure.file).exists()] == [
        MEASURES[name].file
    ]


def test_a_run_there_is_not_is_told_in_a_sentence():
    done = command("nowhere")
    assert done.returncode != 0
    assert done.stderr.startswith("error: ")
    assert "'nowhere'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unfinished_run_is_told_in_a_sentence():
    done = command(write_run("begun", final_step=None, status="running"))
    assert done.returncode != 0
    assert done.stderr.startswith("error: run ")
    assert done.stderr.endswith("has no trained network yet: its status is running\n")
    assert len(done.stderr.splitlines()) == 1
