"""Layers that bend every number by itself: an activation function, ReLU with settings of its own, PReLU."""

from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy as np

from core import checks
from core.formats import shape
from core.networks.layers.base import Layer, Shape, Sources, Weightless, Weights, literal
from core.networks.layers.cell_arithmetic import Activated, Cell, softmax_of
from core.networks.layers.functions import ACTIVATIONS
from core.networks.layers.keras_settings import Reading, Settings, check_last_axis, named, shortened


@dataclass(frozen=True)
class Activation(Weightless):
    """An activation as a layer of its own: its pre-activation is what it reads."""

    activation: str
    name: str = ""

    kind = "Activation"

    def __post_init__(self) -> None:
        checks.choice("activation", self.activation, ACTIVATIONS)

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Activated:
        ((before, inputs),) = sources
        source, number = Cell(before, cell.index), float(inputs[cell.index])
        if self.activation == "softmax":
            softmax = softmax_of(inputs[cell.index[:-1]])
            return Activated(source, number, float(softmax.probabilities[cell.index[-1]]), softmax=softmax)
        return Activated(source, number, float(ACTIVATIONS[self.activation](np.float64(number))))

    def sentence(self, input_shape: Shape) -> str:
        if self.activation != "softmax":
            return f"{self.function_name}, for each of the {shape(input_shape)} numbers: {self.function_in_words}."
        if len(input_shape) == 1:
            return f"Softmax compares the {input_shape[0]:,} numbers and makes shares of them that add up to 1."
        return f"At every place, softmax compares the {input_shape[2]} channels and makes shares of them."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        place = ", ".join(map(str, index))
        return f"before = inputs\nafter = keras.activations.{self.activation}(before[None])[0][{place}]"


@dataclass(frozen=True)
class ReLU(Weightless):
    """Numbers above `threshold` stay, up to `max_value`; of others `negative_slope` times what they lack stays."""

    max_value: float | None = None
    negative_slope: float = 0.0
    threshold: float = 0.0
    name: str = ""

    kind = "ReLU"
    keras_defaults = MappingProxyType({"max_value": None, "negative_slope": 0.0, "threshold": 0.0})

    def __post_init__(self) -> None:
        checks.not_negative(negative_slope=self.negative_slope, threshold=self.threshold)
        if self.max_value is not None:
            checks.not_negative(max_value=self.max_value)

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        kept = np.where(batch > self.threshold, batch, np.float32(0))
        if self.max_value is not None:
            kept = np.minimum(kept, np.float32(self.max_value))
        if not self.negative_slope:  # 0 times what has no end is no number
            return kept
        return kept - np.float32(self.negative_slope) * np.maximum(np.float32(self.threshold) - batch, 0)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        kept = inputs > self.threshold
        if self.max_value is not None:
            kept &= inputs < self.max_value
        return gradient * np.where(inputs > self.threshold, kept, np.float32(self.negative_slope))

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Activated:
        ((before, inputs),) = sources
        number = float(inputs[cell.index])
        bent = self.negative_slope * (number - self.threshold)
        if number > self.threshold:
            bent = number if self.max_value is None else min(number, self.max_value)
        return Activated(Cell(before, cell.index), number, bent)

    @property
    def function_name(self) -> str:
        return "ReLU"

    @property
    def function_in_words(self) -> str:
        where = f"{self.threshold:g}" if self.threshold else "zero"
        low = f"a number below {where} becomes zero"
        if self.negative_slope and self.threshold:
            low = f"of what a number lacks to {where}, {self.negative_slope:g} is left"
        elif self.negative_slope:
            low = f"a number below zero is multiplied with {self.negative_slope:g}"
        high = "" if self.max_value is None else f", one above {self.max_value:g} becomes {self.max_value:g}"
        return f"{low}{high}, any other stays"

    @property
    def silences(self) -> bool:
        return not self.negative_slope

    def sentence(self, input_shape: Shape) -> str:
        return f"{self.function_name}, for each of the {shape(input_shape)} numbers: {self.function_in_words}."

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        settings = f"{self.max_value}, {self.negative_slope}, {self.threshold}"
        return f"after = keras.layers.ReLU({settings})(inputs)[{', '.join(map(str, index))}]"


