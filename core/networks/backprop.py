"""The way back: how a layer's numbers change with the pixels, by the chain rule, layer by layer, in numpy.

Images here are float32 `(n_images, height, width, channels)` and may leave [0, 1], as those do that climb.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from core.networks.layers import Layer, functions
from core.networks.network import Network


class TapeEntry(NamedTuple):
    """What one layer did on the way forward.

    `inputs` is what it read, `pre_activation` what it gave before its activation; float32, `(n_images, height, width,
    channels)` or `(n_images, units)`.
    """

    layer: Layer
    inputs: np.ndarray
    pre_activation: np.ndarray


def forward_tape(network: Network, images: np.ndarray, name: str | None = None) -> list[TapeEntry]:
    """The way forward, a layer an entry, up to the layer `name`, or the last; KeyError where there is no such."""
    layers = network.architecture.layers
    inputs, tape = images, []
    for layer, pre_activation, activations in network.forward_from(
        images, layers[: network.architecture.index(name or layers[-1].name) + 1]
    ):
        tape.append(TapeEntry(layer, inputs, pre_activation))
        inputs = activations
    return tape


def backward(network: Network, tape: Sequence[TapeEntry], direction: np.ndarray) -> Iterator[tuple[Layer, np.ndarray]]:
    """Yields `(layer, gradient)` from the last layer of a `forward_tape` to the first.

    `direction` is shaped like that layer's pre-activation; `gradient`, shaped like what `layer` reads, is that of the
    sum of `direction * pre-activation`. For the logit of class 3, `direction` is one in column 3 and zero elsewhere.
    """
    gradient = direction
    for index in range(len(tape) - 1, -1, -1):
        layer, inputs, pre_activation = tape[index]
        if index < len(tape) - 1:
            gradient = functions.backward(layer.activation, pre_activation, gradient)
        gradient = layer.backward(gradient, inputs, pre_activation, **network.arrays(layer.name))
        yield layer, gradient


def input_gradient(network: Network, tape: Sequence[TapeEntry], direction: np.ndarray) -> np.ndarray:
    """As the last of `backward`, by the pixels: `(n_images, height, width, channels)`."""
    return deque(backward(network, tape, direction), maxlen=1)[0][1]
