"""What each channel does over a whole data set: the largest value it reaches, and on which image."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.networks.layers import WeightedLayer
from core.networks.network import Network


@dataclass(frozen=True, eq=False)
class ChannelMaxima:
    """Of every channel of one layer, the largest activation over `count` images and the image that gives it.

    `maximum` float `(channels,)`, `image_index` int `(channels,)`.
    A channel whose numbers are broken has NaN for its maximum; it is not dead but wrong.
    """

    maximum: np.ndarray
    image_index: np.ndarray
    count: int

    @property
    def dead(self) -> np.ndarray:
        """Boolean `(channels,)`: never above zero on any of the images."""
        return np.equal(self.maximum, 0)

    def to_json(self) -> dict[str, Any]:
        """Plain lists, to six figures, that `from_json` reads."""
        maximum = [None if np.isnan(value) else float(f"{value:.6g}") for value in self.maximum]
        return {"maximum": maximum, "image": self.image_index.tolist(), "count": self.count}

    @classmethod
    def from_json(cls, description: dict[str, Any]) -> "ChannelMaxima":
        """What `to_json` gave."""
        maximum = [np.nan if value is None else value for value in description["maximum"]]
        return cls(np.array(maximum, dtype=float), np.array(description["image"]), description["count"])


def predict_with_maxima(network: Network, images: np.ndarray) -> tuple[np.ndarray, dict[str, ChannelMaxima]]:
    """In one forward pass over all images: the probabilities `(n, classes)`, and what `measure` gives.

    Memory is that of one chunk of images.
    """
    best: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    probabilities = []
    for start in range(0, len(images), network.at_once):
        for layer, _, values in network.steps(images[start : start + network.at_once]):
            if isinstance(layer, WeightedLayer) and layer.activation == "relu":
                _raise_maxima(best, layer.name, values, start)
        probabilities.append(values)
    maxima = {name: ChannelMaxima(maximum, index, len(images)) for name, (maximum, index) in best.items()}
    return np.concatenate(probabilities), maxima


def measure(network: Network, images: np.ndarray) -> dict[str, ChannelMaxima]:
    """`{layer: ChannelMaxima}` for every layer that learns and ends in ReLU."""
    return predict_with_maxima(network, images)[1]


def _raise_maxima(best: dict[str, tuple[np.ndarray, np.ndarray]], name: str, values: np.ndarray, start: int) -> None:
    tops = maxima_per_image(values)
    maximum, index = best.get(name, (np.full(tops.shape[1], -np.inf), np.zeros(tops.shape[1], int)))
    winner = tops.argmax(axis=0)
    top = tops[winner, np.arange(tops.shape[1])]
    better = (top > maximum) | np.isnan(top)
    best[name] = (np.where(better, top, maximum), np.where(better, winner + start, index))


def maxima_per_image(activations: np.ndarray) -> np.ndarray:
    """The largest value of every channel of every image: `(n, height, width, channels)` or `(n, units)` to 2-D."""
    return np.max(activations, axis=tuple(range(1, activations.ndim - 1)))


def dead(network: Network, images: np.ndarray, layer_name: str) -> np.ndarray:
    """Boolean `(channels,)`: which channels of a layer stay at zero on every one of `images`.

    Stops as soon as each channel has fired once, which takes one chunk of images unless some channel really is dead.
    """
    asleep = np.ones(network.architecture.output_shape(layer_name)[-1], dtype=bool)
    for start in range(0, len(images), network.at_once):
        for layer, _, values in network.steps(images[start : start + network.at_once]):
            if layer.name == layer_name:
                asleep &= (values == 0).all(axis=tuple(range(values.ndim - 1)))
                break
        if not asleep.any():
            break
    return asleep
