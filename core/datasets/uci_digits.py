"""The UCI digits of scikit-learn, 8x8, made to look like MNIST's: 28x28, in a 20x20 box, its mass in the middle."""

import numpy as np
from PIL import Image

from core.datasets.catalogue import SOURCES
from core.digits.preparation import BOX, SIDE


def enlarge(image: np.ndarray, side: int = BOX) -> np.ndarray:
    """A uint8 picture scaled to `side` x `side` by cubic interpolation."""
    return np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))


def center_by_mass(image: np.ndarray, side: int = SIDE) -> np.ndarray:
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


def read(part: str) -> list[np.ndarray]:
    """Images uint8 `(n, 28, 28)` and labels uint8 `(n,)` of "train" or "test", the last fifth in file order."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    taken = SOURCES["uci_digits"].training_images
    chosen = slice(taken) if part == "train" else slice(taken, None)
    small = np.round(bunch.images[chosen] * (255 / 16)).astype(np.uint8)
    prepared = np.stack([center_by_mass(enlarge(image)) for image in small])
    return [prepared, bunch.target[chosen].astype(np.uint8)]
