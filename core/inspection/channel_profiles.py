"""What every channel of a network answers to, over a whole data set: its passport."""

from dataclasses import dataclass, replace
from math import prod

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
    """What is added up over the images of one layer, and which of them fire each channel most."""

    def __init__(self, channels: int, images: int) -> None:
        self.cells = 0
        self.means = np.empty((images, channels), np.float32)
        self.zeros, self.silent = np.zeros(channels, np.int64), np.zeros(channels, np.int64)
        self.total = np.zeros(channels)
        self.products = np.zeros((channels, channels))
        self.top_images = np.empty((channels, 0), np.int64)
        self.top_values = np.empty((channels, 0), np.float32)
        self.top_places = np.empty((channels, 0, 2), np.int64)

    def add(self, start: int, values: np.ndarray) -> None:
        """`values` `(n, height, width, channels)` or `(n, units)`, of the images from `start` on."""
        stop, flat = start + len(values), values.reshape(-1, values.shape[-1])
        cells, maxima = len(flat) // len(values), maxima_per_image(values)
        self.means[start:stop] = np.full(cells, 1 / cells, np.float32) @ values.reshape(len(values), cells, -1)
        self.zeros += (flat == 0).sum(axis=0)
        self.silent += (maxima <= 0).sum(axis=0)
        self.total += self.means[start:stop].sum(axis=0) * cells
        self.products += flat.T @ flat
        self.cells += len(flat)
        self._rank(start, values, maxima.T)

    def _rank(self, start: int, values: np.ndarray, maxima: np.ndarray) -> None:
        """Of those so far and these, `(channels, n)` their maxima, the nine largest, of equals the first."""
        images = np.broadcast_to(np.arange(start, start + len(values)), maxima.shape)
        all_values = np.concatenate([self.top_values, maxima], axis=1)
        order = np.argsort(-all_values, axis=1, kind="stable")[:, :TOP]
        self.top_values = np.take_along_axis(all_values, order, axis=1)
        self.top_images = np.take_along_axis(np.concatenate([self.top_images, images], axis=1), order, axis=1)
        places = np.concatenate([self.top_places, np.zeros((*maxima.shape, 2), np.int64)], axis=1)
        self.top_places = np.take_along_axis(places, order[..., None], axis=1)
        if values.ndim == 4:
            channels, ranks = np.nonzero(self.top_images >= start)
            cells = values.reshape(len(values), prod(values.shape[1:3]), -1)
            # Along numbers that do not lie side by side argmax takes ten times as long.
            maps = np.ascontiguousarray(cells[self.top_images[channels, ranks] - start, :, channels])
            self.top_places[channels, ranks] = np.stack(
                np.unravel_index(maps.argmax(axis=1), values.shape[1:3]), axis=1
            )

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
    classes = network.architecture.shapes[-1][0]
    return {name: _profiles(total, labels, classes) for name, total in sums.items()}


def _profiles(sums: _Sums, labels: np.ndarray, classes: int) -> ChannelProfiles:
    channels = np.arange(len(sums.total))[:, None]
    profile = np.full((classes, len(channels)), np.nan, np.float32)
    for label in np.unique(labels):
        profile[label] = sums.means[labels == label].mean(axis=0)
    correlations = sums.correlations()
    strength = np.abs(correlations)
    np.fill_diagonal(strength, -1)
    neighbours = np.argsort(-strength, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(channels) - 1)]
    return ChannelProfiles(
        len(labels),
        sums.top_images,
        sums.top_values,
        sums.top_places,
        profile,
        sums.zeros / sums.cells,
        sums.silent / len(labels),
        neighbours,
        correlations[channels, neighbours],
    )


def compute_on_some(network: Network, split: Split, count: int) -> dict[str, ChannelProfiles]:
    """As `compute`, over `count` images spread evenly over a split; `top_images` are indices of the whole split."""
    some = replace(split, indices=np.arange(len(split))).evenly(count)
    profiles = compute(network, some.images, some.labels)
    return {name: replace(layer, top_images=some.indices[layer.top_images]) for name, layer in profiles.items()}
