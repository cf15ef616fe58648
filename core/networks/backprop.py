"""The way back: how a layer's numbers change with the pixels, by the chain rule, layer by layer, in numpy.

Images here are float32 `(n, height, width, channels)` and may leave [0, 1], as those do that climb.
"""

from collections import deque

import numpy as np

from core.networks.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
    functions,
)
from core.networks.layers.sliding_windows import pad, same_padding, shifted


def walk(network, images, name=None):
    """`[(layer, what it reads, pre-activation), ...]` up to the layer `name`, or the last."""
    layers = network.architecture.layers
    read, walked = images, []
    for layer, before, after in network.onward(
        images, layers[: network.architecture.index(name or layers[-1].name) + 1]
    ):
        walked.append((layer, read, before))
        read = after
    return walked


def backward(network, walked, direction):
    """Yields `(layer, gradient)` from the last layer of a `walk` to the first.

    `direction` is shaped like that layer's pre-activation; `gradient`, shaped like what `layer` reads, is that of the
    sum of `direction * pre-activation`. For the logit of class 3, `direction` is one in column 3 and zero elsewhere.
    """
    gradient = direction
    for at in range(len(walked) - 1, -1, -1):
        layer, read, before = walked[at]
        if at < len(walked) - 1:
            gradient = before_activation(layer, before, gradient)
        gradient = _through(layer, read, before, gradient, network.weights.get(f"{layer.name}/kernel"))
        yield layer, gradient


def by_pixels(network, walked, direction):
    """As the last of `backward`: `(n, height, width, channels)`."""
    return deque(backward(network, walked, direction), maxlen=1)[0][1]


def before_activation(layer, before, gradient):
    """The gradient by a layer's pre-activation `before`, from the one by its activation."""
    return functions.back(layer.activation, before, gradient)


def _through(layer, read, before, gradient, kernel):
    """The gradient by what a layer reads, from the one by its pre-activation."""
    match layer:
        case Dense():
            return gradient @ kernel.T
        case Conv2D():
            products = gradient @ kernel.reshape(-1, layer.filters).T
            shares = products.reshape(*gradient.shape[:3], *kernel.shape[:3])
            return _handed_back(layer, layer.kernel_size, read, lambda row, column: shares[:, :, :, row, column])
        case DepthwiseConv2D():
            own = (*gradient.shape[:3], read.shape[3], layer.depth_multiplier)
            return _handed_back(
                layer,
                layer.kernel_size,
                read,
                lambda row, column: (gradient * kernel[row, column, 0]).reshape(own).sum(axis=-1),
            )
        case MaxPooling2D():
            return _to_the_winners(layer, read, before, gradient)
        case AveragePooling2D():
            shared = gradient / layer.counts(read.shape[1:3])
            return _handed_back(layer, layer.pool_size, read, lambda row, column: shared)
        case GlobalAveragePooling2D() | GlobalMaxPooling2D():
            sharing = _sharing(layer, read, before)
            return gradient[:, None, None] * sharing / sharing.sum(axis=(1, 2), keepdims=True)
        case BatchNormalization():
            return gradient * kernel
        case Rescaling():
            return gradient * np.float32(layer.scale)
        case Resizing():
            return layer.backward(gradient, read.shape[1:3])
        case ReLU():
            return gradient * layer.slope(read)
        case PReLU():
            return gradient * ((read > 0) + kernel * (read < 0))
        case Flatten():
            return gradient.reshape(read.shape)
    return gradient


def _sharing(layer, read, before):
    """Which cells share a global pool's gradient equally, as ones: all of them, or those that are the largest."""
    if isinstance(layer, GlobalAveragePooling2D):
        return np.ones_like(read)
    return (read == before[:, None, None]).astype(read.dtype)


def _handed_back(layer, window, read, share):
    """Add up what every place of the window hands back; `share(row, column)` is that of one cell of all windows."""
    padded = pad(np.zeros_like(read), window, layer.strides, layer.padding, 0)
    for row, column in np.ndindex(*window):
        given = share(row, column)
        view = shifted(padded, row, column, layer.strides, *given.shape[1:3])
        view += given
    if layer.padding == "valid":
        return padded
    top, left = (same_padding(n, k, s)[0] for n, k, s in zip(read.shape[1:3], window, layer.strides, strict=True))
    return padded[:, top : top + read.shape[1], left : left + read.shape[2]]


def _to_the_winners(layer, read, before, gradient):
    """A pool's gradient goes to the first of the largest numbers of its window; the others get none."""
    padded = pad(read, layer.pool_size, layer.strides, layer.padding, -np.inf)
    free = np.ones(before.shape, dtype=bool)

    def share(row, column):
        nonlocal free
        wins = free & (shifted(padded, row, column, layer.strides, *before.shape[1:3]) == before)
        free = free & ~wins
        return gradient * wins

    return _handed_back(layer, layer.pool_size, read, share)
