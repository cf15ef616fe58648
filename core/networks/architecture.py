"""A named list of layers with an input shape, which knows its shapes, its arithmetic and its receptive fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from itertools import count
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from core import checks
from core.networks.layers import KINDS, Convolution
from core.networks.layers.base import Layer, keras_name
from core.networks.summary import LayerSummary, summarise

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Architecture:
    """Layers in order; layers without a name get Keras's default one. Raises ValueError where shapes do not fit."""

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int] = (28, 28, 1)

    def __post_init__(self) -> None:
        checks.each_at_least_one(input_shape=tuple(self.input_shape))
        if len(self.input_shape) != 3:
            raise ValueError(f"input_shape {self.input_shape} must be (height, width, channels)")
        object.__setattr__(self, "layers", _named(self.layers))
        repeated = [name for name, count in Counter(self.names).items() if count > 1]
        if repeated:
            raise ValueError(f"layer name {repeated[0]!r} is used more than once")
        if not self.layers:
            raise ValueError("an architecture needs at least one layer")
        _ = self.shapes

    @property
    def names(self) -> tuple[str, ...]:
        """The layers' names, in order."""
        return tuple(layer.name for layer in self.layers)

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The input shape followed by every layer's output shape, without the batch."""
        shapes: list[tuple[int, ...]] = [self.input_shape]
        for layer in self.layers:
            try:
                shapes.append(tuple(layer.output_shape(shapes[-1])))
            except ValueError as error:
                raise ValueError(f"{error} (at layer {layer.name})") from None
        return tuple(shapes)

    def index(self, name: str) -> int:
        """Position of the layer called `name`. Raises KeyError where there is none."""
        if name not in self.names:
            raise KeyError(f"layer {name!r} is not one of {', '.join(self.names)}")
        return self.names.index(name)

    def layer(self, name: str) -> Layer:
        """The layer called `name`. Raises KeyError where there is none."""
        return self.layers[self.index(name)]

    def output_shape(self, name: str) -> tuple[int, ...]:
        """`(height, width, channels)` or `(units,)` of what the layer called `name` gives."""
        return self.shapes[self.index(name) + 1]

    def sentence(self, name: str) -> str:
        """What the layer called `name` does to what it reads, for a curious sixteen-year-old."""
        at = self.index(name)
        return self.layers[at].sentence(self.shapes[at])

    @property
    def convolutions(self) -> tuple[str, ...]:
        """Names of the layers that have filters: ordinary convolutions and depthwise ones."""
        return tuple(layer.name for layer in self.layers if isinstance(layer, Convolution))

    @cached_property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """`{"conv2d/kernel": shape, "conv2d/bias": shape, ...}` in layer order."""
        return {
            f"{layer.name}/{weight}": shape
            for layer, input_shape in zip(self.layers, self.shapes, strict=False)
            for weight, shape in layer.weight_shapes(input_shape).items()
        }

    @property
    def parameters(self) -> int:
        """The budget: how many numbers are learnt."""
        return sum(prod(shape) for shape in self.weight_shapes.values())

    @property
    def multiply_adds(self) -> int:
        """How many products one image costs."""
        return sum(layer.multiply_adds(shape) for layer, shape in zip(self.layers, self.shapes, strict=False))

    def receptive_fields(self, name: str, since: str | None = None) -> tuple[np.ndarray, ...]:
        """Which rows and columns of the input, or of the earlier layer `since`, each one of a layer's cells can see.

        Two boolean arrays, `(cell rows, rows)` and `(cell columns, columns)`; convolution and pooling treat the axes
        apart, so a cell sees the product of its two sets. From a Dense or a global pool on, one cell stands for all.
        Raises ValueError where `since` does not come before.
        """
        begin = self.index(since) + 1 if since else 0
        if begin > self.index(name):
            raise ValueError(f"layer {since!r} is not before {name!r}")
        return self._receptive_fields[name] if begin == 0 else dict(self._fields_since(begin))[name]

    @cached_property
    def _receptive_fields(self) -> dict[str, tuple[np.ndarray, ...]]:
        return dict(self._fields_since(0))

    def _fields_since(self, begin: int) -> Iterator[tuple[str, tuple[np.ndarray, ...]]]:
        """Yields `(layer name, what its cells see of the shape at begin)` from there on."""
        seen = tuple(np.eye(size, dtype=bool) for size in self.shapes[begin][:2])
        for layer in self.layers[begin:]:
            seen = tuple(_widened(along, layer.reach(len(along), axis)) for axis, along in enumerate(seen))
            yield layer.name, seen

    def receptive_field(self, name: str) -> tuple[int, int]:
        """`(height, width)` of the smallest box around the input pixels that reach the best-placed cell."""
        height, width = (
            int(max(np.ptp(np.flatnonzero(cell)) + 1 for cell in along)) for along in self.receptive_fields(name)
        )
        return height, width

    def seen_box(self, name: str, place: Sequence[int]) -> tuple[int, int, int, int] | None:
        """`(top, left, height, width)` around the input pixels that the cells at `place` `(row, column)` see.

        None where they see nothing but padding.
        """
        rows, columns = (
            np.flatnonzero(along[at]) for along, at in zip(self.receptive_fields(name), place, strict=True)
        )
        if not len(rows) or not len(columns):
            return None
        return int(rows[0]), int(columns[0]), int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1

    def summary(self) -> list[LayerSummary]:
        """A `LayerSummary` for every layer, in order."""
        return list(self._summary)

    def summary_frame(self) -> "pd.DataFrame":
        """The summary as a table: a line for each layer, a column for each field of `LayerSummary`."""
        import pandas as pd

        return pd.DataFrame(self.summary())

    @cached_property
    def _summary(self) -> list[LayerSummary]:
        return [summarise(self, index) for index in range(len(self.layers))]

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries that `from_json` turns back into an equal architecture."""
        layers = [{"kind": layer.kind, **asdict(layer)} for layer in self.layers]
        return {"input_shape": list(self.input_shape), "layers": layers}

    @classmethod
    def from_json(cls, description: dict[str, Any]) -> "Architecture":
        """What `to_json` gave. Raises ValueError for a kind or a setting there is not, KeyError for what is missing."""
        return cls(tuple(map(_layer_from_json, description["layers"])), tuple(description["input_shape"]))


def _widened(along: np.ndarray, reach: list[list[int]]) -> np.ndarray:
    """What the cells see that read these places each: `(cells, places)`; a layer that reads one to one changes none."""
    if all(places == [at] for at, places in enumerate(reach)) and len(reach) == len(along):
        return along
    return np.stack([along[places].any(axis=0) for places in reach])


def _named(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Give every nameless layer Keras's default name: conv2d, conv2d_1, ... past names that are taken."""
    taken = {layer.name for layer in layers}
    free = {kind: _free_names(keras_name(kind), taken) for kind in KINDS}
    return tuple(layer if layer.name else replace(layer, name=next(free[layer.kind])) for layer in layers)


def _free_names(base: str, taken: set[str]) -> Iterator[str]:
    names = (f"{base}_{number}" if number else base for number in count())
    return (name for name in names if name not in taken)


def _layer_from_json(description: dict[str, Any]) -> Layer:
    settings = {key: tuple(value) if isinstance(value, list) else value for key, value in description.items()}
    kind = settings.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"layer kind {kind!r} is not one of {', '.join(KINDS)}")
    known = {field.name for field in fields(KINDS[kind])}
    if unknown := set(settings) - known:
        raise ValueError(f"{kind} has no setting {sorted(unknown)[0]!r}; it has {', '.join(sorted(known))}")
    return KINDS[kind](**settings)
