"""Fool it, as scenes and sentences: the change magnified, what the networks read, and the curves."""

import numpy as np

from dashboard import words
from dashboard.pictures import large

HOW = (
    "Every pixel moves by the same small *epsilon*, up or down, whichever makes the true answer less likely for the "
    "network named above (the sign of the gradient of its loss; "
    "[Goodfellow, Shlens, Szegedy 2014](https://arxiv.org/abs/1412.6572)). A pixel's whole range is 1, from black to "
    "white. The change is drawn magnified: red pixels become brighter, blue ones darker; where nothing is drawn, the "
    "network's loss does not depend on the pixel at all."
)
TRY = (
    "find the smallest epsilon that fools the network. Does the same change fool the other one?",
    "Often a change that a person hardly sees is enough, and often part of it carries over to a network that had no "
    "part in making it: both have learnt from the same images. Noise of the same strength does not do that (try it on "
    "the page *Robustness*): what fools is the direction, not the size.",
)
NO_TRUTH = "Its true class is none of the network's answers, so the change works against the answer it gives."


def change_scene(directions, epsilon):
    """The change of every pixel, magnified: the colours reach to epsilon."""
    values, limit = directions * np.float32(epsilon), max(epsilon, 0.01)
    alt = f"Every pixel moved by {epsilon}, {int((directions > 0).sum())} up and {int((directions < 0).sum())} down"
    return large("change", values, "signed", (-limit, limit), "change", "change of the pixel", alt)


def claim(key, before, after, epsilon, truth):
    if epsilon == 0:
        return f"{key} reads the image as {before}. Move the slider: how much must change before it does not?"
    if after == before:
        return f"Every pixel moved by {words.number(epsilon)}, and {key} still reads {after}."
    return f"Every pixel moved by {words.number(epsilon)}, and {key} reads {after}; people still see {truth}."


def conclusion(epsilons, found, at=0.1):
    """In a sentence, what epsilon `at` costs whom; `found` maps `(against, victim)` to accuracies."""
    place = epsilons.index(at)
    said = []
    for (against, victim), shares in found.items():
        if len(shares) > place:
            whom = "itself" if against == victim else against
            said.append(f"{victim} against {whom}: {words.percent(shares[place])}")
    return f"With epsilon {at}, right answers of 1,000 images: {'; '.join(said)}." if said else ""
