"""The answers of a chain of layers whose kernels are edited: only what the edit touches is worked out again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod
from typing import cast

import numpy as np

from core.inspection.ablation import way_to_reader
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Layer
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import CHUNK, Network, image_batch


class KernelTrial:
    """What images become on their way through a chain, kept for edits of the layer called `name` and later ones.

    An edited filter changes its own map, and up to the next Conv2D or Dense, the reader, nothing else; of the reader's
    sums it changes what that map adds to them. Where later layers are edited too, or channels do not go their own way
    to a reader, all is worked out from what the layer reads.
    """

    def __init__(self, network: Network, name: str, images: np.ndarray) -> None:
        layers, shape = network.architecture.layers, network.architecture.input_shape
        at, reader = network.architecture.index(name), _place_of_reader(network.architecture, name)
        self.network, self.layers = network, layers[at:]
        self.sums: np.ndarray | None = None
        self.reads = _in_chunks(lambda some: _through(network, layers[:at], image_batch(some, shape)), images)
        if reader is not None:
            adds = layers[reader]

            def sums(some: np.ndarray) -> np.ndarray:
                return adds.forward(_through(network, layers[at:reader], some), **network.arrays(adds.name))

            self.sums, self.reader = _in_chunks(sums, self.reads), reader - at

    def answers(self, edited: Network) -> np.ndarray:
        """Probabilities, float32 `(n, classes)`, of a network that has other kernels from the layer on."""
        own = f"{self.layers[0].name}/kernel"
        changed = {key for key, array in self.network.weights.items() if not np.array_equal(array, edited.weights[key])}
        if changed - {own} or self.sums is None or not np.isfinite(self.sums).all():
            return _in_chunks(lambda some: _through(edited, self.layers, some), self.reads)
        filters = np.flatnonzero((edited.weights[own] != self.network.weights[own]).any(axis=(0, 1, 2)))
        bend, behind = ACTIVATIONS[self.layers[self.reader].activation], self.layers[self.reader + 1 :]

        def answer(reads: np.ndarray, sums: np.ndarray) -> np.ndarray:
            return _through(edited, behind, bend(sums + self._change(edited, filters, reads) if len(filters) else sums))

        return _in_chunks(answer, self.reads, self.sums)

    def _change(self, edited: Network, filters: np.ndarray, reads: np.ndarray) -> np.ndarray:
        """What other kernels of these filters change of the reader's sums: theirs, less those of the old ones."""
        layer, reader, count = self.layers[0], self.layers[self.reader], len(filters)
        both = replace(cast(Conv2D, layer), filters=2 * count)
        arrays = {
            key: np.concatenate([one.arrays(layer.name)[key][..., filters] for one in (edited, self.network)], axis=-1)
            for key in self.network.arrays(layer.name)
        }
        maps = ACTIVATIONS[layer.activation](both.forward(reads, **arrays))
        read = _through(self.network, self.layers[1 : self.reader], maps)
        pairs = read.reshape(*read.shape[:-1], -1, 2 * count)
        change = (pairs[..., :count] - pairs[..., count:]).reshape(*read.shape[:-1], -1)
        kernel = self.network.kernel(reader.name)
        outputs = kernel.shape[-1]
        if isinstance(reader, Dense):
            part = kernel.reshape(-1, cast(Conv2D, layer).filters, outputs)[:, filters].reshape(-1, outputs)
        else:
            part = kernel[:, :, filters]
        return reader.forward(change, kernel=part)


def bytes_kept(architecture: Architecture, name: str, count: int) -> int:
    """How much memory a KernelTrial of `count` images keeps."""
    reader = _place_of_reader(architecture, name)
    shapes = [architecture.shapes[architecture.index(name)]] + ([architecture.shapes[reader + 1]] if reader else [])
    return 4 * count * sum(map(prod, shapes))


def _place_of_reader(architecture: Architecture, name: str) -> int | None:
    """Where the reader of the layer called `name` stands; None where a channel does not go its own way to one."""
    layer, way = architecture.layer(name), way_to_reader(architecture, name)
    if not isinstance(layer, Conv2D) or layer.activation == "softmax" or not way:
        return None
    *between, reader = (architecture.index(later.name) for later in way)
    learnt = any(architecture.layers[at].weight_shapes(architecture.input_shapes[at]) for at in between)
    return None if learnt else reader


def _in_chunks(work: Callable[..., np.ndarray], *arrays: np.ndarray) -> np.ndarray:
    """Some images at a time: less memory."""
    starts = range(0, len(arrays[0]), CHUNK)
    return np.concatenate([work(*(array[start : start + CHUNK] for array in arrays)) for start in starts])


def _through(network: Network, layers: Sequence[Layer], values: np.ndarray) -> np.ndarray:
    for layer in layers:
        values = ACTIVATIONS[layer.activation](layer.forward(values, **network.arrays(layer.name)))
    return values
