"""D: filter pictures and perfect digits (Keras)."""

from functools import partial

from core.reproduce import measuring
from core.reproduce.published import Published, Text

NETWORK = "four_conv"

_shape = partial(measuring.output_shape, NETWORK)
_kernel = partial(measuring.kernel_shape, NETWORK)
_of_layer = partial(measuring.layer_setting, NETWORK)
_moved = partial(measuring.augmentation, NETWORK)
_grid = partial(measuring.grid, NETWORK, columns=8)

TEXT = Text(
    "D",
    "Filter pictures and perfect digits",
    (
        Published("D1", "kernels of the first convolution", (5, 5), partial(_kernel, "conv2d")),
        Published("D1", "output of the first convolution", (24, 24, 32), partial(_shape, "conv2d")),
        Published("D1", "kernels of the second convolution", (3, 3), partial(_kernel, "conv2d_1")),
        Published("D1", "output of the second convolution", (22, 22, 32), partial(_shape, "conv2d_1")),
        Published("D1", "output of the first pool", (11, 11, 32), partial(_shape, "max_pooling2d")),
        Published("D1", "dropout after the first pool", 0.25, partial(_of_layer, "dropout", "rate")),
        Published("D1", "output of the third convolution", (9, 9, 64), partial(_shape, "conv2d_2")),
        Published("D1", "output of the fourth convolution", (7, 7, 64), partial(_shape, "conv2d_3")),
        Published("D1", "output of the second pool", (3, 3, 64), partial(_shape, "max_pooling2d_1")),
        Published("D1", "dropout after the second pool", 0.25, partial(_of_layer, "dropout_1", "rate")),
        Published("D1", "numbers after flatten", 576, partial(_shape, "flatten")),
        Published("D1", "outputs of the first dense layer", 1024, partial(_shape, "dense")),
        Published("D1", "dropout after the first dense layer", 0.5, partial(_of_layer, "dropout_2", "rate")),
        Published("D1", "outputs of the second dense layer", 1024, partial(_shape, "dense_1")),
        Published("D1", "dropout after the second dense layer", 0.5, partial(_of_layer, "dropout_3", "rate")),
        Published("D1", "outputs of the last layer", 10, partial(_shape, "dense_2")),
        Published("D1", "parameters of all layers", 1716202, partial(measuring.parameters, NETWORK)),
        Published("D1", "augmentation: shift", 0.075, partial(_moved, "shift")),
        Published("D1", "augmentation: rotation in degrees", 12, partial(_moved, "rotation")),
        Published("D1", "augmentation: shear", 0.075, partial(_moved, "shear")),
        Published("D1", "augmentation: zoom", 0.05, partial(_moved, "zoom")),
        Published(
            "D1",
            "validation accuracy",
            0.9974,
            measuring.last_validation_accuracy,
            "accuracy",
            trained=NETWORK,
            seeds=1,
            images=6000,
            why="Ours is of one seed, the run that ships; how long and on which images theirs learnt is not said.",
        ),
        Published("D2", "filter pictures: steps", 256, partial(measuring.climb_steps, "as in the text")),
        Published("D2", "added to the gradient's size", 1e-5, measuring.added_to_the_gradients_size),
        Published("D2", "grid of the first convolution", (4, 8), partial(_grid, "conv2d")),
        Published("D2", "grid of the second convolution", (4, 8), partial(_grid, "conv2d_1")),
        Published("D2", "grid of the third convolution", (8, 8), partial(_grid, "conv2d_2")),
        Published("D2", "grid of the fourth convolution", (8, 8), partial(_grid, "conv2d_3")),
        Published("D3", "standard deviation of a picture that is shown", 0.1, measuring.contrast),
        Published("D3", "mean of a picture that is shown", 0.5, measuring.middle),
        Published(
            "D3", "darkest and brightest point of a picture that is shown", (0, 1), measuring.shown_range, "list"
        ),
        Published("D4", "perfect digits: steps", 4096, measuring.digit_steps),
        Published("D4", "a and b of the step 1/(a + b i)", (100, 10), measuring.digit_step_divisors, "list"),
        Published("D4", "grid of the perfect digits", (2, 5), partial(measuring.grid, NETWORK, "dense_2", columns=5)),
        Published(
            "D5",
            "what the network reads in its ten perfect digits",
            tuple(range(10)),
            partial(measuring.digits_read_back, NETWORK),
            "list",
            slow=True,
        ),
        Published(
            "D8",
            "darkest and brightest pixel that is read",
            (0, 255),
            measuring.pixel_range,
            "list",
            why="The same pixels: ours are divided by 255 before a network reads them, and the steps of a climb too.",
        ),
    ),
    {
        "D4": ((1,), "the numerator of the step"),
        "D8": ((1, 10, 9.5, 64, 0.2), "what was measured for this laboratory, and not published"),
        "D9": ((2,), "the width of a frame between pictures"),
    },
)
