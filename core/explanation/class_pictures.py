"""The perfect digits: what a network would most like to see as each of its classes, and how to look at them."""

import numpy as np

from core.explanation.ascent_runs import Climb
from core.explanation.gradient_ascent import Ascent, Objective
from core.networks.network import Network, as_seen, image_batch

AT_ONCE = 5000
RECIPES = {
    "quick": Ascent(steps=64, step_size=0.05, jitter=1, blur=0.4, total_variation=0.3),
    "as in the text": Ascent(steps=4096, step_size=0.01, decay=0.1),
}


def climb(network: Network, recipe: str, mean: np.ndarray) -> Climb:
    """The Climb of all classes at once, by one of RECIPES; `mean` is a picture in [0, 1], as `image_batch` takes it.

    Quick: the logits, from the mean training image. As in the text: the probabilities, from black, step i adding
    1 / (100 + 10 i) of the normalised gradient.
    """
    architecture = network.architecture
    name, classes = architecture.names[-1], architecture.shapes[-1][0]
    start = np.zeros((classes, *architecture.input_shape), np.float32)
    if recipe == "quick":
        start += image_batch(mean, architecture.input_shape)
    objective = Objective(name, tuple(range(classes)), before_activation=recipe == "quick")
    return Climb(network, objective, start, RECIPES[recipe])


def de_averaged(pictures: np.ndarray) -> np.ndarray:
    """Pictures without what each one's pixels have on average: max(x - mean, 0), scaled to reach from 0 to 1."""
    own = tuple(range(1, pictures.ndim))
    lifted = np.maximum(pictures - pictures.mean(axis=own, keepdims=True), 0)
    return lifted / np.maximum(lifted.max(axis=own, keepdims=True), np.finfo(np.float32).tiny)


def nearest(pictures: np.ndarray, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each picture the image, of uint8 `images`, that is most alike: `(indices, correlations)`.

    Images of another size, in colour or in grey, are compared as a network sees them that reads such `pictures`.
    """
    wanted = centred(pictures)
    best, indices = np.full(len(pictures), -np.inf), np.zeros(len(pictures), int)
    for start in range(0, len(images), AT_ONCE):
        alike = wanted @ centred(in_shape_of(pictures, images[start : start + AT_ONCE])).T
        closest = alike.argmax(axis=1)
        most = alike[np.arange(len(wanted)), closest]
        indices = np.where(most > best, closest + start, indices)
        best = np.maximum(most, best)
    return indices, best


def in_shape_of(pictures: np.ndarray, images: np.ndarray) -> np.ndarray:
    """`images` as a network sees them that reads such `pictures`, `(n, height, width)` or `(n, height, width, 3)`."""
    wanted = pictures.shape[1:]
    return images if images.shape[1:] == wanted else as_seen(images, (*wanted, 1)[:3])


def centred(pictures: np.ndarray) -> np.ndarray:
    """Each picture as a row of length 1 whose mean is zero; an even one is all zeros."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), np.finfo(np.float32).tiny)
