"""Upright bars with numbers at their sides, as Scenes: how many weights lie where, and a value for each name."""

from itertools import pairwise

import numpy as np

from dashboard.draw.axes import figures, framed, numbers, side, under_each
from dashboard.draw.colors import LINES
from dashboard.draw.scenes import Bars

OFF = LINES[1]


def histogram(counts, edges, title, alt, height=240):
    """How many of the weights `title` lie in each interval between `edges`, `(n + 1,)`: a picture for any width."""
    low, high = edges[0], edges[-1]
    telling = figures(max(-low, high), edges[1] - low) + 1
    said = [f"{edge:.{telling}g}".replace("-", "\u2212") for edge in edges]
    names = tuple(f"from {left} to {right}" for left, right in pairwise(said))
    return _picture(np.asarray(counts), names, "how many", alt, numbers(low, high), height, title, gap=0, is_whole=True)


def named(names, values, title, alt, chosen=None, height=230):
    """A bar for each name, `values` `(n,)` high, NaN for none; where one is `chosen`, the others are pale."""
    tones = () if chosen is None else tuple("accent" if name == chosen else "pale" for name in names)
    return _picture(np.asarray(values, float), tuple(names), title, alt, under_each(names), height, tones=tones)


def losses(names, lost, off, unit, alt, height=300):
    """How many more images are misread without each channel or `unit`, in the order given; `off` are marked."""
    tones = tuple(OFF if name in off else "accent" for name in names)
    said = tuple(f"more misread without {unit} {name}" for name in names)
    below = under_each([str(name) for name in names])
    return _picture(np.asarray(lost), said, "more misread", alt, below, height, unit, tones, is_whole=True)


def _picture(values, names, up, alt, below, height, across="", tones=(), gap=0.25, is_whole=False):
    finite = values[np.isfinite(values)]
    low, high = min(finite.min(initial=0), 0), max(finite.max(initial=0), 0)
    upright = side(up, low, high if low < high else 1, is_whole=is_whole)

    def parts(*place):
        return {"columns": (Bars(values, names, *place, upright.low, upright.high, tones, gap),)}

    return framed(parts, upright, below, alt, height, across)
