"""One run while it learns, as a scene: it is drawn anew several times a second, where a chart by Plotly takes too long.

The batches that were noted are a thin line, every epoch a point.
"""

from math import ceil, floor, isfinite, log10

import numpy as np

from core.formats import number, percent
from dashboard.draw import letters
from dashboard.draw.colors import ACCENT, LINES
from dashboard.draw.scenes import Box, Curve, Scene, Text

HEIGHT, ABOVE, BELOW = 230, 46, 64
SMALL = 0.85  # of the page's letters
ROUND = (1, 2, 2.5, 5, 10)
MOST_STEPS = 5
KEY = 26  # pixels of a line in the legend


def scene(rows, quantity, total_epochs, alt):
    """A function of the width: the curves of "accuracy" or "loss" over `total_epochs`; axes alone before the first row.

    `rows` are a run's history: dicts with `kind` ("batch" or "epoch"), `epoch`, and what was measured then.
    """
    curves = _curves(rows, quantity)
    highest = 1.0 if quantity == "accuracy" else max((y for _, points, *_ in curves for _, y in points), default=1.0)
    words = (lambda share: percent(share).replace(".0", "")) if quantity == "accuracy" else number
    ticks = _ticks(highest)
    most = ticks[-1]
    shares = [np.array(points) / (total_epochs, most) for _, points, *_ in curves]
    across = _epochs(total_epochs)
    margin = max(letters.width(words(tick), SMALL) for tick in ticks) + 10

    def at(width):
        room, bottom = width - margin - 24, ABOVE + HEIGHT
        boxes = [Box(margin, bottom - HEIGHT * tick / most, room, 1, "muted") for tick in ticks]
        texts = [
            Text(margin - 8, bottom - HEIGHT * tick / most, words(tick), "right", "muted", SMALL) for tick in ticks
        ]
        texts += [
            Text(margin + room * epoch / total_epochs, bottom + 18, str(epoch), "center", "muted", SMALL)
            for epoch in across
        ]
        texts.append(Text(margin + room / 2, bottom + 46, "epoch", "center", "muted", SMALL))
        texts.append(Text(0, 12, quantity, size=SMALL, bold=True))
        left = letters.width(quantity, SMALL) * 1.1 + 20
        for name, _, color, thickness in curves:
            boxes.append(Box(left, 11, KEY, thickness, color))
            texts.append(Text(left + KEY + 6, 12, name, size=SMALL))
            left += KEY + 20 + letters.width(name, SMALL)
        lines = tuple(
            Curve(points, margin, ABOVE, room, HEIGHT, color, thickness, dots=thickness > 2)
            for points, (_, _, color, thickness) in zip(shares, curves, strict=True)
        )
        return Scene(width, bottom + BELOW, alt, texts=tuple(texts), boxes=tuple(boxes), curves=lines, largest=1.15)

    return at


def _curves(rows, quantity):
    """`[(name, [(epoch, value), ...], colour, thickness), ...]` of those that have a point."""
    found = (
        ("batches", "batch", quantity, ACCENT, 1.5),
        ("training", "epoch", quantity, ACCENT, 4),
        ("validation", "epoch", f"validation_{quantity}", LINES[1], 4),
    )
    curves = [
        (
            name,
            [(row["epoch"], row[key]) for row in rows if row["kind"] == kind and isfinite(row.get(key, np.nan))],
            *look,
        )
        for name, kind, key, *look in found
    ]
    return [curve for curve in curves if curve[1]]


def _ticks(highest):
    """From 0 to the first one that is not below `highest`, at most six, a round number apart."""
    power = 10.0 ** floor(log10(max(highest, 1e-12) / MOST_STEPS))
    step = next(step * power for step in ROUND if ceil(highest / (step * power) - 1e-9) <= MOST_STEPS)
    return [step * number for number in range(max(ceil(highest / step - 1e-9), 1) + 1)]


def _epochs(total):
    """Whole epochs for the axis, at most seven."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if total / step <= 6)
    return range(0, ceil(total) + 1, step)
