"""What every layer knows of itself: its shapes and costs, its arithmetic both ways, its Keras, its sentence."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import numpy as np

from core.networks.layers.cell_arithmetic import Arithmetic, Cell, Passed, WeightedSum, softmax_of
from core.networks.layers.functions import ACTIVATIONS
from core.networks.layers.keras_settings import Reading, Settings

Shape = tuple[int, ...]
Weights = Mapping[str, np.ndarray]
NOTHING_LEARNT = "nothing is learnt here"
Sources = Sequence[tuple[str, np.ndarray]]


class Layer(ABC):
    """One step of a network, as data: a frozen dataclass whose fields are Keras's arguments, and its `name`.

    Shapes leave out the batch: `(height, width, channels)` or `(units,)`. `kind` is the name of Keras's class. `reads`
    says what a cell sees of the layer before: "place" (its own), "window", "all", or one cell elsewhere: "flattened",
    or "moved" where rows and columns do not stay apart.
    `passes_silence` where a channel that is zero everywhere still is behind it; `mixes_channels` where, though it is no
    Conv2D or Dense, what a channel gives depends on others that are read. A layer with weights `learns` them, unless
    they are measured.
    """

    kind: ClassVar[str]
    reads: ClassVar[Literal["place", "window", "all", "flattened", "moved"]] = "place"
    keras_defaults: ClassVar[Mapping[str, object]] = MappingProxyType({})
    keras_readers: ClassVar[Mapping[str, Callable[[Settings, Shape], Reading]]]
    passes_silence: ClassVar[bool] = False
    mixes_channels: ClassVar[bool] = False
    learns: ClassVar[bool] = True
    keras_initializer: ClassVar[str] = "kernel_initializer"
    name: str
    activation: str = "linear"
    initializer: str
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def joined_shape(self, shapes: Sequence[Shape]) -> Shape:
        """Of what it reads, from the shapes of the stages that it reads. Raises ValueError where these do not fit."""
        if len(shapes) != 1:
            raise ValueError(f"a {self.kind} layer reads one layer, not {len(shapes)}")
        return shapes[0]

    def join(self, batches: Sequence[np.ndarray]) -> np.ndarray:
        """What it reads, `(n, *joined_shape)`, from the batches of the stages that it reads."""
        return batches[0]

    def split(self, gradient: np.ndarray, shapes: Sequence[Shape]) -> list[np.ndarray]:
        """The way back through `join`: a gradient for each stage, of these shapes, from the one by what it reads."""
        return [gradient]

    def joined_index(self, index: Shape, source: int, shapes: Sequence[Shape]) -> Shape:
        """Where the cell `index` of its stage number `source` stands in what it reads."""
        return index

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """Of what it gives. Raises ValueError where it cannot read such an input."""

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """`{"kernel": shape, "bias": shape}`, as far as it has them."""
        return {}

    def learnt_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """Those of its weights that training finds."""
        return self.weight_shapes(input_shape) if self.learns else {}

    def multiply_adds(self, input_shape: Shape) -> int:
        """How many products one image costs."""
        return 0

    def sees(self, input_shape: Shape) -> str:
        """What a cell sees of such an input, in the words of `reads`."""
        return self.reads

    def reach(self, size: int, axis: int) -> list[list[int]]:
        """For every place along an axis (0 rows, 1 columns), which of the `size` places of its input it reads."""
        return [[place] for place in range(size)]

    @property
    def window(self) -> tuple[int, int] | None:
        """`(height, width)` of what slides over the picture; None where nothing does."""
        return None

    @abstractmethod
    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        """The pre-activation `(n, *output_shape)` of a float32 batch `(n, *input_shape)`."""

    @abstractmethod
    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        """The gradient by what it reads, from the one by its pre-activation `outputs`; shaped like `inputs`."""

    @abstractmethod
    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Arithmetic:
        """How one cell came about, product by product and not by `forward`.

        `sources` are the stages that it reads: the name and, for one image, the numbers of each, float64.
        """

    def strongest_reader(self, index: Shape, input_shape: Shape, weights: Weights, sign: int) -> Shape | None:
        """Of the cells that read the input cell `index`, the one it adds most to; None where none reads it.

        `sign` is -1 for a number below zero, which adds most where it is subtracted.
        """
        return index

    @abstractmethod
    def sentence(self, input_shape: Shape) -> str:
        """What it does to such an input, for a curious sixteen-year-old."""

    @property
    def parameters_in_words(self) -> str:
        """The arithmetic of its parameters."""
        return NOTHING_LEARNT

    @property
    def unit(self) -> str:
        """What it has several of: "channel" or "unit"."""
        return "unit"

    @property
    def function_name(self) -> str:
        """What its function is called: `ReLU`, `sigmoid`."""
        return ACTIVATIONS[self.activation].title

    @property
    def function_in_words(self) -> str:
        """What its function does to one number."""
        return ACTIVATIONS[self.activation].does

    @property
    def silences(self) -> bool:
        """Whether its function makes zero of everything that is not above it: then zero means silence."""
        return ACTIVATIONS[self.activation].silences

    @abstractmethod
    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        """Lines of Keras that work out one of its cells, `after`, from `inputs`, one image of the layer before."""

    def loading_code(self) -> str:
        """Lines of Keras that set what its own arrays are not simply `weights` in their order; mostly none."""
        return ""

    @property
    def _initializer_is_keras_own(self) -> bool:
        """Whether its kernel is drawn as Keras draws it unless told otherwise; also where nothing is drawn."""
        defaults = {field.name: field.default for field in fields(self)}
        return "initializer" not in defaults or self.initializer == defaults["initializer"]

    def keras_arguments(self) -> dict[str, Any]:
        """The arguments of Keras's layer but for its name: our fields are called the same."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: value for key, value in named.items() if key not in ("name", "initializer")}

    def keras_weights(self, weights: Weights, epsilon: float) -> list[np.ndarray]:
        """Its weights in Keras's order and shapes; `epsilon` is that of a Keras layer that normalises."""
        return list(weights.values())

    def keras_line(self) -> str:
        """`layers.Conv2D(32, (3, 3), activation="relu", name="conv2d")`: what Keras needs, then what differs."""
        given = self.keras_arguments()
        needed = [literal(value) for key, value in given.items() if key not in self.keras_defaults]
        differing = {key: value for key, value in given.items() if value != self.keras_defaults.get(key, value)}
        drawn = {} if self._initializer_is_keras_own else {self.keras_initializer: self.initializer}
        named = [f"{key}={literal(value)}" for key, value in {**differing, **drawn, "name": self.name}.items()]
        return f"layers.{self.kind}({', '.join([*needed, *named])})"


