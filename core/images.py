"""Making other pictures of digits look like MNIST's: 28x28, the digit in a 20x20 box, its mass in the middle."""

import numpy as np
from PIL import Image

SIDE = 28
BOX = 20


def enlarge(image, side=BOX):
    """A uint8 picture scaled to `side` x `side` by cubic interpolation."""
    return np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))


def center_by_mass(image, side=SIDE):
    """Put a picture no larger than `side` into a black square so that its centre of mass is in the middle.

    The shift is a whole number of pixels and stops at the border, so that no ink is lost.
    """
    height, width = image.shape
    if height > side or width > side:
        raise ValueError(f"a {height}x{width} picture does not fit into {side}x{side}")
    mass = image.sum(dtype=np.float64)
    centers = (
        [(image.sum(axis=1 - axis) @ np.arange(size)) / mass for axis, size in enumerate(image.shape)]
        if mass
        else [(height - 1) / 2, (width - 1) / 2]
    )
    top, left = (
        int(np.clip(round((side - 1) / 2 - center), 0, side - size))
        for center, size in zip(centers, image.shape, strict=True)
    )
    square = np.zeros((side, side), dtype=image.dtype)
    square[top : top + height, left : left + width] = image
    return square
