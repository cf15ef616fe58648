"""A model that learns, one batch after another; it can be put away at any step and taken up again to the bit.

Imports keras and tensorflow.
"""

from collections.abc import Callable
from math import ceil
from typing import NamedTuple

import numpy as np

from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.network import Network, image_batch
from core.networks.recipe import WARM_UP, TrainingConfig

import keras  # isort: skip  (live_models quiets TensorFlow's log first)
import tensorflow as tf  # isort: skip

READ_AT_ONCE = 200  # more leave the processor's cache


class Figures(NamedTuple):
    """Mean cross-entropy loss, and the share of right answers from 0 to 1."""

    loss: float
    accuracy: float


class Batches:
    """Shuffled batches that depend on seed and step only. Images stay uint8 until a batch is needed."""

    def __init__(
        self, images: np.ndarray, labels: np.ndarray, config: TrainingConfig, input_shape: tuple[int, int, int]
    ) -> None:
        self.images, self.labels, self.config, self.input_shape = images, labels, config, input_shape
        self.per_epoch = ceil(len(labels) / config.batch_size)
        self._epoch, self._order = -1, np.arange(0)

    def at(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """`(images, labels)` of the batch that leads to `step`, counted from 1."""
        epoch, index = divmod(step - 1, self.per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.random.default_rng([self.config.seed, epoch]).permutation(len(self.labels))
        chosen = self._order[index * self.config.batch_size :][: self.config.batch_size]
        images = self.images[chosen]
        if self.config.augmentation:
            from core.training.augmentation import augment

            random = np.random.default_rng([self.config.seed, epoch, index])
            images = augment(random, image_batch(images, self.input_shape), self.config.augmentation)
        return images, self.labels[chosen]


class Learner:
    """A Keras model with its optimiser; `step` counts the batches it has learnt from."""

    def __init__(
        self, architecture: Architecture, config: TrainingConfig, images: np.ndarray, labels: np.ndarray
    ) -> None:
        keras.utils.set_random_seed(config.seed)
        self.architecture = architecture
        self.batches = Batches(images, labels, config, architecture.input_shape)
        self.model = live_models.build(architecture, config.seed, config.precision)
        self.optimizer = optimizer(config, self.batches.per_epoch * config.epochs)
        self.optimizer.build(self.model.trainable_variables)
        self._learn = _learning_step(self.model, self.optimizer, config.label_smoothing)
        self._test = tf.function(lambda images, labels: _figures(self.model(_scaled(images)), labels))
        self.step = 0

    def learn(self) -> tuple[int, Figures]:
        """One correction of the weights; gives the number of images and the `Figures` of this batch alone."""
        images, labels = self.batches.at(self.step + 1)
        loss, accuracy = self._learn(images, labels)
        self.step += 1
        return len(labels), Figures(float(loss), float(accuracy))

    def validate(self, images: np.ndarray, labels: np.ndarray) -> Figures:
        """Mean loss and accuracy on images that are not learnt from."""
        starts = range(0, len(labels), READ_AT_ONCE)
        parts = [slice(start, start + READ_AT_ONCE) for start in starts]
        figures = [[float(value) for value in self._test(images[part], labels[part])] for part in parts]
        return Figures(*map(float, np.average(figures, axis=0, weights=[len(labels[part]) for part in parts])))

    def network(self) -> Network:
        """The network as it is now, in float32."""
        return Network(self.architecture, live_models.weights_of(self.model))

    def state(self) -> dict[str, np.ndarray]:
        """Everything that has to be kept to go on later, as arrays by name.

        `variable_0`, ...: the optimiser's variables and all of Keras's own, such as a normalisation's moving mean and
        dropout's next draw; and the weights of `network`, for those who only look.
        """
        kept = {
            f"variable_{index}": keras.ops.convert_to_numpy(variable)
            for index, variable in enumerate(self._variables())
        }
        return {**self.network().weights, **kept}

    def restore(self, state: dict[str, np.ndarray], step: int) -> None:
        """Go on from the `state` kept at `step`. Raises ValueError where it is of another model."""
        for index, variable in enumerate(self._variables()):
            kept = state.get(f"variable_{index}")
            if kept is None or kept.shape != tuple(variable.shape):
                raise ValueError(f"the kept state does not fit this training at variable_{index}")
            variable.assign(kept)
        self.step = step

    def _variables(self) -> list[keras.Variable]:
        return [*self.optimizer.variables, *self.model.variables]


def predict(network: Network, images: np.ndarray) -> np.ndarray:
    """What `network` answers to uint8 images `(n, height, width)`, by Keras: probabilities `(n, classes)`, float32."""
    model = live_models.to_keras(network)
    answer = tf.function(lambda batch: model(_scaled(batch)), reduce_retracing=True)
    starts = range(0, len(images), READ_AT_ONCE)
    return np.concatenate([answer(images[start : start + READ_AT_ONCE]).numpy() for start in starts])


def _scaled(images: tf.Tensor) -> tf.Tensor:
    """uint8 `(n, height, width)` or float `(n, height, width, 1)` as float32 in [0, 1] with a channel axis."""
    if images.dtype == tf.uint8:
        images = tf.cast(images, tf.float32)[..., tf.newaxis] / 255
    return images


def _figures(probabilities: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    losses = keras.losses.sparse_categorical_crossentropy(labels, probabilities)
    answers = tf.argmax(probabilities, axis=-1, output_type=labels.dtype)
    return tf.reduce_mean(losses), tf.reduce_mean(tf.cast(answers == labels, tf.float32))


def _smoothed_loss(probabilities: tf.Tensor, labels: tf.Tensor, label_smoothing: float) -> tf.Tensor:
    """Mean cross-entropy to labels that leave every class a little (Szegedy et al., 2015, arXiv:1512.00567)."""
    one_hot = keras.ops.one_hot(labels, probabilities.shape[-1])
    return tf.reduce_mean(
        keras.losses.categorical_crossentropy(one_hot, probabilities, label_smoothing=label_smoothing)
    )


def _learning_step(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, label_smoothing: float
) -> Callable[[np.ndarray, np.ndarray], tuple[tf.Tensor, tf.Tensor]]:
    @tf.function(reduce_retracing=True)
    def learn(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            probabilities = model(_scaled(images), training=True)
            loss, accuracy = _figures(probabilities, labels)
            learnt_from = _smoothed_loss(probabilities, labels, label_smoothing) if label_smoothing else loss
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(learnt_from, [variable.value for variable in variables]), variables)
        return loss, accuracy

    return learn


def optimizer(config: TrainingConfig, total_steps: int) -> keras.optimizers.Optimizer:
    """The optimiser with its learning rate over the steps.

    One cycle: the rate climbs to its largest value and falls to nothing (Smith and Topin, 2018, arXiv:1708.07120).
    """
    rate = config.learning_rate
    schedules = keras.optimizers.schedules
    match config.schedule:
        case "constant":
            pass
        case "cosine":
            rate = schedules.CosineDecay(rate, total_steps)
        case "one_cycle":
            climb = max(1, round(WARM_UP * total_steps))
            fall = max(1, total_steps - climb)
            rate = schedules.CosineDecay(rate / 25, fall, warmup_target=rate, warmup_steps=climb)
        case _:
            raise ValueError(f"no schedule is called {config.schedule!r}")
    makers = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    return makers[config.optimizer](rate, **config.optimizer_settings)
