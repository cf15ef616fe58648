"""The Keras lines beside a figure: for `model` and a float batch `images` they give the figure's own numbers."""

from core.inspection.cell_tracing import window_of
from core.networks.layers import (
    CONVOLUTIONS,
    Activation,
    AveragePooling2D,
    BatchNormalization,
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
)
from core.networks.layers.sliding_windows import same_padding

LOWEST = ', constant_values=float("-inf")'
OUTPUTS = (
    "activation_model = keras.Model(model.inputs[0], [layer.output for layer in model.layers])\n"
    "outputs = activation_model(images)\n"
)


def weights(name):
    """The kernel and bias of a layer."""
    return f'kernel, bias = model.get_layer("{name}").get_weights()\n'


def filter_response(architecture, layer, channel, part):
    """The kernel slice of a filter, its signed response, and its response after the activation."""
    index = architecture.index(layer.name)
    inputs = f"outputs[{index - 1}]" if index else "images"
    own, convolve = f"{part}, {channel}", "conv"
    if isinstance(layer, DepthwiseConv2D):
        own, convolve = ", ".join(map(str, divmod(channel, layer.depth_multiplier))), "depthwise_conv"
    return (
        f"{weights(layer.name)}"
        f"picture = kernel[:, :, {own}]\n\n"
        f"{OUTPUTS}"
        f"signed = keras.ops.{convolve}({inputs}, kernel, strides={layer.strides}, padding={layer.padding!r}) + bias\n"
        f"before = signed[..., {channel}]\n"
        f"after = outputs[{index}][..., {channel}]"
    )


def neuron_response(architecture, layer, channel):
    """A neuron's weights as a picture, its sum, and what the activation makes of it."""
    index = architecture.index(layer.name)
    after = f"outputs[{index}][:, {channel}]" if layer.activation == "softmax" else f"{_function(layer)}(before)"
    return (
        f"{weights(layer.name)}"
        f"picture = kernel[:, {channel}].reshape{architecture.input_shape[:2]}\n\n"
        f"{OUTPUTS}"
        f"before = outputs[{index - 1}] @ kernel[:, {channel}:{channel + 1}] + bias[{channel}]\n"
        f"before = before[:, 0]\n"
        f"after = {after}"
    )


def response(architecture, layer, channel, part):
    if isinstance(layer, CONVOLUTIONS):
        return filter_response(architecture, layer, channel, part)
    return neuron_response(architecture, layer, channel)


def activation(architecture, name, channel):
    """One channel of one layer."""
    return f"{OUTPUTS}after = outputs[{architecture.index(name)}][..., {channel}]"


def statistics(layer):
    """What the table of statistics shows, for the kernel."""
    read = weights(layer.name)
    if isinstance(layer, BatchNormalization):
        read = normalisation(layer.name)
    if isinstance(layer, PReLU):
        read = f'(kernel,) = model.get_layer("{layer.name}").get_weights()\n'
    return f"{read}found = kernel.min(), kernel.max(), kernel.mean(), kernel.std(), kernel.size"


def normalisation(name):
    """The factor and the bias that are left of a normalisation."""
    return (
        f'layer = model.get_layer("{name}")\n'
        "kernel = layer.gamma / keras.ops.sqrt(layer.moving_variance + layer.epsilon)\n"
        "bias = layer.beta - layer.moving_mean * kernel\n"
        "kernel, bias = keras.ops.convert_to_numpy(kernel), keras.ops.convert_to_numpy(bias)\n"
    )


def cell(architecture, cell):
    """One number of one layer, worked out from the layer before it: `after`."""
    at, layer = architecture.index(cell.layer), architecture.layer(cell.layer)
    read = f"{OUTPUTS}inputs = {f'outputs[{at - 1}]' if at else 'images'}[0]\n"
    if isinstance(layer, (*CONVOLUTIONS, MaxPooling2D, AveragePooling2D)):
        return read + _of_window(layer, cell, architecture.shapes[at])
    return read + _of_number(layer, cell, ", ".join(map(str, cell.index)))


