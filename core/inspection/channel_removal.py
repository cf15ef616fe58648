"""Switching channels of a network off, one or several, and how well it does without them."""

from math import prod

import numpy as np

from core.networks.layers import Conv2D, Dense, WeightedLayer
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network


def layers(architecture):
    """Names of the layers whose channels can be switched off: those that learn, but for the answer."""
    learning = [layer.name for layer in architecture.layers if isinstance(layer, WeightedLayer)]
    return tuple(name for name in learning[:-1] if architecture.layer(name).activation != "softmax")


def without(network, name, channels):
    """The network with some channels of a layer switched off: their weights and bias are zero.

    So is all they give, unless the activation or a normalisation behind it makes a number of zero: then they give that
    one whatever the image. Raises ValueError for a channel or a layer that cannot be switched off.
    """
    if name not in layers(network.architecture):
        raise ValueError(f"layer {name!r} cannot be switched off; it is not one of {layers(network.architecture)}")
    count = network.architecture.output_shape(name)[-1]
    if outside := [channel for channel in channels if not 0 <= channel < count]:
        raise ValueError(f"channel {outside[0]} is outside 0 to {count - 1}")
    kernel, bias = network.kernel(name).copy(), network.bias(name).copy()
    kernel[..., list(channels)] = 0
    bias[list(channels)] = 0
    return Network(network.architecture, {**network.weights, f"{name}/kernel": kernel, f"{name}/bias": bias})


def switchboard(network, name, images):
    """The channels of a layer to be switched off for a float32 batch of images.

    It has `whole`, where all are on, `minus(on, channel)`, which gives that without one more, and `score(on, labels)`.
    Where the next Conv2D or Dense adds up what each channel gives it, a channel is switched off by subtracting its part
    of those sums; elsewhere the whole network is asked without it.
    """
    return (_Sums if _adds_up(network.architecture, name) else _Whole)(network, name, images)


def _adds_up(architecture, name):
    """Whether a Conv2D or Dense follows, and up to it every channel goes its own way: softmax would mix them."""
    for layer in architecture.layers[architecture.index(name) + 1 :]:
        if isinstance(layer, Conv2D | Dense):
            return True
        if layer.activation == "softmax":
            return False
    return False


class _Whole:
    """The whole network, asked anew: what is `on` is the tuple of the channels that are off."""

    whole = ()

    def __init__(self, network, name, images):
        self.network, self.name, self.images = network, name, images

    def minus(self, on, channel):
        return (*on, channel)

    def score(self, on, labels):
        """Right answers, and what the last layer gives the true classes in all."""
        return _score(without(self.network, self.name, on).predict(self.images), labels)


class _Sums:
    """The network from the next Conv2D or Dense, the reader, on: what is `on` is the reader's sums.

    `parts` `(n, height, width, channels, each)` or `(n, cells, channels, each)` is what every channel makes of what the
    reader reads, less what is there when it is off; of one channel a depthwise convolution may have made several.
    """

    def __init__(self, network, name, images):
        architecture = network.architecture
        following = architecture.layers[architecture.index(name) + 1 :]
        self.network = network
        self.reader = next(layer for layer in following if isinstance(layer, Conv2D | Dense))
        self.behind = architecture.layers[architecture.index(self.reader.name) + 1 :]
        before = architecture.names[architecture.index(self.reader.name) - 1]
        values = _read(network, images, before)
        self.whole = self.reader.forward(values, **network.arrays(self.reader.name))
        channels, kernel = architecture.output_shape(name)[-1], network.kernel(self.reader.name)
        off = _read(without(network, name, range(channels)), images[:1], before)
        between = following[: following.index(self.reader)]
        each = prod(getattr(layer, "depth_multiplier", 1) for layer in between)
        place = (-1,) if isinstance(self.reader, Dense) else values.shape[1:3]
        self.parts = (values - off).reshape(len(images), *place, channels, each)
        window = (-1,) if isinstance(self.reader, Dense) else kernel.shape[:2]
        self.kernel = kernel.reshape(*window, channels, each, kernel.shape[-1])

    def minus(self, on, channel):
        """The sums without one more channel."""
        part = np.ascontiguousarray(self.parts[..., channel, :])
        if isinstance(self.reader, Dense):
            return on - part.reshape(len(part), -1) @ self.kernel[:, channel].reshape(-1, self.reader.units)
        nothing = np.zeros(self.reader.filters, np.float32)
        return on - self.reader.forward(part, self.kernel[:, :, channel], nothing)

    def score(self, on, labels):
        """Right answers, and what the last layer gives the true classes in all, where the reader's sums are these."""
        answers = ACTIVATIONS[self.reader.activation](on)
        for _, _, later in self.network.forward_from(answers, self.behind):
            answers = later
        return _score(answers, labels)


def _read(network, images, name):
    return next(values for layer, _, values in network.steps(images) if layer.name == name)


def _score(answers, labels):
    truth = answers[np.arange(len(labels)), labels].sum(dtype=np.float64)
    return int((answers.argmax(axis=1) == labels).sum()), float(truth)
