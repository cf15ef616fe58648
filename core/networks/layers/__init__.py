"""The layers of a network: what shape each gives, what it costs, what it can see, and what it computes in numpy.

Layers are data: frozen dataclasses in Keras's words. A shape is `(height, width, channels)` or `(units,)`, without the
batch. `forward` takes a float32 batch and, where the layer has weights, its kernel and bias; it returns the
pre-activation. The activation is a separate step, so that both can be looked at. `reach` says, for every place along
an axis, which places of the input it reads.
"""

from core.networks.layers.convolution import Conv2D, DepthwiseConv2D
from core.networks.layers.dense import Dense, Flatten
from core.networks.layers.elementwise import Activation, BatchNormalization, Dropout, PReLU, ReLU, Rescaling
from core.networks.layers.pooling import AveragePooling2D, GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D
from core.networks.layers.resizing import Resizing

__all__ = [
    "CONVOLUTIONS",
    "KINDS",
    "LEARNERS",
    "Activation",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
    "MaxPooling2D",
    "PReLU",
    "ReLU",
    "Rescaling",
    "Resizing",
]

KINDS = {
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
        Flatten,
        Dropout,
        Dense,
    )
}


CONVOLUTIONS = (Conv2D, DepthwiseConv2D)


LEARNERS = (*CONVOLUTIONS, Dense)
