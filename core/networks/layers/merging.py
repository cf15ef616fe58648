"""Layers that read several: what they make of one number of each, or all channels of all behind one another."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

import numpy as np

from core.formats import count, shape
from core.networks.layers.base import Layer, Shape, Sources, Weightless, Weights
from core.networks.layers.cell_arithmetic import Cell, Merged, Passed
from core.networks.layers.keras_settings import Reading, Settings, check_last_axis


class Merging(Layer):
    """A layer that has nothing to learn and may read several stages."""

    fewest: ClassVar[int] = 1
    most: ClassVar[int] = 1000

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        if not self.fewest <= len(shapes) <= self.most:
            raise ValueError(f"a {self.kind} layer cannot read {count(len(shapes), 'layer')}")
        return self._joined_shape(shapes)

    @abstractmethod
    def _joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """As `joined_shape`, of as many as it can read."""


class Elementwise(Merging):
    """Makes one number of those that stand in the same place; where a stage has one row, column or channel, of that.

    What it reads are all stages behind one another, `(stages, height, width, channels)` or `(stages, units)`.
    """

    words: ClassVar[str]
    sign: ClassVar[str]

    def _joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        try:
            common = np.broadcast_shapes(*shapes)
        except ValueError:
            common = ()
        if len({len(shape) for shape in shapes}) != 1 or not common:
            listed = " and ".join(map(str, dict.fromkeys(shapes)))
            raise ValueError(f"shapes {listed} do not fit together")
        return (len(shapes), *common)

    def join(self, batches: Sequence[np.ndarray]) -> np.ndarray:
        return np.stack(np.broadcast_arrays(*batches), axis=1)

    def split(self, gradient: np.ndarray, shapes: Sequence[Shape]) -> list[np.ndarray]:
        return [_summed(gradient[:, number], shape) for number, shape in enumerate(shapes)]

    def joined_index(self, index: Shape, source: int, shapes: Sequence[Shape]) -> Shape:
        return (source, *index)

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape[1:]

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return index[1:]

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Merged:
        cells = tuple(Cell(name, _within(cell.index, values.shape)) for name, values in sources)
        numbers = np.array([values[at.index] for (_, values), at in zip(sources, cells, strict=True)])
        return Merged(cells, numbers, self.sign, self.winner(numbers), float(self.forward(numbers[None])[0]))

    def winner(self, numbers: np.ndarray) -> int:
        """Which of the numbers decides most: the largest in size, unless the kind says otherwise."""
        return int(np.abs(np.nan_to_num(numbers)).argmax())

    def sentence(self, input_shape: Shape) -> str:
        numbers = count(input_shape[0], "number")
        return f"For each of its {shape(input_shape[1:])} cells, {self.words} of {numbers}: one of each layer it reads."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = keras.layers.{self.kind}()(inputs)[0][{', '.join(map(str, index))}]"


def _within(index: Shape, shape: Shape) -> Shape:
    """The place in a stage that has one row, column or channel for all."""
    return tuple(0 if size == 1 else at for at, size in zip(index, shape, strict=True))


def _summed(gradient: np.ndarray, shape: Shape) -> np.ndarray:
    """Of a number that stood in several places, the sum of their gradients."""
    axes = tuple(axis for axis, size in enumerate(shape, 1) if size == 1 < gradient.shape[axis])
    return gradient.sum(axis=axes, keepdims=True)


@dataclass(frozen=True)
class Add(Elementwise):
    """The sum: a residual network adds to what a block makes of its input the input itself (He et al. 2015)."""

    name: str = ""

    kind = "Add"
    words = "the sum"
    sign = "+"

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.sum(axis=1)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return np.broadcast_to(gradient[:, None], inputs.shape)


@dataclass(frozen=True)
class Subtract(Elementwise):
    """The first less the second."""

    name: str = ""

    kind = "Subtract"
    words = "the difference"
    sign = "\u2212"
    fewest = most = 2

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch[:, 0] - batch[:, 1]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return np.stack([gradient, -gradient], axis=1)


@dataclass(frozen=True)
class Multiply(Elementwise):
    """The product: squeeze-and-excitation weighs each channel by one number so (Hu et al. 2017)."""

    name: str = ""

    kind = "Multiply"
    words = "the product"
    sign = "\u00d7"

    def multiply_adds(self, input_shape: Shape) -> int:
        return (input_shape[0] - 1) * prod(input_shape[1:])

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.prod(axis=1)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        others = [np.delete(inputs, number, axis=1).prod(axis=1) for number in range(inputs.shape[1])]
        return gradient[:, None] * np.stack(others, axis=1)

    def winner(self, numbers: np.ndarray) -> int:
        """The smallest in size: it holds the product down most."""
        return int(np.abs(np.nan_to_num(numbers)).argmin())


@dataclass(frozen=True)
class Average(Elementwise):
    """The mean."""

    name: str = ""

    kind = "Average"
    words = "the mean"
    sign = "mean"

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.mean(axis=1, dtype=batch.dtype)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return np.broadcast_to(gradient[:, None] / np.float32(inputs.shape[1]), inputs.shape)


class Picking(Elementwise):
    """Keeps one of the numbers: the one that `place_of` finds along an axis, of equal ones the first."""

    place_of: ClassVar[Callable[..., Any]]

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return np.take_along_axis(batch, self._winners(batch), axis=1)[:, 0]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        found = np.zeros_like(inputs)
        np.put_along_axis(found, self._winners(inputs), gradient[:, None], axis=1)
        return found

    def _winners(self, batch: np.ndarray) -> np.ndarray:
        return np.expand_dims(self.place_of(batch, axis=1), 1)

    def winner(self, numbers: np.ndarray) -> int:
        return int(self.place_of(numbers))


@dataclass(frozen=True)
class Maximum(Picking):
    """The largest."""

    name: str = ""

    kind = "Maximum"
    words = "the largest"
    sign = "largest"
    place_of = staticmethod(np.argmax)


@dataclass(frozen=True)
class Minimum(Picking):
    """The smallest."""

    name: str = ""

    kind = "Minimum"
    words = "the smallest"
    sign = "smallest"
    place_of = staticmethod(np.argmin)


@dataclass(frozen=True)
class Concatenate(Merging, Weightless):
    """All channels of the first stage, then all of the second, and so on (Szegedy et al. 2014, Huang et al. 2016)."""

    name: str = ""

    kind = "Concatenate"
    passes_silence = True

    def _joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        if len({shape[:-1] for shape in shapes}) != 1:
            listed = " and ".join(map(str, dict.fromkeys(shapes)))
            raise ValueError(f"shapes {listed} do not fit together: all but their channels must be the same")
        return (*shapes[0][:-1], sum(shape[-1] for shape in shapes))

    def join(self, batches: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate(batches, axis=-1)

    def split(self, gradient: np.ndarray, shapes: Sequence[Shape]) -> list[np.ndarray]:
        return np.split(gradient, np.cumsum([shape[-1] for shape in shapes])[:-1], axis=-1)

    def joined_index(self, index: Shape, source: int, shapes: Sequence[Shape]) -> Shape:
        return (*index[:-1], sum(shape[-1] for shape in shapes[:source]) + index[-1])

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Passed:
        *place, channel = cell.index
        begins = np.cumsum([0, *(values.shape[-1] for _, values in sources)])
        at = int(np.searchsorted(begins, channel, side="right")) - 1
        source = Cell(sources[at][0], (*place, channel - int(begins[at])))
        return Passed(source, float(sources[at][1][source.index]))

    def sentence(self, input_shape: Shape) -> str:
        what = "channels" if len(input_shape) == 3 else "numbers"
        return f"All {what} of the layers that it reads, one layer's behind the other's: {input_shape[-1]} of them."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = keras.layers.Concatenate()(inputs)[0][{', '.join(map(str, index))}]"


def _read(settings: Settings, input_shape: Shape) -> Reading:
    kinds: dict[str, type[Layer]] = {kind.kind: kind for kind in ELEMENTWISE}
    return Reading((kinds[settings.kind](name=settings.name),))  # type: ignore[call-arg]


def _read_concatenate(settings: Settings, input_shape: Shape) -> Reading:
    check_last_axis(settings, input_shape)
    return Reading((Concatenate(name=settings.name),))


ELEMENTWISE = (Add, Subtract, Multiply, Average, Maximum, Minimum)
for elementwise in ELEMENTWISE:
    elementwise.keras_readers = {elementwise.kind: _read}
Concatenate.keras_readers = {"Concatenate": _read_concatenate}
