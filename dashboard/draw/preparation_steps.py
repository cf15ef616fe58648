"""The preparation of a picture as sentences and scenes: what each step does, and why a digit was misread."""

from dataclasses import dataclass

import numpy as np

from core import formats
from core.datasets.catalogue import DIGITS
from core.digits import preparation
from core.digits.preparation import Steps
from dashboard.draw.mosaics import gallery
from dashboard.draw.scenes import Scene, Tiles

SHOWN = 140


@dataclass(frozen=True)
class Step:
    """A step in words: what it does, and what happens without it."""

    title: str
    does: str
    without: str

    @property
    def name(self):
        return self.title.split(". ")[1]


STEPS = {
    "ink": Step(
        "1. Ink",
        "What stands out from the paper becomes light, the paper black: MNIST is light on dark.",
        "The grey picture as it is: on white paper, nearly everything is bright.",
    ),
    "crop": Step("2. Crop", "Cut to the ink: now it does not matter where it stood.", "The whole sheet, margins too."),
    "thicken": Step(
        "3. Pen",
        "Strokes thinner than a tenth of the digit are thickened: MNIST's pens were thick.",
        "The strokes as they are, however thin.",
    ),
    "scale": Step(
        "4. Scale",
        "Into a box of 20 x 20 pixels, without stretching it.",
        "Stretched over all 28 x 28 pixels, whatever its shape.",
    ),
    "center": Step(
        "5. Centre",
        "Its centre of mass goes to the middle of 28 x 28 pixels.",
        "The box goes to the middle, wherever the ink is heavy.",
    ),
}
NO_ROOM = "Nothing to do: the picture is stretched over all 28 x 28 pixels."
TRY = (
    "draw a small 7 in a corner with a thin pen. Which switch hurts most?",
    "*Crop*: without it the small digit stays small and in its corner, and no training image looked like that. MNIST's "
    "makers did these steps once and for all; whoever draws must do them again. An MLP suffers more from *Centre* than "
    "a CNN does: see the page Robustness.",
)


def picture(key, stage, title):
    """One stage in the middle of a square, so that all squares are of one size."""
    small = preparation.shrink(stage, SHOWN)
    scale = SHOWN / max(small.shape)
    left, top = ((SHOWN - size * scale) / 2 for size in small.shape[::-1])
    name = f"{title}: {formats.times(stage.shape[::-1])} pixels"
    tiles = Tiles(key, small[None], "ink", (0, 1), (name,), left, top, scale, 1, clickable=False)
    return Scene(SHOWN, SHOWN, name, (tiles,), largest=1.3)


def left_out(steps):
    """`Prepared without Crop and Pen.`, or nothing where every step is done."""
    names = [told.name for step, told in STEPS.items() if not getattr(steps, step)]
    return f"Prepared without {' and '.join(names)}." if names else ""


def why(found, label, steps):
    """A Misreading in a sentence or two; `steps` are the Steps it was prepared by."""
    answer = DIGITS[found.answer]
    begin = f"It was meant as **{DIGITS[label]}** and is read as **{answer}** ({formats.percent(found.probability)})."
    if found.missing:
        names = [STEPS[step].name for step in found.missing]
        return f"{begin} The missing {'step' if len(names) == 1 else 'steps'}: switch **{'**, **'.join(names)}** on."
    mine, theirs = (round(float(found.likeness[index]), 2) for index in (label, found.answer))
    measured = (
        f"It is {formats.signed(mine)} like the average {DIGITS[label]} and {formats.signed(theirs)} like the average "
        f"{answer} of the training images (correlation: +1 the same, 0 nothing in common)."
    )
    whole = steps == Steps()
    steps_said = "No step is missing" if whole else "Switching the steps back on does not help"
    if theirs >= mine:
        return f"{begin} {steps_said}: it simply looks more like a {answer}. {measured}"
    return (
        f"{begin} {steps_said}, and it even looks more like an average {DIGITS[label]}. {measured} The network must "
        "have been swayed by a detail: the page *Why this answer?* shows which pixels speak for it."
    )


def comparison(image, means, label, answer):
    """The prepared image beside the mean training images of what was meant and of what was read."""
    shown = np.stack([image / np.float32(255), means[label], means[answer]])
    captions = ("yours", f"average {DIGITS[label]}", f"average {DIGITS[answer]}")
    return gallery("means", shown, captions, captions, columns=3, side=125)
