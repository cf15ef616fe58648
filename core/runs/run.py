"""A training run on disk: a folder with run.json, history.jsonl, evaluation.json and a checkpoint for every moment.

A run that was killed at any point can be read up to its last moment. Step 0, the untrained network, is not stored where
the seed gives it back (`networks.initialise`).
"""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from core import paths
from core.evaluation.accuracy import Answers, Evaluation
from core.inspection.channel_maxima import ChannelMaxima
from core.networks.architecture import Architecture
from core.networks.initializers import initialise
from core.networks.network import Network, load
from core.networks.recipe import TrainingConfig
from core.runs.history import History
from core.runs.resume_point import Latest

CHECKPOINT = "checkpoints/step_{:06d}.npz"
LATEST = "latest.npz"
IMAGES = "images.npz"  # of a person, as long as they are kept
FORMAT = 1
OWN = "own:"
UPLOADED = "uploaded"
STATUSES = ("waiting", "running", "paused", "stopped", "finished", "failed", UPLOADED)

T = TypeVar("T")


class RunError(Exception):
    """A run that does not exist or cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Run:
    """One run, read as it is asked for. `moments` are the steps that can be looked at, from 0 to the trained one.

    `path` is a folder on disk, or one in a .zip in memory (`zipfile.Path`).
    """

    path: Path
    description: dict[str, Any]
    architecture: Architecture
    config: TrainingConfig

    @property
    def key(self) -> str:
        """The folder's name, with `own:` before it where a preset of that name ships."""
        clash = self.path.parent != paths.SHIPPED_RUNS and is_run(paths.SHIPPED_RUNS / self.path.name)
        return f"{OWN}{self.path.name}" if clash else self.path.name

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the outputs stand for, in order."""
        return tuple(self.description["class_names"])

    @property
    def status(self) -> str:
        """One of STATUSES, as the training last wrote it; `training.queue.status` knows whether it is alive too."""
        return str(self.description["status"])

    @property
    def final_step(self) -> int | None:
        """The step at which the training ended, or None while it has not."""
        return self.description.get("final_step")

    @property
    def seconds(self) -> float | None:
        """How long the training took so far as was noted, or None."""
        return self.description.get("seconds")

    @property
    def owner(self) -> str:
        """The visitor of a host who trains it, or "" for the person at the machine, and for what ships."""
        return str(self.description.get("owner", ""))

    @property
    def keeps_images(self) -> bool:
        """Whether the images that a person brought for it stay with it when it has learnt them."""
        return self.description.get("keeps_images") is True

    @property
    def added(self) -> tuple[str, ...]:
        """Names of the layers that were put around a network from elsewhere."""
        return tuple(name for name in self.description.get("added", ()) if name in self.architecture.names)

    @property
    def test_set(self) -> tuple[object, ...]:
        """What the accuracy was measured on: runs with the same one can be compared image by image."""
        own = self.config.own
        return (own.digest, own.class_names) if own else (self.config.data_set, self.config.classes)

    @property
    def design(self) -> tuple[Architecture, TrainingConfig]:
        """All but the seed: runs of one design differ by chance alone."""
        return self.architecture, replace(self.config, seed=0)

    @property
    def kept_epoch(self) -> int | None:
        """The epoch that early stopping kept, or None for a run without it."""
        if self.config.patience is None or self.status != "finished":
            return None
        return next((row["epoch"] for row in self.history if row["step"] == self.final_step), None)

    @property
    def is_tested(self) -> bool:
        """Whether the run was trained, tested, and all of it is there: what a comparison needs."""
        if not (self.final_step and self.evaluation):
            return False
        whole = self.answers is not None and len(self.answers.classes) == self.evaluation.count
        return whole and (self.path / CHECKPOINT.format(self.final_step)).is_file()

    @property
    def weights_on_disk(self) -> int:
        """Bytes of the file that holds the trained network."""
        return len((self.path / CHECKPOINT.format(self.final_step)).read_bytes())

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """The steps whose networks can be had, in order."""
        folder = self.path / "checkpoints"
        files = folder.iterdir() if folder.is_dir() else ()
        names = {f"checkpoints/{file.name}" for file in files}
        numbers = (int(match[1]) for name in names if (match := re.fullmatch(r"checkpoints/step_(\d+)\.npz", name)))
        steps = sorted(step for step in numbers if CHECKPOINT.format(step) in names)
        untrained = () if self.status == UPLOADED else (0,)
        return (*untrained, *(step for step in steps if step > 0 and step <= (self.final_step or step)))

    @property
    def network(self) -> Network:
        """The network at the last moment."""
        return self.network_at(self.moments[-1])

    def network_at(self, step: int) -> Network:
        """The network at a moment of the run; RunError for a step that was not kept."""
        if step not in self.moments:
            raise RunError(f"run {self.key!r} kept no step {step}; it has {', '.join(map(str, self.moments))}")
        file = self.path / CHECKPOINT.format(step)
        if step == 0 and not file.exists():
            return initialise(self.architecture, self.config.seed)
        try:
            with file.open("rb") as opened:
                network = load(opened)
        except (ValueError, OSError) as error:
            raise RunError(f"run {self.key!r}, step {step}: {error}") from error
        if network.architecture != self.architecture:
            raise RunError(f"run {self.key!r}, step {step}: the checkpoint is of another architecture")
        return network

    @cached_property
    def history(self) -> History:
        """What was noted while it learnt, in order; nothing where the file cannot be read."""
        try:
            lines = (self.path / "history.jsonl").read_text(errors="replace").splitlines()
        except OSError:
            return History()
        return History(row for row in map(_json_or_none, lines) if _is_row(row))

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """`Evaluation` on the test set, or None where the run has not come so far."""
        return self._evaluation("test")

    @cached_property
    def training_evaluation(self) -> Evaluation | None:
        """`Evaluation` on all images that were learnt from, or None."""
        return self._evaluation("train")

    @cached_property
    def answers(self) -> Answers | None:
        """`Answers` to the images of its test set, in file order, or None where the run has not come so far."""
        return self._read("answers.npz", Answers.load)

    @cached_property
    def latest(self) -> Latest | None:
        """Where the training was last noted to be, as a `Latest`; None before that."""
        return self._read(LATEST, lambda file: Latest.load(file, self.architecture))

    def _evaluation(self, part: str) -> Evaluation | None:
        def interpret(file: BinaryIO) -> Evaluation | None:
            evaluations = json.load(file)
            return Evaluation.from_json(evaluations[part]) if part in evaluations else None

        return self._read("evaluation.json", interpret)

    def channel_maxima_at(self, step: int) -> dict[str, ChannelMaxima]:
        """`{layer: ChannelMaxima}` over the test set at a moment; empty where that was not noted (it is at the end)."""
        return self._channel_maxima.get(step, {})

    @cached_property
    def _channel_maxima(self) -> dict[int, dict[str, ChannelMaxima]]:
        def interpret(file: BinaryIO) -> dict[int, dict[str, ChannelMaxima]]:
            return {
                int(step): {name: ChannelMaxima.from_json(row) for name, row in layers.items()}
                for step, layers in json.load(file).items()
            }

        return self._read("channels.json", interpret) or {}

    def _read(self, name: str, interpret: Callable[[BinaryIO], T]) -> T | None:
        """What a file of the run holds; None where it is not there, RunError where it is damaged."""
        try:
            with (self.path / name).open("rb") as file:
                return interpret(file)
        except FileNotFoundError:
            return None
        except Exception as error:  # a damaged zip raises nearly anything
            raise RunError(f"{name} of run {self.key!r} cannot be read: {error}") from error


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run; one whose name begins with a dot is still being written."""
    return not folder.name.startswith(".") and os.path.isfile(f"{folder}/run.json")


def _is_row(row: Any) -> bool:
    return isinstance(row, dict) and {"kind", "step", "epoch"} <= set(row)


def _json_or_none(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
