"""Runs that a person brings: a run's folder as a .zip, kept in memory and read from there as any other.

Into the .zip goes what the run has learnt and how it was tested; what else was measured is measured again. A network
from elsewhere becomes a run that knows one moment and nothing of its training.
"""

import io
import json
import zipfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, cast

import numpy as np

from core import checks
from core.datasets.catalogue import class_names_of
from core.datasets.loading import Split
from core.evaluation.accuracy import Answers, Evaluation, judged
from core.keras_io import bounds
from core.networks.architecture import Architecture
from core.networks.network import CHUNK, Network
from core.networks.recipe import OwnSource, TrainingConfig
from core.runs import registry
from core.runs.run import CHECKPOINT, FORMAT, UPLOADED, Run, RunError
from core.untrusted import zip_files
from core.untrusted.zip_files import MEGABYTE, Limits

STEP = 1
DATED = (1980, 1, 1, 0, 0, 0)
LIMITS = Limits(entries=200, entry=64 << 20, total=96 << 20)
MOST_WEIGHTS = 32_000_000  # of all moments together: 128 MB
ENDED = ("finished", "stopped", "failed", UPLOADED)


def from_network(
    name: str,
    network: Network,
    data_set: str,
    classes: tuple[int, ...] | None,
    added: Collection[str],
    own: OwnSource | None = None,
) -> Run:
    """The Run, in memory, of a `network` that answers with `classes` of a data set; `added` were put around it.

    `own` describes the data set where it is a person's, or says only what the outputs stand for.
    """
    config = TrainingConfig(data_set=data_set, classes=classes, library="elsewhere", own=own)
    names = class_names_of(config)
    description = _description(network.architecture, config, names, UPLOADED, STEP, added=added)
    return opened(_zipped(name, {"run.json": _json(description), CHECKPOINT.format(STEP): _saved(network)}))


def tested(run: Run, evaluation: Evaluation, answers: Answers) -> Run:
    """The same run, in memory, with what it answers to its test set."""
    files = _files(run)
    file = io.BytesIO()
    answers.save(file)
    files |= {"evaluation.json": _json({"test": evaluation.to_json()}), "answers.npz": file.getvalue()}
    return opened(_zipped(run.path.name, files))


def renamed(run: Run, name: str) -> Run:
    """The same run, in memory, in a folder called `name`."""
    return opened(_zipped(name, _files(run)))


def evaluate_run(
    run: Run, split: Split, progress: Callable[[float], None] = lambda fraction: None
) -> tuple[Evaluation, Answers]:
    """What a run's network answers to a split; `progress` hears the fraction that is done, 0 to 1."""
    network, chunks = run.network, []
    for start in range(0, len(split), CHUNK):
        chunks.append(network.predict(split.images[start : start + CHUNK]))
        progress(min((start + CHUNK) / len(split), 1.0))
    probabilities = np.concatenate(chunks)
    return judged(probabilities, split.labels)


def packed(run: Run) -> bytes:
    """The bytes of a .zip file of a run's folder, on disk or in memory; the same for the same run."""
    return _zipped(run.path.name, _files(run))


