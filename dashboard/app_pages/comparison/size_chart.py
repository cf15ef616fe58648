"""Accuracy against the number of parameters, every run a point with its name where there is room for it."""

from math import log10

from core import formats
from dashboard.draw.charts import axis, chart

ROOM = 0.6  # powers of ten beside the outermost points, for their names
SIZES = {100: "100", 1_000: "1,000", 10_000: "10,000", 100_000: "100,000", 10**6: "1 million", 10**7: "10 million"}
OTHER = "other runs"
GREY = "#8d8a83"


def by_size(points):
    """Accuracy against parameters; a point is `(label, parameters, mean, low, high, color)`, no color for others.

    Who compares a run sees its name in the legend too, whatever the width.
    """
    sides = _sides(points)
    smallest, largest = (log10(f(point[1] for point in points)) for f in (min, max))
    compared = [_dots(point[0], [point], sides, 15, point[5]) for point in points if point[5]]
    others = [point for point in points if not point[5]]
    dots = [_dots(OTHER, others, sides, 11, GREY), *compared] if others else compared
    sizes = {"tickvals": list(SIZES), "ticktext": list(SIZES.values())}
    across = axis("parameters", type="log", **sizes, showgrid=False, range=[smallest - ROOM, largest + ROOM])
    return chart(dots, 480, across, axis("test accuracy", tickformat=".0%", nticks=6))


def _dots(name, points, sides, size, color):
    labels, parameters, means, lows, highs, _ = zip(*points, strict=True)
    return {
        "type": "scatter",
        "x": parameters,
        "y": means,
        "error_y": {
            "array": [high - mean for high, mean in zip(highs, means, strict=True)],
            "arrayminus": [mean - low for low, mean in zip(lows, means, strict=True)],
            "thickness": 2,
            "width": 6,
        },
        "name": name,
        "text": [label if label in sides else "" for label in labels],
        "customdata": [(label, formats.percent(mean, 2)) for label, mean in zip(labels, means, strict=True)],
        "mode": "markers+text",
        "textposition": [sides.get(label, "top center") for label in labels],
        "textfont": {"size": 15},
        "marker": {"size": size, "color": color},
        "hovertemplate": "%{customdata[0]}: %{x:,} parameters, %{customdata[1]}<extra></extra>",
    }


def _sides(points):
    """For each label the first side of its point on which it meets no other point or label of a small screen's chart.

    Where there is none, the label is left away. Those that are compared choose first.
    """
    wide, high = 520, 300  # pixels, about
    xs = [log10(point[1]) for point in points]
    ys = [point[2] for point in points]
    across, up = wide / (max(xs) - min(xs) + 2 * ROOM), high / max(max(ys) - min(ys), 0.01)
    leftmost = (min(xs) - ROOM) * across
    places = [(x * across, y * up) for x, y in zip(xs, ys, strict=True)]
    taken, sides = [(x - 5, y - 5, x + 5, y + 5) for x, y in places], {}
    for (label, *_), (x, y) in sorted(zip(points, places, strict=True), key=_first_chosen):
        half, long = 3.9 * len(label), 7.8 * len(label)
        boxes = {
            "middle right": (x + 9, y - 9, x + 9 + long, y + 9),
            "middle left": (x - 9 - long, y - 9, x - 9, y + 9),
            "bottom center": (x - half, y - 26, x + half, y - 8),
            "top center": (x - half, y + 8, x + half, y + 26),
            "top right": (x + 5, y + 5, x + 5 + long, y + 23),
            "top left": (x - 5 - long, y + 5, x - 5, y + 23),
            "bottom right": (x + 5, y - 23, x + 5 + long, y - 5),
            "bottom left": (x - 5 - long, y - 23, x - 5, y - 5),
        }
        inside = {side: box for side, box in boxes.items() if leftmost < box[0] and box[2] < leftmost + wide}
        free = (side for side, box in inside.items() if not any(_meet(box, other) for other in taken))
        if side := next(free, None):
            sides[label] = side
            taken.append(boxes[side])
    return sides


def _first_chosen(pair):
    (*_, color), place = pair
    return color is None, place


def _meet(box, other):
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
