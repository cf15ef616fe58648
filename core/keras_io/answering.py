"""What a network from elsewhere answers becomes shares of classes: by softmax behind it, or in the place of sigmoids.

Sigmoids say yes or no to each class by itself. Given that exactly one of them says yes, the softmax of the numbers
before them is how probable it is that it is this one: odds, divided by their sum.
"""

from dataclasses import dataclass, field, replace
from math import prod

import numpy as np

from core.datasets.own_source import FEWEST_CLASSES, MOST_CLASSES
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    Activation,
    Average,
    Concatenate,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Layer,
    Maximum,
    MaxPooling2D,
    Minimum,
    Multiply,
)

SOFTMAX, OF_SIGMOIDS, OF_ONE, OF_SHARE = "softmax", "softmax_of_sigmoids", "no_and_yes", "rest_and_share"
ONE_NUMBER = ("sigmoid", "linear")  # what makes one number that says no or yes
SHARES, SHARE, SQUEEZED, FREE = "shares of all classes", "a share by itself", "squeezed", "free"
MADE_BY = {"softmax": SHARES, "sigmoid": SHARE, "hard_sigmoid": SQUEEZED, "tanh": SQUEEZED, "softsign": SQUEEZED}
AMONG = (Average, Concatenate, GlobalAveragePooling2D, GlobalMaxPooling2D, Maximum, MaxPooling2D, Minimum, Multiply)


@dataclass(frozen=True)
class Ending:
    """The network's own `layers`, what is put `behind` them, and the `weights` of that."""

    layers: tuple[Layer, ...]
    behind: tuple[Layer, ...] = ()
    weights: dict[str, np.ndarray] = field(default_factory=dict)


def class_count(architecture: Architecture) -> int:
    """How many classes a network tells apart. Raises ValueError for outputs that are no answer."""
    outputs = architecture.shapes[-1]
    is_one_number = outputs == (1,) and _deciding(architecture).activation in ONE_NUMBER
    if is_one_number and nature(architecture) in (SHARE, FREE):
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
        if nature(architecture) == SHARE and deciding.activation != "sigmoid":
            name = architecture.free_name(OF_SHARE)
            rest = {f"{name}/kernel": np.array([[-1.0, 1.0]]), f"{name}/bias": np.array([1.0, 0.0])}
            return Ending(layers, (Dense(2, "linear", name=name),), rest)
        name = architecture.free_name(OF_ONE)
        halves = {f"{name}/kernel": np.array([[-0.5, 0.5]])}
        return Ending(layers, (Dense(2, SOFTMAX, use_bias=False, name=name),), halves)
    if nature(architecture) == SHARES:
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
    of_one_cell = Flatten | GlobalAveragePooling2D | GlobalMaxPooling2D
    is_linear = isinstance(layer, Activation) and layer.activation == "linear"
    return is_linear or isinstance(layer, Dropout) or (isinstance(layer, of_one_cell) and prod(cells) == 1)


def nature(architecture: Architecture) -> str:
    """What the outputs are: SHARES, a SHARE for each class, SQUEEZED into a narrow range, or FREE.

    Means of shares are shares, over several answers or all places of a map; the largest or the product of some is a
    share by itself.
    """
    known = {INPUT: FREE}
    for layer in architecture.layers:
        found = MADE_BY.get(layer.activation, FREE)
        read = {known[source] for source in architecture.sources(layer.name)}
        hands_on = _hands_on(architecture, layer.name)
        if hands_on or (isinstance(layer, Average | GlobalAveragePooling2D) and len(read) == 1):
            found = read.pop()
        elif isinstance(layer, AMONG) and FREE not in read:
            found = SQUEEZED if SQUEEZED in read else SHARE
        known[layer.name] = found
    return known[architecture.names[-1]]
