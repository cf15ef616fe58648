"""A directed graph of named layers with an input shape, which knows its shapes, its costs and its receptive fields."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property, reduce
from itertools import count, pairwise
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from core import checks
from core.networks.layers import KINDS, Convolution
from core.networks.layers.base import Layer, Shape, keras_name
from core.networks.summary import LayerSummary, summarise

if TYPE_CHECKING:
    import pandas as pd


INPUT = "input"
Inbound = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Architecture:
    """Layers in an order in which each follows what it reads; the last one gives the answer.

    A layer reads the one before it, the first the picture, unless `inbound` says otherwise, pairs of a layer's name and
    the names of what it reads, in order, INPUT for the picture. Layers without a name get Keras's default one. `frozen`
    names those whose weights a training leaves alone. Raises ValueError where shapes do not fit, or a layer reads what
    does not come before it.
    """

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int] = (28, 28, 1)
    inbound: Inbound = ()
    frozen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checks.each_at_least_one(input_shape=tuple(self.input_shape))
        if len(self.input_shape) != 3:
            raise ValueError(f"input_shape {self.input_shape} must be (height, width, channels)")
        object.__setattr__(self, "layers", named(self.layers))
        repeated = [name for name, count in Counter(self.names).items() if count > 1]
        if repeated:
            raise ValueError(f"layer name {repeated[0]!r} is used more than once")
        if not self.layers:
            raise ValueError("an architecture needs at least one layer")
        object.__setattr__(self, "inbound", self._inbound(dict(self.inbound)))
        _ = self.shapes
        object.__setattr__(self, "frozen", self._frozen(self.frozen) if self.frozen else ())

    def _frozen(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of `names` that could learn, in the order of the layers."""
        layers = zip(self.layers, self.input_shapes, strict=True)
        return tuple(layer.name for layer, reads in layers if layer.name in names and layer.learnt_shapes(reads))

    def _inbound(self, inbound: dict[str, tuple[str, ...]]) -> Inbound:
        """What is not simply the layer before, in the order of the layers."""
        if unknown := set(inbound) - set(self.names):
            raise ValueError(f"inbound names layer {min(unknown)!r}, which is not one of {', '.join(self.names)}")
        if INPUT in self.names:
            raise ValueError(f"a layer cannot be called {INPUT!r}: that is the picture")
        found = []
        for at, name in enumerate(self.names):
            earlier = (INPUT, *self.names[:at])
            sources = tuple(inbound.get(name, earlier[-1:]))
            if not sources or set(sources) - set(earlier):
                raise ValueError(f"layer {name!r} reads {sources}; it can read {', '.join(earlier)}")
            if sources != earlier[-1:]:
                found.append((name, sources))
        return tuple(found)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The layers' names, in order."""
        return tuple(layer.name for layer in self.layers)

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads the one before it and nothing else."""
        return not self.inbound

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        chain = {name: (before,) for before, name in pairwise((INPUT, *self.names))}
        return chain | dict(self.inbound)

    def sources(self, name: str) -> tuple[str, ...]:
        """Names of what the layer called `name` reads, in order; INPUT is the picture. KeyError where there is none."""
        return self._sources.get(name) or self._sources[self.layer(name).name]

    def readers(self, name: str) -> tuple[str, ...]:
        """Names of the layers that read the layer called `name`, or INPUT, in order."""
        return tuple(reader for reader, sources in self._sources.items() if name in sources)

    def leading_to(self, name: str) -> tuple[Layer, ...]:
        """The layers that have a part in what the layer called `name` gives, in order, itself the last."""
        if self.is_chain:
            return self.layers[: self.index(name) + 1]
        needed = {name}
        for reader, sources in reversed(self._sources.items()):
            needed.update(sources if reader in needed else ())
        return tuple(layer for layer in self.layers if layer.name in needed)

    def following(self, name: str) -> tuple[Layer, ...]:
        """The layers that depend on what the layer called `name` gives, in order, without itself."""
        if self.is_chain:
            return self.layers[self.index(name) + 1 :]
        reached, found = {name}, []
        for layer in self.layers:
            if reached.intersection(self._sources[layer.name]):
                reached.add(layer.name)
                found.append(layer)
        return tuple(found)

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The input shape followed by every layer's output shape, without the batch."""
        return (self.input_shape, *(gives for _, gives in self._shapes))

    @cached_property
    def input_shapes(self) -> tuple[tuple[int, ...], ...]:
        """What every layer reads, without the batch: of one that reads several, as its `joined_shape` says."""
        return tuple(reads for reads, _ in self._shapes)

    @cached_property
    def _shapes(self) -> list[tuple[Shape, Shape]]:
        known: dict[str, Shape] = {INPUT: self.input_shape}
        shapes = []
        for layer in self.layers:
            try:
                reads = layer.joined_shape([known[source] for source in self._sources[layer.name]])
                shapes.append((reads, tuple(layer.output_shape(reads))))
            except ValueError as error:
                raise ValueError(f"{error} (at layer {layer.name})") from None
            known[layer.name] = shapes[-1][1]
        return shapes

    def source_shapes(self, name: str) -> list[tuple[int, ...]]:
        """The shape of each stage that the layer called `name` reads."""
        return [self.shapes[self.index(source) + 1 if source != INPUT else 0] for source in self.sources(name)]

    def free_name(self, name: str) -> str:
        """`name`, or one like it, that no layer has."""
        return name if name not in self.names else self.free_name(f"{name}_")

    def index(self, name: str) -> int:
        """Position of the layer called `name`. Raises KeyError where there is none."""
        if name not in self._places:
            raise KeyError(f"layer {name!r} is not one of {', '.join(self.names)}")
        return self._places[name]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.names)}

    def layer(self, name: str) -> Layer:
        """The layer called `name`. Raises KeyError where there is none."""
        return self.layers[self.index(name)]

    def output_shape(self, name: str) -> tuple[int, ...]:
        """`(height, width, channels)` or `(units,)` of what the layer called `name` gives."""
        return self.shapes[self.index(name) + 1]

    def sentence(self, name: str) -> str:
        """What the layer called `name` does to what it reads, for a curious sixteen-year-old."""
        at = self.index(name)
        return self.layers[at].sentence(self.input_shapes[at])

    @property
    def convolutions(self) -> tuple[str, ...]:
        """Names of the layers that have filters: ordinary convolutions and depthwise ones."""
        return tuple(layer.name for layer in self.layers if isinstance(layer, Convolution))

    @cached_property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """`{"conv2d/kernel": shape, "conv2d/bias": shape, ...}` in layer order."""
        return {
            f"{layer.name}/{weight}": shape
            for layer, input_shape in zip(self.layers, self.input_shapes, strict=True)
            for weight, shape in layer.weight_shapes(input_shape).items()
        }

    @property
    def parameters(self) -> int:
        """The budget: how many numbers are learnt."""
        return sum(map(self.parameters_of, self.names))

    def parameters_of(self, name: str) -> int:
        """How many numbers the layer called `name` learns."""
        at = self.index(name)
        return sum(map(prod, self.layers[at].learnt_shapes(self.input_shapes[at]).values()))

    @property
    def multiply_adds(self) -> int:
        """How many products one image costs."""
        return self.cost_of(self.layers)

    def cost_of(self, layers: Iterable[Layer]) -> int:
        """How many products some of its layers cost for one image."""
        return sum(layer.multiply_adds(self.input_shapes[self.index(layer.name)]) for layer in layers)

    def receptive_fields(self, name: str, since: str | None = None) -> tuple[np.ndarray, ...]:
        """Which rows and columns of the input, or of the earlier layer `since`, each one of a layer's cells can see.

        Two boolean arrays, `(cell rows, rows)` and `(cell columns, columns)`; convolution and pooling treat the axes
        apart, so a cell sees the product of its two sets. From a Dense or a global pool on, one cell stands for all.
        Raises ValueError where `since` does not come before.
        """
        if since and self.index(since) > self.index(name):
            raise ValueError(f"layer {since!r} is not before {name!r}")
        return self._receptive_fields[name] if since is None else self._fields_since(since)[name]

    @cached_property
    def _receptive_fields(self) -> dict[str, tuple[np.ndarray, ...]]:
        return self._fields_since(INPUT)

    def _fields_since(self, since: str) -> dict[str, tuple[np.ndarray, ...]]:
        """`{name: what its cells see of the stage since}` for that stage and all layers behind it."""
        begin = 0 if since == INPUT else self.index(since) + 1
        sizes = self.shapes[begin][:2]
        seen = {since: tuple(np.eye(size, dtype=bool) for size in sizes)}
        for at in range(begin, len(self.layers)):
            layer = self.layers[at]
            ways = [seen[source] for source in self._sources[layer.name] if source in seen]
            if not ways:  # it lies beside, and so sees nothing of it
                cells = self.shapes[at + 1][:2] if len(self.shapes[at + 1]) == 3 else (1, 1)
                seen[layer.name] = tuple(np.zeros((cell, size), bool) for cell, size in zip(cells, sizes, strict=False))
                continue
            widened = [_seen_through(layer, self._shapes[at], way) for way in ways]
            if len(self._sources[layer.name]) > 1 and len(self.shapes[at + 1]) < 3:  # rows of pictures of any sizes
                widened = [tuple(np.any(along, axis=0, keepdims=True) for along in way) for way in widened]
            seen[layer.name] = tuple(reduce(np.logical_or, axes) for axes in zip(*widened, strict=True))
        return seen

    def receptive_field(self, name: str) -> tuple[int, int]:
        """`(height, width)` of the smallest box around the input pixels that reach the best-placed cell."""
        height, width = (
            max(int(np.ptp(np.flatnonzero(cell))) + 1 if cell.any() else 0 for cell in along)
            for along in self.receptive_fields(name)
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
        chain = {"input_shape": list(self.input_shape), "layers": layers}
        inbound = {"inbound": {name: list(sources) for name, sources in self.inbound}} if self.inbound else {}
        return {**chain, **inbound, **({"frozen": list(self.frozen)} if self.frozen else {})}

    @classmethod
    def from_json(cls, description: dict[str, Any]) -> "Architecture":
        """What `to_json` gave. Raises ValueError for a kind or a setting there is not, KeyError for what is missing."""
        layers = tuple(map(_layer_from_json, description["layers"]))
        inbound = tuple((name, tuple(sources)) for name, sources in description.get("inbound", {}).items())
        return cls(layers, tuple(description["input_shape"]), inbound, tuple(description.get("frozen", ())))


def _seen_through(layer: Layer, shapes: tuple[Shape, Shape], way: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """What a layer's cells see, by what the cells see that it reads; `shapes` are those of what it reads and gives.

    Where rows and columns do not stay apart, each cell is taken to see what all see.
    """
    reads, gives = shapes
    if layer.sees(reads) not in ("all", "moved"):
        return tuple(_widened(along, layer.reach(len(along), axis)) for axis, along in enumerate(way))
    cells = gives[:2] if len(gives) == 3 else (1, 1)
    return tuple(
        np.repeat(along.any(axis=0, keepdims=True), cell, axis=0) for along, cell in zip(way, cells, strict=True)
    )


def _widened(along: np.ndarray, reach: list[list[int]]) -> np.ndarray:
    """What the cells see that read these places each: `(cells, places)`; a layer that reads one to one changes none."""
    if all(places == [at] for at, places in enumerate(reach)) and len(reach) == len(along):
        return along
    return np.stack([along[places].any(axis=0) for places in reach])


def named(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers, each nameless one with Keras's default name: conv2d, conv2d_1, ... past names that are taken."""
    taken = {layer.name for layer in layers}
    free = {kind: _free_names(keras_name(kind), taken) for kind in KINDS}
    return tuple(layer if layer.name else replace(layer, name=next(free[layer.kind])) for layer in layers)


def _free_names(base: str, taken: set[str]) -> Iterator[str]:
    names = (f"{base}_{number}" if number else base for number in count())
    return (name for name in names if name not in taken)


def _tuples(value: Any) -> Any:
    """Lists as a layer's fields have them, also those in lists."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _layer_from_json(description: dict[str, Any]) -> Layer:
    settings = {key: _tuples(value) for key, value in description.items()}
    kind = settings.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"layer kind {kind!r} is not one of {', '.join(KINDS)}")
    known = {field.name for field in fields(KINDS[kind])}
    if unknown := set(settings) - known:
        raise ValueError(f"{kind} has no setting {sorted(unknown)[0]!r}; it has {', '.join(sorted(known))}")
    return KINDS[kind](**settings)
