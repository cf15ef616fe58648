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
from core.networks.layers.normalizing import GroupNormalization, LayerNormalization
from core.networks.layers.placing import Cropping2D, Permute, Placing, Reshape, ZeroPadding2D
from core.networks.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from core.networks.layers.resizing import Resizing, UpSampling2D
from core.networks.layers.scaling import BatchNormalization, Normalization, Rescaling
from core.networks.layers.transposed import Conv2DTranspose

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
    "Conv2DTranspose",
    "Convolution",
    "Cropping2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "GroupNormalization",
    "Layer",
    "LayerNormalization",
    "MaxPooling2D",
    "Maximum",
    "Merging",
    "Minimum",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "Placing",
    "ReLU",
    "Rescaling",
    "Reshape",
    "Resizing",
    "Subtract",
    "UpSampling2D",
    "WeightedLayer",
    "ZeroPadding2D",
]

KINDS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Conv2D,
        DepthwiseConv2D,
        Conv2DTranspose,
        MaxPooling2D,
        AveragePooling2D,
        GlobalAveragePooling2D,
        GlobalMaxPooling2D,
        BatchNormalization,
        Normalization,
        LayerNormalization,
        GroupNormalization,
        Activation,
        ReLU,
        PReLU,
        Rescaling,
        Resizing,
        UpSampling2D,
        ZeroPadding2D,
        Cropping2D,
        Permute,
        Reshape,
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
