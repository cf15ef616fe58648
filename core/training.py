"""Train a network and write the run: `python -m core.training PRESET --out DIR`. Imports keras."""

import argparse
import platform
import sys
import time
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np

from core import channels, datasets, keras_models, networks, runs
from core.architectures import PRESETS
from core.evaluation import evaluate
from core.networks import Network, image_batch
from core.recipes import RECIPES

import keras  # isort: skip  (keras_models quiets TensorFlow's log first)

LOGGED_BATCHES = 200


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


class Batches(keras.utils.PyDataset):
    """Shuffled batches that depend on seed, epoch and position only, so that a run can be repeated exactly."""

    def __init__(self, images, labels, config):
        super().__init__()
        self.images, self.labels, self.config = images, labels, config
        self.epoch = 0
        self._shuffle()

    def __len__(self):
        return ceil(len(self.labels) / self.config.batch_size)

    def __getitem__(self, index):
        chosen = self.order[index * self.config.batch_size :][: self.config.batch_size]
        batch = image_batch(self.images[chosen])
        if self.config.augmentation:
            from core.augmentation import augment

            random = np.random.default_rng([self.config.seed, self.epoch, index])
            batch = augment(random, batch, self.config.augmentation)
        return batch, self.labels[chosen]

    def on_epoch_end(self):
        self.epoch += 1
        self._shuffle()

    def _shuffle(self):
        self.order = np.random.default_rng([self.config.seed, self.epoch]).permutation(len(self.labels))


class Recorder(keras.callbacks.Callback):
    """Writes moments and history into the run's folder as the training goes."""

    def __init__(self, path, architecture, total_steps, sizes, moments):
        super().__init__()
        self.path, self.architecture, self.sizes, self.moments = path, architecture, sizes, set(moments)
        self.every = ceil(total_steps / LOGGED_BATCHES)
        self.step = 0
        self.best = (-1.0, 0, None)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch, self.seen, self.sums = epoch, 0, {}

    def on_train_batch_end(self, batch, logs=None):
        """Keras reports means over the epoch so far; the difference of the sums is this batch's own figure."""
        self.step += 1
        self.seen += self.sizes[batch]
        sums = {key: logs[key] * self.seen for key in ("loss", "accuracy")}
        own = {key: (sums[key] - self.sums.get(key, 0.0)) / self.sizes[batch] for key in sums}
        self.sums = sums
        if self.step % self.every == 0:
            epoch = self.epoch + (batch + 1) / len(self.sizes)
            self._append("batch", epoch, own)
        if self.step in self.moments:
            runs.write_checkpoint(self.path, self.step, self.network())

    def on_epoch_end(self, epoch, logs=None):
        names = {key: key.replace("val_", "validation_") for key in logs}
        self._append("epoch", epoch + 1, {names[key]: value for key, value in logs.items()})
        if logs.get("val_accuracy", -1.0) > self.best[0]:
            self.best = (logs["val_accuracy"], self.step, self.network())

    def _append(self, kind, epoch, figures):
        rounded = {key: round(float(value), 6) for key, value in figures.items()}
        runs.append_history(self.path, {"kind": kind, "step": self.step, "epoch": round(epoch, 4), **rounded})

    def network(self):
        """The network as it is now."""
        return Network(self.architecture, keras_models.weights_of(self.model))


def train(architecture, config, out, verbose=1):
    """Train `architecture` as `config` says, write the run into the folder `out`, and return it as a `Run`.

    With patience the run ends when validation accuracy has stood still so many epochs, and keeps its best epoch.
    Raises FileExistsError where `out` holds a run already, and what `datasets.load` raises.
    """
    out = Path(out)
    if (out / "run.json").exists():
        raise FileExistsError(f"{out} holds a run already; choose another folder")
    data = datasets.load(config.data_set, config.classes)
    images, labels = data.train.images[: config.training_images], data.train.labels[: config.training_images]
    kept = len(labels) - int(len(labels) * config.validation_share)
    batches = Batches(images[:kept], labels[:kept], config)
    total = len(batches) * config.epochs

    keras.utils.set_random_seed(config.seed)
    model = keras_models.build(architecture, config.seed)
    model.compile(_optimizer(config, total), "sparse_categorical_crossentropy", metrics=["accuracy"])
    description = _describe(architecture, config, data)
    out.mkdir(parents=True, exist_ok=True)
    runs.write_description(out, {**description, "status": "running"})
    sizes = [min(config.batch_size, kept - start) for start in range(0, kept, config.batch_size)]
    recorder = Recorder(out, architecture, total, sizes, moments(total, config.moments))
    started = time.perf_counter()
    model.fit(
        batches,
        epochs=config.epochs,
        validation_data=(image_batch(images[kept:]), labels[kept:]) if kept < len(labels) else None,
        validation_batch_size=1000,
        callbacks=[recorder, *_early_stopping(config)],
        verbose=verbose,
    )
    seconds = time.perf_counter() - started
    final_step, network = recorder.step, recorder.network()
    if config.patience is not None:
        _, final_step, network = recorder.best
    runs.write_checkpoint(out, final_step, network)
    runs.write_evaluation(
        out,
        test=evaluate(network, data.test.images, data.test.labels),
        train=evaluate(network, images, labels),
    )
    untrained = networks.initialise(architecture, config.seed)
    ends = {0: untrained, final_step: network}
    runs.write_peaks(out, {step: channels.peaks(end, data.test.images) for step, end in ends.items()})
    finished = {"status": "finished", "final_step": final_step, "seconds": round(seconds, 1)}
    runs.write_description(out, {**description, **finished})
    return runs.load(out)


def _optimizer(config, total_steps):
    rate = config.learning_rate
    if config.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, total_steps)
    makers = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    return makers[config.optimizer](rate)


def _early_stopping(config):
    if config.patience is None:
        return []
    return [keras.callbacks.EarlyStopping("val_accuracy", patience=config.patience, mode="max")]


def _describe(architecture, config, data):
    import tensorflow

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
    except (ValueError, OSError, datasets.DataSetError) as error:
        sys.exit(f"error: {error}")
    print(f"{run.key}: test accuracy {run.evaluation.accuracy:.4f} after {run.moments[-1]} steps, in {given.out}")


if __name__ == "__main__":
    main()
