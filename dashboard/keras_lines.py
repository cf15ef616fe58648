"""The Keras lines beside a figure: for `model` and a float batch `images` they give the figure's own numbers."""

from core.layers import Conv2D

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
