"""Fool it, as scenes and sentences: the change magnified, what the networks read, and the curves."""

import numpy as np

from core import formats
from dashboard.draw.mosaics import large

HOW = (
    "Every pixel moves by *epsilon*, up or down, whichever makes the true answer less likely for the network named "
    "above (the sign of the gradient of its loss; "
    "[Goodfellow, Shlens, Szegedy 2014](https://arxiv.org/abs/1412.6572)). A pixel's whole range is 1, from black to "
    "white."
)
IN_GREY = (
    "What is black already cannot become darker, so most of the background of a digit can only move up. The change is "
    "drawn magnified: red pixels became brighter, blue ones darker."
)
IN_COLOR = (
    "Red, green and blue are moved each for itself. The change is drawn magnified: grey is no change, and each colour "
    "is brighter where it became more and darker where it became less."
)
TRY = (
    "find the smallest epsilon that fools the network. Does the same change fool the other one?",
    "Often a change that a person hardly sees is enough, and often part of it carries over to a network that had no "
    "part in making it: both have learnt from the same images. Noise of the same strength does not do that (try it on "
    "the page *Robustness*): what fools is the direction, not the size.",
)
NOT_SAID = "Nobody has said what it shows, so the change works against the answer that the network gives."
NO_TRUTH = "Its true class is none of the network's answers, so the change works against the answer it gives."


def change_scene(change, epsilon):
    """The change of every pixel, magnified: the colours reach to epsilon. In colour, none is half bright."""
    limit = max(epsilon, 0.01)
    up, down = (int((sign * change > 0).sum()) for sign in (1, -1))
    if change.ndim == 3:
        alt = f"Colours moved by up to {epsilon}: {up} became more, {down} less"
        return large("change", change, "ink", (-limit, limit), "change", "change of each colour", alt)
    alt = f"Pixels moved by up to {epsilon}: {up} are brighter, {down} darker"
    return large("change", change, "signed", (-limit, limit), "change", "change of the pixel", alt)


def claim(look, after, epsilon):
    """What became of the answer of the network that the change was made against."""
    key, before, truth = look.run.key, look.answer, look.truth
    if before != truth and truth in look.run.class_names:
        return f"{key} misreads this {truth} as {before} before anything is changed: choose an image that it reads."
    if epsilon == 0:
        return f"{key} reads the image as {before}. Move the slider: how much must change before it does not?"
    moved = f"Pixels moved by up to {formats.number(epsilon)}, and {key}"
    if after == before:
        return f"{moved} still reads {after}."
    return f"{moved} reads {after} instead of {before}."


def conclusion(epsilons, found, images, epsilon):
    """What an epsilon costs whom, the nearest that was measured; `found` maps `(against, victim)` to accuracies."""
    place = int(np.abs(np.array(epsilons) - epsilon).argmin())
    said = []
    for (against, victim), accuracies in found.items():
        if len(accuracies) > place:
            whom = "itself" if against == victim else against
            said.append(f"{victim} against {whom}: {formats.percent(accuracies[place])}")
    if not said:
        return ""
    of = f"right answers of {images:,} images spread over their test sets"
    return f"With epsilon {epsilons[place]}, {of}: {'; '.join(said)}."
