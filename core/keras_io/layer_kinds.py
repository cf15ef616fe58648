"""What each of Keras's layers becomes here: our layers, the arrays that its file must hold, and how they are folded."""

from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Reading:
    """Our `layers`, in order; the `shapes` of the Keras layer's arrays, in its order; and what `weights` makes of them.

    That is entries of a Network: `{"name/kernel": array, ...}`.
    """

    layers: tuple
    shapes: tuple = ()
    weights: Callable = lambda *arrays: {}


def _conv2d(settings, input_shape):
    settings.plain("groups", 1)
    layer = Conv2D(settings.count("filters"), *_sliding(settings), settings.activation(), name=settings.name)
    return _learner(settings, layer, input_shape)


def _dense(settings, input_shape):
    settings.plain("quantization_config", None)
    return _learner(settings, Dense(settings.count("units"), settings.activation(), name=settings.name), input_shape)


def _depthwise_conv2d(settings, input_shape):
    multiplier = settings.count("depth_multiplier", 1)
    layer = DepthwiseConv2D(*_sliding(settings), multiplier, settings.activation(), name=settings.name)
    layer.output_shape(input_shape)
    return _learner(settings, layer, input_shape, (*layer.kernel_size, input_shape[2], multiplier))


def _separable_conv2d(settings, input_shape):
    """A depthwise convolution that adds no bias, and one of 1x1 that goes by the layer's own name."""
    multiplier = settings.count("depth_multiplier", 1)
    first = DepthwiseConv2D(*_sliding(settings), multiplier, "linear", name=f"{settings.name}_depthwise")
    second = Conv2D(settings.count("filters"), (1, 1), activation=settings.activation(), name=settings.name)
    middle = first.output_shape(input_shape)
    depthwise = _learner(settings, first, input_shape, (*first.kernel_size, input_shape[2], multiplier))
    pointwise = _learner(settings, second, middle)

    def weights(kernel, *arrays):
        no_bias = np.zeros(middle[2], np.float32)
        return {**_named(first, input_shape, kernel, no_bias), **pointwise.weights(*arrays)}

    return Reading((first, second), (depthwise.shapes[0], *pointwise.shapes), weights)


def _sliding(settings):
    settings.plain("dilation_rate", 1, [1, 1])
    settings.plain("data_format", "channels_last", None)
    return settings.pair("kernel_size"), settings.pair("strides", 1), settings.word("padding", "valid")


def _learner(settings, layer, input_shape, kernel_shape=None):
    """A layer with kernel and, unless `use_bias` is false, bias; `kernel_shape` is Keras's where ours is another."""
    layer.output_shape(input_shape)
    settings.plain("lora_rank", None)
    ours = layer.weight_shapes(input_shape)
    shapes = (kernel_shape or ours["kernel"], ours["bias"])

    def weights(kernel, bias=None):
        return _named(layer, input_shape, kernel, np.zeros(ours["bias"], np.float32) if bias is None else bias)

    return Reading((layer,), shapes if settings.switch("use_bias", True) else shapes[:1], weights)


def _named(layer, input_shape, *arrays):
    """Kernel and bias, in our shapes, under their names in a Network."""
    shapes = layer.weight_shapes(input_shape).items()
    return {f"{layer.name}/{key}": array.reshape(shape) for (key, shape), array in zip(shapes, arrays, strict=True)}


def _pooling(layer):
    def read(settings, input_shape):
        settings.plain("data_format", "channels_last", None)
        size, strides = settings.pair("pool_size", 2), None
        if settings.values.get("strides") is not None:
            strides = settings.pair("strides")
        return Reading((layer(size, strides, settings.word("padding", "valid"), name=settings.name),))

    return read


def _global_pooling(layer):
    def read(settings, input_shape):
        settings.plain("data_format", "channels_last", None)
        settings.plain("keepdims", False)
        return Reading((layer(name=settings.name),))

    return read


