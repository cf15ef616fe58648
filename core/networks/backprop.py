"""The way back: how a layer's numbers change with the pixels, by the chain rule, layer by layer, in numpy.

Images here are float32 `(n_images, height, width, channels)` and may leave [0, 1], as those do that climb.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from core.networks.architecture import INPUT
from core.networks.layers import Layer, functions
from core.networks.network import Network

VALUES = 5_000_000  # numbers of all layers that a tape should hold: 20 MB, and some times that on the way back


class TapeEntry(NamedTuple):
    """What one layer did on the way forward.

    `inputs` is what it read, `pre_activation` what it gave before its activation; float32, `(n_images, height, width,
    channels)` or `(n_images, units)`.
    """

    layer: Layer
    inputs: np.ndarray
    pre_activation: np.ndarray


def at_once(network: Network, most: int) -> int:
    """How many images to take forward and back at a time: `most`, or as many as a tape can hold."""
    return max(min(most, VALUES // sum(map(prod, network.architecture.shapes))), 1)


def forward_tape(network: Network, images: np.ndarray, name: str | None = None) -> list[TapeEntry]:
    """The way forward, a layer an entry, up to the layer `name`, or the last; KeyError where there is no such."""
    architecture = network.architecture
    layers = architecture.leading_to(name or architecture.names[-1])
    known, tape = {INPUT: images}, []
    for layer, pre_activation, activations in network.forward_from(known, layers):
        inputs = layer.join([known[source] for source in architecture.sources(layer.name)])
        tape.append(TapeEntry(layer, inputs, pre_activation))
        known[layer.name] = activations
    return tape


def backward(network: Network, tape: Sequence[TapeEntry], direction: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yields `(stage, gradient)` from what the last layer of a `forward_tape` reads back to INPUT, the picture.

    `direction` is shaped like that layer's pre-activation; `gradient`, shaped like what the stage gives, is that of the
    sum of `direction * pre-activation`. For the logit of class 3, `direction` is one in column 3 and zero elsewhere.
    """
    architecture, arriving = network.architecture, {tape[-1].layer.name: direction}
    for layer, inputs, pre_activation in reversed(tape):
        gradient = arriving.pop(layer.name)
        if layer is not tape[-1].layer:
            yield layer.name, gradient
            gradient = functions.backward(layer.activation, pre_activation, gradient)
        gradient = layer.backward(gradient, inputs, pre_activation, **network.arrays(layer.name))
        parts = layer.split(gradient, architecture.source_shapes(layer.name))
        for source, part in zip(architecture.sources(layer.name), parts, strict=True):
            arriving[source] = arriving[source] + part if source in arriving else part
    yield INPUT, arriving[INPUT]


def input_gradient(network: Network, tape: Sequence[TapeEntry], direction: np.ndarray) -> np.ndarray:
    """As the last of `backward`, by the pixels: `(n_images, height, width, channels)`."""
    return deque(backward(network, tape, direction), maxlen=1)[0][1]
