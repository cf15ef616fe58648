"""Layers that measure what they read, on every image anew, and take from each number the mean, over the spread.

What is left is multiplied with a learnt factor, and a learnt bias is added.
"""

from abc import abstractmethod
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy as np

from core import checks
from core.formats import count, times
from core.networks.layers.base import (
    Layer,
    Shape,
    Sources,
    Weights,
    bias_of,
    learnt_for_each_channel,
    learnt_keys,
    literal,
)
from core.networks.layers.cell_arithmetic import Cell, Normalized
from core.networks.layers.keras_settings import Reading, Settings, check_last_axis, named

EPSILON = 1e-3


class _Measuring(Layer):
    """Numbers that are measured together are a group: `(n, groups, numbers)`."""

    keras_defaults = MappingProxyType({"epsilon": EPSILON, "center": True, "scale": True})
    initializer = "ones"
    mixes_channels = True
    epsilon: float
    center: bool
    scale: bool

    def __post_init__(self) -> None:
        checks.not_negative(epsilon=self.epsilon)

    @abstractmethod
    def _grouped(self, batch: np.ndarray) -> np.ndarray:
        """Of `(n, *input_shape)`, the numbers of each group behind one another: `(n, groups, numbers)`."""

    @abstractmethod
    def _ungrouped(self, groups: np.ndarray, input_shape: Shape) -> np.ndarray:
        """The way back of `_grouped`."""

    @abstractmethod
    def _window(self, index: Shape, input_shape: Shape) -> tuple[slice, ...]:
        """Where the group of a cell lies in one image's numbers."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return dict.fromkeys(learnt_keys(self.scale, self.center), input_shape[-1:])

    def multiply_adds(self, input_shape: Shape) -> int:
        """A square and two products for each number."""
        return 3 * prod(input_shape)

    def _measured(self, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each group less its mean and over its spread, and the spreads `(n, groups, 1)`."""
        groups = self._grouped(batch)
        distances = groups - groups.mean(axis=-1, keepdims=True)
        spreads = np.sqrt(np.square(distances).mean(axis=-1, keepdims=True) + np.float32(self.epsilon))
        return distances / spreads, spreads

    def forward(  # type: ignore[override]
        self, batch: np.ndarray, kernel: np.ndarray | float = 1.0, bias: np.ndarray | float = 0.0
    ) -> np.ndarray:
        normal, _ = self._measured(batch)
        return self._ungrouped(normal, batch.shape[1:]) * kernel + bias

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        """Each number moves the mean and the spread of its group too."""
        normal, spreads = self._measured(inputs)
        arriving = self._grouped(gradient * weights.get("kernel", 1.0))
        by_mean = arriving.mean(axis=-1, keepdims=True)
        by_spread = normal * (arriving * normal).mean(axis=-1, keepdims=True)
        return self._ungrouped((arriving - by_mean - by_spread) / spreads, inputs.shape[1:])

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Normalized:
        ((before, inputs),) = sources
        window = self._window(cell.index, inputs.shape)
        group, number = inputs[window], float(inputs[cell.index])
        mean = float(group.mean())
        spread = float(np.sqrt(np.square(group - mean).mean() + self.epsilon))
        factor = float(weights["kernel"][cell.index[-1]]) if self.scale else None
        bias = bias_of(weights, cell.index[-1])
        origin, source = tuple(along.start for along in window), Cell(before, cell.index)
        value = (number - mean) / spread * (1 if factor is None else factor) + (bias or 0)
        return Normalized(source, number, origin, group, mean, spread, factor, bias, value)

    @property
    def _learnt_in_words(self) -> str:
        factor = ", then multiplied with a learnt factor" if self.scale else ""
        return f"{factor}, and a learnt bias is added" if self.center else factor

    @property
    def parameters_in_words(self) -> str:
        return learnt_for_each_channel(learnt_keys(self.scale, self.center))

    def weights_code(self) -> str:
        """Lines of Keras that fetch the layer, and its factors and biases as far as it has them."""
        keras_names = {"kernel": "gamma", "bias": "beta"}
        there = learnt_keys(self.scale, self.center)
        fetched = (f"{key} = keras.ops.convert_to_numpy(layer.{keras_names[key]})\n" for key in there)
        return "".join([f"layer = model.get_layer({literal(self.name)})\n", *fetched])

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        cut = ", ".join(f"{along.start}:{along.stop}" for along in self._window(index, input_shape))
        place = ", ".join(map(str, index))
        times_factor = f" * kernel[{index[-1]}]" if self.scale else ""
        plus_bias = f" + bias[{index[-1]}]" if self.center else ""
        return (
            f"{self.weights_code()}group = inputs[{cut}]\n"
            "mean = keras.ops.mean(group)\n"
            "spread = keras.ops.sqrt(keras.ops.var(group) + layer.epsilon)\n"
            f"after = (inputs[{place}] - mean) / spread{times_factor}{plus_bias}"
        )


