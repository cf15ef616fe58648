"""Layers that give a picture another size, between its pixels: to a size, or so many times as large."""

from abc import abstractmethod
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from core import checks
from core.formats import times
from core.networks.layers.base import Shape, Sources, SummingLayer, Weights
from core.networks.layers.cell_arithmetic import Cell, Interpolation, Passed, WeightedSum
from core.networks.layers.keras_settings import Reading, Settings
from core.networks.layers.sliding_windows import need_picture

INTERPOLATIONS = ("nearest", "bilinear")


class _Interpolating(SummingLayer):
    """Every new pixel is a weighted mean of the up to four old ones around its place (bilinear interpolation)."""

    reads = "window"
    form = Interpolation

    @abstractmethod
    def new_size(self, size: int, axis: int) -> int:
        """How many rows or columns (`axis` 0 or 1) come of so many."""

    def output_shape(self, input_shape: Shape) -> Shape:
        need_picture(self.kind, input_shape)
        height, width = (self.new_size(size, axis) for axis, size in enumerate(input_shape[:2]))
        return (height, width, input_shape[2])

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return [np.flatnonzero(row).tolist() for row in self.interpolation_matrix(size, axis)]

    def interpolation_matrix(self, size: int, axis: int) -> np.ndarray:
        """What each of the `size` old rows or columns (`axis` 0 or 1) gives to each new one: `(new, size)`."""
        new = self.new_size(size, axis)
        places = np.clip((np.arange(new) + 0.5) * size / new - 0.5, 0, size - 1)
        first = np.minimum(np.floor(places).astype(int), max(size - 2, 0))
        given = np.zeros((new, size), np.float32)
        rows, second = np.arange(new), np.minimum(first + 1, size - 1)
        np.add.at(given, (rows, first), 1 - (places - first))
        np.add.at(given, (rows, second), places - first)
        return given

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)` to the same with new height and width."""
        rows, columns = (self.interpolation_matrix(size, axis) for axis, size in enumerate(batch.shape[1:3]))
        return np.einsum("ri,nijc,sj->nrsc", rows, batch, columns, optimize=True)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        rows, columns = (self.interpolation_matrix(size, axis) for axis, size in enumerate(inputs.shape[1:3]))
        return np.einsum("ri,nrsc,sj->nijc", rows, gradient, columns, optimize=True)

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        along = [self.interpolation_matrix(size, axis)[index[axis]] for axis, size in enumerate(inputs.shape[:2])]
        rows, columns = (np.flatnonzero(given) for given in along)
        factors = np.outer(along[0][rows], along[1][columns])[..., None].astype(np.float64)
        window = inputs[np.ix_(rows, columns, np.array([index[2]]))]
        return (int(rows[0]), int(columns[0]), index[2]), window, factors, np.ones(window.shape[:2], bool), 0.0

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        given = [self.interpolation_matrix(size, axis)[:, index[axis]] for axis, size in enumerate(input_shape[:2])]
        row, column = (int(along.argmax()) for along in given)
        return (row, column, index[2]) if all(along.any() for along in given) else None


@dataclass(frozen=True)
class Resizing(_Interpolating):
    """The picture in a given size."""

    height: int
    width: int
    name: str = ""

    kind = "Resizing"

    def __post_init__(self) -> None:
        checks.at_least_one(height=self.height, width=self.width)

    def new_size(self, size: int, axis: int) -> int:
        return (self.height, self.width)[axis]

    def sentence(self, input_shape: Shape) -> str:
        return (
            f"The picture goes from {times(input_shape[:2])} to {times((self.height, self.width))} pixels: each new "
            "one is a weighted mean of the up to four old ones around its place."
        )

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        sizes, place = (self.height, self.width), ", ".join(map(str, index))
        return f'after = keras.ops.image.resize(inputs, {sizes}, interpolation="bilinear")[{place}]'


@dataclass(frozen=True)
class UpSampling2D(_Interpolating):
    """The picture some times as high and wide: each number again and again ("nearest"), or means of neighbours."""

    size: tuple[int, int] = (2, 2)
    interpolation: str = "nearest"
    name: str = ""

    kind = "UpSampling2D"
    keras_defaults = MappingProxyType({"size": (2, 2), "interpolation": "nearest"})
    passes_silence = True

    def __post_init__(self) -> None:
        checks.each_at_least_one(size=self.size)
        checks.choice("interpolation", self.interpolation, INTERPOLATIONS)

    def new_size(self, size: int, axis: int) -> int:
        return size * self.size[axis]

    def interpolation_matrix(self, size: int, axis: int) -> np.ndarray:
        if self.interpolation == "bilinear":
            return super().interpolation_matrix(size, axis)
        return np.repeat(np.eye(size, dtype=np.float32), self.size[axis], axis=0)

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """As the matrices give it; copied, an infinite number stays what and where it is."""
        if self.interpolation == "bilinear":
            return super().forward(batch)
        return batch.repeat(self.size[0], axis=1).repeat(self.size[1], axis=2)

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> WeightedSum | Passed:  # type: ignore[override]
        if self.interpolation == "bilinear":
            return super().arithmetic(cell, sources, weights)
        ((before, inputs),) = sources
        source = (cell.index[0] // self.size[0], cell.index[1] // self.size[1], cell.index[2])
        return Passed(Cell(before, source), float(inputs[source]))

    def sentence(self, input_shape: Shape) -> str:
        sizes = f"each map grows from {times(input_shape[:2])} to {times(self.output_shape(input_shape)[:2])}"
        if self.interpolation == "bilinear":
            return f"Each new number is a weighted mean of the up to four old ones around its place: {sizes}."
        return f"Every number is written {times(self.size)} times: {sizes}."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        layer = f"keras.layers.UpSampling2D({self.size}, interpolation={self.interpolation!r})"
        return f"after = {layer}(inputs[None])[0][{', '.join(map(str, index))}]"


def _read(settings: Settings, input_shape: Shape) -> Reading:
    """Bilinear alone: what Convscope itself puts before a network for pictures of another size."""
    settings.plain("data_format", "channels_last", None)
    settings.plain("interpolation", "bilinear")
    for switch in ("antialias", "crop_to_aspect_ratio", "pad_to_aspect_ratio"):
        settings.plain(switch, False)
    return Reading((Resizing(settings.count("height"), settings.count("width"), name=settings.name),))


def _read_up_sampling(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    settings.plain("interpolation", *INTERPOLATIONS)
    layer = UpSampling2D(settings.pair("size", 2), settings.word("interpolation", "nearest"), name=settings.name)
    return Reading((layer,))


Resizing.keras_readers = {"Resizing": _read}
UpSampling2D.keras_readers = {"UpSampling2D": _read_up_sampling}
