"""What each layer does, and what it learns, in one sentence for a curious sixteen-year-old."""

from core.networks.layers import (
    CONVOLUTIONS,
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
from dashboard.text import function_names
from dashboard.text.formats import count, number, percent, shape, times


def layer_in(architecture, name):
    """The sentence of the layer called `name`."""
    at = architecture.index(name)
    return layer(architecture.layers[at], architecture.shapes[at], architecture.shapes[at + 1])


def layer(layer, input_shape, output_shape):
    """One sentence on what this layer does to what it is given."""
    match layer:
        case Conv2D() | DepthwiseConv2D():
            return _convolution(layer, input_shape, output_shape)
        case MaxPooling2D() | AveragePooling2D() | GlobalMaxPooling2D() | GlobalAveragePooling2D():
            return _pool(layer, input_shape, output_shape)
        case Flatten():
            return f"The {shape(input_shape)} numbers are laid in one row of {output_shape[0]:,}."
        case Dropout():
            return (
                f"While learning, {percent(layer.rate)} of the numbers are switched off at random. "
                "Now, when looking, nothing is changed."
            )
        case Dense(activation="softmax"):
            return (
                f"Each of the {layer.units} classes weighs all {input_shape[0]:,} numbers; "
                "softmax turns the sums into probabilities."
            )
        case Dense():
            return (
                f"Each of {layer.units:,} neurons weighs all {input_shape[0]:,} numbers and adds them up.{_bent(layer)}"
            )
    return _cellwise(layer, input_shape)


def _convolution(layer, input_shape, output_shape):
    one = f"each makes one feature map of {times(output_shape[:2])}.{_bent(layer)}"
    kernels = f"{count(output_shape[2], 'kernel')} of {times(layer.kernel_size)}"
    if isinstance(layer, DepthwiseConv2D):
        each = "one each" if layer.depth_multiplier == 1 else f"{layer.depth_multiplier} each"
        return f"{kernels} slide over {count(input_shape[2], 'map')}, {each}, and never mix two: {one}"
    reads = "the picture" if input_shape[2] == 1 else f"all {input_shape[2]} maps before it"
    return f"{kernels} {'slides' if output_shape[2] == 1 else 'slide'} over {reads}: {one}"


def _bent(layer):
    """What the activation does, where it is not the usual one."""
    if layer.activation in ("relu", "linear"):
        return ""
    name, does = function_names.FUNCTIONS[layer.activation]
    return f" Then {name}: {does}."


def _pool(layer, input_shape, output_shape):
    what = "only the largest number" if isinstance(layer, MaxPooling2D | GlobalMaxPooling2D) else "only the average"
    if len(output_shape) == 1:
        return (
            f"Of every whole map of {times(input_shape[:2])} {what} stays: {count(output_shape[0], 'number')} in all."
        )
    sizes = f"each map goes from {times(input_shape[:2])} to {times(output_shape[:2])}"
    if output_shape[:2] != input_shape[:2]:
        sizes = f"each map shrinks from {times(input_shape[:2])} to {times(output_shape[:2])}"
    return f"Of every {times(layer.pool_size)} window {what} stays: {sizes}."


def _cellwise(layer, input_shape):
    """Layers that treat every number by itself."""
    match layer:
        case Activation(activation="softmax") if len(input_shape) == 1:
            return f"Softmax compares the {input_shape[0]:,} numbers and makes shares of them that add up to 1."
        case Activation(activation="softmax"):
            return f"At every place, softmax compares the {input_shape[2]} channels and makes shares of them."
        case Activation() | ReLU():
            name, does = function_names.name_of(layer), function_names.of_layer(layer)
            return f"{name}, for each of the {shape(input_shape)} numbers: {does}."
        case PReLU():
            return (
                "A number above zero stays; any other is multiplied with a weight that every one of the "
                f"{shape(input_shape)} cells has of its own."
            )
        case BatchNormalization():
            every = "channel" if len(input_shape) == 3 else "unit"
            return (
                f"Every {every} is multiplied with a number of its own, and another is added: while learning this kept "
                "all of them in the same range; now, when looking, the two numbers are fixed."
            )
        case Resizing():
            return (
                f"The picture goes from {times(input_shape[:2])} to {times((layer.height, layer.width))} pixels: each "
                "new one is a weighted mean of the up to four old ones around its place."
            )
        case Rescaling():
            plus = f" plus {number(layer.offset)}" if layer.offset else ""
            return f"Every number times {number(layer.scale)}{plus}: the range that the network was taught with."


def parameters_of(layer):
    """The arithmetic of a layer's parameters, in words."""
    match layer:
        case Conv2D():
            return "kernel height x kernel width x input channels x filters, plus one bias for each filter"
        case DepthwiseConv2D():
            return "kernel height x kernel width x one input channel x filters, plus one bias for each filter"
        case BatchNormalization():
            return "one factor and one bias for each channel (Keras keeps four numbers, from which these two follow)"
        case PReLU():
            return "one weight for each cell"
    return "inputs x units, plus one bias for each unit"


def unit(layer):
    """What a layer has several of."""
    return "channel" if isinstance(layer, CONVOLUTIONS) else "unit"
