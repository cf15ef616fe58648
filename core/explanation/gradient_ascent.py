"""Gradient ascent on pictures: an objective, a start, a step, what keeps the picture smooth, and the loop over them.

Pictures are float32 `(n, height, width, channels)`; picture i climbs for channel i of the objective, so that all
filters of a layer climb in one batch. Pixels start in [0, 1] and are not held there. After Chollet, "Deep Learning with
Python", 2021, chapter 9; jitter and blur after Olah, Mordvintsev and Schubert, "Feature Visualization", Distill, 2017.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy

from core import checks
from core.networks import backprop
from core.networks.layers import Layer, functions
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network

SMALLEST = 1e-5
BLUR_EVERY = 4
MOST_STEPS = 4096
FILMED = 8

# From pictures `(n, height, width, channels)` to scores `(n,)` and the scores' gradients, shaped like the pictures.
GradientFunction = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Objective:
    """What pictures climb for: picture i, for the mean over all cells of channel `channels[i]` of a layer.

    Measured after the layer's activation, or `before_activation`, as logits are. `leak` is the share of the gradient
    that passes where the layer's ReLU is shut, so that a filter that does not fire yet can begin to climb (as in
    Mordvintsev's and Olah's lucid, which lets gradients through shut ReLUs).
    """

    layer: str
    channels: tuple[int, ...]
    before_activation: bool = False
    leak: float = 0.0

    def measure(self, layer: Layer, before: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`(scores (n,), direction)` from the layer's pre-activation, `(n, height, width, channels)` or `(n, units)`;

        `direction`, of the same shape, is the scores' gradient by it.
        """
        after = before if self.before_activation else ACTIVATIONS[layer.activation](before)
        cells, own = before[0, ..., 0].size, (np.arange(len(before)), np.asarray(self.channels))
        direction = np.zeros_like(before)
        np.moveaxis(direction, -1, 1)[own] = 1 / cells
        if not self.before_activation:
            shut = direction * (before <= 0) if self.leak else 0
            direction = functions.backward(layer.activation, before, direction) + np.float32(self.leak) * shut
        maps = np.moveaxis(after, -1, 1)[own]
        return maps.reshape(len(before), cells).mean(axis=1), direction


@dataclass(frozen=True)
class Ascent:
    """How pictures climb.

    Step i (from 0) adds the gradient, divided by its root mean square plus 1e-5, times `step_size / (1 + decay * i)`;
    the first `warm_up` steps grow evenly to that, as a large one from noise silences filters that hardly fire.
    `jitter` moves the pictures by up to so many pixels before each step and back after it; `blur` is the standard
    deviation in pixels of a Gaussian blur at every fourth step; `total_variation` and `diversity` weigh, next to the
    gradient, what evens neighbouring pixels out and what pushes the pictures of one climb away from each other. These
    three wait until a picture's score is above zero: a filter that does not fire yet needs all its strength.
    """

    steps: int = 256
    step_size: float = 1 / 255
    decay: float = 0.0
    warm_up: int = 0
    jitter: int = 0
    blur: float = 0.0
    total_variation: float = 0.0
    diversity: float = 0.0

    def __post_init__(self) -> None:
        if not (isinstance(self.steps, int) and 1 <= self.steps <= MOST_STEPS):
            raise ValueError(f"steps (={self.steps}) must be a whole number from 1 to {MOST_STEPS:,}")
        if not 0 < self.step_size <= 10:
            raise ValueError(f"step_size (={self.step_size}) must be above 0 and at most 10")
        checks.not_negative(
            decay=self.decay,
            warm_up=self.warm_up,
            jitter=self.jitter,
            blur=self.blur,
            total_variation=self.total_variation,
            diversity=self.diversity,
        )


@dataclass(frozen=True, eq=False)
class Iterate:
    """The pictures after `step` steps, their `scores`, and which have `moved`: others had no gradient and still stand
    where they started.
    """

    step: int
    pictures: np.ndarray | None
    scores: np.ndarray
    moved: np.ndarray

    def in_float16(self) -> "Iterate":
        """With pictures of half the size, for the way to another process."""
        return self if self.pictures is None else replace(self, pictures=self.pictures.astype(np.float16))

    def faded(self) -> "Iterate":
        """What is kept of it when the next one is there: of many pictures only their scores."""
        return self if len(self.scores) <= FILMED else replace(self, pictures=None)


