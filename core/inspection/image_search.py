"""Images found by what they are: the next of a class, the next that is misread, the one that fires a channel most."""

import numpy as np

from core.inspection.channel_maxima import maxima_per_image
from core.networks.network import Network

CHUNK = 100


def round_from(after: int, count: int) -> np.ndarray:
    """All indices `(count - 1,)` of `count` images but `after`, in the order in which they follow it, round the end."""
    return (np.arange(1, count) + after) % count


def next_where(chosen: np.ndarray, after: int) -> int | None:
    """The next index after `after`, round the end, for which boolean `(n,)` is true; None where no other is."""
    order = round_from(after, len(chosen))
    found = order[chosen[order]]
    return int(found[0]) if len(found) else None


def next_misread(
    network: Network, images: np.ndarray, wanted: np.ndarray, after: int, most: int, *, chunk: int = CHUNK
) -> int | None:
    """The next of at most `most` images after `after`, round the end, that the network reads wrong, or None.

    `wanted` integer `(n,)` is the output that would be right, -1 for an image that has none: it is passed over.
    """
    order = round_from(after, len(images))[:most]
    order = order[wanted[order] >= 0]
    for start in range(0, len(order), chunk):
        here = order[start : start + chunk]
        wrong = network.predict(images[here]).argmax(axis=1) != wanted[here]
        if wrong.any():
            return int(here[wrong.argmax()])
    return None


def strongest(
    network: Network, images: np.ndarray, layer_name: str, channel: int, after: int, most: int, *, chunk: int = CHUNK
) -> int | None:
    """Of at most `most` images after `after`, round the end, the one on which a channel's largest cell is largest.

    None where it stays at zero or below on all of them. A number that is none counts as no answer.
    """
    order = round_from(after, len(images))[:most]
    tops = [
        _until(network, images[order[start : start + chunk]], layer_name)[:, channel]
        for start in range(0, len(order), chunk)
    ]
    all_tops = np.nan_to_num(np.concatenate(tops), nan=-np.inf) if tops else np.array([])
    return int(order[all_tops.argmax()]) if len(order) and all_tops.max() > 0 else None


def _until(network: Network, images: np.ndarray, layer_name: str) -> np.ndarray:
    """Each channel's largest activation `(n, channels)` in one layer; the layers after it are not worked out."""
    return next(maxima_per_image(after) for layer, _, after in network.steps(images) if layer.name == layer_name)
