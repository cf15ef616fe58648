"""The preparation of a picture in sentences: what each step does, and why a digit was misread."""

from dataclasses import dataclass

from core import formats
from core.digits.preparation import Steps


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


def left_out(steps):
    """`Prepared without Crop and Pen.`, or nothing where every step is done."""
    names = [told.name for step, told in STEPS.items() if not getattr(steps, step)]
    return f"Prepared without {' and '.join(names)}." if names else ""


def why(found, class_names, label, steps):
    """A Misreading in a sentence or two; `steps` are the Steps it was prepared by."""
    meant, answer = class_names[label], class_names[found.answer]
    begin = f"It was meant as **{meant}** and is read as **{answer}** ({formats.percent(found.probability)})."
    if found.missing:
        names = [STEPS[step].name for step in found.missing]
        return f"{begin} The missing {'step' if len(names) == 1 else 'steps'}: switch **{'**, **'.join(names)}** on."
    whole = steps == Steps()
    steps_said = "No step is missing" if whole else "Switching the steps back on does not help"
    if found.likeness is None:
        return f"{begin} {steps_said}."
    mine, theirs = (round(float(found.likeness[index]), 2) for index in (label, found.answer))
    measured = (
        f"It is {formats.signed(mine)} like the average {meant} and {formats.signed(theirs)} like the average "
        f"{answer} of the training images (correlation: +1 the same, 0 nothing in common)."
    )
    if theirs >= mine:
        return f"{begin} {steps_said}: it simply looks more like a {answer}. {measured}"
    return (
        f"{begin} {steps_said}, and it even looks more like an average {meant}. {measured} The network must "
        "have been swayed by a detail: the page *Why this answer?* shows which pixels speak for it."
    )
