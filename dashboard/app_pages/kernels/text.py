"""What is said of kernels beside the figures: directions, the texts' own drawings, and exercises with their answers."""

from core import formats
from core.networks.layers import Conv2D
from dashboard.text.quotation import quoted

CLEAR = 0.4  # of the orientation score, where a kernel is said to answer to one direction
AS_IN_THE_TEXT = {
    True: (
        "As the lesson draws them: eight in a row, one range of colours for all, each weight to one decimal. Numbers "
        "alone are hard to understand: they hardly tell what a kernel does; see below what it makes of two images."
    ),
    False: (
        "As the lesson draws them: ten in a row, grey, from half the smallest to half the largest of all weights, so "
        "zero is not the middle grey; *colours* has it there. Looked at like this, some neurons seem to be edge "
        "detectors of one place. (A film hopes to find just these: 3Blue1Brown, [But what is a neural network?]"
        "(https://www.youtube.com/watch?v=aircAruvnKk))"
    ),
}
CONVOLVE = '''layer = model.layers[0]
{arrays} = layer.get_weights()
kernel = kernels[:, :, 0, {channel}]


def convolve(image, kernel):
    """Slide the kernel over the image: at every place the sum of weight times pixel."""
    height, width = kernel.shape
    rows, columns = image.shape[0] - height + 1, image.shape[1] - width + 1
    response = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            window = image[row : row + height, column : column + width]
            response[row, column] = (window * kernel).sum()
    return response


before = convolve(images[0, :, :, 0], kernel){bias}
after = np.maximum(before, 0)'''


def directions(scores):
    """The filters with the clearest directions, `scores` being those of all, -1 to 1."""
    upright, lying = int(scores.argmax()), int(scores.argmin())
    parts = []
    for index, kind, is_clear in (
        (upright, "vertical", scores[upright] > CLEAR),
        (lying, "horizontal", scores[lying] < -CLEAR),
    ):
        if is_clear:
            parts.append(f"filter {index} answers most clearly to {kind} edges ({formats.signed(scores[index])})")
        else:
            parts.append(f"no filter answers clearly to {kind} edges")
    said = formats.listed(parts)
    return f"{said[0].upper()}{said[1:]}. Which number has which is chance: with another seed, others do."


def is_plain(architecture):
    """Whether the first layer is a convolution of one grey picture that the function to copy works out."""
    first = architecture.layers[0]
    grey = architecture.input_shape[2] == 1
    is_plain = isinstance(first, Conv2D) and architecture.is_chain
    return is_plain and grey and first.strides == (1, 1) and first.padding == "valid"


def convolve(first, channel):
    """Python to copy that works out what a filter of the plain layer `first` makes of an image."""
    arrays, bias = ("kernels, biases", f" + biases[{channel}]") if first.use_bias else ("(kernels,)", "")
    return CONVOLVE.format(arrays=arrays, bias=bias, channel=channel)


def exercises(architecture, scores):
    """`(question, answer)` pairs about the first layer, whose filters have the orientation `scores`."""
    first = architecture.layers[0]
    height, width = first.kernel_size
    shape = f"({height}, {width}, 1, {first.filters})"
    arrays, biases = ("two arrays", f", and {first.filters} biases") if first.use_bias else ("one array", "")
    listed = ", ".join(f"{index}: {quoted(layer.name)}" for index, layer in enumerate(architecture.layers))
    return (
        (
            "Which layers are in `model.layers`, and what does `model.layers[0].get_weights()` give?",
            f"{listed}. It gives {arrays}: the kernels, of shape {shape}, which is height, "
            f"width, channels that are read (1: grey) and number of kernels{biases}.",
        ),
        (
            f"Take the first kernel, `kernels[:, :, 0, 0]`. Do its {height * width} numbers tell you what it does?",
            "Hardly anybody can. What it makes of an image tells more: convolve two with it.",
        ),
        (
            "Write a function that convolves an image with a kernel, and look at what it gives for two images. What is "
            "bright, and what is below zero?",
            "Bright is where the image looks like the kernel; below zero where it looks like its opposite, such as the "
            "other side of a stroke. ReLU makes zero of that, so look before ReLU too. One way to write it stands "
            "below; it gives what Keras gives.",
        ),
        (
            f"Change the last index, 0 to {first.filters - 1}, and compare response and kernel.",
            f"{directions(scores)} Sorting by orientation puts them at the two ends.",
        ),
    )
