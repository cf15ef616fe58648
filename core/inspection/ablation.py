"""What a network loses when channels are switched off: some of them, one at a time, and greedily together."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import numpy as np

from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, DepthwiseConv2D, WeightedLayer
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network, image_batch

SAMPLE = 1000
TOGETHER = 8
CANDIDATES = 32
Score = tuple[int, float]


def layers(architecture: Architecture) -> tuple[str, ...]:
    """Names of the layers whose channels can be switched off: those that learn, but for the answer."""
    learning = [layer.name for layer in architecture.layers if isinstance(layer, WeightedLayer)]
    return tuple(name for name in learning[:-1] if architecture.layer(name).activation != "softmax")


def without(network: Network, name: str, ablated: Collection[int]) -> Network:
    """The network with some channels of a layer switched off: their weights and bias are zero.

    So is all they give, unless the activation or a normalisation behind it makes a number of zero: then they give that
    one whatever the image. Raises ValueError for a channel or a layer that cannot be switched off.
    """
    if name not in layers(network.architecture):
        raise ValueError(f"layer {name!r} cannot be switched off; it is not one of {layers(network.architecture)}")
    count = network.architecture.output_shape(name)[-1]
    if outside := [channel for channel in ablated if not 0 <= channel < count]:
        raise ValueError(f"channel {outside[0]} is outside 0 to {count - 1}")
    kernel, bias = network.kernel(name).copy(), network.bias(name).copy()
    kernel[..., list(ablated)] = 0
    bias[list(ablated)] = 0
    return Network(network.architecture, {**network.weights, f"{name}/kernel": kernel, f"{name}/bias": bias})


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
    return (_Sums if _adds_up(network.architecture, name) else _Whole)(network, name, images)


def _adds_up(architecture: Architecture, name: str) -> bool:
    """Whether a Conv2D or Dense follows, and up to it every channel goes its own way: softmax would mix them."""
    for layer in architecture.layers[architecture.index(name) + 1 :]:
        if isinstance(layer, Conv2D | Dense):
            return True
        if layer.activation == "softmax":
            return False
    return False


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
        following = architecture.layers[architecture.index(name) + 1 :]
        self.network = network
        self.reader = next(layer for layer in following if isinstance(layer, Conv2D | Dense))
        self.behind = architecture.layers[architecture.index(self.reader.name) + 1 :]
        before = architecture.names[architecture.index(self.reader.name) - 1]
        values = _activations(network, images, before)
        self.whole = self.reader.forward(values, **network.arrays(self.reader.name))
        channels, kernel = architecture.output_shape(name)[-1], network.kernel(self.reader.name)
        off = _activations(without(network, name, range(channels)), images[:1], before)
        between = following[: following.index(self.reader)]
        each = prod(layer.depth_multiplier for layer in between if isinstance(layer, DepthwiseConv2D))
        place = (-1,) if isinstance(self.reader, Dense) else values.shape[1:3]
        self.parts = (values - off).reshape(len(images), *place, channels, each)
        window = (-1,) if isinstance(self.reader, Dense) else kernel.shape[:2]
        self.kernel = kernel.reshape(*window, channels, each, kernel.shape[-1])

    def without(self, remaining: np.ndarray, channel: int) -> np.ndarray:
        part = np.ascontiguousarray(self.parts[..., channel, :])
        if isinstance(self.reader, Dense):
            return remaining - part.reshape(len(part), -1) @ self.kernel[:, channel].reshape(-1, self.reader.units)
        nothing = np.zeros(self.reader.filters, np.float32)
        return remaining - self.reader.forward(part, self.kernel[:, :, channel], nothing)

    def score(self, remaining: np.ndarray, labels: np.ndarray) -> Score:
        answers = ACTIVATIONS[self.reader.activation](remaining)
        for _, _, later in self.network.forward_from(answers, self.behind):
            answers = later
        return _score(answers, labels)


def _activations(network: Network, images: np.ndarray, name: str) -> np.ndarray:
    return next(values for layer, _, values in network.steps(images) if layer.name == name)


def _score(answers: np.ndarray, labels: np.ndarray) -> Score:
    truth = answers[np.arange(len(labels)), labels].sum(dtype=np.float64)
    return int((answers.argmax(axis=1) == labels).sum()), float(truth)
