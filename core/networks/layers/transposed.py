"""The convolution the other way round: every number of the picture paints a kernel into a larger one."""

from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy as np

from core import checks
from core.formats import count, times
from core.networks.layers import sliding_windows
from core.networks.layers.base import Shape, WeightedLayer, Weights, bias_of, literal, place_of_largest
from core.networks.layers.convolution import KERAS_DEFAULTS, check_weighted
from core.networks.layers.keras_settings import Reading, Settings, read_weighted

Pair = tuple[int, int]


@dataclass(frozen=True)
class Conv2DTranspose(WeightedLayer):
    """Every number times each of `filters` kernels, laid where it stands, `strides` apart; what overlaps is added up.

    The kernel weights are `(kernel_height, kernel_width, in_channels, filters)`, as those of any convolution; Keras has
    the last two axes of these the other way round.
    """

    filters: int
    kernel_size: Pair = (3, 3)
    strides: Pair = (1, 1)
    padding: str = "valid"
    output_padding: Pair | None = None
    dilation_rate: Pair = (1, 1)
    activation: str = "linear"
    initializer: str = "glorot_uniform"
    use_bias: bool = True
    name: str = ""

    kind = "Conv2DTranspose"
    kernel_in_words = "kernel height x kernel width x input channels x filters"
    reads = "window"
    mixes_channels = True
    keras_defaults = MappingProxyType({**KERAS_DEFAULTS, "output_padding": None, "dilation_rate": (1, 1)})

    def __post_init__(self) -> None:
        checks.at_least_one(filters=self.filters)
        checks.each_at_least_one(kernel_size=self.kernel_size, strides=self.strides, dilation_rate=self.dilation_rate)
        checks.choice("padding", self.padding, sliding_windows.PADDINGS)
        check_weighted(self)
        if max(self.strides) > 1 < max(self.dilation_rate):
            raise ValueError(f"strides {self.strides} and dilation_rate {self.dilation_rate} cannot both be above 1")
        if self.output_padding is not None:
            for added, stride in zip(self.output_padding, self.strides, strict=True):
                if not 0 <= added < stride:
                    raise ValueError(f"output_padding {self.output_padding} must be below strides {self.strides}")

    @property
    def _pairs(self) -> list[Pair]:
        """Of each axis the kernel's size and its dilation."""
        return list(zip(self.kernel_size, self.dilation_rate, strict=True))

    def _size(self, size: int, axis: int) -> int:
        """How many rows or columns come of so many, as Keras reckons."""
        stride = self.strides[axis]
        span = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        if self.output_padding is None:
            return size * stride + (max(span - stride, 0) if self.padding == "valid" else 0)
        border = span // 2 if self.padding == "same" else 0
        return (size - 1) * stride + span - 2 * border + self.output_padding[axis]

    def _cut(self, size: int, axis: int) -> int:
        """How many painted rows or columns are left out before the first."""
        if self.padding == "valid":
            return 0
        span = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        return sliding_windows.same_padding(self._size(size, axis), span, self.strides[axis])[0]

    def _kernel_places(self, size: int, axis: int) -> np.ndarray:
        """Which row or column of the kernel each old place paints each new one with: `(new, old)`, -1 for none."""
        stride, dilation = self.strides[axis], self.dilation_rate[axis]
        steps = np.arange(self._size(size, axis))[:, None] + self._cut(size, axis) - np.arange(size)[None] * stride
        places = steps // dilation
        return np.where((steps % dilation == 0) & (places >= 0) & (places < self.kernel_size[axis]), places, -1)

    def output_shape(self, input_shape: Shape) -> Shape:
        sliding_windows.need_picture(self.kind, input_shape)
        height, width = (self._size(size, axis) for axis, size in enumerate(input_shape[:2]))
        if min(height, width) < 1:
            raise ValueError(f"{self.kind} leaves nothing of a {times(input_shape[:2])} input")
        spans = [(kernel - 1) * dilation + 1 for kernel, dilation in self._pairs]
        back = [
            len(sliding_windows.slide(new, span, stride, self.padding))
            for new, span, stride in zip((height, width), spans, self.strides, strict=True)
        ]
        if back != list(input_shape[:2]):
            made = f"a {times((height, width))} picture of a {times(input_shape[:2])} one"
            raise ValueError(f"output_padding {self.output_padding} would make {made}, which Keras cannot work out")
        return height, width, self.filters

    def kernel_shape(self, input_shape: Shape) -> Shape:
        return (*self.kernel_size, input_shape[2], self.filters)

    def multiply_adds(self, input_shape: Shape) -> int:
        return prod(input_shape[:2]) * prod(self.kernel_shape(input_shape))

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return [np.flatnonzero(places >= 0).tolist() for places in self._kernel_places(size, axis)]

    def _painted(self, sizes: Shape) -> dict[Pair, tuple[tuple[slice, slice], tuple[slice, slice]]]:
        """For each place of the kernel that paints, the rows and columns of the picture that do, and the painted."""
        along = [self._strokes(size, axis) for axis, size in enumerate(sizes)]
        return {
            (row, column): ((old_rows, old_columns), (new_rows, new_columns))
            for row, (old_rows, new_rows) in along[0].items()
            for column, (old_columns, new_columns) in along[1].items()
        }

    def _strokes(self, size: int, axis: int) -> dict[int, tuple[slice, slice]]:
        places, found = self._kernel_places(size, axis), {}
        for place in range(self.kernel_size[axis]):
            new, old = np.nonzero(places == place)
            if len(old):
                step = self.strides[axis]
                found[place] = slice(old[0], old[-1] + 1), slice(new[0], new[-1] + 1, step)
        return found

    def forward(  # type: ignore[override]
        self, batch: np.ndarray, kernel: np.ndarray, bias: np.ndarray | float = 0.0
    ) -> np.ndarray:
        """`(n, height, width, in_channels)` to `(n, height, width, channels)`, place by place of the kernel."""
        maps = np.zeros((len(batch), *self.output_shape(batch.shape[1:])), np.float32)
        for place, (old, new) in self._painted(batch.shape[1:3]).items():
            maps[:, *new] += batch[:, *old] @ kernel[place]
        maps += bias
        return maps

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        found = np.zeros_like(inputs)
        for place, (old, new) in self._painted(inputs.shape[1:3]).items():
            found[:, *old] += gradient[:, *new] @ weights["kernel"][place].T
        return found

    def _seen(self, at: int, size: int, axis: int) -> tuple[int, np.ndarray]:
        """`(first, kernel places)` of the old rows or columns that a new one reads, always as many, -1 for none."""
        places = self._kernel_places(size, axis)
        span = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        many = -(-span // self.strides[axis])
        last = (at + self._cut(size, axis)) // self.strides[axis]
        first = last - many + 1
        old = np.arange(first, last + 1)
        inside = (old >= 0) & (old < size)
        return first, np.where(inside, places[at, old.clip(0, size - 1)], -1)

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float | None]:
        (top, rows), (left, columns) = (self._seen(index[axis], inputs.shape[axis], axis) for axis in (0, 1))
        window, _ = sliding_windows.cut(inputs, (top, left), (len(rows), len(columns)))
        inside = np.logical_and.outer(rows >= 0, columns >= 0)
        kernel = weights["kernel"][..., index[2]].astype(np.float64)[np.ix_(rows, columns)]
        window, kernel = (np.where(inside[..., None], numbers, 0.0) for numbers in (window, kernel))
        return (top, left, 0), window, kernel, inside, bias_of(weights, index[2])

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        rows, columns = (self._kernel_places(size, axis)[:, index[axis]] for axis, size in enumerate(input_shape[:2]))
        there = [np.flatnonzero(places >= 0) for places in (rows, columns)]
        if not all(map(len, there)):
            return None
        kernel = weights["kernel"][np.ix_(rows[there[0]], columns[there[1]])][:, :, index[2]]
        row, column, channel = place_of_largest(sign * kernel)
        return int(there[0][row]), int(there[1][column]), channel

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        kernel, *bias = super().keras_weights(weights, epsilon)
        return [_turned(kernel), *bias]

    def loading_code(self) -> str:
        turned = f"weights[{literal(f'{self.name}/kernel')}].transpose(0, 1, 3, 2)"
        return f"model.get_layer({literal(self.name)}).kernel.assign({turned})\n"

    @property
    def unit(self) -> str:
        return "channel"

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        row, column, channel = index
        return (
            f"layer = model.get_layer({literal(self.name)})\nafter = layer(inputs[None])[0][{row}, {column}, {channel}]"
        )

    def sentence(self, input_shape: Shape) -> str:
        size = times(self.output_shape(input_shape)[:2])
        kernels = f"{count(self.filters, 'kernel')} of {times(self.kernel_size)}"
        return (
            f"Every number of the maps before it paints {kernels}, the stronger the larger it is; where they overlap "
            f"they are added up: each makes one feature map of {size}.{self.bends()}"
        )


