"""Layers that slide kernels over a picture: Conv2D, and DepthwiseConv2D, whose kernels read one channel each."""

from abc import abstractmethod
from dataclasses import dataclass
from math import prod

import numpy as np

from core import checks
from core.formats import count, times
from core.networks.layers import sliding_windows
from core.networks.layers.base import Shape, WeightedLayer, Weights, bias_of, place_of_largest
from core.networks.layers.functions import ACTIVATIONS
from core.networks.layers.keras_settings import Reading, Settings, read_weighted

NEAR = 250_000  # numbers in the windows of a chunk: 1 MB of them stay in the processor's cache
INITIALIZERS = ("glorot_uniform", "variance_scaling")
KERAS_DEFAULTS = {
    "strides": (1, 1),
    "padding": "valid",
    "depth_multiplier": 1,
    "activation": "linear",
    "use_bias": True,
}


def check_weighted(layer: WeightedLayer) -> None:
    """The settings that every layer with an activation and an initializer has. Raises ValueError."""
    checks.choice("activation", layer.activation, ACTIVATIONS)
    checks.choice("initializer", layer.initializer, INITIALIZERS)


class Convolution(WeightedLayer):
    """What both share: a kernel visits every place."""

    reads = "window"
    keras_defaults = KERAS_DEFAULTS
    keras_operation: str
    fill = 0.0
    kernel_size: tuple[int, int]
    strides: tuple[int, int]
    padding: str

    def __post_init__(self) -> None:
        checks.each_at_least_one(kernel_size=self.kernel_size, strides=self.strides)
        checks.choice("padding", self.padding, sliding_windows.PADDINGS)
        check_weighted(self)

    @property
    def window(self) -> tuple[int, int]:
        return self.kernel_size

    @property
    def sliding(self) -> tuple[tuple[int, int], tuple[int, int], str]:
        return self.kernel_size, self.strides, self.padding

    def multiply_adds(self, input_shape: Shape) -> int:
        height, width, _ = self.output_shape(input_shape)
        return height * width * prod(self.kernel_shape(input_shape))

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return sliding_windows.reach(size, self.kernel_size[axis], self.strides[axis], self.padding)

    def forward(  # type: ignore[override]
        self, batch: np.ndarray, kernel: np.ndarray, bias: np.ndarray | float = 0.0
    ) -> np.ndarray:
        """`(n, height, width, in_channels)` to `(n, height, width, channels)`."""
        padded = sliding_windows.pad(batch, *self.sliding, self.fill)
        maps = np.empty((len(batch), *self.output_shape(batch.shape[1:])), dtype=np.float32)
        self._multiply(padded, kernel, maps)
        maps += bias
        return maps

    @abstractmethod
    def _multiply(self, padded: np.ndarray, kernel: np.ndarray, maps: np.ndarray) -> None:
        """Every window times the kernels, without the bias, into `maps` `(n, height, width, channels)`."""

    @abstractmethod
    def input_channels(self, channel: int, in_channels: int) -> slice:
        """Which input channels a filter reads."""

    @abstractmethod
    def _readers(self, channel: int) -> tuple[slice, int]:
        """The filters that read an input channel, and as which of their kernel slices they do."""

    @abstractmethod
    def keras_slice(self, channel: int, part: int) -> str:
        """The last two indices, in Keras's own kernel array, of the slice of a filter that reads its channel `part`."""

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float | None]:
        rows, columns = sliding_windows.starts(*self.sliding, inputs.shape)
        read, filter_index = self.input_channels(index[2], inputs.shape[2]), index[2]
        origin = (rows[index[0]], columns[index[1]])
        window, inside = sliding_windows.cut(inputs[:, :, read], origin, self.kernel_size)
        kernel = weights["kernel"][..., filter_index].astype(np.float64)
        return (*origin, read.start), window, kernel, inside, bias_of(weights, filter_index)

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        windows = sliding_windows.windows_with(index, *self.sliding, input_shape)
        if not windows:
            return None
        readers, part = self._readers(index[2])
        at, reader = place_of_largest(
            sign * np.stack([weights["kernel"][place][part, readers] for place in windows.values()])
        )
        return (*list(windows)[at], readers.start + reader)

    @property
    def unit(self) -> str:
        return "channel"

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        cut = sliding_windows.cut_code(index, self.kernel_size, self.strides)
        padded = sliding_windows.padding_code(*self.sliding, input_shape)
        return f"{self.weights_code()}{padded}{self._sum_code(cut)}{self.after_its_function(str(index[2]))}"

    @abstractmethod
    def _sum_code(self, cut: str) -> str:
        """Lines of Keras for the sums of all filters at one place, `before`."""


