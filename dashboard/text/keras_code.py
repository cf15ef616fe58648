"""The Keras lines beside a figure: for `model` and a float batch `images` they give the figure's own numbers."""

from core.networks.architecture import INPUT
from core.networks.layers import Convolution
from core.networks.layers.base import literal

PARAMETERS = "parameters = [layer.count_params() for layer in model.layers]\n"
EXAMPLES = 16  # channels that stand in a table of examples at once
DRAW_EXAMPLES = 'for values in np.asarray(maps):\n    show({"maps": values})'
MODEL_INPUT = (
    "The lesson prints `model.input` here. In Keras 3 that line fails for a Sequential model, which *has never been "
    "called and thus has no defined input*. `model.inputs`, with an s, works. For the first four layers only, write "
    "`model.layers[:4]`."
)


def outputs(architecture):
    """Lines that give the outputs of all layers: a list, or by name where a network branches and has no one order."""
    every = "[layer.output for layer in model.layers]"
    if not architecture.is_chain:
        every = "{layer.name: layer.output for layer in model.layers}"
    return (
        f"activation_model = keras.Model(model.inputs[0], {every})\n"
        "outputs = activation_model(images, training=False)\n"
    )


def output_of(architecture, stage):
    """What a layer, or the picture, gives, once the lines of `outputs` have run."""
    if stage == INPUT:
        return "images"
    return f"outputs[{architecture.index(stage) if architecture.is_chain else literal(stage)}]"


def answers(architecture):
    """As `output_of`, of the last layer."""
    return "outputs[-1]" if architecture.is_chain else output_of(architecture, architecture.names[-1])


def filter_response(architecture, layer, channel, part):
    """The kernel slice of a filter, its signed response, and its response after the activation."""
    (before,) = architecture.sources(layer.name)
    inputs = output_of(architecture, before)
    convolve = f"keras.ops.{layer.keras_operation}"
    return (
        f"{layer.weights_code()}"
        f"picture = kernel[:, :, {layer.keras_slice(channel, part)}]\n\n"
        f"{outputs(architecture)}"
        f"signed = {convolve}({inputs}, kernel, strides={layer.strides}, padding={layer.padding!r})"
        f"{layer.plus_bias()}\n"
        f"before = signed[..., {channel}]\n"
        f"after = {output_of(architecture, layer.name)}[..., {channel}]"
    )


def neuron_response(architecture, layer, channel):
    """A neuron's weights as a picture, its sum, and what the activation makes of it."""
    (before,) = architecture.sources(layer.name)
    after = f"keras.activations.{layer.activation}(before)"
    if layer.activation == "softmax":
        after = f"{output_of(architecture, layer.name)}[:, {channel}]"
    return (
        f"{layer.weights_code()}"
        f"picture = kernel[:, {channel}].reshape{architecture.input_shape[:2]}\n\n"
        f"{outputs(architecture)}"
        f"before = {output_of(architecture, before)} @ kernel[:, {channel}:{channel + 1}]"
        f"{layer.plus_bias(f'bias[{channel}]')}\n"
        f"before = before[:, 0]\n"
        f"after = {after}"
    )


def response(architecture, layer, channel, part):
    if isinstance(layer, Convolution):
        return filter_response(architecture, layer, channel, part)
    return neuron_response(architecture, layer, channel)


def examples(architecture, name, channels):
    """What some channels of a layer make of several images, and the network's answers to them."""
    maps = f"{output_of(architecture, name)}[..., {channels[0]}:{channels[-1] + 1}]"
    return f"{outputs(architecture)}maps = {maps}\nanswers = {answers(architecture)}"


def activation(architecture, name, channel):
    """One channel of one layer."""
    return f"{outputs(architecture)}after = {output_of(architecture, name)}[..., {channel}]"


def statistics(layer, of="kernel"):
    """What the table of statistics shows, for the kernel or the bias."""
    return f"{layer.weights_code()}found = {of}.min(), {of}.max(), {of}.mean(), {of}.std(), {of}.size"


def counted(layer, arrays):
    """What the summary shows, and how the first of its arrays, called `arrays` in order, is drawn if it has any."""
    if arrays:
        first = next(iter(arrays))
        return f"{PARAMETERS}{statistics(layer, first)}", f"plt.hist({first}.ravel(), 60)\nplt.show()"
    return f"{PARAMETERS}model.summary()", 'show({"parameters": parameters})'


def cell(architecture, cell):
    """One number of one layer, worked out from what the layer reads: `after`."""
    at = architecture.index(cell.layer)
    read = [output_of(architecture, stage) for stage in architecture.sources(cell.layer)]
    inputs = f"[{', '.join(f'{one}[:1]' for one in read)}]" if len(read) > 1 else f"{read[0]}[0]"
    code = architecture.layers[at].cell_code(cell.index, architecture.input_shapes[at])
    return f"{outputs(architecture)}inputs = {inputs}\n{code}"
