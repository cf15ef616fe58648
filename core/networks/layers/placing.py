"""Layers that only give numbers another place: a border is put around a picture or cut off, axes change places."""

from abc import abstractmethod
from dataclasses import dataclass
from math import prod

import numpy as np

from core.formats import listed, shape, times
from core.networks.layers.base import Shape, Sources, Weightless, Weights
from core.networks.layers.cell_arithmetic import Cell, Padded, Passed
from core.networks.layers.dense import Flatten
from core.networks.layers.keras_settings import Reading, Settings, shortened
from core.networks.layers.sliding_windows import need_picture

Borders = tuple[tuple[int, int], tuple[int, int]]


class Placing(Weightless):
    """Every cell has the number of one cell elsewhere, or none."""

    @abstractmethod
    def origin(self, index: Shape, input_shape: Shape) -> Shape | None:
        """Where the number of the cell `index` stood in what it reads; None for a zero that stood nowhere."""

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Passed | Padded:
        ((before, inputs),) = sources
        source = self.origin(cell.index, inputs.shape)
        return Padded() if source is None else self.passed(Cell(before, source), inputs)

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        settings = ", ".join(f"{value!r}" for key, value in self.keras_arguments().items())
        return f"after = keras.layers.{self.kind}({settings})(inputs[None])[0][{', '.join(map(str, index))}]"


class _Bordered(Placing):
    """A picture with another border: `((above, below), (left, right))`."""

    reads = "window"
    passes_silence = True

    @property
    @abstractmethod
    def _borders(self) -> Borders:
        """How many rows and columns its setting names."""

    def _check(self, what: str) -> None:
        if not all(number >= 0 for pair in self._borders for number in pair):
            raise ValueError(f"{what} {self._borders} must be whole numbers from 0")

    @property
    def _sides(self) -> str:
        (above, below), (left, right) = self._borders
        sides = {"above": above, "below": below, "on the left": left, "on the right": right}
        said = [f"{number} {side}" for side, number in sides.items() if number]
        return listed(said) if said else "none"


@dataclass(frozen=True)
class ZeroPadding2D(_Bordered):
    """Put zeros around every map: `padding` is `((above, below), (left, right))`."""

    padding: Borders = ((1, 1), (1, 1))
    name: str = ""

    kind = "ZeroPadding2D"

    def __post_init__(self) -> None:
        self._check("padding")

    @property
    def _borders(self) -> Borders:
        return self.padding

    def output_shape(self, input_shape: Shape) -> Shape:
        need_picture(self.kind, input_shape)
        height, width = (size + sum(pair) for size, pair in zip(input_shape[:2], self.padding, strict=True))
        return height, width, input_shape[2]

    def reach(self, size: int, axis: int) -> list[list[int]]:
        before, after = self.padding[axis]
        return [[] for _ in range(before)] + [[place] for place in range(size)] + [[] for _ in range(after)]

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to the same with more rows and columns."""
        return np.pad(batch, ((0, 0), *self.padding, (0, 0)))

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        (top, _), (left, _) = self.padding
        return gradient[:, top : top + inputs.shape[1], left : left + inputs.shape[2]]

    def origin(self, index: Shape, input_shape: Shape) -> Shape | None:
        row, column = index[0] - self.padding[0][0], index[1] - self.padding[1][0]
        is_inside = 0 <= row < input_shape[0] and 0 <= column < input_shape[1]
        return (row, column, index[2]) if is_inside else None

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return index[0] + self.padding[0][0], index[1] + self.padding[1][0], index[2]

    def sentence(self, input_shape: Shape) -> str:
        sizes = f"from {times(input_shape[:2])} to {times(self.output_shape(input_shape)[:2])}"
        return f"Zeros are put around every map, which goes {sizes}. Rows and columns of them: {self._sides}."


@dataclass(frozen=True)
class Cropping2D(_Bordered):
    """Cut the border off every map: `cropping` is `((above, below), (left, right))`."""

    cropping: Borders = ((0, 0), (0, 0))
    name: str = ""

    kind = "Cropping2D"

    def __post_init__(self) -> None:
        self._check("cropping")

    @property
    def _borders(self) -> Borders:
        return self.cropping

    def output_shape(self, input_shape: Shape) -> Shape:
        need_picture(self.kind, input_shape)
        height, width = (size - sum(pair) for size, pair in zip(input_shape[:2], self.cropping, strict=True))
        if min(height, width) < 1:
            raise ValueError(f"cropping {self.cropping} leaves nothing of a {times(input_shape[:2])} input")
        return height, width, input_shape[2]

    def reach(self, size: int, axis: int) -> list[list[int]]:
        before, after = self.cropping[axis]
        return [[place] for place in range(before, size - after)]

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to the same with fewer rows and columns."""
        (top, _), (left, _) = self.cropping
        height, width, _ = self.output_shape(batch.shape[1:])
        return batch[:, top : top + height, left : left + width]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return np.pad(gradient, ((0, 0), *self.cropping, (0, 0)))

    def origin(self, index: Shape, input_shape: Shape) -> Shape:
        return index[0] + self.cropping[0][0], index[1] + self.cropping[1][0], index[2]

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        row, column = index[0] - self.cropping[0][0], index[1] - self.cropping[1][0]
        height, width, _ = self.output_shape(input_shape)
        return (row, column, index[2]) if 0 <= row < height and 0 <= column < width else None

    def sentence(self, input_shape: Shape) -> str:
        sizes = f"from {times(input_shape[:2])} to {times(self.output_shape(input_shape)[:2])}"
        return f"The border of every map is cut off: it goes {sizes}. Rows and columns lost: {self._sides}."


