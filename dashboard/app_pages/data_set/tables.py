"""Images as tables of numbers, and how many there are of each class: pandas frames. No streamlit."""

from math import prod

import numpy as np
import pandas as pd

from core.datasets.labelled_images import UNKNOWN
from core.networks.image_fitting import COLORS

TOTALS = ("all", "all classes", "sum", "sum of all classes")  # the first that no class is called


def pixels(image):
    """One image `(height, width)`, a number for every pixel, rows and columns counted from 0.

    In colour, `(height, width, 3)`, it is three numbers in a cell.
    """
    height, width = image.shape[:2]
    if image.ndim == 3:
        cells = [" ".join(map(str, pixel)) for pixel in image.reshape(-1, image.shape[2]).tolist()]
        image = np.array(cells).reshape(height, width)
    return pd.DataFrame(image, index=range(height), columns=[str(at) for at in range(width)])


def rows(images, labels, first):
    """Images `(n, height, width)`, or in colour, as rows of pixels, each after its label.

    `first` is the number of the first image.
    """
    flat = images.reshape(len(images), -1)
    pixels = range(prod(images.shape[1:3]))
    columns = [f"pixel {at}" for at in pixels]
    if images.ndim == 4:
        columns = [f"pixel {at} {color}" for at in pixels for color in COLORS]
    frame = pd.DataFrame(flat, columns=columns)
    frame.insert(0, "label", labels)
    return frame.set_index(pd.Index(range(first, first + len(images)), name="image"))


def as_arrow(frame):
    """As Streamlit sends it to the browser: for hundreds of columns that takes thirty times as long as all else."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame)


def counts(class_names, learnt, test_labels):
    """How many training and test images each class has; `learnt` are counts, `test_labels` one label an image."""
    tested = np.bincount(test_labels[test_labels != UNKNOWN], minlength=len(class_names))
    frame = pd.DataFrame([learnt, tested], index=["training images", "test images"], columns=list(class_names))
    total = next(name for name in TOTALS if name not in class_names)
    return frame.assign(**{total: frame.sum(axis=1)})
