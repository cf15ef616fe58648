"""B: "Interpreting the model" (Fashion-MNIST, Keras)."""

from functools import partial

from core.reproduce import measuring
from core.reproduce.published import Published, Text

NETWORK = "fashion_kernels"
WEIGHTS = "they hold for that author's weights; here filters are sorted by what they answer to"

TEXT = Text(
    "B",
    "Interpreting the model",
    (
        Published("B1", "convolutions of the network", 2, partial(measuring.layers_of_kind, NETWORK, "Conv2D")),
        Published(
            "B2", "shape of the first kernels", (3, 3, 1, 5), partial(measuring.kernels_shape, NETWORK, "conv2d")
        ),
        Published("B3", "shape of `kernels[:, :, 0, 0]`", (3, 3), partial(measuring.kernel_shape, NETWORK, "conv2d")),
        Published("B5", "classes kept", (0, 3, 9), partial(measuring.classes, NETWORK), kind="list"),
        Published("B5", "class of the image at position 3", 9, partial(measuring.kept_label, NETWORK, 3)),
        Published(
            "B5",
            "index of the image at position 3 in the whole test set",
            23,
            partial(measuring.kept_image, NETWORK, 3),
        ),
        Published("B5", "class of the image at position 4", 0, partial(measuring.kept_label, NETWORK, 4)),
        Published(
            "B5",
            "index of the image at position 4 in the whole test set",
            27,
            partial(measuring.kept_image, NETWORK, 4),
        ),
    ),
    {
        "B6": ((0,), WEIGHTS),
        "B7": ((1,), WEIGHTS),
        "B8": ((0,), "a place in a list, and not a result"),
    },
)
