"""Layers of rows: Flatten lays a picture in one, Dense weighs it."""

from dataclasses import dataclass
from math import prod

import numpy as np

from core import checks
from core.formats import shape, times
from core.networks.layers.base import Shape, Sources, WeightedLayer, Weightless, Weights, bias_of, place_of_largest
from core.networks.layers.cell_arithmetic import Cell, Passed
from core.networks.layers.convolution import KERAS_DEFAULTS, check_weighted
from core.networks.layers.keras_settings import Reading, Settings, read_weighted


@dataclass(frozen=True)
class Flatten(Weightless):
    """Lay all cells in one row: row by row, column by column, channel by channel."""

    name: str = ""

    kind = "Flatten"
    reads = "flattened"
    passes_silence = True

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch.reshape(len(batch), prod(batch.shape[1:]))

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient.reshape(inputs.shape)

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Passed:
        ((before, inputs),) = sources
        source = tuple(int(i) for i in np.unravel_index(cell.index[0], inputs.shape))
        return self.passed(Cell(before, source), inputs)

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return (int(np.ravel_multi_index(index, input_shape)),)

    def sentence(self, input_shape: Shape) -> str:
        return f"The {shape(input_shape)} numbers are laid in one row of {prod(input_shape):,}."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = keras.ops.reshape(inputs, -1)[{index[0]}]"


@dataclass(frozen=True)
class Dense(WeightedLayer):
    """Every unit weighs all inputs, adds them up and adds its bias."""

    units: int
    activation: str = "relu"
    initializer: str = "glorot_uniform"
    use_bias: bool = True
    name: str = ""

    kind = "Dense"
    kernel_in_words = "inputs x units"
    reads = "all"
    keras_defaults = KERAS_DEFAULTS

    def __post_init__(self) -> None:
        checks.at_least_one(units=self.units)
        check_weighted(self)

    def output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise ValueError(f"Dense needs a row of units, not a picture {times(input_shape)}: put a Flatten before it")
        return (self.units,)

    def kernel_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], self.units)

    def multiply_adds(self, input_shape: Shape) -> int:
        return input_shape[0] * self.units

    def reach(self, size: int, axis: int) -> list[list[int]]:
        return [list(range(size))]

    def forward(  # type: ignore[override]
        self, batch: np.ndarray, kernel: np.ndarray, bias: np.ndarray | float = 0.0
    ) -> np.ndarray:
        return batch @ kernel + bias

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient @ weights["kernel"].T

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float | None]:
        kernel = weights["kernel"][:, index[0]].astype(np.float64)
        return (0,), inputs, kernel, np.ones(inputs.shape, bool), bias_of(weights, index[0])

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape:
        return place_of_largest(sign * weights["kernel"][index[0]])

    def sentence(self, input_shape: Shape) -> str:
        if self.activation == "softmax":
            return (
                f"Each of the {self.units} classes weighs all {input_shape[0]:,} numbers; "
                "softmax turns the sums into probabilities."
            )
        weighs = f"Each of {self.units:,} neurons weighs all {input_shape[0]:,} numbers and adds them up."
        return f"{weighs}{self.bends()}"

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        sums = f"before = keras.ops.dot(inputs, kernel){self.plus_bias()}\n"
        return f"{self.weights_code()}{sums}{self.after_its_function(str(index[0]))}"


def _read_dense(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("quantization_config", None)
    layer = Dense(settings.count("units"), settings.activation(), use_bias=settings.use_bias, name=settings.name)
    return read_weighted(settings, layer, input_shape)


def _read_flatten(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("data_format", "channels_last", None)
    return Reading((Flatten(name=settings.name),))


Flatten.keras_readers = {"Flatten": _read_flatten}
Dense.keras_readers = {"Dense": _read_dense}
