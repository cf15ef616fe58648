"""The layers of a network: what shape each gives, what it costs, what it can see, and what it computes in numpy.

Layers are data: frozen dataclasses in Keras's words. A shape is `(height, width, channels)` or `(units,)`, without the
batch. `forward` takes a float32 batch and, where the layer has weights, its kernel and bias; it returns the
pre-activation. The activation is a separate step, so that both can be looked at. `reach` says, for every place along
an axis, which places of the input it reads.
"""

from dataclasses import dataclass
from math import prod

from core import checks
from core.cellwise import Activation, BatchNormalization, Dropout, PReLU, ReLU, Rescaling
from core.convolutions import Conv2D, DepthwiseConv2D, check_learner
from core.pools import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from core.resizing import Resizing
from core.sliding import times
from core.weightless import Weightless


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


KINDS = {
    layer.kind: layer
    for layer in (
        Conv2D,
        DepthwiseConv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        GlobalMaxPooling2D,
        BatchNormalization,
        Activation,
        ReLU,
        PReLU,
        Rescaling,
        Resizing,
        Flatten,
        Dropout,
        Dense,
    )
}
CONVOLUTIONS = (Conv2D, DepthwiseConv2D)
LEARNERS = (*CONVOLUTIONS, Dense)
