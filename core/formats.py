"""How numbers, lists and names are written in a sentence or on a label."""

from collections.abc import Iterable, Iterator
from itertools import count as numbers
from math import isnan

NO_BREAK = "\u00a0"
NAN = "no number"


def shape(sizes: Iterable[int]) -> str:
    """`26 x 26 x 32`."""
    return " x ".join(f"{size:,}" for size in sizes)


def times(sizes: Iterable[object]) -> str:
    """`26x26x32`."""
    return "x".join(map(str, sizes))


def more_misread(lost: int) -> str:
    """`3 more misread`, `2 fewer misread`, `none more misread`."""
    return f"{lost} more misread" if lost > 0 else f"{-lost} fewer misread" if lost < 0 else "none more misread"


def count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 image`, `2,000 images`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def every(number: int, singular: str) -> str:
    """`all 2,000 images`, `the one image`."""
    return f"the one {singular}" if number == 1 else f"all {number:,} {singular}s"


def percent(fraction: float, decimals: int = 1) -> str:
    """To so many decimals, which never round a doubt away: with one, 99.98 % is `> 99.9 %` and .01 % `< 0.1 %`."""
    least = 10.0 ** -(decimals + 2)
    if isnan(fraction):
        return NAN
    if 0 < fraction < least / 2:
        return f"<{NO_BREAK}{100 * least:.{decimals}f}{NO_BREAK}%"
    if 1 - least / 2 <= fraction < 1:
        return f">{NO_BREAK}{100 * (1 - least):.{decimals}f}{NO_BREAK}%"
    return f"{fraction:.{decimals}%}".replace("%", NO_BREAK + "%")


def number(value: float) -> str:
    """A number for a label: three figures, from 1,000 on all that stand before the point; a real minus sign."""
    if isnan(value):
        return NAN
    written = f"{value:,.0f}" if 999.5 <= abs(value) < 1e7 else f"{value:.3g}"
    return written.replace("-", "\u2212")


def signed(score: float) -> str:
    """A score with its sign, to two decimals."""
    if isnan(score):
        return NAN
    return f"{score:+.2f}".replace("-", "\u2212")


def duration(seconds: float) -> str:
    """`about 12 s`, `about 3 min`."""
    if seconds < 1:
        return "less than a second"
    return f"about {seconds:.0f}{NO_BREAK}s" if seconds < 100 else f"about {seconds / 60:.0f}{NO_BREAK}min"


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def numbered(name: str, between: str) -> Iterator[str]:
    """`mine`, and where that is taken `mine-2`, `mine-3`, ... without end."""
    yield name
    yield from (f"{name}{between}{number}" for number in numbers(2))
