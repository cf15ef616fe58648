"""Layers that slide kernels over a picture: Conv2D, and DepthwiseConv2D, whose kernels read one channel each."""

from dataclasses import dataclass
from math import prod

import numpy as np

from core import checks
from core.networks.layers import sliding_windows
from core.networks.layers.functions import ACTIVATIONS

CHUNK = 100  # images at a time
MOST = 30_000_000  # numbers in the windows of a chunk
INITIALIZERS = ("glorot_uniform", "variance_scaling")


def check_learner(layer):
    """The settings that every layer with an activation and an initializer has. Raises ValueError."""
    checks.choice("activation", layer.activation, ACTIVATIONS)
    checks.choice("initializer", layer.initializer, INITIALIZERS)


def _check_window(layer):
    checks.at_least_one(kernel_size=layer.kernel_size, strides=layer.strides)
    checks.choice("padding", layer.padding, sliding_windows.PADDINGS)
    check_learner(layer)


class _Sliding:
    """What both share: a kernel visits every place."""

    def multiply_adds(self, input_shape):
        height, width, _ = self.output_shape(input_shape)
        return height * width * prod(self.weight_shapes(input_shape)["kernel"])

    def reach(self, size, axis):
        return sliding_windows.reach(size, self.kernel_size[axis], self.strides[axis], self.padding)

    def forward(self, batch, kernel, bias):
        """`(n, height, width, in_channels)` to `(n, height, width, channels)`, some images at a time: less memory."""
        padded = sliding_windows.pad(batch, self.kernel_size, self.strides, self.padding, 0)
        maps = np.empty((len(batch), *self.output_shape(batch.shape[1:])), dtype=np.float32)
        count = max(min(CHUNK, MOST // (prod(maps.shape[1:3]) * prod(kernel.shape[:2]) * batch.shape[3])), 1)
        for start in range(0, len(batch), count):
            self._multiply(padded[start : start + count], kernel, maps[start : start + count])
        maps += bias
        return maps


@dataclass(frozen=True)
class Conv2D(_Sliding):
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
        checks.at_least_one(filters=self.filters)
        _check_window(self)

    def output_shape(self, input_shape):
        return (*sliding_windows.places(self, self.kernel_size, input_shape), self.filters)

    def weight_shapes(self, input_shape):
        return {"kernel": (*self.kernel_size, input_shape[2], self.filters), "bias": (self.filters,)}

    def _multiply(self, padded, kernel, maps):
        """Lay every window in a row of its own, then multiply them all with the filters at once, into `maps`."""
        count, height, width, filters = maps.shape
        windows = np.empty((count, height, width, *kernel.shape[:3]), dtype=np.float32)
        for row, column in np.ndindex(*self.kernel_size):
            windows[:, :, :, row, column] = sliding_windows.shifted(padded, row, column, self.strides, height, width)
        rows, weights = windows.reshape(count * height * width, -1), kernel.reshape(-1, filters)
        np.matmul(rows, weights, out=maps.reshape(-1, filters))


@dataclass(frozen=True)
class DepthwiseConv2D(_Sliding):
    """Slide `depth_multiplier` kernels over each channel by itself: nothing is added up across channels.

    Output channel `c * depth_multiplier + j` reads input channel `c` alone. The kernel weights are `(kernel_height,
    kernel_width, 1, channels * depth_multiplier)`: Keras's own, with its last two axes laid in one behind the other.
    """

    kernel_size: tuple[int, int] = (3, 3)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    depth_multiplier: int = 1
    activation: str = "linear"
    initializer: str = "glorot_uniform"
    name: str = ""

    kind = "DepthwiseConv2D"

    def __post_init__(self):
        checks.at_least_one(depth_multiplier=self.depth_multiplier)
        _check_window(self)

    def output_shape(self, input_shape):
        height, width = sliding_windows.places(self, self.kernel_size, input_shape)
        return height, width, input_shape[2] * self.depth_multiplier

    def weight_shapes(self, input_shape):
        channels = input_shape[2] * self.depth_multiplier
        return {"kernel": (*self.kernel_size, 1, channels), "bias": (channels,)}

    def _multiply(self, padded, kernel, maps):
        """Add up, place by place of the window, each channel times its own weights, into `maps`."""
        maps[:] = 0
        for row, column in np.ndindex(*self.kernel_size):
            cells = sliding_windows.shifted(padded, row, column, self.strides, *maps.shape[1:3])
            maps += np.repeat(cells, self.depth_multiplier, axis=-1) * kernel[row, column, 0]
