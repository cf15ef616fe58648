"""What every channel of a network answers to, over a whole data set: its passport."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from core.datasets.loading import Split
from core.inspection.channel_maxima import maxima_per_image
from core.networks.layers import WeightedLayer
from core.networks.network import Network

TOP = 9
NEIGHBOURS = 6
CHUNK = 25  # images whose feature maps still lie in the processor's cache


@dataclass(frozen=True, eq=False)
class ChannelProfiles:
    """The passports of one layer's channels, over `count` images.

    Per channel the `top_images` `(channels, 9)` that fire it most, strongest first, with the largest activation each
    gives and its place `(channels, 9, 2)` (row, column; zeros for units); `profile` `(classes, channels)`, the mean
    activation over each class the network answers with, NaN for one that no image is of;
    `sparsity`, the share of cells that are zero, and `silent`, the share of images on which
    none is above zero; `neighbours` `(channels, 6)`, the channels whose activations correlate most with it, cell by
    cell, and how much, from -1 to 1.
    """

    count: int
    top_images: np.ndarray
    top_values: np.ndarray
    top_places: np.ndarray
    profile: np.ndarray
    sparsity: np.ndarray
    silent: np.ndarray
    neighbours: np.ndarray
    correlations: np.ndarray

    @property
    def dead(self) -> np.ndarray:
        """Boolean `(channels,)`: zero in every cell of every image."""
        return self.sparsity == 1


class _Sums:
    """What is added up over the images of one layer."""

    def __init__(self, channels: int, images: int) -> None:
        self.cells = 0
        self.maxima = np.empty((images, channels), np.float32)
        self.means = np.empty((images, channels), np.float32)
        self.zeros = np.zeros(channels, np.int64)
        self.total = np.zeros(channels)
        self.products = np.zeros((channels, channels))

    def add(self, start: int, values: np.ndarray) -> None:
        """`values` `(n, height, width, channels)` or `(n, units)`, of the images from `start` on."""
        stop, flat = start + len(values), values.reshape(-1, values.shape[-1])
        cells = len(flat) // len(values)
        self.maxima[start:stop] = maxima_per_image(values)
        self.means[start:stop] = np.full(cells, 1 / cells, np.float32) @ values.reshape(len(values), cells, -1)
        self.zeros += (flat == 0).sum(axis=0)
        self.total += self.means[start:stop].sum(axis=0) * cells
        self.products += flat.T @ flat
        self.cells += len(flat)

    def correlations(self) -> np.ndarray:
        """`(channels, channels)`; zero where a channel does not change by a hundredth of its size, or is no number."""
        mean, squares = self.total / self.cells, np.diag(self.products) / self.cells
        covariance = self.products / self.cells - np.outer(mean, mean)
        variance = np.diag(covariance)
        changes = (variance > 1e-4 * squares) & np.isfinite(variance)
        known = np.logical_and.outer(changes, changes)
        spread = np.sqrt(np.where(changes, variance, 1))
        scale = np.outer(spread, spread)
        return np.clip(np.where(known, covariance / np.where(known, scale, 1), 0), -1, 1)


def compute(network: Network, images: np.ndarray, labels: np.ndarray) -> dict[str, ChannelProfiles]:
    """`{layer: ChannelProfiles}` for every convolution and dense layer, over `images` with integer `labels` `(n,)`.

    `images` are as `image_batch` takes them. Raises ValueError for none, or for another number of labels.
    """
    if len(images) < 1 or len(images) != len(labels):
        raise ValueError(f"{len(images)} images and {len(labels)} labels: there must be as many, and at least one")
    learnt = [layer.name for layer in network.architecture.layers if isinstance(layer, WeightedLayer)]
    sums = {name: _Sums(network.architecture.output_shape(name)[-1], len(images)) for name in learnt}
    for start in range(0, len(images), CHUNK):
        for layer, _, values in network.steps(images[start : start + CHUNK]):
            if layer.name in sums:
                sums[layer.name].add(start, values)
    tops = {name: _largest(total.maxima.T) for name, total in sums.items()}
    places = _places(network, images, tops)
    classes = network.architecture.shapes[-1][0]
    return {name: _profiles(total, tops[name], places[name], labels, classes) for name, total in sums.items()}


def _largest(maxima: np.ndarray) -> np.ndarray:
    """Of each row of `(channels, images)` the nine largest, in order, the first of equals first: `(channels, 9)`."""
    count = min(TOP, maxima.shape[1])
    threshold = -np.partition(-maxima, count - 1, axis=1)[:, count - 1 : count]
    candidates = [np.flatnonzero(~(row < least)) for row, least in zip(maxima, threshold, strict=True)]
    return np.stack(
        [some[np.argsort(-row[some], kind="stable")][:count] for row, some in zip(maxima, candidates, strict=True)]
    )


def _places(network: Network, images: np.ndarray, tops: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Where each channel fires most in each of its top images: `{layer: (channels, 9, 2)}`."""
    wanted = np.unique(np.concatenate([np.zeros(0, int), *(top.ravel() for top in tops.values())]))
    places = {name: np.zeros((*top.shape, 2), int) for name, top in tops.items()}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for layer, _, values in network.steps(images[chunk]):
            if layer.name in tops and values.ndim == 4:
                channels, ranks = np.nonzero(np.isin(tops[layer.name], chunk))
                maps = values[np.searchsorted(chunk, tops[layer.name][channels, ranks]), :, :, channels]
                largest = maps.reshape(len(maps), maps.shape[1] * maps.shape[2]).argmax(axis=1)
                places[layer.name][channels, ranks] = np.stack(np.unravel_index(largest, values.shape[1:3]), axis=1)
    return places


def _profiles(sums: _Sums, top: np.ndarray, places: np.ndarray, labels: np.ndarray, classes: int) -> ChannelProfiles:
    channels = np.arange(len(top))[:, None]
    profile = np.full((classes, len(top)), np.nan, np.float32)
    for label in np.unique(labels):
        profile[label] = sums.means[labels == label].mean(axis=0)
    correlations = sums.correlations()
    strength = np.abs(correlations)
    np.fill_diagonal(strength, -1)
    neighbours = np.argsort(-strength, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(top) - 1)]
    return ChannelProfiles(
        len(labels),
        top,
        sums.maxima.T[channels, top],
        places,
        profile,
        sums.zeros / sums.cells,
        (sums.maxima <= 0).mean(axis=0),
        neighbours,
        correlations[channels, neighbours],
    )


def compute_on_some(network: Network, split: Split, count: int) -> dict[str, ChannelProfiles]:
    """As `compute`, over `count` images spread evenly over a split; `top_images` are indices of the whole split."""
    some = replace(split, indices=np.arange(len(split))).evenly(count)
    profiles = compute(network, some.images, some.labels)
    return {name: replace(layer, top_images=some.indices[layer.top_images]) for name, layer in profiles.items()}
