"""Writing a run's folder, file by file. Each file is whole or not there, so that a run can be read at any time."""

import json

import numpy as np

from core import paths
from core.runs.run import CHECKPOINT, FORMAT, LATEST

# What a training writes and reads itself; every other file in a run's folder was measured of the trained network.
OF_TRAINING = ("run.json", "history.jsonl", LATEST, "wish", "process.json", "job.log")


def write_description(path, description):
    paths.write_json(path / "run.json", {"format": FORMAT, **description})


def describe(path, forget=(), **changes):
    """Change some entries of run.json and drop those named in `forget`."""
    description = json.loads((path / "run.json").read_text())
    kept = {key: value for key, value in description.items() if key not in forget}
    paths.write_json(path / "run.json", {**kept, **changes})


def write_checkpoint(path, step, network):
    paths.write_in_place(path / CHECKPOINT.format(step), network.save)


def append_history(path, row):
    """Add one line; a line cut off by a crash is skipped by the reader."""
    with (path / "history.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")


def write_latest(path, progress, arrays):
    """Where the training is: `progress` is a dictionary, `arrays` what has to be kept to go on from there."""
    paths.write_in_place(path / LATEST, lambda file: np.savez(file, progress=json.dumps(progress), **arrays))


def return_to(path, run, step):
    """Forget what came after `step`, and all that was measured, so that the training can go on from there."""
    rows = "".join(json.dumps(row) + "\n" for row in run.history if row["step"] <= step)
    paths.write_in_place(path / "history.jsonl", lambda file: file.write(rows.encode()))
    for later in (kept for kept in run.moments if kept > step):
        (path / CHECKPOINT.format(later)).unlink()
    for file in path.iterdir():
        if file.is_file() and file.name not in OF_TRAINING and not file.name.startswith("."):
            file.unlink(missing_ok=True)


def forget_the_way(path):
    """Drop what only a training that goes on needs."""
    for name in (LATEST, "command", "process.json"):
        (path / name).unlink(missing_ok=True)


def write_evaluation(path, **evaluations):
    paths.write_json(path / "evaluation.json", {name: item.to_json() for name, item in evaluations.items()})


def write_answers(path, answers):
    paths.write_in_place(path / "answers.npz", answers.save)


def write_peaks(path, moments):
    """`moments` maps a step to its `{layer: Peaks}`."""
    content = {step: {name: peaks.to_json() for name, peaks in layers.items()} for step, layers in moments.items()}
    paths.write_json(path / "channels.json", content)
