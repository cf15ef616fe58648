"""The way back: how a layer's numbers change with the pixels, by the chain rule, layer by layer, in numpy.

Images here are float32 `(n, height, width, channels)` and may leave [0, 1], as those do that climb.
"""

from collections import deque

from core.networks.layers import functions


def walk(network, images, name=None):
    """`[(layer, what it reads, pre-activation), ...]` up to the layer `name`, or the last."""
    layers = network.architecture.layers
    read, walked = images, []
    for layer, before, after in network.forward_from(
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
            gradient = functions.backward(layer.activation, before, gradient)
        gradient = layer.backward(gradient, read, before, **network.arrays(layer.name))
        yield layer, gradient


def by_pixels(network, walked, direction):
    """As the last of `backward`: `(n, height, width, channels)`."""
    return deque(backward(network, walked, direction), maxlen=1)[0][1]
