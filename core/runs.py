"""A training run on disk: a folder with run.json, history.jsonl, evaluation.json and a checkpoint for every moment.

A run that was killed at any point can be read up to its last moment. Step 0, the untrained network, is not stored where
the seed gives it back (`networks.initialise`).
"""

import json
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from core import checks, datasets, networks, paths
from core.architectures import PRESETS, Architecture
from core.channels import Peaks
from core.evaluation import Answers, Evaluation
from core.latest import Latest
from core.recipes import TrainingConfig
from core.sources import IMAGE_SHAPE, SOURCES

CHECKPOINT = "checkpoints/step_{:06d}.npz"
LATEST = "latest.npz"
FORMAT = 1
OWN = "own:"
UPLOADED = "uploaded"
STATUSES = ("waiting", "running", "paused", "stopped", "finished", "failed", UPLOADED)


class RunError(Exception):
    """A run that does not exist or cannot be read; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Run:
    """One run, read as it is asked for. `moments` are the steps that can be looked at, from 0 to the trained one.

    `path` is a folder on disk, or one in a .zip in memory (`zipfile.Path`).
    """

    path: Path
    description: dict
    architecture: Architecture
    config: TrainingConfig

    @property
    def key(self):
        """The folder's name, with `own:` before it where a preset of that name ships."""
        clash = self.path.parent != paths.SHIPPED_RUNS and _is_run(paths.SHIPPED_RUNS / self.path.name)
        return f"{OWN}{self.path.name}" if clash else self.path.name

    @property
    def class_names(self):
        return tuple(self.description["class_names"])

    @property
    def status(self):
        """One of STATUSES, as the training command last wrote it; `jobs.look` also knows whether it is alive."""
        return self.description["status"]

    @property
    def final_step(self):
        """The step at which the training ended, or None while it has not."""
        return self.description.get("final_step")

    @property
    def seconds(self):
        """How long the training took so far as was noted, or None."""
        return self.description.get("seconds")

    @property
    def added(self):
        """Names of the layers that were put around a network from elsewhere."""
        return tuple(name for name in self.description.get("added", ()) if name in self.architecture.names)

    @property
    def test_set(self):
        """What the accuracy was measured on: runs with the same one can be compared image by image."""
        return self.config.data_set, self.config.classes

    @property
    def design(self):
        """All but the seed: runs of one design differ by chance alone."""
        return self.architecture, replace(self.config, seed=0)

    @property
    def kept_epoch(self):
        """The epoch that early stopping kept, or None for a run without it."""
        if self.config.patience is None or self.status != "finished":
            return None
        return next((row["epoch"] for row in self.history if row["step"] == self.final_step), None)

    @property
    def is_tested(self):
        """Whether the run was trained, tested, and all of it is there: what a comparison needs."""
        if not (self.final_step and self.evaluation):
            return False
        whole = self.answers is not None and len(self.answers.classes) == self.evaluation.count
        return whole and (self.path / CHECKPOINT.format(self.final_step)).is_file()

    @property
    def weights_on_disk(self):
        """Bytes of the file that holds the trained network."""
        return len((self.path / CHECKPOINT.format(self.final_step)).read_bytes())

    @cached_property
    def moments(self):
        folder = self.path / "checkpoints"
        files = folder.iterdir() if folder.is_dir() else ()
        names = (re.fullmatch(r"step_(\d+)\.npz", file.name) for file in files)
        steps = sorted(int(name[1]) for name in names if name)
        untrained = () if self.status == UPLOADED else (0,)
        return (*untrained, *(step for step in steps if step > 0 and step <= (self.final_step or step)))

    @property
    def network(self):
        """The network at the last moment."""
        return self.network_at(self.moments[-1])

    def network_at(self, step):
        """The network at a moment of the run; RunError for a step that was not kept."""
        if step not in self.moments:
            raise RunError(f"run {self.key!r} kept no step {step}; it has {', '.join(map(str, self.moments))}")
        file = self.path / CHECKPOINT.format(step)
        if step == 0 and not file.exists():
            return networks.initialise(self.architecture, self.config.seed)
        try:
            with file.open("rb") as opened:
                network = networks.load(opened)
        except (ValueError, OSError) as error:
            raise RunError(f"run {self.key!r}, step {step}: {error}") from error
        if network.architecture != self.architecture:
            raise RunError(f"run {self.key!r}, step {step}: the checkpoint is of another architecture")
        return network

    @cached_property
    def history(self):
        """Rows as they were logged: `step`, `epoch`, `loss`, `accuracy`, at an epoch's end also `validation_...`."""
        try:
            lines = (self.path / "history.jsonl").read_text(errors="replace").splitlines()
        except OSError:
            return []
        return [row for row in map(_json_or_none, lines) if _is_row(row)]

    @cached_property
    def evaluation(self):
        """`Evaluation` on the test set, or None where the run has not come so far."""
        return self._evaluation("test")

    @cached_property
    def training_evaluation(self):
        """`Evaluation` on the first training images, or None."""
        return self._evaluation("train")

    @cached_property
    def answers(self):
        """`Answers` to the images of its test set, in file order, or None where the run has not come so far."""
        return self._read("answers.npz", Answers.load)

    @cached_property
    def latest(self):
        """Where the training was last noted to be, as a `Latest`; None before that."""
        return self._read(LATEST, lambda file: Latest.load(file, self.architecture))

    def _evaluation(self, part):
        def interpret(file):
            found = json.load(file)
            return Evaluation.from_json(found[part]) if part in found else None

        return self._read("evaluation.json", interpret)

    def peaks_at(self, step):
        """`{layer: Peaks}` over the test set at a moment; empty where that was not noted (it is at the end)."""
        return self._peaks.get(step, {})

    @cached_property
    def _peaks(self):
        def interpret(file):
            return {
                int(step): {name: Peaks.from_json(row) for name, row in layers.items()}
                for step, layers in json.load(file).items()
            }

        return self._read("channels.json", interpret) or {}

    def _read(self, name, interpret):
        try:
            with (self.path / name).open("rb") as file:
                return interpret(file)
        except FileNotFoundError:
            return None
        except Exception as error:  # a damaged zip raises nearly anything
            raise RunError(f"{name} of run {self.key!r} cannot be read: {error}") from error


