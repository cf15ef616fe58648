"""What a network from elsewhere answers becomes shares of classes: by softmax behind it, or in the place of sigmoids.

Sigmoids say yes or no to each class by itself. Given that exactly one of them says yes, the softmax of the numbers
before them is how probable it is that it is this one: odds, divided by their sum.
"""

from dataclasses import dataclass, field, replace
from math import prod

import numpy as np

from core.datasets.own_source import FEWEST_CLASSES, MOST_CLASSES
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import Activation, Average, Dense, Dropout, Flatten, GlobalAveragePooling2D, Layer

SOFTMAX, OF_SIGMOIDS, OF_ONE = "softmax", "softmax_of_sigmoids", "no_and_yes"
ONE_NUMBER = ("sigmoid", "linear")  # what makes one number that says no or yes


@dataclass(frozen=True)
class Ending:
    """The network's own `layers`, what is put `behind` them, and the `weights` of that."""

    layers: tuple[Layer, ...]
    behind: tuple[Layer, ...] = ()
    weights: dict[str, np.ndarray] = field(default_factory=dict)


def class_count(architecture: Architecture) -> int:
    """How many classes a network tells apart. Raises ValueError for outputs that are no answer."""
    outputs = architecture.shapes[-1]
    if outputs == (1,) and _deciding(architecture).activation in ONE_NUMBER:
        return 2
    if len(outputs) != 1 or not FEWEST_CLASSES <= outputs[0] <= MOST_CLASSES:
        raise ValueError(
            f"it ends in numbers of shape {outputs}; a network here has one output for each class, {FEWEST_CLASSES} to "
            f"{MOST_CLASSES}, or a single sigmoid for two"
        )
    return outputs[0]


def ending(architecture: Architecture) -> Ending:
    """What makes shares of a network's outputs. Raises ValueError for outputs that are no answer."""
    count, deciding = class_count(architecture), _deciding(architecture)
    layers = architecture.layers
    if deciding.activation == "sigmoid":
        layers = tuple(replace(layer, activation="linear") if layer is deciding else layer for layer in layers)
    if architecture.shapes[-1] != (count,):
        name = architecture.free_name(OF_ONE)
        halves = {f"{name}/kernel": np.array([[-0.5, 0.5]]), f"{name}/bias": np.zeros(2)}
        return Ending(layers, (Dense(2, SOFTMAX, name=name),), halves)
    if _gives_shares(architecture):
        return Ending(layers)
    name = OF_SIGMOIDS if deciding.activation == "sigmoid" else SOFTMAX
    return Ending(layers, (Activation(SOFTMAX, name=architecture.free_name(name)),))


def _deciding(architecture: Architecture) -> Layer:
    """The layer whose activation gives the outputs: the last one but for those that hand a row on as it is."""
    name = architecture.names[-1]
    while _hands_on(architecture, name) and architecture.sources(name) != (INPUT,):
        (name,) = architecture.sources(name)
    return architecture.layer(name)


def _hands_on(architecture: Architecture, name: str) -> bool:
    layer, (*cells, _) = architecture.layer(name), architecture.input_shapes[architecture.index(name)]
    return isinstance(layer, Dropout) or (isinstance(layer, Flatten | GlobalAveragePooling2D) and prod(cells) == 1)


def _gives_shares(architecture: Architecture) -> bool:
    """Whether the outputs come from softmax, perhaps as the mean of several or over all places of a map."""
    gives = {INPUT: False}
    for layer in architecture.layers:
        keeps = isinstance(layer, Average | GlobalAveragePooling2D) or _hands_on(architecture, layer.name)
        sources = architecture.sources(layer.name)
        gives[layer.name] = layer.activation == SOFTMAX or (keeps and all(gives[source] for source in sources))
    return gives[architecture.names[-1]]
