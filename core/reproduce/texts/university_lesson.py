"""E: the university lesson (scikit-learn and Keras, MNIST)."""

from functools import partial

from core.reproduce import measuring
from core.reproduce.published import Published, Text

CNN, MLP, SKLEARN, SKLEARN_40 = "lesson_cnn", "lesson_mlp", "sklearn_16_16", "sklearn_40"
OTHER_IMAGES = (
    "Theirs learnt from a random 56,000 of all 70,000 images and was tested on the other 14,000, "
    "ours from MNIST's own 60,000 and on its 10,000."
)
MACHINE = "How fast theirs was, and what else ran on either, is not known."
OURS = "measured for this laboratory, and not published"
PAGE = "how a picture is laid out"

_shape = partial(measuring.output_shape, CNN)
_parameters = partial(measuring.parameters, CNN)
_accuracy = partial(Published, measure=measuring.test_accuracy, kind="accuracy", images=10_000)
_validation = partial(Published, kind="accuracy", trained=CNN, images=6000)
_seconds = partial(Published, measure=measuring.training_seconds, kind="seconds", why=MACHINE)

TEXT = Text(
    "E",
    "From neurons to convolutions",
    (
        Published("E2", "images of MNIST", 70000, measuring.images),
        Published("E2", "height and width", (28, 28), measuring.image_shape),
        Published("E2", "numbers in a row", 784, measuring.pixels_in_a_row),
        Published(
            "E3",
            "MLP (16, 16) by scikit-learn: hidden neurons",
            (16, 16),
            partial(measuring.count_of, SKLEARN, "dense", "dense_1"),
            kind="list",
        ),
        Published("E3", "iterations", 50, partial(measuring.setting, SKLEARN, "epochs")),
        _accuracy(
            "E3",
            "MLP (16, 16) by scikit-learn: test accuracy",
            0.9509,
            trained=SKLEARN,
            images=14_000,
            why=OTHER_IMAGES,
        ),
        _seconds("E3", "MLP (16, 16) by scikit-learn: seconds of training (4 min 17 s)", 257, trained=SKLEARN),
        Published("E3", "MLP (40,): hidden neurons", 40, partial(measuring.count_of, SKLEARN_40, "dense")),
        Published("E3", "MLP (40,): parameters", 31810, partial(measuring.parameters, SKLEARN_40)),
        _accuracy(
            "E3",
            "MLP (40,) with early stopping: test accuracy",
            0.9647,
            trained=SKLEARN_40,
            images=14_000,
            why=OTHER_IMAGES,
        ),
        Published("E4", "neurons drawn", 40, partial(measuring.count_of, SKLEARN_40, "dense")),
        Published("E4", "a neuron as a picture", (28, 28), partial(measuring.neuron_shape, SKLEARN_40, "dense")),
        Published("E4", "grid of the neurons", (4, 10), partial(measuring.grid, SKLEARN_40, "dense", 10)),
        Published("E6", "images in a batch", 200, partial(measuring.setting, CNN, "batch_size")),
        Published("E6", "steps of an epoch", 270, partial(measuring.steps_of_an_epoch, CNN)),
        Published("E6", "images learnt from", 54000, partial(measuring.learnt_from, CNN)),
        Published("E7", "first convolution: filters", 32, partial(measuring.count_of, CNN, "conv2d")),
        Published("E7", "kernels of the first convolution", (3, 3), partial(measuring.kernel_shape, CNN, "conv2d")),
        Published("E7", "parameters of the first convolution", 320, partial(_parameters, "conv2d")),
        Published("E7", "second convolution: filters", 64, partial(measuring.count_of, CNN, "conv2d_1")),
        Published("E7", "kernels of the second convolution", (3, 3), partial(measuring.kernel_shape, CNN, "conv2d_1")),
        Published("E7", "parameters of the second convolution", 18496, partial(_parameters, "conv2d_1")),
        Published("E7", "numbers after flatten", 1600, partial(_shape, "flatten")),
        Published("E7", "dropout", 0.2, partial(measuring.layer_setting, CNN, "dropout", "rate")),
        Published("E7", "outputs of the dense layer", 10, partial(_shape, "dense")),
        Published("E7", "parameters of the dense layer", 16010, partial(_parameters, "dense")),
        Published("E7", "parameters of all layers", 34826, _parameters),
        Published("E7", "kilobytes of all weights", 136.04, partial(measuring.kilobytes, CNN)),
        Published("E7", "images in a batch", 200, partial(measuring.setting, CNN, "batch_size")),
        Published("E7", "epochs", 10, partial(measuring.setting, CNN, "epochs")),
        Published("E7", "images held back, in per cent", 10, partial(measuring.validation_percent, CNN)),
        _validation("E7", "CNN: validation accuracy, first epoch", 0.9753, measuring.first_validation_accuracy),
        _validation("E7", "CNN: validation accuracy, last epoch", 0.9910, measuring.last_validation_accuracy),
        _accuracy("E7", "CNN: test accuracy", 0.9891, trained=CNN),
        _seconds("E7", "CNN: seconds of training (2 min 18 s)", 138, trained=CNN),
        Published(
            "E8",
            "MLP (16, 16) by Keras: hidden neurons",
            (16, 16),
            partial(measuring.count_of, MLP, "dense", "dense_1"),
            kind="list",
        ),
        Published(
            "E8",
            "MLP (16, 16) by Keras: parameters of the first layer",
            12560,
            partial(measuring.parameters, MLP, "dense"),
        ),
        Published(
            "E8",
            "MLP (16, 16) by Keras: parameters of the second layer",
            272,
            partial(measuring.parameters, MLP, "dense_1"),
        ),
        Published(
            "E8",
            "MLP (16, 16) by Keras: parameters of the last layer",
            170,
            partial(measuring.parameters, MLP, "dense_2"),
        ),
        Published("E8", "parameters of all layers", 13002, partial(measuring.parameters, MLP)),
        Published("E8", "MLP (16, 16) by Keras: kilobytes of all weights", 50.79, partial(measuring.kilobytes, MLP)),
        _accuracy("E8", "MLP (16, 16) by Keras: test accuracy", 0.9461, trained=MLP),
        _seconds("E8", "MLP (16, 16) by Keras: seconds of training", 6.8, trained=MLP),
        Published("E9", "kernels drawn", 32, partial(measuring.count_of, CNN, "conv2d")),
        Published("E9", "grid of the kernels", (4, 8), partial(measuring.grid, CNN, "conv2d", 8)),
        Published("E10", "label of training image 0", 5, partial(measuring.label, "mnist", "train", 0)),
        Published(
            "E11", "first and last filter", (0, 31), partial(measuring.first_and_last, CNN, "conv2d"), kind="list"
        ),
        Published("E14", "images to learn from and to test with", (60000, 10000), measuring.parts, kind="list"),
        Published("E14", "pixel columns of the table", 784, measuring.pixels_in_a_row),
        Published("E14", "height and width of a row folded back", (28, 28), measuring.image_shape),
        Published(
            "E14",
            "scikit-learn's part: images to learn from and to test with",
            (56000, 14000),
            measuring.parts,
            kind="list",
            why="The text splits all 70,000 at random; ours are MNIST's own parts, the same images for every network.",
        ),
        Published(
            "E14",
            "scikit-learn's part: share tested with",
            0.2,
            measuring.tested_share,
            why="Ours is 10,000 of 70,000: MNIST's own parts.",
        ),
        Published(
            "E14",
            "Keras's part: per cent to learn from and to test with, by its comment",
            (80, 20),
            measuring.percents_of_parts,
            kind="list",
            why="The comment is of another split: 60,000 and 10,000 are these shares.",
        ),
    ),
    {
        "E3": ((0.9488, 9.4, 0.9629, 47, 11.3), OURS),
        "E4": ((2,), "the range of the colours, half the smallest to half the largest weight"),
        "E5": ((34826, 34990, 0.98, 0.93, 2, 0.94, 0.66, 4, 0.61, 0.26, 3), OURS),
        "E7": ((0.9903, 94), OURS),
        "E8": ((0.9444, 6.9), OURS),
        "E10": ((3,), "a version of Keras"),
        "E12": ((8,), PAGE),
        "E14": ((50, 70000, 85.7, 14.3), "said again, or worked out for this laboratory"),
    },
)