def _batch_normalization(settings, input_shape):
    """Folded: the layer keeps what it multiplies by and what it adds, once it no longer learns."""
    _check_last_axis(settings, input_shape)
    settings.plain("renorm", False)
    layer, epsilon = BatchNormalization(name=settings.name), settings.number("epsilon", 1e-3)
    scale, center = settings.switch("scale", True), settings.switch("center", True)

    def weights(*arrays):
        with np.errstate(all="ignore"):
            given = [array.astype(np.float64) for array in arrays]
            gamma = given.pop(0) if scale else 1
            beta = given.pop(0) if center else 0
            mean, variance = given
            kernel = gamma / np.sqrt(variance + epsilon)
            return _named(layer, input_shape, kernel, beta - mean * kernel)

    return Reading((layer,), ((input_shape[-1],),) * (2 + scale + center), weights)


def _check_last_axis(settings, input_shape):
    last = len(input_shape)
    settings.plain("axis", -1, last, [-1], [last])


def _activation(settings, input_shape):
    return Reading((Activation(settings.activation(), name=settings.name),))


def _relu(settings, input_shape):
    largest = None if settings.values.get("max_value") is None else settings.number("max_value", None)
    slope, threshold = settings.number("negative_slope", 0), settings.number("threshold", 0)
    return Reading((ReLU(largest, slope, threshold, name=settings.name),))


def _leaky_relu(settings, input_shape):
    """Keras 2 calls the slope alpha."""
    slope = settings.number("negative_slope", settings.values.get("alpha", 0.3))
    return Reading((ReLU(negative_slope=slope, name=settings.name),))


def _prelu(settings, input_shape):
    """Axes that share one slope are written out."""
    layer, shared = PReLU(name=settings.name), settings.values.get("shared_axes") or []
    axes = range(1, len(input_shape) + 1)
    if not isinstance(shared, list) or not all(type(axis) is int and axis in axes for axis in shared):
        raise ValueError(f"shared_axes must be axes from 1 to {len(input_shape)}")
    shape = tuple(1 if axis in shared else size for axis, size in zip(axes, input_shape, strict=True))
    return Reading((layer,), (shape,), lambda slopes: _named(layer, input_shape, np.broadcast_to(slopes, input_shape)))


def _elu(settings, input_shape):
    settings.plain("alpha", 1.0)
    return Reading((Activation("elu", name=settings.name),))


def _softmax(settings, input_shape):
    _check_last_axis(settings, input_shape)
    return Reading((Activation("softmax", name=settings.name),))


def _rescaling(settings, input_shape):
    return Reading((Rescaling(settings.number("scale", 1), settings.number("offset", 0), name=settings.name),))


def _resizing(settings, input_shape):
    """Bilinear alone: what Convscope itself puts before a network for pictures of another size."""
    settings.plain("data_format", "channels_last", None)
    settings.plain("interpolation", "bilinear")
    for switch in ("antialias", "crop_to_aspect_ratio", "pad_to_aspect_ratio"):
        settings.plain(switch, False)
    return Reading((Resizing(settings.count("height"), settings.count("width"), name=settings.name),))


def _flatten(settings, input_shape):
    settings.plain("data_format", "channels_last", None)
    return Reading((Flatten(name=settings.name),))


def _reshape(settings, input_shape):
    """Nothing is left of one that leaves the picture as it is."""
    settings.plain("target_shape", list(input_shape))
    return Reading(())


def _dropout(settings, input_shape):
    return Reading((Dropout(settings.number("rate", 0), name=settings.name),))


READERS = {
    "Conv2D": _conv2d,
    "DepthwiseConv2D": _depthwise_conv2d,
    "SeparableConv2D": _separable_conv2d,
    "MaxPooling2D": _pooling(MaxPooling2D),
    "AveragePooling2D": _pooling(AveragePooling2D),
    "GlobalAveragePooling2D": _global_pooling(GlobalAveragePooling2D),
    "GlobalMaxPooling2D": _global_pooling(GlobalMaxPooling2D),
    "BatchNormalization": _batch_normalization,
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky_relu,
    "PReLU": _prelu,
    "ELU": _elu,
    "Softmax": _softmax,
    "Rescaling": _rescaling,
    "Resizing": _resizing,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Dropout": _dropout,
    "SpatialDropout2D": _dropout,
    "Dense": _dense,
}
