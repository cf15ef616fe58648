"""Train a network and write the run: `python -m core.training PRESET --out DIR`.

A training can be stopped at any step, or killed, and taken up again: `python -m core.training --resume DIR`.
"""

import argparse
import platform
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from core import channels, datasets, processes, recording, runs, wishes
from core.architectures import PRESETS
from core.course import Course, TrainingError
from core.evaluation import Answers, evaluate, from_probabilities
from core.recipes import KINDS, RECIPES, recipe
from core.sources import IMAGE_SHAPE, SOURCES

TRAINING_IMAGES_TESTED = 5_000

# What a training can fail with; anything else is a mistake of ours.
FAILURES = (ValueError, OSError, MemoryError, datasets.DataSetError, runs.RunError, TrainingError)


def train(architecture, config, out):
    """Train `architecture` as `config` says, write the run into the folder `out`, and return it as a `Run`.

    With patience the run ends when validation accuracy has stood still so many epochs, and keeps its best epoch.
    Raises what `prepare` and `carry_on` raise.
    """
    prepare(architecture, config, out)
    return carry_on(out)


def prepare(architecture, config, out):
    """Make the folder of a run that has not begun: its status is "waiting". Imports no keras.

    Raises FileExistsError where there is such a folder, ValueError where architecture and configuration do not fit.
    """
    out = Path(out)
    _check_fit(architecture, config)
    try:
        out.mkdir(parents=True)
    except FileExistsError:
        raise FileExistsError(f"{out} is there already; choose another folder") from None
    description = {
        "architecture": architecture.to_json(),
        "training": config.to_json(),
        "class_names": list(datasets.class_names(config.data_set, config.classes)),
        "queued": now(),
    }
    processes.note(out)
    recording.write_description(out, {**description, "status": "waiting"})


def carry_on(out):
    """Train the run in the folder `out` from where it is to its end, or until it is stopped; returns the `Run`.

    Raises TrainingError, DataSetError, ValueError or OSError; the run's status is then "failed", and it says why.
    """
    out = Path(out)
    run = runs.load(out)
    if run.status == "finished":
        raise TrainingError(f"{out.name} has finished; there is nothing left to train")
    processes.note(out)
    try:
        _carry_on(run, out)
    except BaseException as error:
        with suppress(OSError):
            recording.describe(out, status="failed", failure=reason(error))
        raise
    return runs.load(out)


def reason(error):
    """Why something failed, as words for a person."""
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return f"a file could not be written or read: {error.strerror.lower()}"
    return str(error) or type(error).__name__


def _carry_on(run, out):
    config = run.config
    data = datasets.load(config.data_set, config.classes)
    learnt, validation = _split(data, config)
    recording.describe(out, ("final_step", "failure", "before"), status="running", **_circumstances(data, config))
    if config.library == "scikit-learn":
        from core.sklearn_models import fit

        images = data.train.images[: config.training_images], data.train.labels[: config.training_images]
        recording.return_to(out, run, 0)
        status, final_step, seconds, network = fit(run.architecture, config, images, out)
    else:
        status, final_step, seconds, network = Course(run, learnt, validation, out).go()
    recording.write_checkpoint(out, final_step, network)
    _test(network, data, learnt, final_step, out)
    recording.describe(out, status=status, final_step=final_step, seconds=round(seconds, 1))
    if status == "finished":
        recording.forget_the_way(out)


def _test(network, data, learnt, step, out):
    """Answers, evaluation and peaks of the trained network, over the test set and the first training images."""
    probabilities, peaks = channels.survey(network, data.test.images)
    images, labels = (array[:TRAINING_IMAGES_TESTED] for array in learnt)
    on_test = from_probabilities(probabilities, data.test.labels)
    recording.write_evaluation(out, test=on_test, train=evaluate(network, images, labels))
    recording.write_answers(out, Answers.from_probabilities(probabilities))
    recording.write_peaks(out, {step: peaks})


def _split(data, config):
    """`(images, labels)` to learn from and, or None, to validate with: the last share in file order, as Keras does."""
    images, labels = data.train.images[: config.training_images], data.train.labels[: config.training_images]
    kept = len(labels) - int(len(labels) * config.validation_share)
    if config.patience is not None and kept == len(labels):
        raise ValueError(f"validation_share (={config.validation_share}) of {kept} images leaves none for patience")
    validation = (images[kept:], labels[kept:]) if kept < len(labels) else None
    return (images[:kept], labels[:kept]), validation


def _check_fit(architecture, config):
    classes = datasets.class_names(config.data_set, config.classes)
    title = SOURCES[config.data_set].title
    if architecture.input_shape != IMAGE_SHAPE:
        raise ValueError(f"input_shape {architecture.input_shape} must be {IMAGE_SHAPE}, as {title} is")
    last = architecture.layers[-1]
    if architecture.shapes[-1] != (len(classes),) or last.activation != "softmax":
        raise ValueError(
            f"the last layer {last.name!r} gives {architecture.shapes[-1]} with {last.activation}; "
            f"{title} needs {(len(classes),)} with softmax, one for each class"
        )


def _circumstances(data, config):
    """With what the run is made: data, time and the versions of the libraries."""
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    if config.library == "scikit-learn":
        import sklearn

        versions |= {"scikit-learn": sklearn.__version__}
    else:
        from core.keras_models import keras  # before tensorflow, whose log it quiets

        import tensorflow  # isort: skip

        versions |= {"keras": keras.__version__, "tensorflow": tensorflow.__version__}
    return {"data_digest": data.digest, "started": now(), "versions": versions}


def now():
    """The time in UTC, to the microsecond: runs made in the same second still have an order."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def stop_when_asked(out):
    """Let Ctrl-C and a polite kill end the training as a wish to stop would: it keeps what it learnt.

    scikit-learn hears no wishes: there they end the process as ever.
    """
    if runs.load(Path(out)).config.library == "scikit-learn":
        return
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: wishes.wish(Path(out), wishes.STOP))


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m core.training", description="Train a preset and write the run.")
    parser.add_argument("preset", nargs="?", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument("--out", type=Path, help="folder for the run; it must not be there yet")
    parser.add_argument("--resume", type=Path, help="go on with the run in this folder, instead of a new one")
    parser.add_argument("--recipe", default=KINDS[0], choices=KINDS, help="the preset's own recipe, or the fast one")
    parser.add_argument("--seed", type=int, help="another seed than the recipe's own")
    parser.add_argument("--epochs", type=int, help="another number of epochs than the recipe's own")
    given = parser.parse_args(arguments)
    try:
        out = _taken_up(given.resume) if given.resume else _prepared(given)
        stop_when_asked(out)
        run = carry_on(out)
    except FAILURES as error:
        sys.exit(f"error: {reason(error)}")
    accuracy = f"test accuracy {run.evaluation.accuracy:.4f}"
    print(f"{run.key}: {run.status} with {accuracy} after {run.final_step} steps, in {out}")


def _taken_up(out):
    if runs.load(out).status != "finished" and processes.is_alive(out):
        raise ValueError(f"{out} is being trained already")
    wishes.wish(out, wishes.TRAIN)
    return out


def _prepared(given):
    if given.preset not in PRESETS:
        raise ValueError(f"preset {given.preset!r} is not one of {', '.join(PRESETS)}")
    if given.out is None:
        raise ValueError("--out is missing: name a folder for the run")
    changes = {key: value for key in ("seed", "epochs") if (value := getattr(given, key)) is not None}
    prepare(PRESETS[given.preset], replace(recipe(RECIPES[given.preset], given.recipe), **changes), given.out)
    return given.out


if __name__ == "__main__":
    main()
