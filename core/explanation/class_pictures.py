"""The perfect digits: what a network would most like to see as each of its classes, and how to look at them."""

import numpy as np

from core import paths
from core.datasets import class_means
from core.explanation.ascent_runs import Climb, Climbed
from core.explanation.gradient_ascent import Ascent, Objective

FILE = "perfect_digits.npz"
AT_ONCE = 5000
RECIPES = {
    "quick": Ascent(steps=64, step_size=0.05, jitter=1, blur=0.4, total_variation=0.3),
    "as in the text": Ascent(steps=4096, step_size=0.01, decay=0.1),
}


def climb(network, recipe, mean):
    """The Climb of all classes at once.

    Quick: the logits, from the mean training image. As in the text: the probabilities, from black, step i adding
    1 / (100 + 10 i) of the normalised gradient.
    """
    architecture = network.architecture
    name, classes = architecture.names[-1], architecture.shapes[-1][0]
    start = np.zeros((classes, *architecture.input_shape), np.float32)
    if recipe == "quick":
        start += np.asarray(mean, np.float32)[:, :, None]
    objective = Objective(name, tuple(range(classes)), before_activation=recipe == "quick")
    return Climb(network, objective, start, RECIPES[recipe])


def de_averaged(pictures):
    """Pictures without what each one's pixels have on average: max(x - mean, 0), scaled to reach from 0 to 1."""
    lifted = np.maximum(pictures - pictures.mean(axis=(1, 2), keepdims=True), 0)
    return lifted / np.maximum(lifted.max(axis=(1, 2), keepdims=True), np.finfo(np.float32).tiny)


def nearest(pictures, images):
    """For each picture the image, of uint8 `(m, 28, 28)`, that is most alike: `(indices, correlations)`."""
    wanted = centred(pictures)
    best, found = np.full(len(pictures), -np.inf), np.zeros(len(pictures), int)
    for start in range(0, len(images), AT_ONCE):
        alike = wanted @ centred(images[start : start + AT_ONCE]).T
        closest = alike.argmax(axis=1)
        most = alike[np.arange(len(wanted)), closest]
        found = np.where(most > best, closest + start, found)
        best = np.maximum(most, best)
    return found, best


def centred(pictures):
    """Each picture as a row of length 1 whose mean is zero; an even one is all zeros."""
    flat = pictures.reshape(len(pictures), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), np.finfo(np.float32).tiny)


def measure_run(run, split, progress=lambda share: None):
    """`{recipe: Climbed}` of a run's trained network; `split` plays no part, pictures need no images."""
    mean = class_means.load(run.config.data_set, run.config.classes).mean
    found = {}
    for recipe in RECIPES:
        found[recipe] = Climbed.of(list(climb(run.network, recipe, mean).partial_results()))
        progress(len(found) / len(RECIPES))
    return found


def write(run, found):
    """Keep the perfect digits of the run's trained network in its folder."""
    arrays = {name: array for recipe, one in found.items() for name, array in one.arrays(recipe).items()}
    paths.write_in_place(run.path / FILE, lambda file: np.savez_compressed(file, step=run.final_step, **arrays))


def read(run):
    """What was written of the run's trained network before, or None."""
    try:
        with np.load(run.path / FILE, allow_pickle=False) as archive:
            if int(archive["step"]) != run.final_step:
                return None
            found = {recipe: Climbed.kept(archive, recipe) for recipe in RECIPES}
    except Exception:  # a damaged zip raises nearly anything; they can be climbed again
        return None
    return found if all(len(one.moved) == run.architecture.shapes[-1][0] for one in found.values()) else None


def tell(found):
    """The smallest and largest score of every recipe's pictures."""
    return ", ".join(
        f"{name}: {one.curves[:, -1].min():.4g} to {one.curves[:, -1].max():.4g}" for name, one in found.items()
    )
