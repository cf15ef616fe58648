"""A Keras layer as its configuration describes it, each setting checked when asked for, and what it becomes here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.networks.layers.functions import ACTIVATIONS

ALIASES = {None: "linear", "swish": "silu", "softmax_v2": "softmax"}  # the last is tf.nn.softmax
LARGEST_WINDOW = 64
LARGEST_COUNT = 1_000_000
LARGEST_NUMBER = 1e30

if TYPE_CHECKING:
    from core.networks.layers.base import Layer


@dataclass(frozen=True)
class Settings:
    """What a file or a live model says of the layer called `name` of Keras's class `kind`, in plain JSON.

    Every method raises ValueError naming the setting, its value and the rule; a setting that is left out has the value
    that Keras gives it.
    """

    kind: str
    name: str
    values: Mapping[str, Any]

    def count(self, key: str, default: int | None = None, largest: int = LARGEST_COUNT) -> int:
        value = self.values.get(key, default)
        if not _is_count(value, largest):
            raise ValueError(f"{key} (={shortened(value)}) must be a whole number from 1 to {largest}")
        return value

    def pair(self, key: str, default: int | None = None) -> tuple[int, int]:
        """Two whole numbers; one stands for both."""
        value = self.values.get(key, default)
        pair = value if isinstance(value, list) else [value, value]
        if len(pair) != 2 or not all(_is_count(number, LARGEST_WINDOW) for number in pair):
            raise ValueError(f"{key} (={shortened(value)}) must be two whole numbers from 1 to {LARGEST_WINDOW}")
        return pair[0], pair[1]

    def borders(self, key: str, default: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """`((above, below), (left, right))`; one number stands for both of a pair, or for both pairs."""
        value = self.values.get(key, default)
        pairs = value if isinstance(value, list) else [value, value]
        pairs = [pair if isinstance(pair, list) else [pair, pair] for pair in pairs]
        if [len(pair) for pair in pairs] != [2, 2] or not all(
            number == 0 or _is_count(number, LARGEST_WINDOW) for pair in pairs for number in pair
        ):
            raise ValueError(f"{key} (={shortened(value)}) must be whole numbers from 0 to {LARGEST_WINDOW}")
        rows, columns = ((first, second) for first, second in pairs)
        return rows, columns

    def number(self, key: str, default: float | None) -> float:
        value = self.values.get(key, default)
        if type(value) not in (int, float) or not abs(value) <= LARGEST_NUMBER:
            raise ValueError(f"{key} (={shortened(value)}) must be one number")
        return float(value)

    def numbers(self, key: str, most: int) -> list[float]:
        """One number, or as many as `most`, however they are nested."""
        flat: list[Any] = []
        waiting: list[Any] = [self.values.get(key)]
        while waiting and len(flat) <= most:
            value = waiting.pop()
            if isinstance(value, dict) and value.get("class_name") == "__numpy__":
                value = value["config"].get("value") if isinstance(value.get("config"), dict) else None
            waiting.extend(reversed(value[: most + 1])) if isinstance(value, list) else flat.append(value)
        if len(flat) not in (1, most) or not all(
            type(value) in (int, float) and abs(value) <= LARGEST_NUMBER for value in flat
        ):
            raise ValueError(f"{key} (={shortened(self.values.get(key))}) must be one number, or {most} of them")
        return [float(value) for value in flat]

    def axes(self, key: str, default: object, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Axes counted from 1, sorted; (-1,) for the last alone, none for null."""
        value = self.values.get(key, default)
        listed = [] if value is None else value if isinstance(value, list) else [value]
        last = len(input_shape)
        if len(listed) > last or not all(type(axis) is int and axis != 0 and -last <= axis <= last for axis in listed):
            raise ValueError(f"{key} (={shortened(value)}) must be axes from 1 to {last}")
        axes = tuple(sorted({axis if axis > 0 else axis + last + 1 for axis in listed}))
        return (-1,) if axes == (last,) else axes

    def switch(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise ValueError(f"{key} (={shortened(value)}) must be true or false")
        return value

    @property
    def use_bias(self) -> bool:
        """Whether a layer with weights has biases too."""
        return self.switch("use_bias", True)

    @property
    def center_and_scale(self) -> tuple[bool, bool]:
        """Whether a normalization adds a bias that it has learnt, and whether it multiplies with a learnt factor."""
        return self.switch("center", True), self.switch("scale", True)

    def word(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise ValueError(f"{key} (={shortened(value)}) must be a word")
        return value

    def activation(self, default: str | None = None) -> str:
        value = self.values.get("activation", default)
        if isinstance(value, dict) and value.get("class_name") == "function" and isinstance(value.get("config"), str):
            value = value["config"]
        if isinstance(value, dict):
            raise ValueError(
                f"the activation is an object of class {shortened(value.get('class_name'))}, not one of the names "
                f"{', '.join(ACTIVATIONS)}; ReLU, LeakyReLU and PReLU are read as layers of their own behind it"
            )
        word = ALIASES.get(value, value) if isinstance(value, str | None) else value
        if not isinstance(word, str) or word not in ACTIVATIONS:
            raise ValueError(f"activation {shortened(value)} is not one of {', '.join(ACTIVATIONS)}")
        return word

    def plain(self, key: str, *allowed: object) -> None:
        """A setting that we only understand as one of `allowed`, of which the first is Keras's default."""
        value = self.values.get(key, allowed[0])
        if value not in allowed:
            raise ValueError(f"{key} (={shortened(value)}) is not understood; it must be {allowed[0]!r}")


def _is_count(value: object, largest: int) -> bool:
    return type(value) is int and 1 <= value <= largest


def shortened(value: object) -> str:
    """A stranger's value as it may stand in a sentence."""
    words = ascii(value)
    return words if len(words) <= 60 else f"{words[:60]}..."


def _no_weights(*arrays: np.ndarray) -> dict[str, np.ndarray]:
    return {}


@dataclass(frozen=True)
class Reading:
    """Our `layers`, in order; the `shapes` of the Keras layer's arrays, in its order; and what `weights` makes of them.

    That is entries of a Network: `{"name/kernel": array, ...}`. Behind those of `shapes` the Keras layer may have
    `unread` arrays more, which change nothing.
    """

    layers: tuple["Layer", ...]
    shapes: tuple[tuple[int, ...], ...] = ()
    weights: Callable[..., dict[str, np.ndarray]] = _no_weights
    unread: int = 0


def read_weighted(
    settings: Settings, layer: "Layer", input_shape: tuple[int, ...], kernel_shape: tuple[int, ...] | None = None
) -> Reading:
    """A layer with kernel and, if it has one, bias; `kernel_shape` is Keras's where ours is another."""
    layer.output_shape(input_shape)
    settings.plain("lora_rank", None)
    kernel, *bias = layer.weight_shapes(input_shape).values()
    return Reading((layer,), (kernel_shape or kernel, *bias), lambda *arrays: named(layer, input_shape, *arrays))


def named(layer: "Layer", input_shape: tuple[int, ...], *arrays: np.ndarray) -> dict[str, np.ndarray]:
    """Kernel and bias, as far as it has them, in our shapes, under their names in a Network."""
    shapes = layer.weight_shapes(input_shape).items()
    return {f"{layer.name}/{key}": array.reshape(shape) for (key, shape), array in zip(shapes, arrays, strict=True)}


def check_last_axis(settings: Settings, input_shape: tuple[int, ...]) -> None:
    """Raises ValueError where the layer works along another axis than the channels."""
    last = len(input_shape)
    settings.plain("axis", -1, last, [-1], [last])
