"""What the page says: what is asked, what each method's map says of this image, and what it cannot say."""

import numpy as np

from core import formats

TRY = (
    "ask why this image is not something else: choose the class that comes second.",
    "Red pixels still speak for it, blue ones against: often the very strokes that make it what it is. Look for a "
    "place that several methods agree on, and for one where they do not.",
)
NO_CONVOLUTION = "{} has no convolution, so there are no maps that {} could weigh."
CODE = (
    "Each map is called what its method is, and has a row and a column for each pixel. Ask about another class by "
    "another `label`."
)
BROKEN = "{} gives numbers that are no numbers: the training went wrong, and {} has nothing to explain."


def claim(look, label):
    """What is asked."""
    key, probabilities = look.run.key, look.probabilities
    if look.answer != label:
        share = formats.percent(float(probabilities[look.run.class_names.index(label)]))
        reads = f"{key} reads this as {look.answer}, and as {label} with {share}."
        return f"{reads} What speaks for {label}, and what against?"
    second = int(np.argsort(-probabilities)[1])
    return (
        f"{key} reads this as {label}, with {formats.percent(float(probabilities.max()))}; second comes "
        f"{look.run.class_names[second]}, with {formats.percent(float(probabilities[second]))}. "
        "Which pixels made it say so?"
    )


def note(method, values, change):
    """What is said under the map `values` of a method; `change` is that of the logit from black to this image."""
    total, change = float(values.sum()), float(change)
    added = method.note.format(
        total=formats.signed(total), change=formats.signed(change), error=formats.number(abs(total - change))
    )
    return " ".join(filter(None, ["" if values.any() else method.all_zero, added]))


def how_to_read(methods):
    """Which maps tell for from against, and which only say how much."""
    signed, unsigned = (
        [method.title for method in methods if method.meaning == meaning] for meaning in ("signed", "activation")
    )
    return (
        f"{_listed(signed)} are signed: red speaks for the class, blue against it. {_listed(unsigned)} only say how "
        "much. The *logit* is the sum that softmax turns into a share. Each picture has its own range. They do not "
        "agree, because each asks another question:"
    )


def _listed(titles):
    """`Integrated gradients and occlusion`: only the first, and names such as Grad-CAM, keep their capital."""
    first, *others = titles
    return formats.listed([first, *(title if title[1:] != title[1:].lower() else title.lower() for title in others)])


def weakness(method, architectures):
    """What a method cannot say of these networks."""
    sizes = {
        formats.shape(architecture.output_shape(architecture.convolutions[-1])[:2])
        for architecture in architectures
        if architecture.convolutions
    }
    return method.weakness.format(cells=" and ".join(sorted(sizes)) or "there are none")
