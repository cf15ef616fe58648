"""The arithmetic behind one number of a network: what it reads, what that is multiplied with, and what comes out.

Everything is worked out again from the numbers of the layer before, one product at a time and not by the layers' own
`forward`, so that it can be held against the network.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.inspection.cell_arithmetic import Activated, Cell, Given, Largest, Passed, Softmax, WeightedSum
from core.networks.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalMaxPooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
)
from core.networks.layers.functions import ACTIVATIONS
from core.networks.layers.sliding_windows import slide
from core.networks.network import Network, image_batch

INPUT = "input"


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
        """How the cell's value came about: Given, Passed, Largest, Activated or WeightedSum. Raises ValueError."""
        self.check(cell)
        if cell.layer == INPUT:
            return Given(self.value(cell))
        layer = self.architecture.layer(cell.layer)
        match layer:
            case MaxPooling2D() | GlobalMaxPooling2D():
                return self._largest(layer, cell)
            case Flatten():
                shape = self.values[self.before(cell.layer)].shape
                index = tuple(int(i) for i in np.unravel_index(cell.index[0], shape))
                return self._passed(Cell(self.before(cell.layer), index))
            case Dropout():
                return self._passed(Cell(self.before(cell.layer), cell.index))
            case Activation() | ReLU() | PReLU():
                return self._activated(layer, cell)
        return self._weighted(layer, cell)

    def _passed(self, source):
        return Passed(source, self.value(source))

    def _largest(self, layer, cell):
        stage, channel = self.before(cell.layer), cell.index[-1]
        maps = self.values[stage]
        origin, size = _frame(layer, maps.shape, cell.index)
        window, inside = _window(maps[:, :, channel : channel + 1], origin, size)
        window = np.where(inside, window[:, :, 0], np.nan)
        ranked = np.where(inside, np.nan_to_num(window, nan=np.inf), -np.inf)
        winner = tuple(int(i) for i in np.unravel_index(ranked.argmax(), window.shape))
        places = [tuple(map(int, place)) for place in np.argwhere(inside)]
        sources = {place: Cell(stage, (origin[0] + place[0], origin[1] + place[1], channel)) for place in places}
        return Largest(origin, window, winner, sources, float(window[winner]))

    def _activated(self, layer, cell):
        source = Cell(self.before(cell.layer), cell.index)
        before = self.value(source)
        match layer:
            case ReLU():
                return Activated(source, before, _relu(layer, before))
            case PReLU():
                weight = float(self.network.kernel(layer.name)[cell.index])
                return Activated(source, before, before if before > 0 else weight * before, weight)
        if layer.activation == "softmax":
            softmax = _softmax(self.values[source.layer][cell.index[:-1]])
            return Activated(source, before, float(softmax.shares[cell.index[-1]]), softmax=softmax)
        return Activated(source, before, float(ACTIVATIONS[layer.activation](np.float64(before))))

    def _weighted(self, layer, cell):
        stage, unit = self.before(cell.layer), cell.index[-1]
        origin, window, weights, inside, bias = self._terms(layer, cell.index)
        before, softmax = float((window * weights).sum() + bias), None
        if layer.activation == "softmax":
            softmax = _softmax(self._sums(layer, cell.index))
        value = softmax.shares[unit] if softmax else ACTIVATIONS[layer.activation](np.float64(before))
        return WeightedSum(
            stage, origin, window, weights, inside, bias, before, float(value), layer.activation, softmax
        )

    def _sums(self, layer, index):
        """The pre-activations of all channels at the place of a cell."""
        every = [self._terms(layer, (*index[:-1], unit)) for unit in range(self.values[layer.name].shape[-1])]
        return np.array([(window * weights).sum() + bias for _, window, weights, _, bias in every])

    def _terms(self, layer, index):
        """`(origin, window, weights, inside, bias)` of a cell that is a sum of products."""
        inputs, unit = self.values[self.before(layer.name)], index[-1]
        arrays = self.network.arrays(layer.name)
        bias = float(arrays["bias"][unit]) if arrays else 0.0
        match layer:
            case Dense():
                weights = arrays["kernel"][:, unit].astype(np.float64)
                return (0,), inputs, weights, np.ones(inputs.shape, bool), bias
            case BatchNormalization() | Rescaling():
                factor, bias = (float(arrays["kernel"][unit]), bias) if arrays else (layer.scale, layer.offset)
                one = (1,) * len(index)
                return index, inputs[index].reshape(one), np.full(one, factor), np.ones(one[:2], bool), bias
        if isinstance(layer, Resizing):
            shares = [layer.shares(size, axis)[index[axis]] for axis, size in enumerate(inputs.shape[:2])]
            rows, columns = (np.flatnonzero(along) for along in shares)
            weights = np.outer(shares[0][rows], shares[1][columns])[..., None].astype(np.float64)
            window = inputs[np.ix_(rows, columns, [unit])]
            return (int(rows[0]), int(columns[0]), unit), window, weights, np.ones(window.shape[:2], bool), 0.0
        origin, size = _frame(layer, inputs.shape, index)
        if isinstance(layer, Conv2D):
            window, inside = _window(inputs, origin, size)
            return (*origin, 0), window, arrays["kernel"][..., unit].astype(np.float64), inside, bias
        depthwise = isinstance(layer, DepthwiseConv2D)
        channel = unit // layer.depth_multiplier if depthwise else unit
        window, inside = _window(inputs[:, :, channel : channel + 1], origin, size)
        if depthwise:
            return (*origin, channel), window, arrays["kernel"][..., unit].astype(np.float64), inside, bias
        return (*origin, channel), window, inside[..., None] / inside.sum(), inside, bias


def starts(layer, window, shape):
    """The first rows and the first columns of every window over a picture of `shape`; "same" begins before it."""
    return tuple(
        slide(size, length, stride, layer.padding)
        for size, length, stride in zip(shape[:2], window, layer.strides, strict=True)
    )


def window_of(layer):
    """`(height, width)` of what slides over the picture; None where nothing does."""
    return getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None)


def _frame(layer, shape, index):
    """Where a cell's window begins, `(row, column)`, and its `(height, width)`; a global pool's is the whole map."""
    size = window_of(layer)
    if size is None:
        return (0, 0), shape[:2]
    rows, columns = starts(layer, size, shape)
    return (rows[index[0]], columns[index[1]]), size


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


def _relu(layer, number):
    """What a ReLU layer with settings of its own makes of a number."""
    if number <= layer.threshold:
        return layer.negative_slope * (number - layer.threshold)
    return number if layer.max_value is None else min(number, layer.max_value)
