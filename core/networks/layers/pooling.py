"""Layers that make pictures smaller, channel by channel: the largest or the average of a window, or of a whole map."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar

import numpy as np

from core import checks
from core.formats import count, times
from core.networks.layers import sliding_windows
from core.networks.layers.base import Layer, Shape, Sources, SummingLayer, Weights
from core.networks.layers.cell_arithmetic import Average, Cell, Largest
from core.networks.layers.keras_settings import Reading, Settings

ROUNDING = np.float32(2e-6)
LOWEST = ', constant_values=float("-inf")'


class Pooling(Layer):
    """What all pools share: each channel goes its own way, and nothing is learnt."""

    passes_silence = True
    keeps: ClassVar[str]


class _Windowed(Pooling):
    """A window, which by default moves on by its own size."""

    reads = "window"
    pool_size: tuple[int, int]
    strides: tuple[int, int] | None
    padding: str

    def __post_init__(self) -> None:
        if self.strides is None:
            object.__setattr__(self, "strides", self.pool_size)
        checks.each_at_least_one(pool_size=self.pool_size, strides=self.strides)
        checks.choice("padding", self.padding, sliding_windows.PADDINGS)

    @property
    def keras_defaults(self) -> dict[str, object]:  # type: ignore[override]
        return {"strides": self.pool_size, "padding": "valid"}

    @property
    def window(self) -> tuple[int, int]:
        return self.pool_size

    @property
    def sliding(self) -> tuple[tuple[int, int], tuple[int, int], str]:
        return self.pool_size, self.strides or self.pool_size, self.padding

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*sliding_windows.places(self.kind, *self.sliding, input_shape), input_shape[2])

    def reach(self, size: int, axis: int) -> list[list[int]]:
        window, strides, padding = self.sliding
        return sliding_windows.reach(size, window[axis], strides[axis], padding)

    def cells(self, batch: np.ndarray, padding_value: float) -> Iterator[np.ndarray]:
        """Place by place of the window, that cell of every window: `(n, height, width, channels)` each."""
        height, width, _ = self.output_shape(batch.shape[1:])
        window, strides, padding = self.sliding
        padded = sliding_windows.pad(batch, window, strides, padding, padding_value)
        return (
            sliding_windows.shifted(padded, row, column, strides, height, width) for row, column in np.ndindex(*window)
        )

    def _origin(self, index: Shape, shape: Shape) -> tuple[int, int]:
        rows, columns = sliding_windows.starts(*self.sliding, shape)
        return rows[index[0]], columns[index[1]]

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        places = sliding_windows.windows_with(index, *self.sliding, input_shape)
        return (*next(iter(places)), index[2]) if places else None

    def sentence(self, input_shape: Shape) -> str:
        given = self.output_shape(input_shape)
        verb = "goes" if given[:2] == input_shape[:2] else "shrinks"
        sizes = f"each map {verb} from {times(input_shape[:2])} to {times(given[:2])}"
        return f"Of every {times(self.pool_size)} window {self.keeps} stays: {sizes}."


class _WholeMap(Pooling):
    """Of every map one number is left."""

    reads = "all"

    def output_shape(self, input_shape: Shape) -> Shape:
        sliding_windows.need_picture(self.kind, input_shape)
        return (input_shape[2],)

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return [list(range(size))]

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return index[2:]

    def sentence(self, input_shape: Shape) -> str:
        left = count(input_shape[2], "number")
        return f"Of every whole map of {times(input_shape[:2])} {self.keeps} stays: {left} in all."


def _largest(before: str, inputs: np.ndarray, channel: int, origin: tuple[int, int], size: tuple[int, int]) -> Largest:
    """The largest number of a window of one channel; NaN wins, what is padded never does."""
    cut, inside = sliding_windows.cut(inputs[:, :, channel : channel + 1], origin, size)
    window = np.where(inside, cut[:, :, 0], np.nan)
    ranked = np.where(inside, np.nan_to_num(window, nan=np.inf), -np.inf)
    row, column = (int(at) for at in np.unravel_index(ranked.argmax(), window.shape))
    places = [(int(down), int(right)) for down, right in np.argwhere(inside)]
    sources = {place: Cell(before, (origin[0] + place[0], origin[1] + place[1], channel)) for place in places}
    return Largest(origin, window, (row, column), sources, float(window[row, column]))


@dataclass(frozen=True)
class MaxPooling2D(_Windowed):
    """Keep the largest value of every window, channel by channel."""

    pool_size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    name: str = ""

    kind = "MaxPooling2D"
    keeps = "only the largest number"
    fill = -np.inf

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to the same with fewer rows and columns; padding never wins.

        First the largest of each column of a window, then of these: half the work, and side by side in memory.
        """
        height, width, _ = self.output_shape(batch.shape[1:])
        window, strides, padding = self.sliding
        padded = sliding_windows.pad(batch, window, strides, padding, self.fill)
        tops = reduce(np.maximum, (padded[:, row :: strides[0]][:, :height] for row in range(window[0])))
        return reduce(np.maximum, (tops[:, :, column :: strides[1]][:, :, :width] for column in range(window[1])))

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        """The first of the largest numbers of a window gets all of it; what differs by rounding alone is as large.

        Over a black part of a picture all places give the same but for the last bit, which some processors round by
        where a place stands.
        """
        window, strides, padding = self.sliding
        least = np.where(np.isfinite(outputs), outputs - ROUNDING * np.abs(outputs), outputs)
        padded = sliding_windows.pad(inputs, window, strides, padding, self.fill)
        free = np.ones(outputs.shape, dtype=bool)

        def handed(row: int, column: int) -> np.ndarray:
            nonlocal free
            cells = sliding_windows.shifted(padded, row, column, strides, *outputs.shape[1:3])
            wins = free & (cells >= least)
            free = free & ~wins
            return gradient * wins

        return sliding_windows.hand_back(inputs, window, strides, padding, handed)

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Largest:
        ((before, inputs),) = sources
        return _largest(before, inputs, cell.index[2], self._origin(cell.index, inputs.shape), self.pool_size)

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        window, strides, _ = self.sliding
        padded = sliding_windows.padding_code(*self.sliding, input_shape, LOWEST)
        cut = sliding_windows.cut_code(index, window, strides)
        return f"{padded}window = inputs[{cut}, {index[2]}]\nafter = keras.ops.max(window)"