@dataclass(frozen=True)
class Permute(Placing):
    """The axes in another order: `dims` says which of the old ones, counted from 1, each of the new ones is."""

    dims: tuple[int, ...]
    name: str = ""

    kind = "Permute"
    reads = "moved"
    mixes_channels = True

    def output_shape(self, input_shape: Shape) -> Shape:
        if sorted(self.dims) != list(range(1, len(input_shape) + 1)):
            raise ValueError(f"dims {self.dims} must be the numbers 1 to {len(input_shape)}, each once")
        return tuple(input_shape[axis - 1] for axis in self.dims)

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.transpose(0, *self.dims)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient.transpose(0, *(self.dims.index(axis) + 1 for axis in range(1, len(self.dims) + 1)))

    def origin(self, index: Shape, input_shape: Shape) -> Shape:
        return tuple(index[self.dims.index(axis)] for axis in range(1, len(self.dims) + 1))

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return tuple(index[axis - 1] for axis in self.dims)

    def sentence(self, input_shape: Shape) -> str:
        names = ("row", "column", "channel") if len(input_shape) == 3 else ("unit",)
        moved = listed([f"the {names[axis - 1]} becomes the {new}" for axis, new in zip(self.dims, names, strict=True)])
        return f"No number changes, all change places: {moved}."


@dataclass(frozen=True)
class Reshape(Placing):
    """The same numbers in the same order, in rows of another length: a row becomes a picture, or a picture another."""

    target_shape: tuple[int, ...]
    name: str = ""

    kind = "Reshape"
    reads = "moved"
    mixes_channels = True

    def output_shape(self, input_shape: Shape) -> Shape:
        if prod(self.target_shape) != prod(input_shape) or len(self.target_shape) not in (1, 3):
            raise ValueError(f"{shape(input_shape)} numbers cannot be laid out as {shape(self.target_shape)}")
        return self.target_shape

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.reshape(len(batch), *self.target_shape)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient.reshape(inputs.shape)

    def origin(self, index: Shape, input_shape: Shape) -> Shape:
        flat = np.ravel_multi_index(index, self.target_shape)
        return tuple(int(at) for at in np.unravel_index(flat, input_shape))

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        flat = np.ravel_multi_index(index, input_shape)
        return tuple(int(at) for at in np.unravel_index(flat, self.target_shape))

    def sentence(self, input_shape: Shape) -> str:
        return f"The {shape(input_shape)} numbers, in their order, are laid out as {shape(self.target_shape)}."


def _read_permute(settings: Settings, input_shape: Shape) -> Reading:
    """Nothing is left of one that changes nothing."""
    dims, every = settings.values.get("dims"), list(range(1, len(input_shape) + 1))
    if not isinstance(dims, list) or not all(type(axis) is int for axis in dims) or sorted(dims) != every:
        raise ValueError(f"dims (={shortened(dims)}) must be the numbers 1 to {len(input_shape)}, each once")
    return Reading((Permute(tuple(dims), name=settings.name),) if dims != every else ())


def _read_reshape(settings: Settings, input_shape: Shape) -> Reading:
    """Nothing is left of one that leaves its input as it is, and one that makes a row of it is a Flatten."""
    target = settings.values.get("target_shape")
    if not isinstance(target, list) or not all(type(size) is int and (size > 0 or size == -1) for size in target):
        raise ValueError(f"target_shape (={shortened(target)}) must be whole numbers, one of which may be -1")
    if target.count(-1) == 1 and not prod(input_shape) % (known := prod(size for size in target if size > 0)):
        target = [prod(input_shape) // known if size == -1 else size for size in target]
    layer = Reshape(tuple(target), name=settings.name)
    if layer.output_shape(input_shape) == input_shape:
        return Reading(())
    return Reading((layer if len(target) > 1 else Flatten(name=settings.name),))


def _read_bordered(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    if settings.kind == Cropping2D.kind:
        return Reading((Cropping2D(settings.borders("cropping", 0), name=settings.name),))
    return Reading((ZeroPadding2D(settings.borders("padding", 1), name=settings.name),))


ZeroPadding2D.keras_readers = {"ZeroPadding2D": _read_bordered}
Cropping2D.keras_readers = {"Cropping2D": _read_bordered}
Permute.keras_readers = {"Permute": _read_permute}
Reshape.keras_readers = {"Reshape": _read_reshape}
