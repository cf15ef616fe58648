"""Layers that multiply every number with a factor and add another: BatchNormalization learnt them, Rescaling not."""

from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np

from core.formats import number
from core.networks.layers.base import Shape, SummingLayer, Weights, literal
from core.networks.layers.cell_arithmetic import Scaled
from core.networks.layers.keras_settings import Reading, Settings, check_last_axis, named


class _Scaling(SummingLayer):
    """One product for every number."""

    form = Scaled

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def multiply_adds(self, input_shape: Shape) -> int:
        return prod(input_shape)

    def _term(
        self, index: Shape, inputs: np.ndarray, factor: float, bias: float
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        single = (1,) * len(index)
        return index, inputs[index].reshape(single), np.full(single, factor), np.ones(single[:2], bool), bias


@dataclass(frozen=True)
class BatchNormalization(_Scaling):
    """Every channel times a number, plus a number: what is left of normalising once learning is over.

    `kernel` `(channels,)` is Keras's gamma / sqrt(moving variance + epsilon), `bias` its beta - moving mean * kernel.
    """

    name: str = ""

    kind = "BatchNormalization"
    initializer = "ones"

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {"kernel": input_shape[-1:], "bias": input_shape[-1:]}

    def forward(self, batch: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:  # type: ignore[override]
        return batch * kernel + bias

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient * weights["kernel"]

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        factor, bias = (float(weights[key][index[-1]]) for key in ("kernel", "bias"))
        return self._term(index, inputs, factor, bias)

    def keras_arguments(self) -> dict[str, Any]:
        """What is folded has no epsilon any more."""
        return {"epsilon": 0.0}

    def keras_line(self) -> str:
        return f"layers.{self.kind}(epsilon=0.0, name={literal(self.name)})"

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        mean, variance = np.zeros_like(weights["bias"]), np.full_like(weights["bias"], 1 - epsilon)
        return [weights["kernel"], weights["bias"], mean, variance]

    def sentence(self, input_shape: Shape) -> str:
        every = "channel" if len(input_shape) == 3 else "unit"
        return (
            f"Every {every} is multiplied with a number of its own, and another is added: while learning this kept all "
            "of them in the same range; now, when looking, the two numbers are fixed."
        )

    @property
    def parameters_in_words(self) -> str:
        return "one factor and one bias for each channel (Keras keeps four numbers, from which these two follow)"

    def weights_code(self) -> str:
        return (
            f"layer = model.get_layer({literal(self.name)})\n"
            "kernel = layer.gamma / keras.ops.sqrt(layer.moving_variance + layer.epsilon)\n"
            "bias = layer.beta - layer.moving_mean * kernel\n"
            "kernel, bias = keras.ops.convert_to_numpy(kernel), keras.ops.convert_to_numpy(bias)\n"
        )

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        place = ", ".join(map(str, index))
        return f"{self.weights_code()}after = inputs[{place}] * kernel[{index[-1]}] + bias[{index[-1]}]"


@dataclass(frozen=True)
class Rescaling(_Scaling):
    """Every number times `scale`, plus `offset`: two plain numbers that nobody learns."""

    scale: float
    offset: float = 0.0
    name: str = ""

    kind = "Rescaling"
    keras_defaults = MappingProxyType({"offset": 0.0})

    def __post_init__(self) -> None:
        for name, value in (("scale", self.scale), ("offset", self.offset)):
            if not np.isfinite(value):
                raise ValueError(f"{name} (={value}) must be a finite number")

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch * np.float32(self.scale) + np.float32(self.offset)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient * np.float32(self.scale)

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        return self._term(index, inputs, self.scale, self.offset)

    def sentence(self, input_shape: Shape) -> str:
        plus = f" plus {number(self.offset)}" if self.offset else ""
        return f"Every number times {number(self.scale)}{plus}: the range that the network was taught with."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = inputs[{', '.join(map(str, index))}] * {self.scale!r} + {self.offset!r}"


def _read_batch_normalization(settings: Settings, input_shape: Shape) -> Reading:
    """Folded: the layer keeps what it multiplies by and what it adds, once it no longer learns."""
    check_last_axis(settings, input_shape)
    settings.plain("renorm", False)
    layer, epsilon = BatchNormalization(name=settings.name), settings.number("epsilon", 1e-3)
    scale, center = settings.switch("scale", True), settings.switch("center", True)

    def weights(*arrays: np.ndarray) -> dict[str, np.ndarray]:
        with np.errstate(all="ignore"):
            given = [array.astype(np.float64) for array in arrays]
            gamma = given.pop(0) if scale else 1
            beta = given.pop(0) if center else 0
            mean, variance = given
            kernel = gamma / np.sqrt(variance + epsilon)
            return named(layer, input_shape, kernel, beta - mean * kernel)

    return Reading((layer,), ((input_shape[-1],),) * (2 + scale + center), weights)


def _read_rescaling(settings: Settings, input_shape: Shape) -> Reading:
    return Reading((Rescaling(settings.number("scale", 1), settings.number("offset", 0), name=settings.name),))


BatchNormalization.keras_readers = {"BatchNormalization": _read_batch_normalization}
Rescaling.keras_readers = {"Rescaling": _read_rescaling}
