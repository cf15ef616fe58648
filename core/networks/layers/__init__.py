"""The layers of a network: what shape each gives, what it costs, what it can see, what it computes, and its Keras.

Layers are data: frozen dataclasses in Keras's words, a kind a class, which knows all that is known of the kind. A shape
is `(height, width, channels)` or `(units,)`, without the batch. `forward` returns the pre-activation; the activation is
a separate step, so that both can be looked at. KINDS is the one table: a kind that is in it is drawn, explained, walked
back through, read from Keras and written to it.
"""

from core.networks.layers.base import Layer, WeightedLayer
from core.networks.layers.convolution import Conv2D, Convolution, DepthwiseConv2D
from core.networks.layers.dense import Dense, Flatten
from core.networks.layers.dropout import Dropout
from core.networks.layers.elementwise import Activation, PReLU, ReLU
from core.networks.layers.merging import Add, Average, Concatenate, Maximum, Merging, Minimum, Multiply, Subtract
from core.networks.layers.placing import Cropping2D, Placing, ZeroPadding2D
from core.networks.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from core.networks.layers.resizing import Resizing
from core.networks.layers.scaling import BatchNormalization, Rescaling

__all__ = [
    "KERAS_READERS",
    "KINDS",
    "Activation",
    "Add",
    "Average",
    "AveragePooling2D",
    "BatchNormalization",
    "Concatenate",
    "Conv2D",
    "Convolution",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "Layer",
    "MaxPooling2D",
    "Maximum",
    "Merging",
    "Minimum",
    "Multiply",
    "PReLU",
    "Placing",
    "ReLU",
    "Rescaling",
    "Resizing",
    "Subtract",
    "WeightedLayer",
    "ZeroPadding2D",
]

KINDS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Conv2D,
        DepthwiseConv2D,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        GlobalMaxPooling2D,
        BatchNormalization,
        Activation,
        ReLU,
        PReLU,
        Rescaling,
        Resizing,
        ZeroPadding2D,
        Cropping2D,
        Flatten,
        Dropout,
        Dense,
        Add,
        Subtract,
        Multiply,
        Average,
        Maximum,
        Minimum,
        Concatenate,
    )
}
KERAS_READERS = {kind: read for layer in KINDS.values() for kind, read in layer.keras_readers.items()}
