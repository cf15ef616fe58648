"""A: "Looking inside a digit recognizer" (TensorFlow.js, tfjs-vis)."""

from functools import partial

from core.reproduce import measuring
from core.reproduce.published import Published, Text

NETWORK = "tfjs_recognizer"

_filters = partial(measuring.filters, NETWORK)
_shape = partial(measuring.output_shape, NETWORK)
_parameters = partial(measuring.parameters, NETWORK)
_setting = partial(measuring.setting, NETWORK)
_count = partial(measuring.count_of, NETWORK)
_of_layer = partial(measuring.square_setting, NETWORK)

TEXT = Text(
    "A",
    "Looking inside a digit recognizer",
    (
        Published("A1", "input: height, width, channels", (28, 28, 1), partial(measuring.input_shape, NETWORK)),
        Published("A1", "first convolution: kernel and filters", (5, 5, 8), partial(_filters, "conv2d")),
        Published("A1", "stride of the first convolution", 1, partial(_of_layer, "conv2d", "strides")),
        Published("A1", "output of the first convolution", (24, 24, 8), partial(_shape, "conv2d")),
        Published("A1", "parameters of the first convolution", 208, partial(_parameters, "conv2d")),
        Published("A1", "first pool", 2, partial(_of_layer, "max_pooling2d", "pool_size")),
        Published("A1", "output of the first pool", (12, 12, 8), partial(_shape, "max_pooling2d")),
        Published("A1", "second convolution: kernel and filters", (5, 5, 16), partial(_filters, "conv2d_1")),
        Published("A1", "output of the second convolution", (8, 8, 16), partial(_shape, "conv2d_1")),
        Published("A1", "parameters of the second convolution", 3216, partial(_parameters, "conv2d_1")),
        Published("A1", "second pool", 2, partial(_of_layer, "max_pooling2d_1", "pool_size")),
        Published("A1", "output of the second pool", (4, 4, 16), partial(_shape, "max_pooling2d_1")),
        Published("A1", "numbers after flatten", 256, partial(_shape, "flatten")),
        Published("A1", "outputs of the dense layer", 10, partial(_shape, "dense")),
        Published("A1", "parameters of the dense layer", 2570, partial(_parameters, "dense")),
        Published("A1", "parameters of all layers", 5994, _parameters),
        Published("A1", "learning rate", 0.15, partial(_setting, "learning_rate")),
        Published("A2", "digits learnt from", 500, partial(_setting, "training_images")),
        Published("A2", "images in a batch", 64, partial(_setting, "batch_size")),
        Published("A2", "epochs", 10, partial(_setting, "epochs")),
        Published("A6", "pictures that the second convolution makes of a digit", 16, partial(_count, "conv2d_1")),
    ),
    {
        "A2": ((1.1, 0.877, 10_000), "what was measured for this laboratory, and not published"),
        "A6": ((1, 2), "the names of the layers"),
        "A9": ((20,), "how many examples a page shows: so many are shown here too"),
    },
)
