"""Move, turn, slant and scale training images at random: one affine map an image. Imports tensorflow."""

import numpy as np
import tensorflow as tf

from core.networks.recipe import Augmentation


def affine_maps(random: np.random.Generator, count: int, side: int, augmentation: Augmentation) -> np.ndarray:
    """`count` random maps from output to input pixels, as `(count, 8)` rows in TensorFlow's order.

    The map is about the picture's middle: turned, slanted, scaled, then moved.
    """
    angle = np.radians(random.uniform(-augmentation.rotation, augmentation.rotation, count))
    slope = random.uniform(-augmentation.shear, augmentation.shear, count)
    zoom = 1 + random.uniform(-augmentation.zoom, augmentation.zoom, (2, count))
    shift = side * random.uniform(-augmentation.shift, augmentation.shift, (2, count))
    cosine, sine = np.cos(angle), np.sin(angle)
    along_x = (cosine * zoom[0], (slope * cosine - sine) * zoom[1])
    along_y = (sine * zoom[0], (slope * sine + cosine) * zoom[1])
    middle = (side - 1) / 2
    offset_x = middle - middle * (along_x[0] + along_x[1]) + shift[0]
    offset_y = middle - middle * (along_y[0] + along_y[1]) + shift[1]
    zeros = np.zeros(count)
    return np.stack([*along_x, offset_x, *along_y, offset_y, zeros, zeros], axis=1).astype(np.float32)


def augment(random: np.random.Generator, batch: np.ndarray, augmentation: Augmentation) -> np.ndarray:
    """A changed copy of a float batch `(n, side, side, 1)`; bilinear, black beyond the border."""
    maps = affine_maps(random, len(batch), batch.shape[1], augmentation)
    changed = tf.raw_ops.ImageProjectiveTransformV3(
        images=batch,
        transforms=maps,
        output_shape=batch.shape[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
    return changed.numpy()
