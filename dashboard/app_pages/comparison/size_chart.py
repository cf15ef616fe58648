"""Accuracy against the number of parameters, every run a point with its name where there is room for it."""

from math import log10

from dashboard.draw.charts import axis, with_legend
from dashboard.draw.colors import ACCENT

ROOM = 0.6  # powers of ten beside the outermost points, for their names
SIZES = [digit * 10**power for power in range(2, 8) for digit in (1, 3)]


def by_size(points):
    """Accuracy against parameters; a point is `(label, parameters, mean, low, high, is chosen)`."""
    sides = _sides(points)
    smallest, largest = (log10(f(point[1] for point in points)) for f in (min, max))
    dots = []
    for wanted, color, size, name in ((False, "#8d8a83", 11, "other runs"), (True, ACCENT, 15, "compared here")):
        chosen = [point for point in points if point[5] is wanted]
        if not chosen:
            continue
        labels, parameters, means, lows, highs, _ = zip(*chosen, strict=True)
        dots.append(
            {
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
                "text": labels,
                "mode": "markers+text",
                "textposition": [sides[label] for label in labels],
                "textfont": {"size": 15},
                "marker": {"size": size, "color": color},
                "hovertemplate": "%{text}: %{x:,} parameters, %{y:.2%}<extra></extra>",
            }
        )
    bounds = [smallest - ROOM, largest + ROOM]
    across = axis("parameters", type="log", tickvals=SIZES, showgrid=False, range=bounds)
    return with_legend(dots, 480, across, axis("test accuracy", tickformat=".0%", nticks=6))


def _sides(points):
    """For each point's label the first side on which it meets no other point or label, on a chart of usual size."""
    wide, high = 800, 330  # pixels, about
    xs = [log10(point[1]) for point in points]
    ys = [point[2] for point in points]
    across, up = wide / (max(xs) - min(xs) + 2 * ROOM), high / max(max(ys) - min(ys), 0.01)
    places = [(x * across, y * up) for x, y in zip(xs, ys, strict=True)]
    taken, sides = [(x - 9, y - 9, x + 9, y + 9) for x, y in places], {}
    for (label, *_), (x, y) in sorted(zip(points, places, strict=True), key=lambda pair: pair[1]):
        half, reach = 4.2 * len(label), 8.4 * len(label) + 14
        boxes = {
            "middle right": (x + 12, y - 8, x + reach, y + 8),
            "middle left": (x - reach, y - 8, x - 12, y + 8),
            "bottom center": (x - half, y - 28, x + half, y - 10),
            "top center": (x - half, y + 10, x + half, y + 28),
        }
        free = (side for side, box in boxes.items() if not any(_meet(box, other) for other in taken))
        sides[label] = next(free, "top center")
        taken.append(boxes[sides[label]])
    return sides


def _meet(box, other):
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
