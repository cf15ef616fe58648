"""C: a 4 is followed channel by channel (MNIST, Keras, and again with plain TensorFlow)."""

from functools import partial

from core.reproduce import measuring
from core.reproduce.published import Published, Text

NETWORK, NARROW, WIDE = "three_conv", "narrow_3_6_12", "wide_16_32_64"
CONVOLUTIONS = ("conv2d", "conv2d_1", "conv2d_2")
CHOSEN = "the channels that the author chose, or that are blank with the author's weights"

_shape = partial(measuring.output_shape, NETWORK)
_parameters = partial(measuring.parameters, NETWORK)

TEXT = Text(
    "C",
    "Channel by channel",
    (
        Published("C2", "label of test image 227", 4, partial(measuring.label, "mnist", "test", 227)),
        Published("C3", "output of the first convolution", (26, 26, 32), partial(_shape, "conv2d")),
        Published("C3", "parameters of the first convolution", 320, partial(_parameters, "conv2d")),
        Published("C3", "output of the first pool", (13, 13, 32), partial(_shape, "max_pooling2d")),
        Published("C3", "output of the second convolution", (11, 11, 64), partial(_shape, "conv2d_1")),
        Published("C3", "parameters of the second convolution", 18496, partial(_parameters, "conv2d_1")),
        Published("C3", "output of the second pool", (5, 5, 64), partial(_shape, "max_pooling2d_1")),
        Published("C3", "output of the third convolution", (3, 3, 64), partial(_shape, "conv2d_2")),
        Published("C3", "parameters of the third convolution", 36928, partial(_parameters, "conv2d_2")),
        Published("C3", "numbers after flatten", 576, partial(_shape, "flatten")),
        Published("C3", "outputs of the first dense layer", 64, partial(_shape, "dense")),
        Published("C3", "parameters of the first dense layer", 36928, partial(_parameters, "dense")),
        Published("C3", "outputs of the last layer", 10, partial(_shape, "dense_1")),
        Published("C3", "parameters of the last layer", 650, partial(_parameters, "dense_1")),
        Published("C3", "parameters of all layers", 93322, _parameters),
        Published(
            "C8", "narrow: filters, by the code", (3, 6, 12), partial(measuring.count_of, NARROW, *CONVOLUTIONS), "list"
        ),
        Published(
            "C8",
            "narrow: filters, by the words",
            (3, 6, 9),
            partial(measuring.count_of, NARROW, *CONVOLUTIONS),
            "list",
            why="The text says 9 in one place, its code 12: we follow the code.",
        ),
        Published("C8", "narrow: kernels", (3, 3), partial(measuring.kernel_shape, NARROW, "conv2d")),
        Published("C8", "narrow: stride", 1, partial(measuring.square_setting, NARROW, "conv2d", "strides")),
        Published(
            "C8", "narrow: pools", (2, 2), partial(measuring.layer_setting, NARROW, "max_pooling2d", "pool_size")
        ),
        Published("C8", "wide: filters", (16, 32, 64), partial(measuring.count_of, WIDE, *CONVOLUTIONS), "list"),
    ),
    {
        "C4": ((25, 7), CHOSEN),
        "C5": ((7,), CHOSEN),
        "C9": ((6, 13, 15), "they hold for that author's weights; here filters have a score and are sorted by it"),
    },
)
