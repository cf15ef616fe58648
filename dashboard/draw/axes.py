"""The sides of a chart that is a Scene: round numbers, or names, as many as there is room for, and what is drawn where.

Streamlit has Plotly make each chart anew with every click, which takes 50 to 70 ms: it draws what people zoom in.
"""

from dataclasses import dataclass, replace
from math import ceil, floor, log10

import numpy as np

from dashboard.draw import letters
from dashboard.draw.scenes import Box, Scene, Text

SMALL = 0.85  # of the page's letters
LINE = 22  # pixels
MOST_LINES = 3
LEAST = 48  # pixels that a name is not shortened to less than
BEHIND = 26  # pixels behind what is drawn, for half of the last name
BESIDE = 8  # pixels between a number and what it stands at
SPACE = 14  # pixels between two numbers
SAMPLE = 24  # pixels of a line in the legend
FIRST = LINE / 2  # pixels to the middle of the first line
TOP = 34  # pixels above what is drawn, so that no number at the side touches the title
MANY = 1000
STROKE, SPOT = np.array([(0, 0), (1, 0)]), np.array([(0.5, 0)])
EDGE = 1e-9  # of a step, by which a multiple of it may lie outside for want of precision


@dataclass(frozen=True)
class Side:
    """What reaches from `low` to `high` is `title`; at each of `marked`, `(value, words)`, there is a line across."""

    title: str
    low: float
    high: float
    marked: tuple[tuple[float, str], ...]
    are_shares: bool = False


def side(title, low, high, most=5, is_whole=False):
    """A Side with at most so many numbers; where it is of counts, they are whole."""
    steps = _round_steps(low, high, most, is_whole)
    marked = next(marked for _, marked in (_multiples(step, low, high) for step in steps) if len(marked) <= most)
    return Side(title, float(low), float(high), marked)


def of_shares(title, low=0.0, high=1.0):
    """A Side of shares, which are written as percentages; above that of all there may be room, and is no number."""
    marked = side(title, 100 * low, 100 * high, most=6).marked
    percent = tuple((value / 100, f"{words}\u00a0%") for value, words in marked if value <= 100)
    return Side(title, low, high, percent, are_shares=True)


def framed(parts, side, below, alt, height, across="", legend=()):
    """A picture for any width: `parts(left, top, width, height)` are the Scene's, by name, in the room that is left.

    `below(left, width)` gives `(place, words, line)` of what stands below them, whose title is `across`. Of `legend`,
    `(name, a Curve that looks so)`, the names stand above; what does not fit beside the title makes it higher.
    """
    left = _widest(side.marked) + BESIDE
    begin = letters.width(side.title, SMALL) + 2 * BESIDE if side.title else 0

    def scene(width):
        samples, names, more = _legend(legend, begin, width)
        room, whole = width - left - BEHIND, height + LINE * more
        under = list(below(left, room))
        lines = 1 + max((line for _, _, line in under), default=0)
        top, bottom = TOP + LINE * more, whole - LINE * (lines + bool(across)) - BESIDE

        def place(value):
            return top + (side.high - value) / (side.high - side.low) * (bottom - top)

        def small(x, y, words, align="center"):
            return Text(x, y, words, align, "muted", SMALL)

        texts = [
            small(0, FIRST, side.title, "left"),
            *names,
            *(small(left - BESIDE, place(value), words, "right") for value, words in side.marked),
            *(small(x, bottom + BESIDE + LINE * (line + 0.5), words) for x, words, line in under),
        ]
        if across:
            words = letters.shorten(across, width, SMALL)
            middle = min(left + room / 2, width - letters.width(words, SMALL) / 2)
            texts.append(small(middle, whole - LINE / 2, words))
        lined = {*dict(side.marked), *([0.0] if side.low <= 0 <= side.high else [])}
        grid = tuple(Box(left, place(value) - 0.5, room, 1, "muted") for value in lined)
        drawn = {"curves": (), **parts(left, top, room, bottom - top)}
        drawn["curves"] += tuple(samples)
        return Scene(width, whole, alt, (), tuple(texts), grid, largest=1.15, **drawn)

    return scene


def _legend(looks, left, width):
    """`(samples, names, lines more than the first)`, from `left` on in as many lines as there have to be."""
    samples, names, line = [], [], 0
    for name, look in looks:
        words = letters.shorten(name, width - SAMPLE - BESIDE, SMALL)
        right = left + SAMPLE + BESIDE + letters.width(words, SMALL)
        if right > width:
            right, left, line = right - left, 0, line + 1
        middle = FIRST + LINE * line
        points, dots = (STROKE, 0) if look.thickness else (SPOT, look.dots)
        samples.append(replace(look, points=points, dots=dots, left=left, top=middle, width=SAMPLE, height=0, names=()))
        names.append(Text(left + SAMPLE + BESIDE, middle, words, size=SMALL))
        left = right + 2 * SPACE
    return samples, names, line


def under_each(names):
    """Names below their bars; those that are wider than their room stand by turns on so many lines as they need.

    What is too long for that is shortened, and where that leaves too little, not every bar has its name.
    """

    def below(left, width):
        room, widest = width / len(names), max(letters.width(name, SMALL) for name in names) + BESIDE
        lines = min(ceil(widest / room), MOST_LINES)
        every = ceil(min(widest, LEAST) / (lines * room))
        limit = min(every * lines * room - BESIDE, room + 2 * BEHIND)
        for line, at in enumerate(range(0, len(names), every)):
            yield left + (at + 0.5) * room, letters.shorten(names[at], limit, SMALL), line % lines

    return below


def numbers(low, high, most=MANY, is_whole=False):
    """Round numbers below what reaches from `low` to `high`: as many as have room, and at most `most`."""

    def below(left, width):
        steps = _round_steps(low, high, min(most, width / (2 * SPACE)), is_whole)
        every = (_multiples(step, low, high) for step in steps)
        marked = next(marked for step, marked in every if step / (high - low) * width >= _widest(marked) + SPACE)
        places = [(left + (value - low) / (high - low) * width, words, 0) for value, words in marked]
        return [one for one in places if one[0] + letters.width(one[1], SMALL) / 2 <= left + width + BEHIND]

    return below


def _round_steps(low, high, most, is_whole):
    """1, 2 and 5 times a power of ten, so large that there are at most `most` of them between, and larger ones."""
    power = floor(log10((high - low) / most))
    steps = (digits * 10.0**more for more in range(power, power + 6) for digits in (1, 2, 5))
    return (step for step in steps if (high - low) / step <= most and (step >= 1 or not is_whole))


def _multiples(step, low, high):
    """`(step, ((its multiple from `low` to `high`, in as many figures as tell it from the next), ...))`."""
    at = [multiple * step for multiple in range(ceil(low / step - EDGE), floor(high / step + EDGE) + 1)]
    largest = max(map(abs, at), default=0)
    telling = figures(largest, step) if largest else 1
    return step, tuple((value, _said(value, telling)) for value in at)


def figures(largest, step):
    """So many tell a number from the next one, a step further."""
    return max(floor(log10(largest)) - floor(log10(step)), 0) + 1


def _said(value, figures):
    is_whole = value == round(value) and abs(value) < 1e7
    return (f"{value:,.0f}" if is_whole else f"{value:.{figures}g}").replace("-", "\u2212")


def _widest(marked):
    return max((letters.width(words, SMALL) for _, words in marked), default=0)