@dataclass(frozen=True)
class LayerNormalization(_Measuring):
    """All channels of one place, or all units of a row, are measured together (Ba et al. 2016)."""

    epsilon: float = EPSILON
    center: bool = True
    scale: bool = True
    name: str = ""

    kind = "LayerNormalization"

    def sees(self, input_shape: Shape) -> str:
        return "place" if len(input_shape) == 3 else "all"

    def _grouped(self, batch: np.ndarray) -> np.ndarray:
        return batch.reshape(len(batch), -1, batch.shape[-1])

    def _ungrouped(self, groups: np.ndarray, input_shape: Shape) -> np.ndarray:
        return groups.reshape(len(groups), *input_shape)

    def _window(self, index: Shape, input_shape: Shape) -> tuple[slice, ...]:
        return *(slice(at, at + 1) for at in index[:-1]), slice(0, input_shape[-1])

    def sentence(self, input_shape: Shape) -> str:
        together = "At every place, the channels" if len(input_shape) == 3 else "All numbers of the row"
        return (
            f"{together} are measured together: from each their mean is taken away, what is left is divided by their "
            f"spread{self._learnt_in_words}."
        )


@dataclass(frozen=True)
class GroupNormalization(_Measuring):
    """The channels are parted into `groups`; all numbers of the maps of a group are measured together (Wu, He 2018)."""

    groups: int = 32
    epsilon: float = EPSILON
    center: bool = True
    scale: bool = True
    name: str = ""

    kind = "GroupNormalization"
    reads = "all"
    keras_defaults = MappingProxyType({**_Measuring.keras_defaults, "groups": 32})

    def __post_init__(self) -> None:
        checks.at_least_one(groups=self.groups)
        super().__post_init__()

    def output_shape(self, input_shape: Shape) -> Shape:
        if input_shape[-1] % self.groups:
            raise ValueError(f"{input_shape[-1]} channels cannot be parted into groups (={self.groups}) of one size")
        return input_shape

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return [list(range(size))] * size

    def _grouped(self, batch: np.ndarray) -> np.ndarray:
        apart = batch.reshape(len(batch), -1, self.groups, batch.shape[-1] // self.groups)
        return np.moveaxis(apart, 2, 1).reshape(len(batch), self.groups, -1)

    def _ungrouped(self, groups: np.ndarray, input_shape: Shape) -> np.ndarray:
        apart = groups.reshape(len(groups), self.groups, -1, input_shape[-1] // self.groups)
        return np.moveaxis(apart, 1, 2).reshape(len(groups), *input_shape)

    def _window(self, index: Shape, input_shape: Shape) -> tuple[slice, ...]:
        size = input_shape[-1] // self.groups
        begin = index[-1] // size * size
        return *(slice(0, along) for along in input_shape[:-1]), slice(begin, begin + size)

    def sentence(self, input_shape: Shape) -> str:
        size = input_shape[-1] // self.groups
        what = f"maps of {times(input_shape[:2])}" if len(input_shape) == 3 else "numbers"
        each = f"{size} {what}" if size > 1 else f"one {what.replace('maps', 'map').replace('numbers', 'number')}"
        return (
            f"All numbers of a group are measured together, {count(self.groups, 'group')} of {each}: from each their "
            f"mean is taken away, what is left is divided by their spread{self._learnt_in_words}."
        )


def _weights(settings: Settings, layer: _Measuring, input_shape: Shape) -> Reading:
    layer.output_shape(input_shape)
    shapes = tuple(layer.weight_shapes(input_shape).values())
    return Reading((layer,), shapes, lambda *arrays: named(layer, input_shape, *arrays))


def _read_layer_normalization(settings: Settings, input_shape: Shape) -> Reading:
    check_last_axis(settings, input_shape)
    settings.plain("rms_scaling", False)
    layer = LayerNormalization(settings.number("epsilon", EPSILON), *settings.center_and_scale, name=settings.name)
    return _weights(settings, layer, input_shape)


def _read_group_normalization(settings: Settings, input_shape: Shape) -> Reading:
    """One group a channel where `groups` is -1."""
    check_last_axis(settings, input_shape)
    groups = input_shape[-1] if settings.values.get("groups") == -1 else settings.count("groups", 32)
    layer = GroupNormalization(
        groups, settings.number("epsilon", EPSILON), *settings.center_and_scale, name=settings.name
    )
    return _weights(settings, layer, input_shape)


LayerNormalization.keras_readers = {"LayerNormalization": _read_layer_normalization}
GroupNormalization.keras_readers = {"GroupNormalization": _read_group_normalization}
