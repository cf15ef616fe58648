"""What a network loses when channels are switched off: some of them, one at a time, and greedily together."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Protocol

import numpy as np

from core.networks.architecture import INPUT, Architecture
from core.networks.layers import Add, Conv2D, Dense, DepthwiseConv2D, Layer, WeightedLayer
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network, image_batch

SAMPLE = 1000
VALUES = 60_000_000  # numbers of all layers on the images that are ranked on; a part of them is held, up to 200 MB
TOGETHER = 8
CANDIDATES = 32
Score = tuple[int, float]


def layers(architecture: Architecture) -> tuple[str, ...]:
    """Names of the layers whose channels can be switched off: those that learn, but for the answer."""
    learning = [layer.name for layer in architecture.layers if isinstance(layer, WeightedLayer)]
    return tuple(name for name in learning[:-1] if architecture.layer(name).activation != "softmax")


def without(network: Network, name: str, ablated: Collection[int]) -> Network:
    """The network with some channels of a layer switched off: their weights, and their bias if any, are zero.

    So is all they give, unless the activation or a normalisation behind it makes a number of zero: then they give that
    one whatever the image. Raises ValueError for a channel or a layer that cannot be switched off.
    """
    if name not in layers(network.architecture):
        raise ValueError(f"layer {name!r} cannot be switched off; it is not one of {layers(network.architecture)}")
    count = network.architecture.output_shape(name)[-1]
    if outside := [channel for channel in ablated if not 0 <= channel < count]:
        raise ValueError(f"channel {outside[0]} is outside 0 to {count - 1}")
    silenced = {f"{name}/{key}": array.copy() for key, array in network.arrays(name).items()}
    for array in silenced.values():
        array[..., list(ablated)] = 0
    return Network(network.architecture, {**network.weights, **silenced})


def shortcuts(architecture: Architecture) -> dict[str, tuple[str, ...]]:
    """`{name of an Add: names of what it adds}` for every one that has several to add."""
    adding = [layer.name for layer in architecture.layers if isinstance(layer, Add)]
    return {name: sources for name in adding if len(sources := architecture.sources(name)) > 1}


def cut(network: Network, name: str, source: str) -> Network:
    """The network whose Add called `name` no longer adds what `source` gives. Raises ValueError where it does not."""
    adding = shortcuts(network.architecture)
    if source not in adding.get(name, ()):
        raise ValueError(f"{source!r} is no summand of {name!r}; the sums are {adding}")
    kept = list(adding[name])
    kept.remove(source)
    inbound = {**dict(network.architecture.inbound), name: tuple(kept)}
    return Network(replace(network.architecture, inbound=tuple(inbound.items())), network.weights)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Right answers of `count` images: `whole` with all channels, `alone[channel]` without that one.

    `order` holds channels switched off one after the other, up to half of the layer, each time the one whose loss costs
    most on top of the others; `together` the right answers after each.
    """

    count: int
    whole: int
    alone: np.ndarray
    order: np.ndarray
    together: np.ndarray

    def to_json(self) -> dict[str, Any]:
        lists = {name: getattr(self, name).tolist() for name in ("alone", "order", "together")}
        return {"count": self.count, "whole": self.whole, **lists}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Ranking":
        lists = (np.array(content[name], dtype=int) for name in ("alone", "order", "together"))
        return cls(content["count"], content["whole"], *lists)


