"""Upright bars with numbers at their sides, as Scenes: how many weights lie where, and a value for each name.

Streamlit has Plotly make each chart anew with every click: two of them took a third of one.
"""

from itertools import pairwise
from math import ceil, floor, log10

import numpy as np

from dashboard.draw import letters
from dashboard.draw.colors import LINES
from dashboard.draw.scenes import Bars, Box, Scene, Text

SMALL = 0.85  # of the page's letters
LINE = 22  # pixels
MOST_LINES = 3
LEAST = 48  # pixels that a name is not shortened to less than
BEHIND = 26  # pixels behind the bars, for half of the last name
BESIDE = 8  # pixels between a number and what it stands at
SPACE = 14  # pixels between two numbers
MOST = 5  # numbers at the side
EDGE = 1e-9  # of a step, by which a multiple of it may lie outside for want of precision
OFF = LINES[1]


def histogram(counts, edges, title, alt, height=240):
    """How many of the weights `title` lie in each interval between `edges`, `(n + 1,)`: a picture for any width."""
    low, high = edges[0], edges[-1]
    figures = _figures(max(-low, high), edges[1] - low) + 1
    said = [f"{edge:.{figures}g}".replace("-", "\u2212") for edge in edges]
    names = tuple(f"from {left} to {right}" for left, right in pairwise(said))

    def below(left, width):
        every = (_marked(step, low, high) for step in _round_steps(low, high, width / (2 * SPACE)))
        marked = next(marked for step, marked in every if step / (high - low) * width >= _widest(marked) + SPACE)
        places = [(left + (value - low) / (high - low) * width, words, 0) for value, words in marked]
        return [one for one in places if one[0] + letters.width(one[1], SMALL) / 2 <= left + width + BEHIND]

    return _picture(np.asarray(counts), names, "how many", alt, below, height, title, gap=0, is_whole=True)


def named(names, values, title, alt, chosen=None, height=230):
    """A bar for each name, `values` `(n,)` high, NaN for none; where one is `chosen`, the others are pale."""
    tones = () if chosen is None else tuple("accent" if name == chosen else "pale" for name in names)
    return _picture(np.asarray(values, float), tuple(names), title, alt, _under_each(names), height, tones=tones)


def losses(names, lost, off, unit, alt, height=300):
    """How many more images are misread without each channel or `unit`, in the order given; `off` are marked."""
    tones = tuple(OFF if name in off else "accent" for name in names)
    said = tuple(f"more misread without {unit} {name}" for name in names)
    below = _under_each([str(name) for name in names])
    return _picture(np.asarray(lost), said, "more misread", alt, below, height, unit, tones, is_whole=True)


def _under_each(names):
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


def _picture(values, names, up, alt, below, height, across="", tones=(), gap=0.25, is_whole=False):
    """`below(left, width)` gives `(place, words, line)` of what stands below bars that are `width` wide together."""
    finite = values[np.isfinite(values)]
    low, high = min(finite.min(initial=0), 0), max(finite.max(initial=0), 0)
    if low == high:
        high = 1
    steps = (step for step in _round_steps(low, high, MOST) if not is_whole or step >= 1)
    marked = next(marked for _, marked in (_marked(step, low, high) for step in steps) if len(marked) <= MOST)
    left = _widest(marked) + BESIDE

    def scene(width):
        room = width - left - BEHIND
        under = list(below(left, room))
        lines = 1 + max((line for _, _, line in under), default=0)
        bottom = height - LINE * (lines + bool(across)) - BESIDE

        def place(value):
            return LINE + (high - value) / (high - low) * (bottom - LINE)

        def small(x, y, words, align="center"):
            return Text(x, y, words, align, "muted", SMALL)

        texts = [
            small(0, LINE / 2 - 4, up, "left"),
            *(small(left - BESIDE, place(value), words, "right") for value, words in marked),
            *(small(x, bottom + BESIDE + LINE * (line + 0.5), words) for x, words, line in under),
        ]
        if across:
            texts.append(small(left + room / 2, height - LINE / 2, across))
        bars = Bars(values, names, left, LINE, room, bottom - LINE, float(low), float(high), tones, gap)
        grid = tuple(Box(left, place(value) - 0.5, room, 1, "muted") for value in {0.0, *dict(marked)})
        return Scene(width, height, alt, (), tuple(texts), grid, columns=(bars,), largest=1.15)

    return scene


def _round_steps(low, high, most):
    """1, 2 and 5 times a power of ten, so large that there are at most `most` of them between, and larger ones."""
    power = floor(log10((high - low) / most))
    steps = (digits * 10.0**more for more in range(power, power + 6) for digits in (1, 2, 5))
    return (step for step in steps if (high - low) / step <= most)


def _marked(step, low, high):
    """`(step, ((its multiple from `low` to `high`, in as many figures as tell it from the next), ...))`."""
    at = [multiple * step for multiple in range(ceil(low / step - EDGE), floor(high / step + EDGE) + 1)]
    largest = max(map(abs, at), default=0)
    figures = _figures(largest, step) if largest else 1
    return step, tuple((value, _said(value, figures)) for value in at)


def _figures(largest, step):
    """So many tell a number from the next one, a step further."""
    return max(floor(log10(largest)) - floor(log10(step)), 0) + 1


def _said(value, figures):
    is_whole = value == round(value) and abs(value) < 1e7
    return (f"{value:,.0f}" if is_whole else f"{value:.{figures}g}").replace("-", "\u2212")


def _widest(marked):
    return max((letters.width(words, SMALL) for _, words in marked), default=0)
