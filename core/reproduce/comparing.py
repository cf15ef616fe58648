"""A published number and ours: the same, close or different, and why."""

from collections.abc import Mapping
from math import sqrt

from core import formats
from core.reproduce.published import Measured, Published
from core.reproduce.texts import NUMBERS

SAME, CLOSE, DIFFERS = VERDICTS = ("same", "close", "differs")
FACTOR = 2.0  # seconds up to so many times more or fewer are close
SURE = 2.0  # standard deviations


def verdict(number: Published, measured: Measured) -> str:
    """One of VERDICTS. Same: what stands there, figure for figure; what chance or the machine decides may be close.

    An accuracy is close where the text's own run could be one of ours: no further away than `allowed`.
    """
    ours = number.ours(measured)
    if number.written(ours) == number.written(number.value):
        return SAME
    if isinstance(ours, tuple) or isinstance(number.value, tuple):
        return DIFFERS
    match number.kind:
        case "accuracy":
            return CLOSE if abs(ours - number.value) <= allowed(number, measured) else DIFFERS
        case "seconds":
            return CLOSE if 1 / FACTOR <= ours / number.value <= FACTOR else DIFFERS
        case _:
            return DIFFERS


def allowed(number: Published, measured: Measured) -> float:
    """How far two accuracies may be apart by chance: two standard deviations.

    Chance draws the seeds, which spread as ours do, and the images that were tested, of which so many are read right.
    """
    published = float(number.value) if isinstance(number.value, float) else 0.0
    return SURE * sqrt((measured.spread or 0.0) ** 2 + published * (1 - published) / number.images)


def reason(number: Published, measured: Measured) -> str:
    """Why ours is not the same; nothing where it is."""
    said = verdict(number, measured)
    if said == SAME:
        return ""
    return " ".join(filter(None, (_by_how_much(number, measured), number.why)))


def table(measured: Mapping[str, Measured]) -> str:
    """Markdown of all numbers that a network was trained for, as the README has it; `measured` is by key."""
    rows = [_row(number, measured[number.key]) for number in NUMBERS.values() if number.trained]
    head = ["line", "number", "published", "ours", "spread", "seeds", "verdict"]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * 2 + ["---:"] * 4 + ["---"], *rows])


def _row(number: Published, measured: Measured) -> list[str]:
    spread = number.written(measured.spread) if measured.spread is not None and number.kind == "accuracy" else ""
    ours, seeds = number.written(number.ours(measured)), str(len(measured.seeds))
    said = verdict(number, measured)
    return [number.line, number.what, number.written(number.value), ours, spread, seeds, said]


def _by_how_much(number: Published, measured: Measured) -> str:
    ours = number.ours(measured)
    if isinstance(number.value, tuple) or isinstance(ours, tuple):
        return ""
    difference = ours - number.value
    match number.kind:
        case "accuracy":
            chance = number.written(allowed(number, measured))
            size, way = number.written(abs(difference)), "above" if difference > 0 else "below"
            among = f"{formats.count(len(measured.seeds), 'seed')} and {number.images:,} images"
            return f"That is {size} {way}; with {among} chance alone makes up to {chance}."
        case "seconds":
            times = max(ours, number.value) / min(ours, number.value)
            return f"That is {times:.1f} times {'longer' if difference > 0 else 'shorter'}, on another machine."
        case _:
            return ""
