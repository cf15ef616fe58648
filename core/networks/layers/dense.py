"""Layers of rows: Flatten lays a picture in one, Dense weighs it."""

from dataclasses import dataclass
from math import prod

from core import checks
from core.networks.layers.base import Weightless
from core.networks.layers.convolution import check_learner
from core.networks.layers.sliding_windows import times


@dataclass(frozen=True)
class Flatten(Weightless):
    """Lay all cells in one row: row by row, column by column, channel by channel."""

    name: str = ""

    kind = "Flatten"

    def output_shape(self, input_shape):
        return (prod(input_shape),)

    def forward(self, batch):
        return batch.reshape(len(batch), prod(batch.shape[1:]))


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
        check_learner(self)

    def output_shape(self, input_shape):
        if len(input_shape) != 1:
            raise ValueError(f"Dense needs a row of units, not a picture {times(input_shape)}: put a Flatten before it")
        return (self.units,)

    def weight_shapes(self, input_shape):
        return {"kernel": (input_shape[0], self.units), "bias": (self.units,)}

    def multiply_adds(self, input_shape):
        return input_shape[0] * self.units

    def reach(self, size, axis):
        return [list(range(size))]

    def forward(self, batch, kernel, bias):
        return batch @ kernel + bias
