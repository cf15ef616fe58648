"""Runs that a person brings: a run's folder as a .zip, kept in memory and read from there as any other.

Into the .zip goes what the run has learnt and how it was tested; what else was measured is measured again. A network
from elsewhere becomes a run that knows one moment and nothing of its training.
"""

import io
import json
import zipfile
from math import isfinite
from pathlib import PurePosixPath

import numpy as np

from core import datasets, runs
from core.evaluation.accuracy import Answers, from_probabilities
from core.keras_io import file_reading
from core.networks.network import CHUNK
from core.networks.recipe import TrainingConfig
from core.runs.run import CHECKPOINT, FORMAT, UPLOADED, RunError
from core.untrusted import zip_files
from core.untrusted.zip_files import Limits

STEP = 1
DATED = (1980, 1, 1, 0, 0, 0)
LIMITS = Limits(entries=200, entry=64 << 20, total=96 << 20)
ENDED = ("finished", "stopped", "failed", UPLOADED)


def from_network(name, network, data_set, classes, added):
    """The Run, in memory, of a `network` that answers with `classes` of a data set; `added` were put around it."""
    config = TrainingConfig(data_set=data_set, classes=classes, library="elsewhere")
    names = datasets.class_names(data_set, classes)
    description = _description(network.architecture, config, names, UPLOADED, STEP, added=added)
    return opened(_zipped(name, {"run.json": _json(description), CHECKPOINT.format(STEP): _saved(network)}))


def tested(run, evaluation, answers):
    """The same run, in memory, with what it answers to its test set."""
    files = _files(run)
    file = io.BytesIO()
    answers.save(file)
    files |= {"evaluation.json": _json({"test": evaluation.to_json()}), "answers.npz": file.getvalue()}
    return opened(_zipped(run.path.name, files))


def renamed(run, name):
    """The same run, in memory, in a folder called `name`."""
    return opened(_zipped(name, _files(run)))


def try_on(run, split, progress=lambda share: None):
    """`(Evaluation, Answers)` of a run's network on a split; `progress` hears the share that is done."""
    network, found = run.network, []
    for start in range(0, len(split), CHUNK):
        found.append(network.predict(split.images[start : start + CHUNK]))
        progress(min((start + CHUNK) / len(split), 1.0))
    probabilities = np.concatenate(found)
    return from_probabilities(probabilities, split.labels), Answers.from_probabilities(probabilities)


def packed(run):
    """The bytes of a .zip file of a run's folder, on disk or in memory; the same for the same run."""
    return _zipped(run.path.name, _files(run))


def opened(content):
    """The Run in the bytes of a .zip file that this module wrote. Raises RunError."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    return runs.load(zipfile.Path(archive, f"{archive.namelist()[0].split('/')[0]}/"))


def read(content):
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


def _is_in(name, folder):
    return PurePosixPath(name).is_relative_to(folder)


def _check(run):
    """What the pages rely on. Raises RunError or ValueError."""
    file_reading.check_costs(run.architecture)
    if run.final_step is not None and run.final_step not in run.moments:
        raise ValueError(f"the run kept no checkpoint of its last step, {run.final_step}")


def _files(run):
    """What is packed of a run: `{name in its folder: bytes}`, written anew from what was read."""
    files = _learnt(run)
    evaluations = {"test": run.evaluation, "train": run.training_evaluation}
    if any(evaluations.values()):
        found = {part: one.to_json() for part, one in evaluations.items() if one}
        files["evaluation.json"] = _json(found)
    if run.answers is not None:
        file = io.BytesIO()
        run.answers.save(file)
        files["answers.npz"] = file.getvalue()
    return files


def _learnt(run):
    status = run.status if run.status in ENDED else "stopped"
    description = _description(
        run.architecture, run.config, run.class_names, status, run.final_step, run.seconds, run.added
    )
    files = {"run.json": _json(description)}
    rows = [row for row in run.history if all(_is_plain(*entry) for entry in row.items())]
    if rows:
        files["history.jsonl"] = "".join(json.dumps(row) + "\n" for row in rows).encode()
    stored = [step for step in run.moments if (run.path / CHECKPOINT.format(step)).is_file()]
    return files | {CHECKPOINT.format(step): _saved(run.network_at(step)) for step in stored}


def _description(architecture, config, class_names, status, final_step, seconds=None, added=()):
    return {
        "format": FORMAT,
        "architecture": architecture.to_json(),
        "training": config.to_json(),
        "class_names": list(class_names),
        "status": status,
        **({} if final_step is None else {"final_step": final_step}),
        **({"seconds": seconds} if isinstance(seconds, int | float) and isfinite(seconds) else {}),
        "added": list(added),
    }


def _is_plain(name, value):
    return isinstance(value, str) if name == "kind" else isinstance(value, int | float) and isfinite(value)


def _saved(network):
    file = io.BytesIO()
    network.save(file)
    return file.getvalue()


def _json(content):
    return json.dumps(content, indent=1).encode()


def _zipped(name, files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{path}", DATED), content)
    return file.getvalue()