def _read(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    added = settings.values.get("output_padding")
    if added is not None:
        pair = added if isinstance(added, list) else [added, added]
        if len(pair) != 2 or not all(type(number) is int and 0 <= number < 64 for number in pair):
            raise ValueError(f"output_padding (={ascii(added)[:60]}) must be two whole numbers from 0 to 63")
        added = (pair[0], pair[1])
    layer = Conv2DTranspose(
        settings.count("filters"),
        settings.pair("kernel_size"),
        settings.pair("strides", 1),
        settings.word("padding", "valid"),
        added,
        settings.pair("dilation_rate", 1),
        settings.activation(),
        use_bias=settings.use_bias,
        name=settings.name,
    )
    layer.output_shape(input_shape)
    reading = read_weighted(settings, layer, input_shape, (*layer.kernel_size, layer.filters, input_shape[2]))

    def weights(kernel: np.ndarray, *bias: np.ndarray) -> dict[str, np.ndarray]:
        return reading.weights(_turned(kernel), *bias)

    return Reading(reading.layers, reading.shapes, weights)


def _turned(kernel: np.ndarray) -> np.ndarray:
    """The kernel with its last two axes the other way round."""
    return kernel.swapaxes(2, 3)


Conv2DTranspose.keras_readers = {"Conv2DTranspose": _read}