class Weightless(Layer):
    """A layer that has nothing to learn and keeps the shape of what it reads; the numbers too, if it says no other."""

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def forward(self, batch: np.ndarray, **weights: np.ndarray) -> np.ndarray:
        return batch

    def backward(
        self, gradient: np.ndarray, inputs: np.ndarray, outputs: np.ndarray, **weights: np.ndarray
    ) -> np.ndarray:
        return gradient

    def passed(self, source: Cell, inputs: np.ndarray) -> Passed:
        """The arithmetic of a cell that hands a number on."""
        return Passed(source, float(inputs[source.index]))


class SummingLayer(Layer):
    """A layer whose cells are sums of products, plus a bias."""

    form: ClassVar[type[WeightedSum]] = WeightedSum

    @abstractmethod
    def terms(
        self, index: Shape, inputs: np.ndarray, weights: Weights
    ) -> tuple[Shape, np.ndarray, np.ndarray, np.ndarray, float | None]:
        """`(origin, window, weights, inside, bias)` of a cell, as WeightedSum has them."""

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> WeightedSum:
        ((before, inputs),) = sources
        origin, window, factors, inside, bias = self.terms(cell.index, inputs, weights)
        total, softmax = float((window * factors).sum() + (bias or 0)), None
        if self.activation == "softmax":
            softmax = softmax_of(self._logits(cell.index, inputs, weights))
        value = softmax.probabilities[cell.index[-1]] if softmax else ACTIVATIONS[self.activation](np.float64(total))
        return self.form(before, origin, window, factors, inside, bias, total, float(value), self.activation, softmax)

    def _logits(self, index: Shape, inputs: np.ndarray, weights: Weights) -> np.ndarray:
        """The pre-activations of all channels at the place of a cell."""
        every = (
            self.terms((*index[:-1], unit), inputs, weights) for unit in range(self.output_shape(inputs.shape)[-1])
        )
        return np.array([(window * factors).sum() + (bias or 0) for _, window, factors, _, bias in every])


