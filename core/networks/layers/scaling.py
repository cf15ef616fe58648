"""Layers that multiply every number with a factor and add another: learnt, measured on images, or simply given."""

from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np

from core.formats import number
from core.networks.layers.base import (
    NOTHING_LEARNT,
    Shape,
    SummingLayer,
    Weights,
    learnt_for_each_channel,
    learnt_keys,
    literal,
)
from core.networks.layers.cell_arithmetic import Scaled
from core.networks.layers.keras_settings import Reading, Settings, check_last_axis, named

SMALLEST_SPREAD = 1e-7


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
    Without `scale` or `center` no gamma or beta was learnt: kernel or bias then follow from what was measured alone.
    """

    center: bool = True
    scale: bool = True
    name: str = ""

    kind = "BatchNormalization"
    initializer = "ones"
    keras_defaults = MappingProxyType({"epsilon": 1e-3, "center": True, "scale": True})

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {"kernel": input_shape[-1:], "bias": input_shape[-1:]}

    def learnt_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return dict.fromkeys(learnt_keys(self.scale, self.center), input_shape[-1:])

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
        return {**super().keras_arguments(), "epsilon": 0.0}

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        """What is learnt, then mean and variance: these say nothing but for what is not learnt."""
        kernel, bias = weights["kernel"].astype(np.float64), weights["bias"].astype(np.float64)
        mean, variance = np.zeros_like(bias), np.full_like(kernel, 1 - epsilon)
        if not self.center:
            np.divide(-bias, kernel, out=mean, where=kernel != 0)
        if not self.scale:
            variance = kernel**-2.0 - epsilon
        learnt = [weights[key] for key in self.learnt_shapes(weights["bias"].shape)]
        return [*learnt, *(array.astype(np.float32) for array in (mean, variance))]

    def loading_code(self) -> str:
        if self.center and self.scale:
            return ""
        given = ", ".join(f"weights[{literal(f'{self.name}/{key}')}]" for key in ("kernel", "bias"))
        learnt = "".join(f"{key}, " for key in learnt_keys(self.scale, self.center))
        mean = "np.zeros_like(bias)" if self.center else "-bias / kernel"
        variance = "np.ones_like(kernel)" if self.scale else "kernel**-2.0"
        return (
            f"kernel, bias = {given}\nmodel.get_layer({literal(self.name)}).set_weights([{learnt}{mean}, {variance}])\n"
        )

    def sentence(self, input_shape: Shape) -> str:
        every = "channel" if len(input_shape) == 3 else "unit"
        return (
            f"Every {every} is multiplied with a number of its own, and another is added: while learning this kept all "
            "of them in the same range; now, when looking, the two numbers are fixed."
        )

    @property
    def parameters_in_words(self) -> str:
        keys = learnt_keys(self.scale, self.center)
        kept = ("two", "three", "four")[len(keys)]
        words = f"(Keras keeps {kept} numbers, from which what it multiplies with and what it adds follow)"
        return f"{learnt_for_each_channel(keys)} {words}" if keys else NOTHING_LEARNT

    def weights_code(self) -> str:
        return (
            f"layer = model.get_layer({literal(self.name)})\n"
            f"kernel = {'layer.gamma' if self.scale else '1'}"
            " / keras.ops.sqrt(layer.moving_variance + layer.epsilon)\n"
            f"bias = {'layer.beta ' if self.center else ''}- layer.moving_mean * kernel\n"
            "kernel, bias = keras.ops.convert_to_numpy(kernel), keras.ops.convert_to_numpy(bias)\n"
        )

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        place = ", ".join(map(str, index))
        return f"{self.weights_code()}after = inputs[{place}] * kernel[{index[-1]}] + bias[{index[-1]}]"


@dataclass(frozen=True)
class Normalization(_Scaling):
    """Every number less a mean, over a spread: both were set, or measured on images, before anything was learnt.

    `axis` are those, counted from 1, along which each place has numbers of its own: the channels, (3,), of a picture
    unless it says otherwise. `kernel` is one over the spread, `bias` what the mean becomes, each of the sizes of these
    axes, `(1,)` where there are none.
    """

    axis: tuple[int, ...] = (-1,)
    name: str = ""

    kind = "Normalization"
    initializer = "ones"
    learns = False
    keras_defaults = MappingProxyType({"axis": (-1,)})

    def _axes(self, input_shape: Shape) -> tuple[int, ...]:
        """The axes that are kept apart, counted from 0 and without the batch. Raises ValueError for others."""
        axes = tuple(sorted(axis - 1 if axis > 0 else axis + len(input_shape) for axis in self.axis))
        if not set(axes) <= set(range(len(input_shape))) or len(set(axes)) != len(axes):
            raise ValueError(f"axis {self.axis} must be of 1 to {len(input_shape)}, each once")
        return axes

    def output_shape(self, input_shape: Shape) -> Shape:
        self._axes(input_shape)
        return input_shape

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        shape = tuple(input_shape[axis] for axis in self._axes(input_shape)) or (1,)
        return {"kernel": shape, "bias": shape}

    def _spread_out(self, array: np.ndarray, input_shape: Shape) -> np.ndarray:
        """The array as it stands beside one image's numbers."""
        axes = self._axes(input_shape)
        return array.reshape([size if axis in axes else 1 for axis, size in enumerate(input_shape)])

    def forward(self, batch: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:  # type: ignore[override]
        shape = batch.shape[1:]
        return batch * self._spread_out(kernel, shape) + self._spread_out(bias, shape)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient * self._spread_out(weights["kernel"], inputs.shape[1:])

    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float]:
        place = tuple(index[axis] for axis in self._axes(inputs.shape)) or (0,)
        return self._term(index, inputs, float(weights["kernel"][place]), float(weights["bias"][place]))

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        """Mean, variance, and of how many images they are, which nobody knows any more."""
        kernel, bias = (weights[key].astype(np.float64) for key in ("kernel", "bias"))
        shape = kernel.shape if self.axis else ()
        with np.errstate(all="ignore"):
            mean, variance = -bias / kernel, 1 / kernel**2
        return [*(array.astype(np.float32).reshape(shape) for array in (mean, variance)), np.zeros((), np.int64)]

    def loading_code(self) -> str:
        given = ", ".join(f"weights[{literal(f'{self.name}/{key}')}]" for key in ("kernel", "bias"))
        return (
            f"layer, kernel, bias = model.get_layer({literal(self.name)}), {given}\n"
            "shape = layer.weights[0].shape\n"
            "layer.set_weights([(-bias / kernel).reshape(shape), (kernel**-2.0).reshape(shape), np.array(0)])\n"
            "layer.finalize_state()\n"
        )

    def sentence(self, input_shape: Shape) -> str:
        axes = self._axes(input_shape)
        if not axes:
            whose = "all numbers have the same two"
        elif axes == (len(input_shape) - 1,):
            whose = f"every {'channel' if len(input_shape) == 3 else 'unit'} has two of its own"
        elif len(axes) == len(input_shape):
            whose = "every cell has two of its own"
        else:
            whose = f"there are {prod(self.weight_shapes(input_shape)['kernel'])} pairs of them"
        return (
            "From every number a mean is taken away, and what is left is divided by a spread; both were set before "
            f"learning began, and {whose}."
        )

    def weights_code(self) -> str:
        return (
            f"layer = model.get_layer({literal(self.name)})\n"
            "kernel = 1 / keras.ops.maximum(keras.ops.sqrt(layer.variance), 1e-7)\n"
            "bias = -layer.mean * kernel\n"
            "kernel, bias = keras.ops.convert_to_numpy(kernel), keras.ops.convert_to_numpy(bias)\n"
        )

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        axes, place = self._axes(input_shape), ", ".join(map(str, index))
        own = ", ".join(str(at if axis in axes else 0) for axis, at in enumerate(index))
        return f"{self.weights_code()}after = inputs[{place}] * kernel[0, {own}] + bias[0, {own}]"


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
    center, scale = settings.center_and_scale
    layer, epsilon = BatchNormalization(center, scale, name=settings.name), settings.number("epsilon", 1e-3)

    def weights(*arrays: np.ndarray) -> dict[str, np.ndarray]:
        with np.errstate(all="ignore"):
            given = [array.astype(np.float64) for array in arrays]
            gamma = given.pop(0) if scale else 1
            beta = given.pop(0) if center else 0
            mean, variance = given
            kernel = gamma / np.sqrt(variance + epsilon)
            return named(layer, input_shape, kernel, beta - mean * kernel)

    return Reading((layer,), ((input_shape[-1],),) * (2 + scale + center), weights)


