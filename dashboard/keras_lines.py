"""The Keras lines beside a figure: for `model` and a float batch `images` they give the figure's own numbers."""

from core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.sliding import same_padding

LOWEST = ', constant_values=float("-inf")'
OUTPUTS = (
    "activation_model = keras.Model(model.inputs[0], [layer.output for layer in model.layers])\n"
    "outputs = activation_model(images)\n"
)


def weights(name):
    """The kernel and bias of a layer."""
    return f'kernel, bias = model.get_layer("{name}").get_weights()\n'


def filter_response(architecture, layer, channel, part):
    """The kernel slice of a filter, its signed response, and its response after ReLU."""
    index = architecture.index(layer.name)
    inputs = f"outputs[{index - 1}]" if index else "images"
    return (
        f"{weights(layer.name)}"
        f"picture = kernel[:, :, {part}, {channel}]\n\n"
        f"{OUTPUTS}"
        f"signed = keras.ops.conv({inputs}, kernel, strides={layer.strides}, padding={layer.padding!r}) + bias\n"
        f"before = signed[..., {channel}]\n"
        f"after = outputs[{index}][..., {channel}]"
    )


def neuron_response(architecture, layer, channel):
    """A neuron's weights as a picture, its sum, and what ReLU leaves of it."""
    return (
        f"{weights(layer.name)}"
        f"picture = kernel[:, {channel}].reshape{architecture.input_shape[:2]}\n"
        f"before = images.reshape(len(images), -1) @ kernel[:, {channel}] + bias[{channel}]\n"
        "after = keras.ops.relu(before)"
    )


def response(architecture, layer, channel, part):
    if isinstance(layer, Conv2D):
        return filter_response(architecture, layer, channel, part)
    return neuron_response(architecture, layer, channel)


def activation(architecture, name, channel):
    """One channel of one layer."""
    return f"{OUTPUTS}after = outputs[{architecture.index(name)}][..., {channel}]"


def statistics(name):
    """What the table of statistics shows, for the kernel."""
    return f"{weights(name)}found = kernel.min(), kernel.max(), kernel.mean(), kernel.std(), kernel.size"


def cell(architecture, cell):
    """One number of one layer, worked out from the layer before it: `after`."""
    at, layer = architecture.index(cell.layer), architecture.layer(cell.layer)
    before = f"inputs = {f'outputs[{at - 1}]' if at else 'images'}[0]\n"
    unit = cell.index[-1]
    match layer:
        case Dense():
            lines = f"{weights(cell.layer)}before = keras.ops.dot(inputs, kernel) + bias\n{_activated(layer)}[{unit}]"
        case Conv2D():
            kernel_height, kernel_width = layer.kernel_size
            lines = (
                f"{weights(cell.layer)}{_padded(layer, layer.kernel_size, architecture.shapes[at])}"
                f"window = inputs[{_cut(cell, layer, 0, kernel_height)}, {_cut(cell, layer, 1, kernel_width)}]\n"
                f"before = keras.ops.tensordot(window, kernel, 3) + bias\n{_activated(layer)}[{unit}]"
            )
        case MaxPooling2D():
            height, width = layer.pool_size
            lines = (
                f"{_padded(layer, layer.pool_size, architecture.shapes[at], LOWEST)}"
                f"window = inputs[{_cut(cell, layer, 0, height)}, {_cut(cell, layer, 1, width)}, {unit}]\n"
                f"after = keras.ops.max(window)"
            )
        case Flatten():
            lines = f"after = keras.ops.reshape(inputs, -1)[{unit}]"
        case _:
            lines = f"after = inputs[{', '.join(map(str, cell.index))}]"
    return f"{OUTPUTS}{before}{lines}"


def _activated(layer):
    return f"after = keras.activations.{layer.activation}(before[None])[0]"


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
