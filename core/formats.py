"""How numbers and lists are written in a sentence or on a label."""

from collections.abc import Iterable

NO_BREAK = "\u00a0"


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


def percent(fraction: float) -> str:
    """Three figures that never round a doubt away: 99.98 % stays below 100 %."""
    if 0 < fraction < 0.0005:
        return f"<{NO_BREAK}0.1{NO_BREAK}%"
    if 0.9995 <= fraction < 1:
        return f">{NO_BREAK}99.9{NO_BREAK}%"
    return f"{fraction:.1%}".replace("%", NO_BREAK + "%")


def number(value: float) -> str:
    """A number for a label: at most four figures, a real minus sign."""
    return f"{value:.3g}".replace("-", "\u2212")


def signed(score: float) -> str:
    """A score with its sign, to two decimals."""
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
