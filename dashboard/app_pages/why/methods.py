"""Why this answer, as scenes and sentences: four methods, what each says and what it cannot say."""

from dataclasses import dataclass

import numpy as np

from dashboard.draw.mosaics import large
from dashboard.draw.ranges import positive_range, symmetric_range
from dashboard.text import formats


@dataclass(frozen=True)
class Method:
    """One way to ask which pixels speak for an answer; METHODS calls it as `core.attribution` does."""

    title: str
    meaning: str
    unit: str
    plain: str
    weakness: str
    paper: str


METHODS = {
    "saliency": Method(
        "Saliency",
        "activation",
        "change of the logit",
        "How much would the answer change if this pixel changed a little?",
        "It knows only the smallest change: where a ReLU is shut it is silent, elsewhere it is noisy. It does not tell "
        "for from against.",
        "[Simonyan, Vedaldi, Zisserman 2013](https://arxiv.org/abs/1312.6034)",
    ),
    "integrated_gradients": Method(
        "Integrated gradients",
        "signed",
        "part of the logit",
        "What did this pixel add to the answer on the way from black to this image? All of it adds up to the change.",
        "Everything hangs on the start: from black, a black pixel can never have a part, although the hole of a 0 may "
        "be what decides.",
        "[Sundararajan, Taly, Yan 2017](https://arxiv.org/abs/1703.01365)",
    ),
    "occlusion": Method(
        "Occlusion",
        "signed",
        "loss of the logit",
        "How much does the answer lose when a black square of 5 x 5 pixels covers this place?",
        "The square's size decides what can be seen, and the network has never learnt from a covered digit.",
        "[Zeiler, Fergus 2013](https://arxiv.org/abs/1311.2901)",
    ),
    "grad_cam": Method(
        "Grad-CAM",
        "activation",
        "weighed maps",
        "Where do the last convolution's maps fire that speak for the answer?",
        "It is as coarse as the last maps (here {cells}), and what speaks against the answer is cut off.",
        "[Selvaraju and others 2016](https://arxiv.org/abs/1610.02391)",
    ),
}
TRY = (
    "ask why this image is not something else: choose the class that comes second.",
    "Red pixels still speak for it, blue ones against: often the very strokes that make it what it is. Look for a "
    "place that several methods agree on, and for one where they do not.",
)
NOTHING = {
    "saliency": "Nothing: no small change of any pixel changes this logit.",
    "integrated_gradients": "Nothing: no pixel has a part in this logit.",
    "occlusion": "Nothing: covering changes nothing.",
    "grad_cam": "Nothing: taken together, the maps speak against this class everywhere.",
}
NO_CONVOLUTION = "{} has no convolution, so there are no maps that Grad-CAM could weigh."
BROKEN = "{} gives numbers that are no numbers: the training went wrong, and there is nothing to explain."


def tile(key, network, method, values):
    """One method's map, in its own colours."""
    limits = (symmetric_range if method.meaning == "signed" else positive_range)(values)
    at = np.unravel_index(np.abs(values).argmax(), values.shape)
    alt = f"{method.title} of {network}: strongest at row {at[0]}, column {at[1]}"
    return large(key, values, method.meaning, limits, method.title, method.unit, alt, side=230)


def adds_up(values, change):
    """Completeness, with this image's numbers."""
    total = formats.signed(float(values.sum()))
    changes = formats.signed(float(change))
    return f"All pixels add up to {total}; from black to this image the logit changes by {changes} (the same to 1 %)."


def claim(look, label):
    """What is asked."""
    key, shares = look.run.key, look.probabilities
    if look.answer != label:
        share = formats.percent(float(shares[look.run.class_names.index(label)]))
        reads = f"{key} reads this as {look.answer}, and as {label} with {share}."
        return f"{reads} What speaks for {label}, and what against?"
    second = int(np.argsort(-shares)[1])
    return (
        f"{key} reads this as {label}, with {formats.percent(float(shares.max()))}; second comes "
        f"{look.run.class_names[second]}, with {formats.percent(float(shares[second]))}. Which pixels made it say so?"
    )


def weakness(method, architectures):
    """What a method cannot say of these networks."""
    sizes = {formats.shape(one.output_shape(one.convolutions[-1])[:2]) for one in architectures if one.convolutions}
    return method.weakness.format(cells=" and ".join(sorted(sizes)) or "there are none")
