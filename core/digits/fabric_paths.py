"""Strokes as Fabric.js has them, which draws in the browser: paths of lines and quadratic curves, in pixels."""

from collections.abc import Iterable, Iterator
from math import dist, isfinite
from typing import Any

from core.digits.pen_strokes import Stroke, check_size

SIDE = 1040  # pixels of the canvas, about twice as many as it is wide on a page: sharp on a fine screen
INK, PAPER = "#1d1f24", "#ffffff"  # an eraser draws with paper
MOST_PIECES = 20_000  # of all paths
MOST_STEPS = 20  # straight lines that stand for a curve
NEAR = 0.005  # of the sheet's side: closer points tell nothing new
BEYOND = 0.5  # of the sheet's side: what lies further off is as good as there
HARDLY = 0.01  # pixels: a line of no length is not drawn

Point = tuple[float, float]


def to_json(strokes: Iterable[Stroke], number: str) -> dict[str, Any]:
    """A drawing as Fabric loads it; whatever is drawn on top, `from_json` tells its `number` too."""
    mark = {"type": "Path", "path": [["M", 0, 0]], "stroke": number, "visible": False}
    return {"objects": [mark, *map(_to_path, strokes)]}


def _to_path(stroke: Stroke) -> dict[str, Any]:
    start, *others = ([x * SIDE, y * SIDE] for x, y in stroke.points)
    others = others or [[start[0] + HARDLY, start[1]]]
    return {
        "type": "Path",
        "path": [["M", *start], *(["L", *end] for end in others)],
        "stroke": PAPER if stroke.erases else INK,
        "strokeWidth": stroke.width * SIDE,
        "strokeLineCap": "round",
        "strokeLineJoin": "round",
        "fill": None,
    }


def from_json(content: Any) -> tuple[str, tuple[Stroke, ...]]:
    """`(number, strokes)` of a drawing as Fabric gives it. Raises ValueError for anything but pens and erasers of ours.

    Points far beyond the sheet are moved nearer, and those left out that hardly differ from the one before.
    """
    try:
        mark, *paths = content["objects"]
        if (count := sum(len(path["path"]) for path in paths)) > MOST_PIECES:
            raise ValueError(f"a drawing of {count:,} pieces is too long: at most {MOST_PIECES:,}")
        return str(mark["stroke"]), check_size(tuple(map(_from_path, paths)))
    except (TypeError, KeyError, OverflowError) as error:
        raise ValueError(f"this is no drawing of paths: {error}") from error


def _from_path(path: dict[str, Any]) -> Stroke:
    color = path["stroke"]
    if color not in (INK, PAPER):
        raise ValueError(f"stroke (={str(color)[:20]!r}) must be {INK}, which is ink, or {PAPER}, which is paper")
    return Stroke(_thinned(_corners(path["path"])), round(float(path["strokeWidth"]) / SIDE, 4), color == PAPER)


def _corners(pieces: Iterable[Any]) -> Iterator[Point]:
    """Of the straight lines that stand for a path."""
    here = None
    for name, *numbers in pieces:
        match name, numbers:
            case "M", [x, y] if here is None:
                here = _place(x, y)
                yield here
            case "L", [x, y] if here is not None:
                here = _place(x, y)
                yield here
            case "Q", [bend_x, bend_y, x, y] if here is not None:
                start, bend, here = here, _place(bend_x, bend_y), _place(x, y)
                steps = min(1 + int((dist(start, bend) + dist(bend, here)) / NEAR / 2), MOST_STEPS)
                yield from (_on_curve(start, bend, here, step / steps) for step in range(1, steps + 1))
            case _:
                raise ValueError(
                    f"a path begins with M, x, y and goes on with L or Q, not {str([name, *numbers])[:40]}"
                )


def _place(x: Any, y: Any) -> Point:
    """In shares of the sheet's side."""
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(f"the numbers of a path must be finite, not {x} and {y}")
    return _near_the_sheet(x / SIDE), _near_the_sheet(y / SIDE)


def _near_the_sheet(share: float) -> float:
    return min(max(share, -BEYOND), 1 + BEYOND)


def _on_curve(start: Point, bend: Point, end: Point, at: float) -> Point:
    """Where a quadratic Bézier curve is when the share `at` of it is drawn."""
    x, y = ((1 - at) ** 2 * a + 2 * at * (1 - at) * b + at**2 * c for a, b, c in zip(start, bend, end, strict=True))
    return x, y


def _thinned(points: Iterable[Point]) -> tuple[Point, ...]:
    kept: list[Point] = []
    for x, y in points:
        point = round(x, 4), round(y, 4)
        if not kept or dist(kept[-1], point) >= NEAR:
            kept.append(point)
    return tuple(kept)
