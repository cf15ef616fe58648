"""What each channel does over a whole data set: the largest value it reaches, and on which image."""

from dataclasses import dataclass

import numpy as np

from core.networks.layers import WeightedLayer
from core.networks.layers.convolution import CHUNK


@dataclass(frozen=True, eq=False)
class Peaks:
    """Per channel of one layer, the largest activation over `count` images and the index of the image that gives it.

    A channel whose numbers are broken has NaN for its maximum; it is not dead but wrong.
    """

    maximum: np.ndarray
    image: np.ndarray
    count: int

    @property
    def dead(self):
        """Boolean `(channels,)`: never above zero on any of the images."""
        return self.maximum == 0

    def to_json(self):
        maximum = [None if np.isnan(value) else float(f"{value:.6g}") for value in self.maximum]
        return {"maximum": maximum, "image": self.image.tolist(), "count": self.count}

    @classmethod
    def from_json(cls, description):
        maximum = [np.nan if value is None else value for value in description["maximum"]]
        return cls(np.array(maximum, dtype=float), np.array(description["image"]), description["count"])


def survey(network, images):
    """One walk over all images: the probabilities `(n, classes)`, and what `peaks` gives.

    Memory is that of one chunk of images.
    """
    best, probabilities = {}, []
    for start in range(0, len(images), CHUNK):
        for layer, _, values in network.steps(images[start : start + CHUNK]):
            if isinstance(layer, WeightedLayer) and layer.activation == "relu":
                _raise_peaks(best, layer.name, values, start)
        probabilities.append(values)
    found = {name: Peaks(maximum, image, len(images)) for name, (maximum, image) in best.items()}
    return np.concatenate(probabilities), found


def peaks(network, images):
    """`{layer: Peaks}` for every layer that learns and ends in ReLU."""
    return survey(network, images)[1]


def _raise_peaks(best, name, values, start):
    tops = channel_maxima(values)
    maximum, image = best.get(name, (np.full(tops.shape[1], -np.inf), np.zeros(tops.shape[1], int)))
    winner = tops.argmax(axis=0)
    top = tops[winner, np.arange(tops.shape[1])]
    better = (top > maximum) | np.isnan(top)
    best[name] = (np.where(better, top, maximum), np.where(better, winner + start, image))


def channel_maxima(activations):
    """The largest value of every channel of every image: `(n, height, width, channels)` or `(n, units)` to 2-D."""
    return activations.max(axis=tuple(range(1, activations.ndim - 1)))


def dead(network, images, layer_name):
    """Boolean `(channels,)`: which channels of a layer stay at zero on every one of `images`.

    Stops as soon as each channel has fired once, which takes one chunk of images unless some channel really is dead.
    """
    asleep = np.ones(network.architecture.output_shape(layer_name)[-1], dtype=bool)
    for start in range(0, len(images), CHUNK):
        for layer, _, values in network.steps(images[start : start + CHUNK]):
            if layer.name == layer_name:
                asleep &= (values == 0).all(axis=tuple(range(values.ndim - 1)))
                break
        if not asleep.any():
            break
    return asleep