def load(key_or_path):
    """The run with this key, or in this folder. Raises RunError."""
    path = _find(key_or_path)
    try:
        description = json.loads((path / "run.json").read_text())
        if description["format"] != FORMAT:
            raise ValueError(f"format {description['format']} is not {FORMAT}")
        architecture = Architecture.from_json(description["architecture"])
        config = TrainingConfig.from_json(description["training"])
        _check(description, architecture, config)
    except OSError as error:
        raise RunError(f"{path.name!r} is not a run: it has no readable run.json") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise RunError(f"run.json of {path.name!r} cannot be read: {_reason(error)}") from error
    return Run(path, description, architecture, config)


def _check(description, architecture, config):
    """What the pages rely on. Raises ValueError or KeyError."""
    checks.choice("status", description["status"], STATUSES)
    checks.choice("data_set", config.data_set, SOURCES)
    names, outputs = description["class_names"], architecture.shapes[-1]
    if not isinstance(names, list) or outputs != (len(names),):
        raise ValueError(f"class_names {names!r} do not fit an output of shape {outputs}")
    if tuple(names) != datasets.class_names(config.data_set, config.classes):
        raise ValueError(f"class_names {names!r} are not those of {config.data_set}")
    if architecture.input_shape != IMAGE_SHAPE:
        raise ValueError(f"input_shape {architecture.input_shape} is not the data set's {IMAGE_SHAPE}")
    if description["status"] == UPLOADED and description.get("final_step") is None:
        raise ValueError("an uploaded run needs its final_step")
    if not isinstance(description.get("final_step"), int | None):
        raise ValueError(f"final_step {description['final_step']!r} is not a whole number")


def stamp(key):
    """A value that changes when the run or its moments change; None where there is no such run."""
    try:
        folder = _find(key)
        return tuple(file.stat().st_mtime_ns for file in (folder / "run.json", folder / "checkpoints") if file.exists())
    except (OSError, RunError):
        return None


def keys():
    """Keys of every run: the presets in their own order, then one's own by name."""
    shipped, own = _folders(paths.SHIPPED_RUNS), _folders(paths.own_runs())
    return (
        *(key for key in PRESETS if key in shipped),
        *(f"{OWN}{name}" if name in shipped else name for name in sorted(own)),
    )


def _folders(parent):
    """Names of the folders in `parent` that hold a run."""
    try:
        return {folder.name for folder in parent.iterdir() if _is_run(folder)}
    except OSError:
        return set()


def _find(key_or_path):
    if not isinstance(key_or_path, str):
        return key_or_path
    if "/" in key_or_path or "\\" in key_or_path:
        return Path(key_or_path)
    name = key_or_path.removeprefix(OWN)
    ships, own = _is_run(paths.SHIPPED_RUNS / name), paths.own_runs() / name
    if ships and name == key_or_path:
        return paths.SHIPPED_RUNS / name
    if _is_run(own) and ships == (name != key_or_path):
        return own
    raise RunError(f"run {key_or_path!r} is not one of {', '.join(keys())}; a folder is written with a slash")


def _reason(error):
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _is_run(folder):
    return not folder.name.startswith(".") and (folder / "run.json").is_file()


def _is_row(row):
    return isinstance(row, dict) and {"kind", "step", "epoch"} <= set(row)


def _json_or_none(line):
    try:
        return json.loads(line)
    except ValueError:
        return None
