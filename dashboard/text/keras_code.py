"""The Keras lines beside a figure: for `model` and a float batch `images` they give the figure's own numbers."""

from core.networks.layers import Convolution

OUTPUTS = (
    "activation_model = keras.Model(model.inputs[0], [layer.output for layer in model.layers])\n"
    "outputs = activation_model(images, training=False)\n"
)
PARAMETERS = "parameters = [layer.count_params() for layer in model.layers]\n"
EXAMPLES = 16  # channels that stand in a table of examples at once
HISTOGRAM = "plt.hist(kernel.ravel(), 60)\nplt.show()"
DRAW_EXAMPLES = 'for values in np.asarray(maps):\n    show({"maps": values})'
MODEL_INPUT = (
    "The lesson prints `model.input` here. In Keras 3 that line fails for a Sequential model, which *has never been "
    "called and thus has no defined input*. `model.inputs`, with an s, works. For the first four layers only, write "
    "`model.layers[:4]`."
)


def filter_response(architecture, layer, channel, part):
    """The kernel slice of a filter, its signed response, and its response after the activation."""
    index = architecture.index(layer.name)
    inputs = f"outputs[{index - 1}]" if index else "images"
    convolve = f"keras.ops.{layer.keras_operation}"
    return (
        f"{layer.weights_code()}"
        f"picture = kernel[:, :, {layer.keras_slice(channel, part)}]\n\n"
        f"{OUTPUTS}"
        f"signed = {convolve}({inputs}, kernel, strides={layer.strides}, padding={layer.padding!r}) + bias\n"
        f"before = signed[..., {channel}]\n"
        f"after = outputs[{index}][..., {channel}]"
    )


def neuron_response(architecture, layer, channel):
    """A neuron's weights as a picture, its sum, and what the activation makes of it."""
    index = architecture.index(layer.name)
    after = f"keras.activations.{layer.activation}(before)"
    if layer.activation == "softmax":
        after = f"outputs[{index}][:, {channel}]"
    return (
        f"{layer.weights_code()}"
        f"picture = kernel[:, {channel}].reshape{architecture.input_shape[:2]}\n\n"
        f"{OUTPUTS}"
        f"before = outputs[{index - 1}] @ kernel[:, {channel}:{channel + 1}] + bias[{channel}]\n"
        f"before = before[:, 0]\n"
        f"after = {after}"
    )


def response(architecture, layer, channel, part):
    if isinstance(layer, Convolution):
        return filter_response(architecture, layer, channel, part)
    return neuron_response(architecture, layer, channel)


def examples(architecture, name, channels):
    """What some channels of a layer make of several images, and the network's answers to them."""
    at, last = architecture.index(name), channels[-1] + 1
    return f"{OUTPUTS}maps = outputs[{at}][..., {channels[0]}:{last}]\nanswers = outputs[-1]"


def activation(architecture, name, channel):
    """One channel of one layer."""
    return f"{OUTPUTS}after = outputs[{architecture.index(name)}][..., {channel}]"


def statistics(layer):
    """What the table of statistics shows, for the kernel."""
    return f"{layer.weights_code()}found = kernel.min(), kernel.max(), kernel.mean(), kernel.std(), kernel.size"


def counted(layer, has_weights):
    """What the summary shows, and how its weights, if it has any, are drawn."""
    if has_weights:
        return f"{PARAMETERS}{statistics(layer)}", HISTOGRAM
    return f"{PARAMETERS}model.summary()", 'show({"parameters": parameters})'


def cell(architecture, cell):
    """One number of one layer, worked out from the layer before it: `after`."""
    at = architecture.index(cell.layer)
    read = f"{OUTPUTS}inputs = {f'outputs[{at - 1}]' if at else 'images'}[0]\n"
    return f"{read}{architecture.layers[at].cell_code(cell.index, architecture.input_shapes[at])}"