@dataclass(frozen=True)
class AveragePooling2D(_Windowed, SummingLayer):
    """Keep the average of every window, channel by channel."""

    pool_size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    name: str = ""

    kind = "AveragePooling2D"
    keeps = "only the average"
    form = Average

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to the same with fewer rows and columns; padding is not counted."""
        return reduce(np.add, self.cells(batch, 0)) / self.counts(batch.shape[1:3])

    def counts(self, sizes: Shape) -> np.ndarray:
        """How many cells of a picture of `sizes` `(height, width)` every window averages: `(height, width, 1)`."""
        rows, columns = ([len(places) for places in self.reach(size, axis)] for axis, size in enumerate(sizes))
        return np.outer(rows, columns).astype(np.float32)[..., None]

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        shared = gradient / self.counts(inputs.shape[1:3])
        return sliding_windows.hand_back(inputs, *self.sliding, lambda row, column: shared)

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        origin, channel = self._origin(index, inputs.shape), index[2]
        return _mean_of(inputs, channel, origin, self.pool_size)

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        places = (self.reach(size, axis)[index[axis]] for axis, size in enumerate(input_shape[:2]))
        rows, columns = (f"{along[0]}:{along[-1] + 1}" for along in places)
        return f"window = inputs[{rows}, {columns}, {index[2]}]\nafter = keras.ops.mean(window)"


def _mean_of(
    inputs: np.ndarray, channel: int, origin: tuple[int, int], size: tuple[int, int]
) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
    window, inside = sliding_windows.cut(inputs[:, :, channel : channel + 1], origin, size)
    return (*origin, channel), window, inside[..., None] / inside.sum(), inside, 0.0


@dataclass(frozen=True)
class GlobalAveragePooling2D(_WholeMap, SummingLayer):
    """Of every map only the average stays."""

    name: str = ""

    kind = "GlobalAveragePooling2D"
    keeps = "only the average"
    form = Average

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to `(n, channels)`."""
        return batch.mean(axis=(1, 2))

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return _shared(gradient, np.ones_like(inputs))

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        return _mean_of(inputs, index[0], (0, 0), inputs.shape[:2])

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = keras.ops.mean(inputs[..., {index[0]}])"


@dataclass(frozen=True)
class GlobalMaxPooling2D(_WholeMap):
    """Of every map only the largest value stays."""

    name: str = ""

    kind = "GlobalMaxPooling2D"
    keeps = "only the largest number"

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to `(n, channels)`."""
        return batch.max(axis=(1, 2))

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        """Cells that are equally large share it."""
        return _shared(gradient, (inputs == outputs[:, None, None]).astype(inputs.dtype))

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Largest:
        ((before, inputs),) = sources
        return _largest(before, inputs, cell.index[0], (0, 0), inputs.shape[:2])

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = keras.ops.max(inputs[..., {index[0]}])"


def _shared(gradient: np.ndarray, sharing: np.ndarray) -> np.ndarray:
    """The gradient of a map's one number, shared equally by the cells that are one in `sharing`."""
    return gradient[:, None, None] * sharing / sharing.sum(axis=(1, 2), keepdims=True)


def _read_windowed(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    size = settings.pair("pool_size", 2)
    strides = None if settings.values.get("strides") is None else settings.pair("strides")
    kind = MaxPooling2D if settings.kind == MaxPooling2D.kind else AveragePooling2D
    return Reading((kind(size, strides, settings.word("padding", "valid"), name=settings.name),))


def _read_whole_map(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    settings.plain("keepdims", False)
    kind = GlobalMaxPooling2D if settings.kind == GlobalMaxPooling2D.kind else GlobalAveragePooling2D
    return Reading((kind(name=settings.name),))


MaxPooling2D.keras_readers = {"MaxPooling2D": _read_windowed}
AveragePooling2D.keras_readers = {"AveragePooling2D": _read_windowed}
GlobalAveragePooling2D.keras_readers = {"GlobalAveragePooling2D": _read_whole_map}
GlobalMaxPooling2D.keras_readers = {"GlobalMaxPooling2D": _read_whole_map}
