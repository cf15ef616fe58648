"""One layer to Keras and back: its settings, and its weights as either side keeps them. Imports keras."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before keras imports tensorflow

import keras
import numpy as np

from core.networks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
)

SAME_SETTINGS = {
    Conv2D: ("filters", "kernel_size", "strides", "padding", "activation"),
    DepthwiseConv2D: ("kernel_size", "strides", "padding", "depth_multiplier", "activation"),
    MaxPooling2D: ("pool_size", "strides", "padding"),
    AveragePooling2D: ("pool_size", "strides", "padding"),
    GlobalAveragePooling2D: (),
    GlobalMaxPooling2D: (),
    BatchNormalization: (),
    Activation: ("activation",),
    ReLU: ("max_value", "negative_slope", "threshold"),
    PReLU: (),
    Rescaling: ("scale", "offset"),
    Resizing: ("height", "width"),
    Flatten: (),
    Dropout: ("rate",),
    Dense: ("units", "activation"),
}
PLAIN_SETTINGS = {"dilation_rate": (1, 1), "groups": 1, "data_format": "channels_last", "keepdims": False}
PLAIN_SETTINGS |= {"interpolation": "bilinear", "antialias": False, "crop_to_aspect_ratio": False}
PLAIN_SETTINGS |= {"pad_to_aspect_ratio": False}


def to_keras(layer, dtype):
    """A Keras layer with the settings of ours."""
    settings = {setting: getattr(layer, setting) for setting in SAME_SETTINGS[type(layer)]}
    return getattr(keras.layers, layer.kind)(**settings, dtype=dtype, name=layer.name)


def to_keras_weights(layer, arrays, epsilon):
    """What Keras's `set_weights` takes, from `{"kernel": array, "bias": array}`; `epsilon` is a normalisation's own."""
    match layer:
        case DepthwiseConv2D():
            height, width, _, channels = arrays["kernel"].shape
            shape = (height, width, channels // layer.depth_multiplier, layer.depth_multiplier)
            return [arrays["kernel"].reshape(shape), arrays["bias"]]
        case BatchNormalization():
            mean, variance = np.zeros_like(arrays["bias"]), np.full_like(arrays["bias"], 1 - epsilon)
            return [arrays["kernel"], arrays["bias"], mean, variance]
    return list(arrays.values())


def from_keras(layer):
    """`[(our layer, its arrays), ...]`: one for most layers, two for a SeparableConv2D.

    Raises ValueError for a layer or a setting that we do not know.
    """
    if type(layer) not in UNDERSTOOD:
        known = ", ".join(kind.__name__ for kind in UNDERSTOOD)
        raise ValueError(f"layer {layer.name!r} of class {type(layer).__name__} is not one of {known}")
    settings = layer.get_config()
    for key, plain in PLAIN_SETTINGS.items():
        if settings.get(key, plain) != plain:
            raise ValueError(f"layer {layer.name!r} has {key}={settings[key]!r}; only {plain!r} is understood")
    return UNDERSTOOD[type(layer)](layer, settings)


def _as_it_is(kind):
    """Of one of our own kinds: the same settings, and kernel and bias where it has them."""

    def read(layer, settings):
        chosen = {name: _plain(settings[name]) for name in SAME_SETTINGS[kind]}
        arrays = dict(zip(("kernel", "bias"), layer.get_weights(), strict=False))
        if settings.get("use_bias") is False:
            arrays["bias"] = np.zeros(arrays["kernel"].shape[-1], np.float32)
        return [(kind(**chosen, name=layer.name), arrays)]

    return read


def _plain(setting):
    return tuple(setting) if isinstance(setting, list | tuple) else setting


def _depthwise(layer, settings):
    ((ours, arrays),) = _as_it_is(DepthwiseConv2D)(layer, settings)
    kernel = layer.get_weights()[0]
    kernel = kernel.reshape(*kernel.shape[:2], 1, -1)
    bias = arrays["bias"] if settings["use_bias"] else np.zeros(kernel.shape[-1], np.float32)
    return [(ours, {"kernel": kernel, "bias": bias})]


def _separable(layer, settings):
    """A depthwise convolution, which adds no bias, and one of 1x1, which goes by the layer's own name."""
    depthwise, pointwise, *biases = layer.get_weights()
    kernel = depthwise.reshape(*depthwise.shape[:2], 1, -1)
    shared = {name: _plain(settings[name]) for name in ("kernel_size", "strides", "padding", "depth_multiplier")}
    first = DepthwiseConv2D(**shared, name=f"{layer.name}_depthwise")
    second = Conv2D(layer.filters, (1, 1), activation=settings["activation"], name=layer.name)
    return [
        (first, {"kernel": kernel, "bias": np.zeros(kernel.shape[-1], np.float32)}),
        (second, {"kernel": pointwise, "bias": biases[0] if biases else np.zeros(layer.filters, np.float32)}),
    ]


def _normalisation(layer, settings):
    last = len(layer.input.shape) - 1
    if settings["axis"] not in (-1, last):
        raise ValueError(f"layer {layer.name!r} has axis={settings['axis']!r}; only the last axis is understood")
    arrays = iter(layer.get_weights())
    gamma, beta = (next(arrays) if settings[name] else None for name in ("scale", "center"))
    mean, variance = (array.astype(np.float64) for array in arrays)
    kernel = (1 if gamma is None else gamma) / np.sqrt(variance + settings["epsilon"])
    bias = (0 if beta is None else beta) - mean * kernel
    return [(BatchNormalization(name=layer.name), {"kernel": kernel, "bias": bias})]


def _leaky(layer, settings):
    return [(ReLU(negative_slope=settings["negative_slope"], name=layer.name), {})]


def _prelu(layer, settings):
    """Axes that share one weight are written out."""
    kernel = np.broadcast_to(layer.get_weights()[0], layer.input.shape[1:])
    return [(PReLU(name=layer.name), {"kernel": kernel})]


UNDERSTOOD = {
    **{getattr(keras.layers, kind.kind): _as_it_is(kind) for kind in SAME_SETTINGS},
    keras.layers.DepthwiseConv2D: _depthwise,
    keras.layers.SeparableConv2D: _separable,
    keras.layers.BatchNormalization: _normalisation,
    keras.layers.LeakyReLU: _leaky,
    keras.layers.PReLU: _prelu,
}
