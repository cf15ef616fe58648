"""What a network loses with its channels, in sentences."""

from core.layers import Conv2D
from dashboard.words import count, percent


def unit(layer):
    return "channel" if isinstance(layer, Conv2D) else "unit"


def elsewhere(name, shown):
    """Why the board is of another layer than the sidebar's."""
    return f"`{name}` has no channels of its own to switch off before the answer; shown is `{shown}`."


def lesson(name, layer, found):
    """What one channel and what several together are worth."""
    least = percent(int(found.alone.min()) / found.count)
    fallen = percent(int(found.together[-1]) / found.count)
    whole = percent(found.whole / found.count)
    one = unit(layer)
    several = count(len(found.order), one)
    if found.whole - found.together[-1] < 0.05 * found.count:
        return (
            f"{name} can spare any one {one} ({least} at the least, {whole} with all), and even {several} chosen to do "
            f"the most harm ({fallen}): others know the same."
        )
    if found.whole - found.alone.min() < 0.02 * found.count:
        return (
            f"One {one} of {name} hardly matters (still {least}, with all {whole}); "
            f"{several}, well chosen, break it: {fallen}."
        )
    return (
        f"Here one {one} of {name} matters already ({least} instead of {whole}); without {several} {fallen} are left."
    )


def what_happened(off, now, whole, answer, before, one):
    """What the network reads with some switched off; `answer` and `before` are what it says to the image."""
    if not off:
        return f"All {one}s are on: {percent(whole.accuracy)} of {whole.count:,} test images are read. Tap one."
    lost = whole.correct - now.correct
    change = (
        f"{count(lost, 'image')} more misread"
        if lost > 0
        else f"{-lost} fewer misread"
        if lost
        else "none more misread"
    )
    said = (
        f"the chosen image is still read as **{answer}**"
        if answer == before
        else f"the chosen image is now read as **{answer}** instead of {before}"
    )
    share = f"**{percent(now.accuracy)}** of {now.count:,} test images"
    return f"Without {count(len(off), one)}: {share}, {change}; {said}."


GREEDY = (
    "Left: each channel switched off alone. Right: one after the other, each time the one whose loss costs most on top "
    "of the others. A channel that costs nothing alone may be the last one left that knows something."
)
TRY_ABLATION = (
    "switch off eight at random, a few times; then the eight that cost most together. What do the others know?",
    "Random ones hardly hurt: many channels know nearly the same (their passports name the ones they resemble). Only a "
    "set that takes all of one kind leaves a hole. That is also why dropout works: a network that must do without "
    "random cells learns to say everything more than once.",
)