def _of_number(layer, cell, index):
    """The lines for a layer without a window."""
    match layer:
        case Dense():
            return f"{weights(cell.layer)}before = keras.ops.dot(inputs, kernel) + bias\n{_activated(layer, index)}"
        case GlobalAveragePooling2D() | GlobalMaxPooling2D():
            function = "max" if isinstance(layer, GlobalMaxPooling2D) else "mean"
            return f"after = keras.ops.{function}(inputs[..., {index}])"
        case BatchNormalization():
            unit = cell.index[-1]
            return f"{normalisation(cell.layer)}after = inputs[{index}] * kernel[{unit}] + bias[{unit}]"
        case Rescaling():
            return f"after = inputs[{index}] * {layer.scale!r} + {layer.offset!r}"
        case Resizing():
            sizes = (layer.height, layer.width)
            return f'after = keras.ops.image.resize(inputs, {sizes}, interpolation="bilinear")[{index}]'
        case Activation():
            return f"before = inputs\n{_activated(layer, index)}"
        case ReLU():
            settings = f"{layer.max_value}, {layer.negative_slope}, {layer.threshold}"
            return f"after = keras.layers.ReLU({settings})(inputs)[{index}]"
        case PReLU():
            return (
                f'(kernel,) = model.get_layer("{cell.layer}").get_weights()\n'
                f"number = inputs[{index}]\n"
                f"after = number if number > 0 else kernel[{index}] * number"
            )
        case Flatten():
            return f"after = keras.ops.reshape(inputs, -1)[{index}]"
    return f"after = inputs[{index}]"


def _of_window(layer, cell, shape):
    """The lines for a layer that slides a window over what it reads."""
    height, width = window_of(layer)
    unit, rows, columns = cell.index[-1], _cut(cell, layer, 0, height), _cut(cell, layer, 1, width)
    match layer:
        case MaxPooling2D():
            filled = _padded(layer, (height, width), shape, LOWEST)
            return f"{filled}window = inputs[{rows}, {columns}, {unit}]\nafter = keras.ops.max(window)"
        case AveragePooling2D():
            rows, columns = (_inside(cell, layer, axis, size) for axis, size in enumerate(shape[:2]))
            return f"window = inputs[{rows}, {columns}, {unit}]\nafter = keras.ops.mean(window)"
        case DepthwiseConv2D():
            sums = (
                f"window = inputs[{rows}, {columns}, :, None]\n"
                f"before = keras.ops.reshape(keras.ops.sum(window * kernel, (0, 1)), -1) + bias\n"
            )
        case _:
            sums = f"window = inputs[{rows}, {columns}]\nbefore = keras.ops.tensordot(window, kernel, 3) + bias\n"
    return f"{weights(cell.layer)}{_padded(layer, (height, width), shape)}{sums}{_activated(layer, unit)}"


def _inside(cell, layer, axis, size):
    """The rows or columns of a window, without what lies beyond the picture."""
    places = layer.reach(size, axis)[cell.index[axis]]
    return f"{places[0]}:{places[-1] + 1}"


def _function(layer):
    return f"keras.activations.{layer.activation}"


def _activated(layer, index):
    return f"after = {_function(layer)}(before[None])[0][{index}]"


def _padded(layer, window, shape, fill=""):
    """The padding that "same" adds, written out."""
    if layer.padding == "valid":
        return ""
    rows, columns = (
        same_padding(size, length, stride)
        for size, length, stride in zip(shape[:2], window, layer.strides, strict=True)
    )
    return f"inputs = keras.ops.pad(inputs, ({rows}, {columns}, (0, 0)){fill})\n"


def _cut(cell, layer, axis, length):
    start = cell.index[axis] * layer.strides[axis]
    return f"{start}:{start + length}"
