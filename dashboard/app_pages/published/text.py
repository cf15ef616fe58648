"""How many published numbers are ours too, how that is decided, and what is said where one is not."""

from collections import Counter

from core import formats
from core.reproduce import NUMBERS, comparing
from core.reproduce.comparing import CLOSE, DIFFERS, SAME
from dashboard.app_pages.published import tables

HOW = (
    "Nobody typed our numbers: one command trained the networks, counted, climbed and wrote them down. **Same** is "
    "figure for figure. **Close** is for what chance or the machine decides: an accuracy that could be one of ours "
    "with another seed or other test images (two standard deviations), seconds up to twice as many or half. All else "
    "**differs**, and says why. An accuracy of ours is the mean over its seeds, seconds are those of the quickest."
)
TABLE = (
    "A click on a column's name sorts by it. Search and download (CSV) are above the table. *Spread* is the standard "
    "deviation over the seeds, *seconds* are how long it took us to measure the number, training included."
)
COMMAND = "convscope reproduce --only {letter}"
TRY = (
    "which of these numbers can nobody ever reproduce, however well the text describes its network?",
    "The seconds: they are of one machine on one day. An accuracy without its seed is the same figure for figure only "
    "by luck, for another seed draws other first weights and another order of images. A count of parameters or a "
    "shape is arithmetic, and is the same everywhere: were it not, it would be another network.",
)


def claim(published, measured):
    """How many are the same, close and different."""
    published = list(published)
    count = _counted(published, measured)
    parts = [f"{count[SAME]} of {len(published)} published numbers are the same here", f"{count[CLOSE]} are close"]
    return f"{', '.join(parts)}, {count[DIFFERS]} differ{_missing(count)}."


def of_text(text, measured):
    """The same of one text."""
    count = _counted(text.numbers, measured)
    told = f"{len(text.numbers)} numbers: {count[SAME]} the same, {count[CLOSE]} close, {count[DIFFERS]} different"
    return f"*{text.title}* gives {told}{_missing(count)}."


def _counted(published, measured):
    return Counter(
        comparing.verdict(number, measured[number.key]) if number.key in measured else None for number in published
    )


def _missing(count):
    return f", and {count[None]} not measured yet" if count[None] else ""


def differing(published, measured):
    """A line for each number that is not the same, those that differ first; nothing where all are the same."""
    found = [(number, measured[number.key]) for number in published if number.key in measured]
    apart = [pair for said in (DIFFERS, CLOSE) for pair in found if comparing.verdict(*pair) == said]
    return "\n".join(
        f"- **{tables.verdict(number, ours)}** ({number.line}) {number.what}: {number.written(number.value)} in the "
        f"text, ours {number.written(number.ours(ours))}. {comparing.reason(number, ours)}"
        for number, ours in apart
    )


def again(measured, own):
    """How long it took, and whether some were measured on this machine anew."""
    trained = {number.trained: measured[number.key] for number in NUMBERS.values() if _is_trained(number, measured)}
    minutes = sum(found.seconds for found in trained.values()) / 60
    trainings = formats.count(sum(len(found.seeds) for found in trained.values()), "training")
    said = (
        "Without an installed package it is `python -m core.reproduce`. Most numbers take less than a second; the "
        f"{trainings} took {minutes:.0f} minutes together. `--quick` leaves them out. It may be stopped at any time: "
        "what is measured stays, and a training goes on where it was."
    )
    here = sum(key in NUMBERS for key in own)
    if here:
        return f"{said} {formats.count(here, 'number')} of these tables {_was(here)} measured with this installation."
    return f"{said} What you measure with this installation stands here in place of ours."


def _is_trained(number, measured):
    return number.trained and number.seeds > 1 and number.key in measured


def _was(count):
    return "was" if count == 1 else "were"


def left_out(text):
    """A line for each line of the text that has numbers which are not in the table."""
    lines = []
    for line, (numbers, why) in text.left_out.items():
        lines.append(f"- {line}: {', '.join(f'{number:,.10g}' for number in numbers)}: {why}.")
    return "\n".join(lines)