def in_numpy(network: Network, objective: Objective) -> GradientFunction:
    """The gradient function of an objective, for climbs that are not worth importing TensorFlow."""
    layer = network.architecture.layer(objective.layer)

    def scores_and_gradient(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        tape = backprop.forward_tape(network, pictures, layer.name)
        scores, direction = objective.measure(layer, tape[-1].pre_activation)
        return scores, backprop.input_gradient(network, tape, direction)

    return scores_and_gradient


def climb(scores_and_gradient: GradientFunction, start: np.ndarray, ascent: Ascent) -> Iterator[Iterate]:
    """An Iterate of the start and one after every step; the last one's scores are of pictures that do not jitter.

    `start` is `(n, height, width, channels)`. The same start and ascent give the same pictures, whatever else climbs
    with them, unless `diversity` binds them together.
    """
    pictures, moved = np.array(start, np.float32), np.zeros(len(start), dtype=bool)
    random = np.random.default_rng(0)
    for step in range(ascent.steps + 1):
        most = ascent.jitter if step < ascent.steps else 0
        by = random.integers(-most, most + 1, 2)
        scores, gradient = scores_and_gradient(np.roll(pictures, by, (1, 2)))
        moved = moved | (gradient != 0).any(axis=(1, 2, 3))
        yield Iterate(step, pictures, scores, moved)
        if step < ascent.steps:
            stepped = pictures + _size(ascent, step) * normalised(np.roll(gradient, -by, (1, 2)))
            fires = (moved & (scores > 0))[:, None, None, None]
            pictures = np.where(fires, _evened(stepped, ascent, step), stepped)


def _size(ascent: Ascent, step: int) -> np.float32:
    share = min((step + 1) / ascent.warm_up, 1) if ascent.warm_up else 1
    return np.float32(share * ascent.step_size / (1 + ascent.decay * step))


def _evened(pictures: np.ndarray, ascent: Ascent, step: int) -> np.ndarray:
    """What the settings do to pictures beside climbing."""
    change = np.zeros_like(pictures)
    if ascent.total_variation:
        change -= ascent.total_variation * total_variation_gradient(pictures)
    if ascent.diversity:
        change -= ascent.diversity * normalised(cosine_gradient(pictures))
    pictures = pictures + _size(ascent, step) * change
    if ascent.blur and step % BLUR_EVERY == BLUR_EVERY - 1:
        pictures = scipy.ndimage.gaussian_filter(pictures, ascent.blur, axes=(1, 2))
    return pictures


def last(iterates: Iterable[Iterate]) -> Iterate:
    """The last of a climb's iterates."""
    return deque(iterates, maxlen=1)[0]


def normalised(gradient: np.ndarray) -> np.ndarray:
    """Each picture's gradient divided by its root mean square."""
    return gradient / (np.sqrt((gradient**2).mean(axis=(1, 2, 3), keepdims=True)) + np.float32(SMALLEST))


def total_variation_gradient(pictures: np.ndarray) -> np.ndarray:
    """The gradient of each picture's total variation: the sum over pixels of the length of its local gradient.

    Rudin, Osher and Fatemi 1992; a thousandth is added to each length so that it has a gradient where it is even.
    """
    down = np.diff(pictures, axis=1, append=pictures[:, -1:])
    right = np.diff(pictures, axis=2, append=pictures[:, :, -1:])
    length = np.sqrt(down**2 + right**2 + np.float32(1e-6))
    down, right = down / length, right / length
    gradient = -down - right
    gradient[:, 1:] += down[:, :-1]
    gradient[:, :, 1:] += right[:, :, :-1]
    return gradient


def cosine_gradient(pictures: np.ndarray) -> np.ndarray:
    """The gradient of the sum, over all pairs, of the cosine between two pictures whose own means are taken off."""
    flat = pictures.reshape(len(pictures), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.sqrt((flat**2).sum(axis=1, keepdims=True)) + np.float32(SMALLEST)
    unit = flat / length
    others = unit.sum(axis=0) - unit
    gradient = (others - (others * unit).sum(axis=1, keepdims=True) * unit) / length
    return (gradient - gradient.mean(axis=1, keepdims=True)).reshape(pictures.shape)


def noise(seeds: Sequence[int], shape: tuple[int, ...], around: float = 0.5, within: float = 0.5) -> np.ndarray:
    """Uniform noise, `around` plus or minus `within`: one picture of `shape` for each of `seeds`, float32."""
    pictures = [np.random.default_rng(seed).uniform(around - within, around + within, shape) for seed in seeds]
    return np.stack(pictures).astype(np.float32)


def deprocess(pictures: np.ndarray, contrast: float = 0.1) -> np.ndarray:
    """Pictures as greys in [0, 1]: mean to 0.5, standard deviation to `contrast`, the rest cut off (Chollet).

    Each is taken as a whole, with all its channels where it has several.
    """
    own = tuple(range(1, pictures.ndim))
    mean = pictures.mean(axis=own, keepdims=True)
    spread = pictures.std(axis=own, keepdims=True)
    return np.clip((pictures - mean) / (spread + SMALLEST) * contrast + 0.5, 0, 1)
