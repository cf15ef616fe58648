"""Forward passes of many pictures that differ from one in a rectangle each: only cells that see it are worked out.

What a square of 5 x 5 pixels changes are 7 x 7 of a first convolution's cells and 6 x 6 of the second's 11 x 11. So it
is followed, a piece of each layer's maps and where that lies, up to the first layer that sees all places at once.
"""

from collections import deque
from dataclasses import replace
from itertools import takewhile
from math import prod
from typing import NamedTuple

import numpy as np

from core.networks.architecture import INPUT
from core.networks.layers import Activation, Convolution, Dropout, Layer, MaxPooling2D, ReLU
from core.networks.layers.functions import ACTIVATIONS
from core.networks.layers.sliding_windows import pad, slide
from core.networks.network import VALUES, Network

AT_ONCE = 100  # pictures
Sliding = Convolution | MaxPooling2D
PlaceByPlace = Activation | Dropout | ReLU  # none of them treats one place otherwise than another


class Pieces(NamedTuple):
    """What differs: `values` `(n, rows, columns, channels)`, each laid with its corner at `tops` and `lefts` `(n,)`."""

    values: np.ndarray
    tops: np.ndarray
    lefts: np.ndarray

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows `(n, rows)` and the columns `(n, columns)` of the picture on which each lies."""
        _, rows, columns, _ = self.values.shape
        return self.tops[:, None] + np.arange(rows), self.lefts[:, None] + np.arange(columns)

    def laid_on(self, picture: np.ndarray) -> np.ndarray:
        """`(n, height, width, channels)`: the picture `(height, width, channels)` with each in its place."""
        whole, (rows, columns) = np.repeat(picture[None], len(self.values), axis=0), self.places()
        whole[np.arange(len(whole))[:, None, None], rows[:, :, None], columns[:, None]] = self.values
        return whole

    def some(self, chosen: slice) -> "Pieces":
        return Pieces(*(array[chosen] for array in self))


def logits(network: Network, picture: np.ndarray, pieces: Pieces) -> np.ndarray:
    """What `Network.logits` gives of `pieces.laid_on(picture)`, in less time: float32 `(n, classes)`.

    `picture` is float32 `(height, width, channels)` in [0, 1]; the pieces lie in it whole.
    """
    layers = network.architecture.layers
    local = takewhile(lambda layer: isinstance(layer, Sliding | PlaceByPlace), layers)
    followed = list(local) if network.architecture.is_chain else []
    whole = {INPUT: picture[None], **network.activations(picture)}
    held = max(map(prod, network.architecture.shapes[len(followed) :]))
    count = max(min(AT_ONCE, VALUES // held), 1)
    found = [np.empty((0, *network.architecture.shapes[-1]), np.float32)]
    for start in range(0, len(pieces.values), count):
        name, some = INPUT, pieces.some(slice(start, start + count))
        for layer in followed:
            some = _through(layer, network.arrays(layer.name), whole[name][0], some)
            name = layer.name
        rest = network.forward_from({name: some.laid_on(whole[name][0])}, layers[len(followed) :])
        found.append(deque(rest, maxlen=1)[0][1])
    return np.concatenate(found)


def _through(layer: Layer, arrays: dict[str, np.ndarray], maps: np.ndarray, pieces: Pieces) -> Pieces:
    """What differs in what `layer` gives, where pieces of the `maps` `(height, width, channels)` that it reads do."""
    if isinstance(layer, Sliding):
        values, tops, lefts = _windows_on(layer, maps, pieces)
        values = replace(layer, padding="valid").forward(values, **arrays)
    else:
        values, tops, lefts = pieces
        values = layer.forward(values, **arrays)
    return Pieces(ACTIVATIONS[layer.activation](values), tops, lefts)


def _windows_on(layer: Sliding, maps: np.ndarray, pieces: Pieces) -> Pieces:
    """All that the windows which see a piece see: their values, padding too, and the places that they take."""
    sliding = layer.sliding
    padded = pad(maps[None], *sliding, layer.fill)[0]
    along = zip(maps.shape[:2], *sliding[:2], pieces.places(), strict=True)
    (tops, rows, own_rows), (lefts, columns, own_columns) = (_seen(*one, sliding[2]) for one in along)
    images = np.arange(len(pieces.values))[:, None, None]
    values = padded[rows[:, :, None], columns[:, None]]
    changed = pieces.values[images, own_rows[:, :, None], own_columns[:, None]]
    is_own = (own_rows >= 0)[:, :, None, None] & (own_columns >= 0)[:, None, :, None]
    return Pieces(np.where(is_own, changed, values), tops, lefts)


def _seen(
    size: int, window: int, stride: int, places: np.ndarray, padding: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Along one axis, of the windows that see any of `places` `(n, count)`, as many for each.

    `(first (n,), read (n, length), own (n, length))`: the first of them, which indices of the padded maps they read,
    and which of the piece's own lies there, or -1.
    """
    starts = slide(size, window, stride, padding)
    shifted = places - starts.start
    first = np.clip(-((window - 1 - shifted[:, 0]) // stride), 0, len(starts) - 1)
    last = np.clip(shifted[:, -1] // stride, 0, len(starts) - 1)
    count = max((last - first).max() + 1, 1)
    first = np.minimum(first, len(starts) - count)
    read = (first * stride)[:, None] + np.arange((count - 1) * stride + window)
    own = read - shifted[:, :1]
    return first, read, np.where((own >= 0) & (own < places.shape[1]), own, -1)