def ranked_on(architecture: Architecture) -> int:
    """On how many images channels are ranked: SAMPLE, or fewer where they would fill the memory."""
    return min(SAMPLE, max(VALUES // sum(map(prod, architecture.shapes)), 1))


def rank(
    network: Network,
    name: str,
    images: np.ndarray,
    labels: np.ndarray,
    progress: Callable[[float], None] = lambda share: None,
) -> Ranking:
    """The Ranking of a layer's channels on `images` with `labels`; `progress` hears the share that is done.

    Among channels that cost as many right answers, the one counts as worse without which the truth is given less
    probability. The greedy steps try the 32 channels that cost most in the step before. Raises ValueError for weights
    that are no numbers.
    """
    if odd := [key for key, array in network.weights.items() if not np.isfinite(array).all()]:
        raise ValueError(f"{odd[0]} holds weights that are no numbers, so nothing can be ranked")
    images = image_batch(images, network.architecture.input_shape)
    layer = switchboard(network, name, images)
    channels = network.architecture.output_shape(name)[-1]
    steps = max(min(TOGETHER, channels // 2), 1)
    tries = channels + sum(min(CANDIDATES, channels - step) for step in range(1, steps))
    done = 0

    def scores(remaining: Any, candidates: Iterable[int]) -> dict[int, Score]:
        nonlocal done
        tried = {}
        for channel in candidates:
            tried[channel] = layer.score(layer.without(remaining, channel), labels)
            done += 1
            progress(done / tries)
        return tried

    left = scores(layer.whole, range(channels))
    alone = [right for right, _ in left.values()]
    order: list[int] = []
    together: list[int] = []
    remaining = layer.whole
    while len(order) < steps:
        if order:
            left = scores(remaining, sorted(left, key=left.__getitem__)[:CANDIDATES])
        worst = min(left, key=left.__getitem__)
        order.append(worst)
        together.append(left.pop(worst)[0])
        remaining = layer.without(remaining, worst)
    return Ranking(len(labels), layer.score(layer.whole, labels)[0], *map(np.array, (alone, order, together)))


class Switchboard(Protocol):
    """The channels of a layer, to be switched off one after the other; `whole` is what remains where all are on."""

    whole: Any

    def without(self, remaining: Any, channel: int) -> Any:
        """What remains without one more."""

    def score(self, remaining: Any, labels: np.ndarray) -> Score:
        """Right answers, and what the last layer gives the true classes in all."""


def switchboard(network: Network, name: str, images: np.ndarray) -> Switchboard:
    """The Switchboard of a layer for a float32 batch of images.

    Where the next Conv2D or Dense adds up what each channel gives it, a channel is switched off by subtracting its part
    of those sums; elsewhere the whole network is asked without it.
    """
    return (_Sums if way_to_reader(network.architecture, name) else _Whole)(network, name, images)


def way_to_reader(architecture: Architecture, name: str) -> tuple[Layer, ...]:
    """The layers behind a layer up to the Conv2D or Dense that adds its channels up; none where they do not go alone.

    Softmax and layers that measure or move several would mix them, and where the network branches or others join them
    more than those sums would change.
    """
    way: list[Layer] = []
    while len(readers := architecture.readers(name)) == 1 and len(architecture.sources(readers[0])) == 1:
        way.append(architecture.layer(name := readers[0]))
        if isinstance(way[-1], Conv2D | Dense):
            return tuple(way)
        if way[-1].activation == "softmax" or way[-1].mixes_channels:
            break
    return ()


class _Whole:
    """The whole network, asked anew: what is remaining is told by the tuple of the channels that are off."""

    whole: tuple[int, ...] = ()

    def __init__(self, network: Network, name: str, images: np.ndarray) -> None:
        self.network, self.name, self.images = network, name, images

    def without(self, remaining: tuple[int, ...], channel: int) -> tuple[int, ...]:
        return (*remaining, channel)

    def score(self, remaining: tuple[int, ...], labels: np.ndarray) -> Score:
        return _score(without(self.network, self.name, remaining).predict(self.images), labels)


class _Sums:
    """The network from the next Conv2D or Dense, the reader, on: what is remaining are the reader's sums.

    `parts` `(n, height, width, channels, each)` or `(n, cells, channels, each)` is what every channel makes of what the
    reader reads, less what is there when it is off; of one channel a depthwise convolution may have made several.
    """

    def __init__(self, network: Network, name: str, images: np.ndarray) -> None:
        architecture = network.architecture
        *between, reader = way_to_reader(architecture, name)
        assert isinstance(reader, Conv2D | Dense)
        self.network, self.reader, self.behind = network, reader, architecture.following(reader.name)
        (before,) = architecture.sources(reader.name)
        changing = {reader.name, *(layer.name for layer in self.behind)}
        beside = {source for layer in self.behind for source in architecture.sources(layer.name)} - changing
        self.beside = _stages(network, images, beside | {before})
        values = self.beside[before]
        self.whole = reader.forward(values, **network.arrays(reader.name))
        channels, kernel = architecture.output_shape(name)[-1], network.kernel(reader.name)
        off = _stages(without(network, name, range(channels)), images[:1], {before})[before]
        each = prod(layer.depth_multiplier for layer in between if isinstance(layer, DepthwiseConv2D))
        place = (-1,) if isinstance(reader, Dense) else values.shape[1:3]
        self.parts = (values - off).reshape(len(images), *place, channels, each)
        window = (-1,) if isinstance(reader, Dense) else kernel.shape[:2]
        self.kernel = kernel.reshape(*window, channels, each, kernel.shape[-1])

    def without(self, remaining: np.ndarray, channel: int) -> np.ndarray:
        part = np.ascontiguousarray(self.parts[..., channel, :])
        if isinstance(self.reader, Dense):
            return remaining - part.reshape(len(part), -1) @ self.kernel[:, channel].reshape(-1, self.reader.units)
        nothing = np.zeros(self.reader.filters, np.float32)
        return remaining - self.reader.forward(part, self.kernel[:, :, channel], nothing)

    def score(self, remaining: np.ndarray, labels: np.ndarray) -> Score:
        answers = ACTIVATIONS[self.reader.activation](remaining)
        for _, _, later in self.network.forward_from({**self.beside, self.reader.name: answers}, self.behind):
            answers = later
        return _score(answers, labels)


def _stages(network: Network, images: np.ndarray, names: Collection[str]) -> dict[str, np.ndarray]:
    """What some stages give for a float32 batch of images."""
    parts: dict[str, list[np.ndarray]] = {name: [] for name in names if name != INPUT}
    for start in range(0, len(images), network.at_once):
        for layer, _, values in network.steps(images[start : start + network.at_once]):
            if layer.name in parts:
                parts[layer.name].append(values)
    found = {INPUT: images} if INPUT in names else {}
    return found | {name: np.concatenate(arrays) for name, arrays in parts.items()}


def _score(answers: np.ndarray, labels: np.ndarray) -> Score:
    truth = answers[np.arange(len(labels)), labels].sum(dtype=np.float64)
    return int((answers.argmax(axis=1) == labels).sum()), float(truth)