@dataclass(frozen=True)
class PReLU(Layer):
    """Numbers above zero stay; others are multiplied with a weight of the cell's own, or of those that share it.

    The cells along `shared_axes`, counted from 1, share one weight: (1, 2) leaves one for each channel.
    """

    shared_axes: tuple[int, ...] | None = None
    name: str = ""

    kind = "PReLU"
    keras_defaults = MappingProxyType({"shared_axes": None})
    initializer = "zeros"

    def output_shape(self, input_shape: Shape) -> Shape:
        if not set(self.shared_axes or ()) <= set(range(1, len(input_shape) + 1)):
            raise ValueError(f"shared_axes {self.shared_axes} must be axes from 1 to {len(input_shape)}")
        return input_shape

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        shared = self.shared_axes or ()
        return {"kernel": tuple(1 if axis in shared else size for axis, size in enumerate(input_shape, start=1))}

    def _weight_index(self, index: Shape) -> Shape:
        """Where the weight of a cell stands in the kernel."""
        return tuple(0 if axis in (self.shared_axes or ()) else at for axis, at in enumerate(index, start=1))

    def multiply_adds(self, input_shape: Shape) -> int:
        return prod(input_shape)

    def forward(self, batch: np.ndarray, kernel: np.ndarray) -> np.ndarray:  # type: ignore[override]
        """`kernel` is shaped like one image's numbers, but for a 1 along each shared axis."""
        return np.maximum(batch, 0) + kernel * np.minimum(batch, 0)

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient * ((inputs > 0) + weights["kernel"] * (inputs < 0))

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Activated:
        ((before, inputs),) = sources
        number, weight = float(inputs[cell.index]), float(weights["kernel"][self._weight_index(cell.index)])
        return Activated(Cell(before, cell.index), number, number if number > 0 else weight * number, weight)

    def sentence(self, input_shape: Shape) -> str:
        *along, channels = self.weight_shapes(input_shape)["kernel"]
        if (*along, channels) == input_shape:
            weight = f"a weight that every one of the {shape(input_shape)} cells has of its own"
        elif prod(along) > 1:
            weight = f"a weight of which there are {prod(along) * channels:,}, each for several cells"
        elif channels > 1:
            weight = f"a weight that every one of the {channels} channels has of its own"
        else:
            weight = "one weight, the same for all cells"
        return f"A number above zero stays; any other is multiplied with {weight}."

    @property
    def parameters_in_words(self) -> str:
        return "one weight for all cells that share it" if self.shared_axes else "one weight for each cell"

    def weights_code(self) -> str:
        """Lines of Keras that fetch its weights."""
        return f"(kernel,) = model.get_layer({literal(self.name)}).get_weights()\n"

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        place, own = (", ".join(map(str, at)) for at in (index, self._weight_index(index)))
        return (
            f"{self.weights_code()}number = inputs[{place}]\nafter = number if number > 0 else kernel[{own}] * number"
        )


def _read_activation(settings: Settings, input_shape: Shape) -> Reading:
    return Reading((Activation(settings.activation(), name=settings.name),))


def _read_elu(settings: Settings, input_shape: Shape) -> Reading:
    settings.plain("alpha", 1.0)
    return Reading((Activation("elu", name=settings.name),))


def _read_softmax(settings: Settings, input_shape: Shape) -> Reading:
    check_last_axis(settings, input_shape)
    return Reading((Activation("softmax", name=settings.name),))


def _read_relu(settings: Settings, input_shape: Shape) -> Reading:
    largest = None if settings.values.get("max_value") is None else settings.number("max_value", None)
    slope, threshold = settings.number("negative_slope", 0), settings.number("threshold", 0)
    return Reading((ReLU(largest, slope, threshold, name=settings.name),))


def _read_leaky_relu(settings: Settings, input_shape: Shape) -> Reading:
    """Keras 2 calls the slope alpha."""
    slope = settings.number("negative_slope", settings.values.get("alpha", 0.3))
    return Reading((ReLU(negative_slope=slope, name=settings.name),))


def _read_prelu(settings: Settings, input_shape: Shape) -> Reading:
    shared = settings.values.get("shared_axes") or []
    if not isinstance(shared, list) or not all(type(axis) is int for axis in shared):
        raise ValueError(f"shared_axes (={shortened(shared)}) must be axes from 1 to {len(input_shape)}")
    layer = PReLU(tuple(shared) or None, name=settings.name)
    layer.output_shape(input_shape)
    shapes = tuple(layer.weight_shapes(input_shape).values())
    return Reading((layer,), shapes, lambda slopes: named(layer, input_shape, slopes))


Activation.keras_readers = {"Activation": _read_activation, "ELU": _read_elu, "Softmax": _read_softmax}
ReLU.keras_readers = {"ReLU": _read_relu, "LeakyReLU": _read_leaky_relu}
PReLU.keras_readers = {"PReLU": _read_prelu}