def opened(content: bytes) -> Run:
    """The Run in the bytes of a .zip file that this module wrote. Raises RunError."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    folder = zipfile.Path(archive, f"{archive.namelist()[0].split('/')[0]}/")
    # It reads as a folder on disk does, but is no kind of `Path`.
    return registry.load(cast(Path, folder))


def size(run: Run) -> int:
    """Bytes of the .zip file that a run in memory is read from."""
    return sum(entry.compress_size for entry in cast(zipfile.Path, run.path).root.infolist())


def read(content: bytes) -> bytes:
    """The bytes of a .zip file with a run's folder, from a stranger's: every file is read, checked and written anew.

    What it answers is left out, and tested again: nobody has to believe it. Raises ValueError, one sentence, for what
    is no run, or damaged.
    """
    files = zip_files.read(content, LIMITS)
    descriptions = [PurePosixPath(name) for name in files if PurePosixPath(name).name == "run.json"]
    if len(descriptions) != 1:
        raise ValueError(f"there are {len(descriptions)} files called run.json in it; a run's folder has one")
    folder = descriptions[0].parent
    inside = {str(PurePosixPath(name).relative_to(folder)): files[name] for name in files if _is_in(name, folder)}
    try:
        run = opened(_zipped(folder.name or "run", inside))
        _check(run)
        return _zipped(run.path.name, _learnt(run))
    except RunError as error:
        raise ValueError(str(error)) from error


def _is_in(name: str, folder: PurePosixPath) -> bool:
    return PurePosixPath(name).is_relative_to(folder)


def _check(run: Run) -> None:
    """What the pages rely on. Raises RunError or ValueError."""
    bounds.check(run.architecture)
    if run.final_step is not None and run.final_step not in run.moments:
        raise ValueError(f"the run kept no checkpoint of its last step, {run.final_step}")
    checkpoints = _checkpoints(run)
    weights = len(checkpoints) * run.architecture.parameters
    if weights > MOST_WEIGHTS:
        raise ValueError(f"the run's {len(checkpoints)} moments hold {weights:,} weights, more than {MOST_WEIGHTS:,}")
    for step in checkpoints:
        _check_checkpoint(run, step)


def _check_checkpoint(run: Run, step: int) -> None:
    """It is an archive in the archive: it may hold the weights of the network and little else."""
    most = 4 * run.architecture.parameters + MEGABYTE
    limits = Limits(entries=len(run.architecture.weight_shapes) + 1, entry=most, total=most, ratio=most)
    try:
        zip_files.check((run.path / CHECKPOINT.format(step)).read_bytes(), limits)
    except ValueError as error:
        raise ValueError(f"the checkpoint of step {step}: {error}") from error


def _checkpoints(run: Run) -> list[int]:
    """The moments that are kept in a file."""
    return [step for step in run.moments if (run.path / CHECKPOINT.format(step)).is_file()]


def _files(run: Run) -> dict[str, bytes]:
    """What is packed of a run: `{name in its folder: bytes}`, written anew from what was read."""
    files = _learnt(run)
    evaluations = {"test": run.evaluation, "train": run.training_evaluation}
    if any(evaluations.values()):
        content = {part: evaluation.to_json() for part, evaluation in evaluations.items() if evaluation}
        files["evaluation.json"] = _json(content)
    if run.answers is not None:
        file = io.BytesIO()
        run.answers.save(file)
        files["answers.npz"] = file.getvalue()
    return files


def _learnt(run: Run) -> dict[str, bytes]:
    """What it has learnt, without how it was tested."""
    status = run.status if run.status in ENDED else "stopped"
    description = _description(
        run.architecture, run.config, run.class_names, status, run.final_step, run.seconds, run.added
    )
    files = {"run.json": _json(description)}
    rows = [row for row in run.history if all(_is_plain(*entry) for entry in row.items())]
    if rows:
        files["history.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return files | {CHECKPOINT.format(step): _saved(run.network_at(step)) for step in _checkpoints(run)}


def _description(
    architecture: Architecture,
    config: TrainingConfig,
    names: Collection[str],
    status: str,
    final_step: int | None,
    seconds: float | None = None,
    added: Collection[str] = (),
) -> dict[str, Any]:
    """The content of run.json."""
    return {
        "format": FORMAT,
        "architecture": architecture.to_json(),
        "training": config.to_json(),
        "class_names": list(names),
        "status": status,
        **({} if final_step is None else {"final_step": final_step}),
        **({"seconds": seconds} if checks.is_finite(seconds) else {}),
        "added": list(added),
    }


def _is_plain(name: str, value: object) -> bool:
    return isinstance(value, str) if name == "kind" else checks.is_finite(value)


def _saved(network: Network) -> bytes:
    file = io.BytesIO()
    network.save(file)
    return file.getvalue()


def _json(content: object) -> bytes:
    return json.dumps(content, indent=1).encode()


def _zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{path}", DATED), content)
    return file.getvalue()
