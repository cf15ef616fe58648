"""Train a network and write the run: `python -m core.training PRESET --out DIR`."""

import argparse
import platform
import sys
import time
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np

from core import channels, datasets, networks, runs
from core.architectures import PRESETS
from core.evaluation import evaluate
from core.recipes import RECIPES
from core.sources import IMAGE_SHAPE


def moments(total, count):
    """About `count` steps from 0 to `total`: doubling at first, then evenly spaced.

    Doubling ends where its gap would be wider than sharing out the rest evenly.
    """
    steps = [0]
    while len(steps) < count - 1:
        doubled = max(2 * steps[-1], 1)
        even_gap = (total - steps[-1]) / (count - len(steps))
        if doubled - steps[-1] >= even_gap:
            break
        steps.append(doubled)
    rest = np.linspace(steps[-1], total, count - len(steps) + 1).round().astype(int)
    return tuple(sorted({*steps, *rest.tolist()}))


def train(architecture, config, out, verbose=1):
    """Train `architecture` as `config` says, write the run into the folder `out`, and return it as a `Run`.

    With patience the run ends when validation accuracy has stood still so many epochs, and keeps its best epoch.
    Raises FileExistsError where `out` holds a run already, ValueError where architecture, configuration and data do not
    fit, and what `datasets.load` raises. A training that breaks leaves a run whose status is "failed".
    """
    out = Path(out)
    if (out / "run.json").exists():
        raise FileExistsError(f"{out} holds a run already; choose another folder")
    data = datasets.load(config.data_set, config.classes)
    learnt, validation = _split(data, config)
    _check_fit(architecture, data)
    description = _describe(architecture, config, data)
    out.mkdir(parents=True, exist_ok=True)
    runs.write_description(out, {**description, "status": "running"})
    try:
        finished = _train(architecture, config, data, learnt, validation, out, verbose)
    except BaseException:
        runs.write_description(out, {**description, "status": "failed"})
        raise
    runs.write_description(out, {**description, **finished, "status": "finished"})
    return runs.load(out)


def _train(architecture, config, data, learnt, validation, out, verbose):
    """Fit, then write checkpoint, evaluation and peaks; gives what the description still lacks."""
    from core.fitting import fit

    steps = moments(ceil(len(learnt[1]) / config.batch_size) * config.epochs, config.moments)
    started = time.perf_counter()
    final_step, network = fit(architecture, config, learnt, validation, steps, out, verbose)
    seconds = time.perf_counter() - started
    runs.write_checkpoint(out, final_step, network)
    test = data.test
    seen = [np.concatenate(arrays) for arrays in zip(learnt, validation, strict=True)] if validation else learnt
    runs.write_evaluation(out, test=evaluate(network, test.images, test.labels), train=evaluate(network, *seen))
    ends = {0: networks.initialise(architecture, config.seed), final_step: network}
    runs.write_peaks(out, {step: channels.peaks(end, test.images) for step, end in ends.items()})
    return {"final_step": final_step, "seconds": round(seconds, 1)}


def _split(data, config):
    """`(images, labels)` to learn from and, or None, to validate with: the last share in file order, as Keras does."""
    images, labels = data.train.images[: config.training_images], data.train.labels[: config.training_images]
    kept = len(labels) - int(len(labels) * config.validation_share)
    if config.patience is not None and kept == len(labels):
        raise ValueError(f"validation_share (={config.validation_share}) of {kept} images leaves none for patience")
    validation = (images[kept:], labels[kept:]) if kept < len(labels) else None
    return (images[:kept], labels[:kept]), validation


def _check_fit(architecture, data):
    if architecture.input_shape != IMAGE_SHAPE:
        raise ValueError(f"input_shape {architecture.input_shape} must be {IMAGE_SHAPE}, as {data.title} is")
    last = architecture.layers[-1]
    if architecture.shapes[-1] != (len(data.classes),) or last.activation != "softmax":
        raise ValueError(
            f"the last layer {last.name!r} gives {architecture.shapes[-1]} with {last.activation}; "
            f"{data.title} needs {(len(data.classes),)} with softmax, one for each class"
        )


def _describe(architecture, config, data):
    from core.keras_models import keras  # before tensorflow, whose log it quiets

    import tensorflow  # isort: skip

    return {
        "architecture": architecture.to_json(),
        "training": config.to_json(),
        "class_names": list(data.class_names),
        "data_digest": data.digest,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "keras": keras.__version__,
            "tensorflow": tensorflow.__version__,
        },
    }


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m core.training", description="Train a preset and write the run.")
    parser.add_argument("preset", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument("--out", required=True, type=Path, help="folder for the run; it must not hold one yet")
    parser.add_argument("--seed", type=int, help="another seed than the recipe's own")
    parser.add_argument("--epochs", type=int, help="another number of epochs than the recipe's own")
    given = parser.parse_args(arguments)
    try:
        if given.preset not in PRESETS:
            raise ValueError(f"preset {given.preset!r} is not one of {', '.join(PRESETS)}")
        changes = {key: value for key in ("seed", "epochs") if (value := getattr(given, key)) is not None}
        run = train(PRESETS[given.preset], replace(RECIPES[given.preset], **changes), given.out)
    except (ValueError, OSError, datasets.DataSetError, KeyboardInterrupt) as error:
        sys.exit(f"error: {str(error) or 'stopped'}")
    print(f"{given.preset}: test accuracy {run.evaluation.accuracy:.4f} after {run.final_step} steps, in {given.out}")


if __name__ == "__main__":
    main()