@dataclass(frozen=True)
class Conv2D(Convolution):
    """Slide `filters` kernels over the picture; every place gives one number per filter."""

    filters: int
    kernel_size: tuple[int, int] = (3, 3)
    strides: tuple[int, int] = (1, 1)
    padding: str = "valid"
    activation: str = "relu"
    initializer: str = "glorot_uniform"
    use_bias: bool = True
    name: str = ""

    kind = "Conv2D"
    kernel_in_words = "kernel height x kernel width x input channels x filters"
    keras_operation = "conv"

    def __post_init__(self) -> None:
        checks.at_least_one(filters=self.filters)
        super().__post_init__()

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*sliding_windows.places(self.kind, *self.sliding, input_shape), self.filters)

    def kernel_shape(self, input_shape: Shape) -> Shape:
        return (*self.kernel_size, input_shape[2], self.filters)

    def _multiply(self, padded: np.ndarray, kernel: np.ndarray, maps: np.ndarray) -> None:
        """Lay every window in a row of its own, then multiply them all with the filters at once."""
        (_, height, width, filters), weights = maps.shape, kernel.reshape(-1, self.filters)
        windows = sliding_windows.windows(padded, self.kernel_size, self.strides, height, width)
        for some in self._chunks(maps, kernel):
            np.matmul(sliding_windows.rows(windows[some]), weights, out=maps[some].reshape(-1, filters))

    def _chunks(self, maps: np.ndarray, kernel: np.ndarray) -> list[slice]:
        """Which images to take at a time: all at once take up to twice as long."""
        count = max(NEAR // (prod(maps.shape[1:3]) * prod(kernel.shape[:3])), 1)
        return [slice(start, start + count) for start in range(0, max(len(maps), 1), count)]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        chunks = self._chunks(gradient, weights["kernel"])
        return np.concatenate([self._handed_back(gradient[some], inputs[some], weights["kernel"]) for some in chunks])

    def _handed_back(self, gradient: np.ndarray, inputs: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        products = gradient @ kernel.reshape(-1, self.filters).T
        parts = products.reshape(*gradient.shape[:3], *kernel.shape[:3])
        return sliding_windows.hand_back(inputs, *self.sliding, lambda row, column: parts[:, :, :, row, column])

    def input_channels(self, channel: int, in_channels: int) -> slice:
        return slice(0, in_channels)

    def _readers(self, channel: int) -> tuple[slice, int]:
        return slice(0, self.filters), channel

    def keras_slice(self, channel: int, part: int) -> str:
        return f"{part}, {channel}"

    def _sum_code(self, cut: str) -> str:
        return f"window = inputs[{cut}]\nbefore = keras.ops.tensordot(window, kernel, 3){self.plus_bias()}\n"

    def sentence(self, input_shape: Shape) -> str:
        reads = "the picture" if input_shape[2] == 1 else f"all {input_shape[2]} maps before it"
        kernels = f"{count(self.filters, 'kernel')} of {times(self.kernel_size)}"
        slide = "slides" if self.filters == 1 else "slide"
        size = times(self.output_shape(input_shape)[:2])
        return f"{kernels} {slide} over {reads}: each makes one feature map of {size}.{self.bends()}"


@dataclass(frozen=True)
class DepthwiseConv2D(Convolution):
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
    use_bias: bool = True
    name: str = ""

    kind = "DepthwiseConv2D"
    kernel_in_words = "kernel height x kernel width x one input channel x filters"
    keras_initializer = "depthwise_initializer"
    keras_operation = "depthwise_conv"

    def __post_init__(self) -> None:
        checks.at_least_one(depth_multiplier=self.depth_multiplier)
        super().__post_init__()

    def output_shape(self, input_shape: Shape) -> Shape:
        height, width = sliding_windows.places(self.kind, *self.sliding, input_shape)
        return height, width, input_shape[2] * self.depth_multiplier

    def kernel_shape(self, input_shape: Shape) -> Shape:
        return (*self.kernel_size, 1, input_shape[2] * self.depth_multiplier)

    def _multiply(self, padded: np.ndarray, kernel: np.ndarray, maps: np.ndarray) -> None:
        """Add up, place by place of the window, each channel times its own weights."""
        maps[:] = 0
        for row, column in np.ndindex(*self.kernel_size):
            cells = sliding_windows.shifted(padded, row, column, self.strides, *maps.shape[1:3])
            maps += np.repeat(cells, self.depth_multiplier, axis=-1) * kernel[row, column, 0]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        kernel, own = weights["kernel"], (*gradient.shape[:3], inputs.shape[3], self.depth_multiplier)
        return sliding_windows.hand_back(
            inputs,
            *self.sliding,
            lambda row, column: (gradient * kernel[row, column, 0]).reshape(own).sum(axis=-1),
        )

    def input_channels(self, channel: int, in_channels: int) -> slice:
        own = channel // self.depth_multiplier
        return slice(own, own + 1)

    def _readers(self, channel: int) -> tuple[slice, int]:
        return slice(channel * self.depth_multiplier, (channel + 1) * self.depth_multiplier), 0

    def keras_slice(self, channel: int, part: int) -> str:
        return ", ".join(map(str, divmod(channel, self.depth_multiplier)))

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        height, width, _, channels = weights["kernel"].shape
        shape = (height, width, channels // self.depth_multiplier, self.depth_multiplier)
        kernel, *bias = super().keras_weights(weights, epsilon)
        return [kernel.reshape(shape), *bias]

    def _sum_code(self, cut: str) -> str:
        return (
            f"window = inputs[{cut}, :, None]\n"
            f"before = keras.ops.reshape(keras.ops.sum(window * kernel, (0, 1)), -1){self.plus_bias()}\n"
        )

    def sentence(self, input_shape: Shape) -> str:
        each = "one each" if self.depth_multiplier == 1 else f"{self.depth_multiplier} each"
        *size, channels = self.output_shape(input_shape)
        kernels = f"{count(channels, 'kernel')} of {times(self.kernel_size)}"
        reads = f"slide over {count(input_shape[2], 'map')}, {each}, and never mix two"
        return f"{kernels} {reads}: each makes one feature map of {times(size)}.{self.bends()}"


def _sliding_settings(settings: Settings) -> tuple[tuple[int, int], tuple[int, int], str]:
    settings.plain("dilation_rate", 1, [1, 1])
    settings.plain("data_format", "channels_last", None)
    return settings.pair("kernel_size"), settings.pair("strides", 1), settings.word("padding", "valid")


def _read_conv2d(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("groups", 1)
    filters = settings.count("filters")
    layer = Conv2D(
        filters, *_sliding_settings(settings), settings.activation(), use_bias=settings.use_bias, name=settings.name
    )
    return read_weighted(settings, layer, input_shape)


def _read_depthwise(settings: Settings, input_shape: Shape) -> Reading:
    multiplier = settings.count("depth_multiplier", 1)
    layer = DepthwiseConv2D(
        *_sliding_settings(settings), multiplier, settings.activation(), use_bias=settings.use_bias, name=settings.name
    )
    layer.output_shape(input_shape)
    return read_weighted(settings, layer, input_shape, (*layer.kernel_size, input_shape[2], multiplier))


def _read_separable(settings: Settings, input_shape: Shape) -> Reading:
    """A depthwise convolution that adds no bias, and one of 1x1 that goes by the layer's own name."""
    multiplier = settings.count("depth_multiplier", 1)
    name, function, use_bias = settings.name, settings.activation(), settings.use_bias
    first = DepthwiseConv2D(*_sliding_settings(settings), multiplier, use_bias=False, name=f"{name}_depthwise")
    second = Conv2D(settings.count("filters"), (1, 1), activation=function, use_bias=use_bias, name=name)
    middle = first.output_shape(input_shape)
    depthwise = read_weighted(settings, first, input_shape, (*first.kernel_size, input_shape[2], multiplier))
    pointwise = read_weighted(settings, second, middle)

    def weights(kernel: np.ndarray, *arrays: np.ndarray) -> dict[str, np.ndarray]:
        return {**depthwise.weights(kernel), **pointwise.weights(*arrays)}

    return Reading((first, second), (*depthwise.shapes, *pointwise.shapes), weights)


Conv2D.keras_readers = {"Conv2D": _read_conv2d}
DepthwiseConv2D.keras_readers = {"DepthwiseConv2D": _read_depthwise, "SeparableConv2D": _read_separable}
