"""The arithmetic behind one number of a network: what it reads, what that is multiplied with, and what comes out.

Everything is worked out again from the numbers of the layer before, one product at a time and not by the layers' own
`forward`, so that it can be held against the network.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.networks import Network, image_batch
from core.sliding import slide

INPUT = "input"


@dataclass(frozen=True)
class Cell:
    """One number of one layer, or of the `INPUT`: `index` is `(row, column, channel)` or `(unit,)`."""

    layer: str
    index: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Given:
    """A pixel: nothing was computed."""

    value: float


@dataclass(frozen=True, eq=False)
class Passed:
    """Flatten and Dropout: the number of `source`, as it is."""

    source: Cell
    value: float


@dataclass(frozen=True, eq=False)
class Largest:
    """A pool: `window` `(height, width)` begins at `origin`; outside the picture it is NaN and never wins.

    A number of the picture that is NaN does win, as it does in the network.
    """

    origin: tuple[int, int]
    window: np.ndarray
    winner: tuple[int, int]
    sources: dict
    value: float


@dataclass(frozen=True, eq=False)
class Softmax:
    """Of the logits `(classes,)` the largest is subtracted; `shares` are the exponentials over their `total`."""

    logits: np.ndarray
    exponentials: np.ndarray
    total: float
    shares: np.ndarray


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """Conv2D and Dense: `products = window * weights`, their sum plus `bias` is `before`; `value` after the activation.

    The window lies at `origin` of the stage called `stage`. The three arrays are `(height, width, in_channels)`, or
    `(inputs,)` for Dense. `inside` `(height, width)` is False where a window reaches beyond the picture and reads a
    padded zero.
    """

    stage: str
    origin: tuple[int, ...]
    window: np.ndarray
    weights: np.ndarray
    inside: np.ndarray
    bias: float
    before: float
    value: float
    activation: str
    softmax: Softmax | None

    @cached_property
    def products(self):
        return self.window * self.weights

    @cached_property
    def channel_sums(self):
        """What each input channel adds: `(in_channels,)`; of Dense, each input."""
        return self.products.sum(axis=(0, 1)) if self.products.ndim == 3 else self.products

    def source(self, place):
        """The cell that `place` of the window shows; None where it reads a padded zero."""
        if len(place) == 1:
            return Cell(self.stage, place)
        if not self.inside[place[:2]]:
            return None
        return Cell(self.stage, (self.origin[0] + place[0], self.origin[1] + place[1], place[2]))


@dataclass(frozen=True, eq=False)
class Trace:
    """A network looking at one image: every number it used, float64, without the batch."""

    network: Network
    image: np.ndarray

    @cached_property
    def values(self):
        """`{INPUT or layer name: array}`, after each activation."""
        given = image_batch(self.image, self.architecture.input_shape)[0]
        found = self.network.activations(self.image)
        every = {INPUT: given, **{name: values[0] for name, values in found.items()}}
        return {name: values.astype(np.float64) for name, values in every.items()}

    @property
    def architecture(self):
        return self.network.architecture

    @property
    def stages(self):
        """The input and every layer, in order."""
        return (INPUT, *self.architecture.names)

    def before(self, name):
        """The stage that a layer reads."""
        return self.stages[self.stages.index(name) - 1]

    def after(self, name):
        """The layer that reads a stage, or None behind the last one."""
        later = self.stages[self.stages.index(name) + 1 :]
        return later[0] if later else None

    def value(self, cell):
        return float(self.values[cell.layer][cell.index])

    def has(self, cell):
        """Whether the network has such a cell."""
        shape = self.values[cell.layer].shape if cell.layer in self.stages else ()
        return len(cell.index) == len(shape) > 0 and all(0 <= i < n for i, n in zip(cell.index, shape, strict=True))

    def check(self, cell):
        """Raises ValueError for a cell that the network does not have."""
        if cell.layer not in self.stages:
            raise ValueError(f"layer {cell.layer!r} is not one of {', '.join(self.stages)}")
        if not self.has(cell):
            shape = self.values[cell.layer].shape
            raise ValueError(f"cell {cell.index} is outside {cell.layer}, which has the shape {shape}")

    def working(self, cell):
        """How the cell's value came about: Given, Passed, Largest or WeightedSum. Raises ValueError."""
        self.check(cell)
        if cell.layer == INPUT:
            return Given(self.value(cell))
        layer = self.architecture.layer(cell.layer)
        match layer:
            case Conv2D() | Dense():
                return self._weighted(layer, cell)
            case MaxPooling2D():
                return self._largest(layer, cell)
            case Flatten():
                shape = self.values[self.before(cell.layer)].shape
                index = tuple(int(i) for i in np.unravel_index(cell.index[0], shape))
                return self._passed(Cell(self.before(cell.layer), index))
        return self._passed(Cell(self.before(cell.layer), cell.index))

    def _passed(self, source):
        return Passed(source, self.value(source))

    def _largest(self, layer, cell):
        maps = self.values[self.before(cell.layer)]
        origin = _origin(layer, layer.pool_size, maps.shape, cell.index)
        window, inside = _window(maps[:, :, cell.index[2] :][:, :, :1], origin, layer.pool_size)
        window = np.where(inside, window[:, :, 0], np.nan)
        ranked = np.where(inside, np.nan_to_num(window, nan=np.inf), -np.inf)
        winner = tuple(int(i) for i in np.unravel_index(ranked.argmax(), window.shape))
        places = [tuple(map(int, place)) for place in np.argwhere(inside)]
        sources = {
            place: Cell(self.before(cell.layer), (origin[0] + place[0], origin[1] + place[1], cell.index[2]))
            for place in places
        }
        return Largest(origin, window, winner, sources, float(window[winner]))

    def _weighted(self, layer, cell):
        stage, unit = self.before(cell.layer), cell.index[-1]
        inputs = self.values[stage]
        kernel, biases = self.network.kernel(layer.name), self.network.bias(layer.name).astype(np.float64)
        if isinstance(layer, Conv2D):
            origin = _origin(layer, layer.kernel_size, inputs.shape, cell.index)
            window, inside = _window(inputs, origin, layer.kernel_size)
        else:
            origin, window, inside = (0,), inputs, np.ones(inputs.shape, bool)
        weights = kernel[..., unit].astype(np.float64)
        before = float((window * weights).sum() + biases[unit])
        softmax = None
        if layer.activation == "softmax":
            softmax = _softmax(np.tensordot(window, kernel.astype(np.float64), window.ndim) + biases)
        value = softmax.shares[unit] if softmax else max(before, 0.0) if layer.activation == "relu" else before
        return WeightedSum(
            stage, origin, window, weights, inside, float(biases[unit]), before, float(value), layer.activation, softmax
        )


def starts(layer, window, shape):
    """The first rows and the first columns of every window over a picture of `shape`; "same" begins before it."""
    return tuple(
        slide(size, length, stride, layer.padding)
        for size, length, stride in zip(shape[:2], window, layer.strides, strict=True)
    )


def _origin(layer, window, shape, index):
    rows, columns = starts(layer, window, shape)
    return rows[index[0]], columns[index[1]]


def _window(maps, origin, size):
    """`maps` `(height, width, channels)` cut at `origin`, with zeros and `inside` False beyond its border."""
    rows, columns = (start + np.arange(length) for start, length in zip(origin, size, strict=True))
    inside = np.logical_and.outer((rows >= 0) & (rows < maps.shape[0]), (columns >= 0) & (columns < maps.shape[1]))
    nearest = np.ix_(rows.clip(0, maps.shape[0] - 1), columns.clip(0, maps.shape[1] - 1))
    return np.where(inside[:, :, None], maps[nearest], 0.0), inside


def _softmax(logits):
    exponentials = np.exp(logits - logits.max())
    total = float(exponentials.sum())
    return Softmax(logits, exponentials, total, exponentials / total)
