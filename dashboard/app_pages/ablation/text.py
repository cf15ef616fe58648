"""What a network loses with its channels, in sentences."""

from core.formats import count, more_misread, percent
from dashboard.text.quotation import quoted
from dashboard.text.sentences import read

HARDLY = 0.2
OPENING = "Parts of the network are switched off here, to see what it still reads."


def elsewhere(name, shown):
    """Why the board is of another layer than the sidebar's."""
    return f"`{name}` has no channels of its own to switch off before the answer; shown is `{shown}`."


def lesson(name, layer, found):
    """What one channel and what several together are worth."""
    least, fallen, whole = (
        percent(int(right) / found.count) for right in (found.alone.min(), found.together[-1], found.whole)
    )
    one, lost = layer.unit, (found.whole - found.together[-1]) / found.count
    several = count(len(found.order), one)
    if len(found.alone) == 1:
        return f"{name} has one {one} only: without it, {least} of the test images are read instead of {whole}."
    if found.whole < HARDLY * found.count:
        return f"This network reads only {whole} of the test images: there is not much that it could lose."
    if len(found.order) == 1 or found.whole - found.alone.min() >= 0.02 * found.count:
        rest = f"; without {several} {fallen} are left" if len(found.order) > 1 else ""
        return f"Here one {one} of {name} matters already: {least} instead of {whole}{rest}."
    if lost < 0.05:
        return (
            f"{name} can spare any one {one} ({least} at the least, {whole} with all), and even {several} chosen to do "
            f"harm ({fallen}): others know the same."
        )
    worse = "break it" if lost > 0.2 else "hurt"
    still = f"One {one} of {name} hardly matters (still {least}, with all {whole})"
    return f"{still}; {several}, well chosen, {worse}: {fallen}."


def what_happened(off, now, whole, answer, before, one):
    """What the network reads with some switched off; `answer` and `before` are what it says to the image."""
    if not off:
        return f"All {one}s are on: {percent(whole.accuracy)} of {whole.count:,} test images are read. Tap one."
    share = f"**{percent(now.accuracy)}** of {now.count:,} test images"
    change = more_misread(whole.correct - now.correct)
    return f"Without {count(len(off), one)}: {share}, {change}. The chosen image is {read(answer, before)}."


def without(network, name, off, one):
    """What a network is called that goes without the channels `off` of a layer."""
    return f"{network} without {count(len(off), one)} of {name}" if off else network


def what_was_cut(name, source, now, whole, answer, before):
    """What the network reads whose sum `name` goes without `source`; `answer` and `before` are of the chosen image."""
    change = more_misread(whole.correct - now.correct)
    return (
        f"{quoted(name)} without {quoted(source)}: **{percent(now.accuracy)}** of {now.count:,} test images, {change}. "
        f"The chosen image is {read(answer, before)}."
    )


CUTTING = (
    "A layer that adds reads several others: what a block has worked out, and a shortcut past it. The weights stay as "
    "they have been learnt; what is cut counts as zero."
)
NOT_RANKED = "The channels are ranked for the trained network: choose its last moment."
NOT_RANKED_YET = "The channels are ranked when the training has come to its end."
GREEDY = (
    "In the first chart each channel is switched off alone; in the second one after the other, each time the one whose "
    "loss costs most on top of the others. A channel that costs nothing alone may be the last one left that knows "
    "something."
)
TRY_ABLATION = (
    "switch off eight at random, a few times; then the eight that cost most together. What do the others know?",
    "Random ones hardly hurt: many channels know nearly the same (their passports name the ones they resemble). Only a "
    "set that takes all of one kind leaves a hole. That is also why dropout works: a network that must do without "
    "random cells learns to say everything more than once.",
)