def _read_normalization(settings: Settings, input_shape: Shape) -> Reading:
    """Folded; mean and variance stand among the settings or, measured, among the weights.

    Inverted it multiplies with the spread and adds the mean. Keras divides by no spread below 1e-7.
    """
    layer, mean = Normalization(settings.axes("axis", -1, input_shape), settings.name), settings.values.get("mean")
    layer.output_shape(input_shape)
    shape, is_inverted = layer.weight_shapes(input_shape)["kernel"], settings.switch("invert", False)

    def weights(mean: np.ndarray, variance: np.ndarray, *count: np.ndarray) -> dict[str, np.ndarray]:
        with np.errstate(all="ignore"):
            mean = mean.astype(np.float64)
            spread = np.maximum(np.sqrt(variance.astype(np.float64)), SMALLEST_SPREAD)
            kernel, bias = (spread, mean) if is_inverted else (1 / spread, -mean / spread)
            return named(layer, input_shape, *(np.broadcast_to(array, shape) for array in (kernel, bias)))

    if mean is not None or settings.values.get("variance") is not None:
        given = [np.array(settings.numbers(key, prod(shape))).reshape(-1) for key in ("mean", "variance")]
        given = [array.reshape(shape) if array.size > 1 else array for array in given]
        return Reading((layer,), (), lambda: weights(*given))
    kept = shape if layer.axis else ()
    return Reading((layer,), (kept, kept), weights, unread=1)


def _read_rescaling(settings: Settings, input_shape: Shape) -> Reading:
    return Reading((Rescaling(settings.number("scale", 1), settings.number("offset", 0), name=settings.name),))


BatchNormalization.keras_readers = {"BatchNormalization": _read_batch_normalization}
Normalization.keras_readers = {"Normalization": _read_normalization}
Rescaling.keras_readers = {"Rescaling": _read_rescaling}
