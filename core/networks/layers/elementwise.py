"""Layers that treat every number by itself: scale it, bend it, or pass it on. Pictures and rows keep their shape."""

from dataclasses import dataclass
from math import prod

import numpy as np

from core import checks
from core.networks.layers.base import Weightless
from core.networks.layers.functions import ACTIVATIONS


@dataclass(frozen=True)
class Dropout(Weightless):
    """While learning, switch off a random share (`rate`) of the cells; when looking, do nothing at all."""

    rate: float
    name: str = ""

    kind = "Dropout"

    def __post_init__(self):
        if not 0 <= self.rate < 1:
            raise ValueError(f"rate (={self.rate}) must be at least 0 and below 1")

    def forward(self, batch):
        return batch


@dataclass(frozen=True)
class Activation(Weightless):
    """An activation as a layer of its own: its pre-activation is what it reads."""

    activation: str
    name: str = ""

    kind = "Activation"

    def __post_init__(self):
        checks.choice("activation", self.activation, ACTIVATIONS)

    def forward(self, batch):
        return batch


@dataclass(frozen=True)
class ReLU(Weightless):
    """Numbers above `threshold` stay, up to `max_value`; of others `negative_slope` times what they lack stays."""

    max_value: float | None = None
    negative_slope: float = 0.0
    threshold: float = 0.0
    name: str = ""

    kind = "ReLU"

    def __post_init__(self):
        checks.not_negative(negative_slope=self.negative_slope, threshold=self.threshold)
        if self.max_value is not None:
            checks.not_negative(max_value=self.max_value)

    def forward(self, batch):
        """Of the shape that it is given."""
        kept = np.where(batch > self.threshold, batch, np.float32(0))
        if self.max_value is not None:
            kept = np.minimum(kept, np.float32(self.max_value))
        return kept - np.float32(self.negative_slope) * np.maximum(np.float32(self.threshold) - batch, 0)

    def slope(self, batch):
        """How steep it is at every number of `batch`: of the same shape."""
        kept = batch > self.threshold
        if self.max_value is not None:
            kept &= batch < self.max_value
        return np.where(batch > self.threshold, kept, np.float32(self.negative_slope))


class _Cellwise:
    """What layers share that multiply every number by itself."""

    activation = "linear"

    def output_shape(self, input_shape):
        return input_shape

    def multiply_adds(self, input_shape):
        return prod(input_shape)

    def reach(self, size, axis):
        return [[place] for place in range(size)]


@dataclass(frozen=True)
class PReLU(_Cellwise):
    """Numbers above zero stay; others are multiplied with a weight that every cell has of its own."""

    name: str = ""

    kind = "PReLU"
    initializer = "zeros"

    def weight_shapes(self, input_shape):
        return {"kernel": input_shape}

    def forward(self, batch, kernel):
        """Of the shape that it is given; `kernel` is shaped like one image's."""
        return np.maximum(batch, 0) + kernel * np.minimum(batch, 0)


@dataclass(frozen=True)
class BatchNormalization(_Cellwise):
    """Every channel times a number, plus a number: what is left of normalising once learning is over.

    `kernel` `(channels,)` is Keras's gamma / sqrt(moving variance + epsilon), `bias` its beta - moving mean * kernel.
    """

    name: str = ""

    kind = "BatchNormalization"
    initializer = "ones"

    def weight_shapes(self, input_shape):
        return {"kernel": input_shape[-1:], "bias": input_shape[-1:]}

    def forward(self, batch, kernel, bias):
        """Of the shape that it is given."""
        return batch * kernel + bias


@dataclass(frozen=True)
class Rescaling(_Cellwise):
    """Every number times `scale`, plus `offset`: two plain numbers that nobody learns."""

    scale: float
    offset: float = 0.0
    name: str = ""

    kind = "Rescaling"

    def __post_init__(self):
        for name, value in (("scale", self.scale), ("offset", self.offset)):
            if not np.isfinite(value):
                raise ValueError(f"{name} (={value}) must be a finite number")

    def weight_shapes(self, input_shape):
        return {}

    def forward(self, batch):
        """Of the shape that it is given."""
        return batch * np.float32(self.scale) + np.float32(self.offset)