class WeightedLayer(SummingLayer):
    """A layer that weighs what it reads with weights that it has learnt: every channel or unit has its own.

    Each has a bias too, unless `use_bias` is false.
    """

    kernel_in_words: ClassVar[str]
    use_bias: bool

    @abstractmethod
    def kernel_shape(self, input_shape: Shape) -> Shape:
        """Of its weights without the biases; the last axis has an entry for each channel or unit."""

    def weight_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        kernel = self.kernel_shape(input_shape)
        return {"kernel": kernel, "bias": kernel[-1:]} if self.use_bias else {"kernel": kernel}

    @property
    def parameters_in_words(self) -> str:
        outputs = self.kernel_in_words.rpartition(" x ")[2]
        biases = f"plus one bias for each {outputs.removesuffix('s')}" if self.use_bias else "no biases"
        return f"{self.kernel_in_words}, {biases}"

    def weights_code(self) -> str:
        """Lines of Keras that fetch its kernel and, if it has one, its bias."""
        arrays = "kernel, bias" if self.use_bias else "(kernel,)"
        return f"{arrays} = model.get_layer({literal(self.name)}).get_weights()\n"

    def plus_bias(self, bias: str = "bias") -> str:
        """` + bias` in a line of Keras; nothing where it has none."""
        return f" + {bias}" if self.use_bias else ""

    def after_its_function(self, index: str) -> str:
        """The line of Keras that bends `before`."""
        return f"after = keras.activations.{self.activation}(before[None])[0][{index}]"

    def bends(self) -> str:
        """What its activation does, in a sentence, where it is not the usual one."""
        if self.activation in ("relu", "linear"):
            return ""
        return f" Then {self.function_name}: {self.function_in_words}."


def bias_of(weights: Weights, channel: int) -> float | None:
    """The bias of a channel or unit; None where its layer has none."""
    return float(weights["bias"][channel]) if "bias" in weights else None


def learnt_keys(scale: bool, center: bool) -> list[str]:
    """The arrays that a normalization learns: factors if it scales, biases if it centers."""
    return [key for key, is_there in (("kernel", scale), ("bias", center)) if is_there]


def learnt_for_each_channel(keys: Sequence[str]) -> str:
    """`one factor and one bias for each channel`, of those of `learnt_keys`."""
    words = {"kernel": "one factor", "bias": "one bias"}
    return f"{' and '.join(words[key] for key in keys)} for each channel" if keys else NOTHING_LEARNT


def place_of_largest(values: np.ndarray) -> Shape:
    """Where the largest number is; one that is none counts as the smallest."""
    ranked = np.where(np.isnan(values), -np.inf, values)
    return tuple(int(i) for i in np.unravel_index(ranked.argmax(), ranked.shape))


def literal(value: object) -> str:
    """As Python writes it, with the quotes that Keras's own pages use; a name cannot end its own quotation."""
    return json.dumps(value) if isinstance(value, str) else repr(value)


def keras_name(kind: str) -> str:
    """What Keras calls a nameless layer of a kind, and its folder in a file: `Conv2D` gives conv2d, `ReLU` re_lu."""
    return re.sub(r"(?<!^)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", kind).lower()
