"""The layers of a network: what shape each gives, what it costs, what it can see, and what it computes in numpy.

Layers are data: frozen dataclasses in Keras's words. A shape is `(height, width, channels)` or `(units,)`, without the
batch. `forward` takes a float32 batch and, where the layer has weights, its kernel and bias; it returns the
pre-activation. The activation is a separate step, so that both can be looked at.
"""

from dataclasses import dataclass
from functools import reduce
from math import prod

import numpy as np

from core import checks

CHUNK = 100
INITIALIZERS = ("glorot_uniform", "variance_scaling")
PADDINGS = ("valid", "same")


def relu(values):
    return np.maximum(values, 0)


def softmax(values):
    """Exponentials over the last axis, divided by their sum; the largest logit is subtracted first against overflow."""
    exponentials = np.exp(values - values.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


ACTIVATIONS = {"linear": lambda values: values, "relu": relu, "softmax": softmax}


def same_padding(size, window, stride):
    """`(before, after)`: the zeros that TensorFlow's "same" puts around `size` pixels; an odd one goes after."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def slide(size, window, stride, padding):
    """First input index of every place a `window` takes along `size` pixels; "same" starts before 0."""
    before, after = same_padding(size, window, stride) if padding == "same" else (0, 0)
    return range(-before, size + after - window + 1, stride)


def pad(batch, window, strides, padding, value):
    if padding == "valid":
        return batch
    rows, columns = (same_padding(n, k, s) for n, k, s in zip(batch.shape[1:3], window, strides, strict=True))
    if not any(rows + columns):
        return batch
    return np.pad(batch, ((0, 0), rows, columns, (0, 0)), constant_values=value)


def _places(layer, window, input_shape):
    """`(height, width)` of the places that a window takes, or a sentence that says why it cannot."""
    if len(input_shape) != 3:
        raise ValueError(f"{layer.kind} needs a picture (height, width, channels), not {_shape(input_shape)}")
    height, width = (
        len(slide(n, k, s, layer.padding)) for n, k, s in zip(input_shape[:2], window, layer.strides, strict=True)
    )
    if not height or not width:
        raise ValueError(f"{layer.kind} window {_shape(window)} does not fit a {_shape(input_shape[:2])} input")
    return height, width


def _reach(size, window, stride, padding):
    """Along one axis, the input indices behind each output index; padded places are left out."""
    starts = slide(size, window, stride, padding)
    return [[i for i in range(start, start + window) if 0 <= i < size] for start in starts]


def _shape(sizes):
    return "x".join(map(str, sizes))


def shifted(padded, row, column, strides, height, width):
    """Of every window, the cell at `(row, column)`: `(n, height, width, channels)`, a view."""
    return padded[:, row :: strides[0], column :: strides[1]][:, :height, :width]


class _Weightless:
    """What pooling, flattening and dropout share: nothing to learn, no products, no activation."""

    activation = "linear"

    def weight_shapes(self, input_shape):
        return {}

    def multiply_adds(self, input_shape):
        return 0


@dataclass(frozen=True)
class Conv2D:
    """Slide `filters` kernels over the picture; every place gives one number per filter."""

    filters: int
    kernel_size: tuple[int, int] = (3, 3)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    activation: str = "relu"
    initializer: str = "glorot_uniform"
    name: str = ""

    kind = "Conv2D"

    def __post_init__(self):
        checks.at_least_one(filters=self.filters, kernel_size=self.kernel_size, strides=self.strides)
        checks.choice("padding", self.padding, PADDINGS)
        checks.choice("activation", self.activation, ACTIVATIONS)
        checks.choice("initializer", self.initializer, INITIALIZERS)

    def output_shape(self, input_shape):
        return (*_places(self, self.kernel_size, input_shape), self.filters)

    def weight_shapes(self, input_shape):
        return {"kernel": (*self.kernel_size, input_shape[2], self.filters), "bias": (self.filters,)}

    @property
    def output_channels(self):
        return self.filters

    def multiply_adds(self, input_shape):
        height, width, _ = self.output_shape(input_shape)
        return height * width * prod(self.weight_shapes(input_shape)["kernel"])

    def reach(self, size, axis):
        return _reach(size, self.kernel_size[axis], self.strides[axis], self.padding)

    def forward(self, batch, kernel, bias):
        """`(n, height, width, in_channels)` to `(n, height, width, filters)`, some images at a time to spare memory."""
        padded = pad(batch, self.kernel_size, self.strides, self.padding, 0)
        maps = np.empty((len(batch), *self.output_shape(batch.shape[1:])), dtype=np.float32)
        for start in range(0, len(batch), CHUNK):
            self._multiply(padded[start : start + CHUNK], kernel, maps[start : start + CHUNK])
        maps += bias
        return maps

    def _multiply(self, padded, kernel, maps):
        """Lay every window in a row of its own, then multiply them all with the filters at once, into `maps`."""
        count, height, width, filters = maps.shape
        windows = np.empty((count, height, width, *kernel.shape[:3]), dtype=np.float32)
        for row, column in np.ndindex(*self.kernel_size):
            windows[:, :, :, row, column] = shifted(padded, row, column, self.strides, height, width)
        rows, weights = windows.reshape(count * height * width, -1), kernel.reshape(-1, filters)
        np.matmul(rows, weights, out=maps.reshape(-1, filters))


@dataclass(frozen=True)
class MaxPooling2D(_Weightless):
    """Keep the largest value of every window, channel by channel."""

    pool_size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    name: str = ""

    kind = "MaxPooling2D"

    def __post_init__(self):
        if self.strides is None:
            object.__setattr__(self, "strides", self.pool_size)
        checks.at_least_one(pool_size=self.pool_size, strides=self.strides)
        checks.choice("padding", self.padding, PADDINGS)

    def output_shape(self, input_shape):
        return (*_places(self, self.pool_size, input_shape), input_shape[2])

    def reach(self, size, axis):
        return _reach(size, self.pool_size[axis], self.strides[axis], self.padding)

    def forward(self, batch):
        """`(n, height, width, channels)` to the same with fewer rows and columns; padding never wins."""
        height, width, _ = self.output_shape(batch.shape[1:])
        padded = pad(batch, self.pool_size, self.strides, self.padding, -np.inf)
        shifts = np.ndindex(*self.pool_size)
        return reduce(np.maximum, (shifted(padded, *shift, self.strides, height, width) for shift in shifts))


@dataclass(frozen=True)
class Flatten(_Weightless):
    """Lay all cells in one row: row by row, column by column, channel by channel."""

    name: str = ""

    kind = "Flatten"

    def output_shape(self, input_shape):
        return (prod(input_shape),)

    def forward(self, batch):
        return batch.reshape(len(batch), prod(batch.shape[1:]))


@dataclass(frozen=True)
class Dropout(_Weightless):
    """While learning, switch off a random share (`rate`) of the cells; when looking, do nothing at all."""

    rate: float
    name: str = ""

    kind = "Dropout"

    def __post_init__(self):
        if not 0 <= self.rate < 1:
            raise ValueError(f"rate (={self.rate}) must be at least 0 and below 1")

    def output_shape(self, input_shape):
        return input_shape

    def forward(self, batch):
        return batch


@dataclass(frozen=True)
class Dense:
    """Every unit weighs all inputs, adds them up and adds its bias."""

    units: int
    activation: str = "relu"
    initializer: str = "glorot_uniform"
    name: str = ""

    kind = "Dense"

    def __post_init__(self):
        checks.at_least_one(units=self.units)
        checks.choice("activation", self.activation, ACTIVATIONS)
        checks.choice("initializer", self.initializer, INITIALIZERS)

    def output_shape(self, input_shape):
        if len(input_shape) != 1:
            raise ValueError(
                f"Dense needs a row of units, not a picture {_shape(input_shape)}: put a Flatten before it"
            )
        return (self.units,)

    def weight_shapes(self, input_shape):
        return {"kernel": (input_shape[0], self.units), "bias": (self.units,)}

    @property
    def output_channels(self):
        return self.units

    def multiply_adds(self, input_shape):
        return input_shape[0] * self.units

    def forward(self, batch, kernel, bias):
        return batch @ kernel + bias


KINDS = {layer.kind: layer for layer in (Conv2D, MaxPooling2D, Flatten, Dropout, Dense)}
