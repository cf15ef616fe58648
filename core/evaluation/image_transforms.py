"""Images that are moved, turned, scaled, thickened, covered or made noisy.

They are float32 `(n, height, width)` in [0, 1], those in colour `(n, height, width, 3)`.
"""

import numpy as np
import scipy

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], bool)


def shift(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Moved by whole pixels; what leaves the picture is lost, what enters is black."""
    height, width = images.shape[1:3]
    moved = np.zeros_like(images)
    if abs(down) < height and abs(right) < width:
        to = (slice(max(down, 0), height + min(down, 0)), slice(max(right, 0), width + min(right, 0)))
        source = (slice(max(-down, 0), height + min(-down, 0)), slice(max(-right, 0), width + min(-right, 0)))
        moved[:, *to] = images[:, *source]
    return moved


def rotate(images: np.ndarray, degrees: float) -> np.ndarray:
    """Turned counterclockwise about the middle, with linear interpolation."""
    angle = np.radians(degrees)
    return _about_the_middle(images, np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]))


def scale(images: np.ndarray, factor: float) -> np.ndarray:
    """Larger or smaller about the middle, with linear interpolation."""
    return _about_the_middle(images, np.eye(2) / factor)


def _about_the_middle(images: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """`matrix` `(2, 2)` takes a place in the new picture to the place in the old one that it shows."""
    whole = np.eye(images.ndim)
    whole[1:3, 1:3] = matrix
    middle = np.zeros(images.ndim)
    middle[1:3] = (np.array(images.shape[1:3]) - 1) / 2
    return np.asarray(scipy.ndimage.affine_transform(images, whole, middle - whole @ middle, order=1))


def thicken(images: np.ndarray, pixels: int) -> np.ndarray:
    """Strokes grow by so many pixels on each side, or shrink where `pixels` is negative."""
    cross = CROSS.reshape(1, *CROSS.shape, *[1] * (images.ndim - 3))
    for _ in range(abs(pixels)):
        images = (scipy.ndimage.grey_dilation if pixels > 0 else scipy.ndimage.grey_erosion)(images, footprint=cross)
    return images


def add_noise(images: np.ndarray, standard_deviation: float) -> np.ndarray:
    """Gaussian noise, always the same, cut off at black and white."""
    noise = np.random.default_rng(0).standard_normal(images.shape, dtype=np.float32)
    return np.clip(images + np.float32(standard_deviation) * noise, 0, 1)


def occlude(images: np.ndarray, side: int) -> np.ndarray:
    """A black square of `side` pixels over the middle; a larger one than the picture covers all of it."""
    covered = images.copy()
    top, left = (max(size - side, 0) // 2 for size in images.shape[1:3])
    covered[:, top : top + side, left : left + side] = 0
    return covered


def change(
    image: np.ndarray,
    down: int = 0,
    right: int = 0,
    turn: float = 0,
    size: float = 1.0,
    thickness: int = 0,
    noise: float = 0.0,
    cover: int = 0,
) -> np.ndarray:
    """One image, `(height, width)` or in colour, in [0, 1] after all these changes.

    In this order: strokes, size, turn, place, noise, cover.
    """
    images = thicken(image[np.newaxis], thickness)
    images = scale(images, size) if size != 1 else images
    images = rotate(images, turn) if turn else images
    images = shift(images, down, right)
    images = add_noise(images, noise) if noise else images
    return np.clip(occlude(images, cover), 0, 1)[0]
