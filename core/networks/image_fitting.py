"""Pictures on their way to a network: of any size up to 64 pixels a side, grey or in colour, to what it reads."""

import numpy as np

from core.networks.layers.resizing import Resizing

COLORS = ("red", "green", "blue")
LARGEST = 64  # pixels a side
LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # how bright each colour is: ITU-R BT.601


def as_pictures(images: np.ndarray, input_shape: tuple[int, int, int]) -> np.ndarray:
    """One picture or many, as `(n, height, width, channels)`; a grey one may leave out its channel axis.

    Raises ValueError for what is neither of the network's `input_shape` nor pictures, grey or in three colours, of at
    most 64 pixels a side.
    """
    fits = (input_shape, *[input_shape[:2]] * (input_shape[2] == 1))
    shape, is_grey = images.shape, images.ndim < 4
    if shape in fits:
        images, is_grey = images[np.newaxis], len(shape) == 2
    elif shape[1:] in fits:
        is_grey = len(shape) == 3
    elif images.ndim == 2 or (images.ndim == 3 and shape[2] == len(COLORS)):
        images, is_grey = images[np.newaxis], images.ndim == 2
    batch = images[..., np.newaxis] if is_grey else images
    if batch.shape[1:] != input_shape and not _is_known(batch.shape):
        wanted = "x".join(map(str, input_shape))
        raise ValueError(f"images of shape {shape} do not fit a network that reads {wanted} pixels")
    return batch


def _is_known(shape: tuple[int, ...]) -> bool:
    return len(shape) == 4 and all(1 <= side <= LARGEST for side in shape[1:3]) and shape[3] in (1, len(COLORS))


def fitted(batch: np.ndarray, input_shape: tuple[int, int, int]) -> np.ndarray:
    """float32 `(n, height, width, channels)` in [0, 1] as `(n, *input_shape)`.

    Of colours a grey network sees how bright they are together; of grey a colour network sees the same in each channel.
    Another size is scaled, each new pixel a weighted mean of the up to four old ones around its place.
    """
    height, width, channels = input_shape
    if batch.shape[3] != channels and batch.shape[3] > 1:
        batch = (batch @ LUMA)[..., np.newaxis]
    if batch.shape[1:3] != (height, width):
        batch = np.clip(Resizing(height, width).forward(batch), 0, 1)
    return batch if batch.shape[3] == channels else np.repeat(batch, channels, axis=3)


def squeezed(pictures: np.ndarray) -> np.ndarray:
    """Pictures `(..., channels)` as they are drawn: grey ones without their channel axis.

    Of two, or more than three channels, which are no colours, it is the mean.
    """
    if pictures.shape[-1] == len(COLORS):
        return pictures
    return pictures[..., 0] if pictures.shape[-1] == 1 else pictures.mean(axis=-1)
