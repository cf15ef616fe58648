"""Which runs there are, those that ship and one's own, and how a run's folder is read."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import checks, paths
from core.datasets import own_source
from core.datasets.catalogue import IMAGE_SHAPE, SOURCES, class_names_of
from core.keras_io import bounds
from core.networks.architecture import Architecture
from core.networks.image_fitting import COLORS, LARGEST
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig
from core.runs.run import FORMAT, OWN, STATUSES, UPLOADED, Run, RunError, is_run


def load(key_or_path: str | Path) -> Run:
    """The run with this key, or in this folder: a Path, or a string with a slash.

    Raises RunError where there is none, or one that cannot be read.
    """
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
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise RunError(f"run.json of {path.name!r} cannot be read: {_reason(error)}") from error
    return Run(path, description, architecture, config)


def other_seeds(run: Run) -> tuple[Run, ...]:
    """The same training from other seeds, tested, which a run may hold in its folder `seeds`, by their seeds.

    One that cannot be read, or is of another training, is passed over.
    """
    folder = run.path / "seeds"
    found = []
    for inner in folder.iterdir() if folder.is_dir() else ():
        with suppress(RunError):
            other = load(inner)
            same = replace(other.config, seed=run.config.seed, moments=run.config.moments) == run.config
            if same and other.architecture == run.architecture and other.evaluation and other.history:
                found.append(other)
    return tuple(sorted(found, key=lambda other: other.config.seed))


def _check(description: Mapping[str, Any], architecture: Architecture, config: TrainingConfig) -> None:
    """What the pages rely on. Raises ValueError or KeyError."""
    checks.choice("status", description["status"], STATUSES)
    bounds.check_names(architecture)
    if config.own is None:
        checks.choice("data_set", config.data_set, SOURCES)
    own_source.check(config)
    names, outputs = description["class_names"], architecture.shapes[-1]
    if not isinstance(names, list) or outputs != (len(names),):
        raise ValueError(f"class_names {names!r} do not fit an output of shape {outputs}")
    if tuple(names) != class_names_of(config):
        raise ValueError(f"class_names {names!r} are not those of {config.data_set}")
    reads = architecture.input_shape
    is_in_color = description["status"] == UPLOADED and reads[2] == len(COLORS) and max(reads[:2]) <= LARGEST
    if reads != IMAGE_SHAPE and not is_in_color:
        raise ValueError(f"input_shape {reads} is not the data set's {IMAGE_SHAPE}")
    if description["status"] == UPLOADED and description.get("final_step") is None:
        raise ValueError("an uploaded run needs its final_step")
    if not isinstance(description.get("final_step"), int | None):
        raise ValueError(f"final_step {description['final_step']!r} is not a whole number")
    added = description.get("added", [])
    if not isinstance(added, list) or not all(isinstance(name, str) for name in added):
        raise ValueError(f"added {added!r} is not a list of layer names")


def stamp(key: str | Path) -> tuple[int, ...] | None:
    """A value that changes when the run or its moments change; None where there is no such run."""
    try:
        folder = _find(key)
        files = filter(os.path.exists, (f"{folder}/run.json", f"{folder}/checkpoints"))
        return tuple(os.stat(file).st_mtime_ns for file in files)
    except (OSError, RunError):
        return None


def keys() -> tuple[str, ...]:
    """Keys of every run: the presets in their own order, then one's own by name."""
    shipped, own = _folders(paths.SHIPPED_RUNS), _folders(paths.own_runs())
    return (
        *(key for key in PRESETS if key in shipped),
        *(f"{OWN}{name}" if name in shipped else name for name in sorted(own)),
    )


def _folders(parent: Path) -> set[str]:
    """Names of the folders in `parent` that hold a run."""
    try:
        return {folder.name for folder in parent.iterdir() if is_run(folder)}
    except OSError:
        return set()


def _find(key_or_path: str | Path) -> Path:
    if not isinstance(key_or_path, str):
        return key_or_path
    if "/" in key_or_path or "\\" in key_or_path:
        return Path(key_or_path)
    name = key_or_path.removeprefix(OWN)
    ships, own = is_run(paths.SHIPPED_RUNS / name), paths.own_runs() / name
    if ships and name == key_or_path:
        return paths.SHIPPED_RUNS / name
    if is_run(own) and ships == (name != key_or_path):
        return own
    raise RunError(f"run {key_or_path!r} is not one of {', '.join(keys())}; a folder is written with a slash")


def _reason(error: Exception) -> str:
    match error:
        case KeyError():
            return f"{error} is missing"
        case RecursionError():
            return "it is nested too deeply"
        case TypeError() | AttributeError() | IndexError():
            return "its architecture or training has a value of another kind than a run's, as a text for a list"
        case _:
            return str(error)
