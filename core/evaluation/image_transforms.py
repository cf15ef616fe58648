"""Images that are moved, turned, scaled, thickened, covered or made noisy: float32 `(n, height, width)` in [0, 1]."""

import numpy as np
from scipy import ndimage

CROSS = ndimage.generate_binary_structure(2, 1)[np.newaxis]


def shift(images, down, right):
    """Images `(n, height, width)` moved by whole pixels; what leaves the picture is lost, what enters is black."""
    height, width = images.shape[1:]
    moved = np.zeros_like(images)
    if abs(down) < height and abs(right) < width:
        to = (slice(max(down, 0), height + min(down, 0)), slice(max(right, 0), width + min(right, 0)))
        source = (slice(max(-down, 0), height + min(-down, 0)), slice(max(-right, 0), width + min(-right, 0)))
        moved[:, *to] = images[:, *source]
    return moved


def rotate(images, degrees):
    """Turned counterclockwise about the middle, with linear interpolation."""
    angle = np.radians(degrees)
    return _about_the_middle(images, [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def scale(images, factor):
    """Larger or smaller about the middle, with linear interpolation."""
    return _about_the_middle(images, np.eye(2) / factor)


def _about_the_middle(images, matrix):
    """`matrix` takes a place in the new picture to the place in the old one that it shows."""
    whole = np.eye(3)
    whole[1:, 1:] = matrix
    middle = np.array([0, *((np.array(images.shape[1:]) - 1) / 2)])
    return ndimage.affine_transform(images, whole, middle - whole @ middle, order=1)


def thicken(images, pixels):
    """Strokes grow by so many pixels on each side, or shrink where `pixels` is negative."""
    for _ in range(abs(pixels)):
        images = (ndimage.grey_dilation if pixels > 0 else ndimage.grey_erosion)(images, footprint=CROSS)
    return images


def add_noise(images, deviation):
    """Gaussian noise, always the same, cut off at black and white."""
    noise = np.random.default_rng(0).standard_normal(images.shape, dtype=np.float32)
    return np.clip(images + np.float32(deviation) * noise, 0, 1)


def occlude(images, side):
    """A black square of `side` pixels over the middle."""
    covered = images.copy()
    top, left = ((size - side) // 2 for size in images.shape[1:])
    covered[:, top : top + side, left : left + side] = 0
    return covered


def change(image, down=0, right=0, turn=0, size=1.0, thickness=0, noise=0.0, cover=0):
    """One image `(height, width)` in [0, 1] after all these changes, in this order: strokes, size, turn, place, noise,
    cover."""
    one = thicken(image[np.newaxis], thickness)
    one = scale(one, size) if size != 1 else one
    one = rotate(one, turn) if turn else one
    one = shift(one, down, right)
    one = add_noise(one, noise) if noise else one
    return np.clip(occlude(one, cover), 0, 1)[0]
