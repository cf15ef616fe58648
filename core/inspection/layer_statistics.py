"""How a picture changes on its way through a network: size, sparsity and likeness to the input, layer by layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from core.networks.network import Network, image_batch


@dataclass(frozen=True)
class StageStatistics:
    """One layer: how many `cells` its activations have, the share that is zero, and their likeness to the input.

    `likeness` is from 0 to 1; None where a layer's activations are no pictures, or the image or all of them have no
    contrast.
    """

    name: str
    cells: int
    are_pictures: bool
    sparsity: float
    likeness: float | None


def stages(network: Network, image: ArrayLike) -> list[StageStatistics]:
    """A `StageStatistics` for the input and for every layer, for one image as `image_batch` takes it."""
    batch = image_batch(image, network.architecture.input_shape)
    picture = batch[0].mean(axis=-1)
    first = StageStatistics("input", batch.size, True, float((batch == 0).mean()), 1.0)
    return [
        first,
        *(
            StageStatistics(
                name, values.size, values.ndim == 4, float((values == 0).mean()), likeness(picture, values[0])
            )
            for name, values in network.activations(image).items()
        ),
    ]


def likeness(picture: np.ndarray, maps: np.ndarray) -> float | None:
    """Mean size of the correlation between `picture` `(height, width)` and each of `maps` `(height, width, channels)`.

    From 0 to 1. The picture is shrunk to the maps' size first. Channels without contrast are left out; None where that
    leaves none, or where `maps` are `(units,)`.
    """
    if maps.ndim < 3:
        return None
    height, width = maps.shape[:2]
    small = np.asarray(Image.fromarray(picture.astype(np.float32)).resize((width, height), Image.Resampling.BOX))
    flat = maps.reshape(height * width, -1).astype(np.float64)
    flat = flat - flat.mean(axis=0)
    target = small.ravel() - small.mean()
    sizes = np.sqrt((flat**2).sum(axis=0)) * np.sqrt((target**2).sum())
    alive = sizes > 1e-9
    if not alive.any():
        return None
    return float(np.abs((flat.T @ target)[alive] / sizes[alive]).mean())
