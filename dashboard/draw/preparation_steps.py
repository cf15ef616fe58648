"""The preparation of a picture as scenes: every stage of it, and the result beside the means of two classes."""

import numpy as np

from core import formats
from core.digits import preparation
from dashboard.draw.mosaics import gallery
from dashboard.draw.scenes import Scene, Tiles

SHOWN = 140


def picture(key, stage, title):
    """One stage in the middle of a square, so that all squares are of one size."""
    small = preparation.shrink(stage, SHOWN)
    scale = SHOWN / max(small.shape)
    left, top = ((SHOWN - size * scale) / 2 for size in small.shape[::-1])
    name = f"{title}: {formats.times(stage.shape[::-1])} pixels"
    tiles = Tiles(key, small[None], "ink", (0, 1), (name,), left, top, scale, 1, clickable=False)
    return Scene(SHOWN, SHOWN, name, (tiles,), largest=1.3)


def comparison(image, means, class_names, label, answer):
    """The prepared image beside the mean training images of what was meant and of what was read."""
    shown = np.stack([image / np.float32(255), means[label], means[answer]])
    captions = ("yours", f"average {class_names[label]}", f"average {class_names[answer]}")
    return gallery("means", shown, captions, captions, columns=3, side=125)
