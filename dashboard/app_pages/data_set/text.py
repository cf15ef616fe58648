"""What is said of a data set: how many images, who made them, what its numbers are."""

from math import prod

import numpy as np

from core import datasets, formats
from core.datasets.catalogue import IMAGE_SHAPE
from core.networks.layers.base import literal
from dashboard.session import own_images
from dashboard.text import sentences

NUMBERS = (
    "This is all that a network is given: whole numbers from 0 (black) to 255 (white), divided by 255 before it reads "
    "them. What you call a stroke is a run of large numbers."
)
ROWS = (
    "The same images as a table: a row is an image, its 28 x 28 = 784 pixels stand one after the other, line by line, "
    "and `reshape(28, 28)` folds a row back into the picture. An MLP reads such rows, so it is never told which pixels "
    "are neighbours; a convolution reads the picture. (A film shows the 784 numbers falling into a row: 3Blue1Brown, "
    "[But what is a neural network?](https://www.youtube.com/watch?v=aircAruvnKk))"
)
IN_COLOR = (
    "This is all that a network is given: three whole numbers for each pixel, how much red, green and blue there is in "
    "it, from 0 (none) to 255 (as much as there can be), divided by 255 before it reads them. In the table they stand "
    "in this order."
)


def as_rows(shape):
    """What the table of rows shows, of images of this shape."""
    if shape == IMAGE_SHAPE[:2]:
        return ROWS
    return (
        f"The same images as a table: a row is an image, its {formats.shape(shape)} = {prod(shape):,} numbers stand "
        f"one after the other, line by line, and `reshape{shape}` folds a row back into the picture."
    )


ORIGIN = {
    "mnist": (
        "MNIST is 70,000 digits: 60,000 to learn from and 10,000 to test with, 85.7 and 14.3 %. The lesson says that "
        "employees of the US Census Bureau wrote the 60,000 and students the 10,000; those who made MNIST say that "
        "either group wrote half of each part, and that nobody's digits are in both. Its scikit-learn networks are "
        "tested on another split, a random 14,000 of all 70,000 (`test_size=.2`), so their accuracy is of other images."
    ),
    "fashion_mnist": (
        "Fashion-MNIST is 70,000 pictures of clothes from the shop Zalando, made to be as large and as many as MNIST's "
        "digits and harder to tell apart: 60,000 to learn from, 10,000 to test with."
    ),
    "uci_digits": (
        "UCI digits are the 1,797 digits that come with scikit-learn, 8 x 8 pixels each, here as large as MNIST's. "
        "The last fifth is kept to test with."
    ),
}

YOURS = (
    "You brought this data set: it is in this session only. *Your images* says what was done with its file, sets it "
    "right, and writes it in other formats."
)


def claim(look):
    """How much there is of what is shown."""
    count, size = len(look.split), look.image.shape
    numbers = f"each is {formats.shape(size)} = {look.image.size:,} numbers"
    if own_images.are_these(look.selection.data):
        return f"You have made {formats.count(count, 'image')}: {numbers}."
    kinds = formats.count(len(look.label_names), "class", "classes")
    return f"{sentences.split_name(look.selection.data, look.selection.part)}: {count:,} images of {kinds}; {numbers}."


def examples(look, shown):
    """Which images are shown, and where a network knows some classes only, how they are counted."""
    said = f"Images {shown[0]} to {shown[-1]}, with their labels. Click one to choose it; the sidebar goes further."
    return f"{said} {kept_classes(look)}".rstrip()


def kept_classes(look):
    """Which classes are kept, and the number that the image has in the whole part; nothing where all are."""
    if look.classes is None:
        return ""
    names = datasets.class_names(look.selection.data, look.classes)
    kept = formats.listed([f"{label} ({name})" for label, name in zip(look.classes, names, strict=True)])
    index = look.selection.image
    return (
        f"`{look.run.key}` knows the classes {kept} only: the images of these are kept, in file order. Image {index}, "
        f"{look.truth}, is number {look.split.indices[index]} of the whole part."
    )


def code(name, classes):
    """Lines that make `table`, an image a row, and `picture`, the first one folded back."""
    if name == "uci_digits":
        return (
            "from sklearn.datasets import load_digits\n\n"
            "images, labels = load_digits().images, load_digits().target\n"
            "table = images.reshape(len(images), 64)\n"
            "picture = table[0].reshape(8, 8)"
        )
    keep = (
        ""
        if classes is None
        else f"keep = np.isin(labels, {literal(tuple(classes))})\nimages, labels = images[keep], labels[keep]\n"
    )
    return (
        "import keras\nimport numpy as np\n\n"
        f"(x_train, y_train), (x_test, y_test) = keras.datasets.{name}.load_data()\n"
        "images, labels = np.concatenate([x_train, x_test]), np.concatenate([y_train, y_test])\n"
        f"{keep}"
        "table = images.reshape(len(images), 784)\n"
        "picture = table[0].reshape(28, 28)"
    )


def try_ink(class_names, means):
    """A question and its answer from the ClassMeans: which class has most ink."""
    ink = means.images.reshape(len(means.images), -1).mean(axis=1)
    most, least, rarest = int(ink.argmax()), int(ink.argmin()), int(means.counts.argmin())
    answer = (
        f"**{class_names[most]}**: its pixels are at {formats.percent(float(ink[most]))} of white on average, those of "
        f"{class_names[least]} at {formats.percent(float(ink[least]))}. Ink alone already tells some images apart, and "
        "says nothing of where it lies. "
    )
    same = np.ptp(means.counts) == 0
    return (
        "which class has most ink, and which has fewest images?",
        answer + ("All classes have as many images." if same else f"Fewest are of **{class_names[rarest]}**."),
    )
