"""Writing a run's folder, file by file. Each file is whole or not there, so that a run can be read at any time."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core import paths
from core.evaluation.accuracy import Answers, Evaluation
from core.inspection.channel_maxima import ChannelMaxima
from core.networks.network import Network
from core.runs.run import CHECKPOINT, FORMAT, IMAGES, LATEST, Run

# What a training writes and reads itself; every other file in a run's folder was measured of the trained network.
OF_TRAINING = ("run.json", "history.jsonl", LATEST, IMAGES, "command", "process.json", "job.log")


def write_description(path: Path, description: Mapping[str, Any]) -> None:
    """Write run.json; plain values only."""
    paths.write_json(path / "run.json", {"format": FORMAT, **description})


def describe(path: Path, forget: Collection[str] = (), **changes: Any) -> None:
    """Change some entries of run.json and drop those named in `forget`."""
    description = json.loads((path / "run.json").read_text())
    kept = {key: value for key, value in description.items() if key not in forget}
    paths.write_json(path / "run.json", {**kept, **changes})


def write_checkpoint(path: Path, step: int, network: Network) -> None:
    """Keep the network of a moment."""
    paths.write_in_place(path / CHECKPOINT.format(step), network.save)


def append_history(path: Path, row: Mapping[str, Any]) -> None:
    """Add one line; a line cut off by a crash is skipped by the reader."""
    with (path / "history.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")


def write_latest(path: Path, progress: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Where the training is: `progress` is a dictionary, `arrays` what has to be kept to go on from there."""
    # numpy's stub takes any name of an array for its own `allow_pickle`.
    write = lambda file: np.savez(file, progress=json.dumps(progress), **arrays)  # type: ignore[arg-type]  # noqa: E731
    paths.write_in_place(path / LATEST, write)


def return_to(path: Path, run: Run, step: int) -> None:
    """Forget what came after `step`, and all that was measured, so that the training can go on from there."""
    rows = "".join(json.dumps(row) + "\n" for row in run.history if row["step"] <= step)
    paths.write_in_place(path / "history.jsonl", lambda file: file.write(rows.encode()))
    for later in (kept for kept in run.moments if kept > step):
        (path / CHECKPOINT.format(later)).unlink()
    for file in path.iterdir():
        if file.is_file() and file.name not in OF_TRAINING and not file.name.startswith("."):
            file.unlink(missing_ok=True)


def forget_the_way(path: Path) -> None:
    """Drop what only a training that goes on needs."""
    for name in (LATEST, "command", "process.json"):
        (path / name).unlink(missing_ok=True)
    for part in path.rglob(".*.part"):  # of a process that was killed while it wrote
        part.unlink(missing_ok=True)


def write_evaluation(path: Path, **evaluations: Evaluation) -> None:
    """Write what `test` and `train`, the parts of the data set, were evaluated at."""
    paths.write_json(path / "evaluation.json", {name: item.to_json() for name, item in evaluations.items()})


def write_answers(path: Path, answers: Answers) -> None:
    """Write the answers to the test set, in file order."""
    paths.write_in_place(path / "answers.npz", answers.save)


def write_channel_maxima(path: Path, moments: dict[int, dict[str, ChannelMaxima]]) -> None:
    """`moments` maps a step to its `{layer: ChannelMaxima}`."""
    content = {step: {name: maxima.to_json() for name, maxima in layers.items()} for step, layers in moments.items()}
    paths.write_json(path / "channels.json", content)
