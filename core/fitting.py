"""One training with Keras: batches in a fixed order, moments and history written as it goes. Imports keras."""

from math import ceil

import numpy as np

from core import keras_models, runs
from core.networks import Network, image_batch

import keras  # isort: skip  (keras_models quiets TensorFlow's log first)

LOGGED_BATCHES = 200


class Batches(keras.utils.PyDataset):
    """Shuffled batches that depend on seed, epoch and position only, so that a run can be repeated exactly."""

    def __init__(self, images, labels, config, input_shape):
        super().__init__()
        self.images, self.labels, self.config, self.input_shape = images, labels, config, input_shape
        self.epoch = 0
        self._shuffle()

    def __len__(self):
        return ceil(len(self.labels) / self.config.batch_size)

    def __getitem__(self, index):
        chosen = self.order[index * self.config.batch_size :][: self.config.batch_size]
        batch = image_batch(self.images[chosen], self.input_shape)
        if self.config.augmentation:
            from core.augmentation import augment

            random = np.random.default_rng([self.config.seed, self.epoch, index])
            batch = augment(random, batch, self.config.augmentation)
        return batch, self.labels[chosen]

    def size(self, index):
        """How many images batch `index` has; the last one may be smaller."""
        return min(self.config.batch_size, len(self.labels) - index * self.config.batch_size)

    def on_epoch_end(self):
        self.epoch += 1
        self._shuffle()

    def _shuffle(self):
        self.order = np.random.default_rng([self.config.seed, self.epoch]).permutation(len(self.labels))


class Recorder(keras.callbacks.Callback):
    """Writes moments and history into the run's folder as the training goes."""

    def __init__(self, path, architecture, batches, moments):
        super().__init__()
        self.path, self.architecture, self.batches, self.moments = path, architecture, batches, set(moments)
        self.every = ceil(max(moments) / LOGGED_BATCHES)
        self.step = 0
        self.best = (-1.0, 0, None)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch, self.seen, self.sums = epoch, 0, {"loss": 0.0, "accuracy": 0.0}

    def on_train_batch_end(self, batch, logs=None):
        """Keras reports means over the epoch so far; the difference of the sums is this batch's own figure."""
        self.step += 1
        size = self.batches.size(batch)
        self.seen += size
        sums = {key: logs[key] * self.seen for key in self.sums}
        own = {key: (sums[key] - self.sums[key]) / size for key in sums}
        self.sums = sums
        if self.step % self.every == 0:
            self._append("batch", self.epoch + (batch + 1) / len(self.batches), own)
        if self.step in self.moments:
            runs.write_checkpoint(self.path, self.step, self.network())

    def on_epoch_end(self, epoch, logs=None):
        self._append("epoch", epoch + 1, {key.replace("val_", "validation_"): value for key, value in logs.items()})
        if logs.get("val_accuracy", -1.0) > self.best[0]:
            self.best = (logs["val_accuracy"], self.step, self.network())

    def network(self):
        """The network as it is now."""
        return Network(self.architecture, keras_models.weights_of(self.model))

    def _append(self, kind, epoch, figures):
        rounded = {key: round(float(value), 6) for key, value in figures.items()}
        runs.append_history(self.path, {"kind": kind, "step": self.step, "epoch": round(epoch, 4), **rounded})


def fit(architecture, config, train, validation, moments, out, verbose):
    """Train and record; returns `(final step, Network)`: the last one, or with patience the best epoch's.

    `train` and `validation` are `(images, labels)`; `validation` may be None.
    """
    keras.utils.set_random_seed(config.seed)
    model = keras_models.build(architecture, config.seed)
    batches = Batches(*train, config, architecture.input_shape)
    model.compile(
        _optimizer(config, len(batches) * config.epochs), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    recorder = Recorder(out, architecture, batches, moments)
    callbacks = [recorder]
    if config.patience is not None:
        callbacks.append(keras.callbacks.EarlyStopping("val_accuracy", patience=config.patience, mode="max"))
    model.fit(
        batches,
        epochs=config.epochs,
        validation_data=validation and (image_batch(validation[0], architecture.input_shape), validation[1]),
        validation_batch_size=1000,
        callbacks=callbacks,
        verbose=verbose,
    )
    return recorder.best[1:] if config.patience is not None else (recorder.step, recorder.network())


def _optimizer(config, total_steps):
    rate = config.learning_rate
    if config.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, total_steps)
    makers = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    return makers[config.optimizer](rate)
