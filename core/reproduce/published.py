"""A number that a text gives, what we measured of it, and a text as a table of such numbers: plain records."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import fmean, stdev
from typing import Any

from core import checks, formats

Value = float | tuple[float, ...]
KINDS = ("number", "shape", "list", "accuracy", "seconds")
SEEDS = 5


@dataclass(frozen=True)
class Published:
    """A number as a text gives it. `line` is its line there, `E7`; `kind`, one of KINDS, says how it is written.

    `measure` works ours out: of nothing, or, where a network has to be `trained` (the key of its preset), of each of
    its runs, so many as there are `seeds`; of one seed the run that ships is taken. An accuracy is of so many `images`.
    `slow` is what takes longer than some seconds without a training. `why` says why ours differs, or may.
    """

    line: str
    what: str
    value: Value
    measure: Callable[..., Value]
    kind: str = ""
    trained: str = ""
    seeds: int = SEEDS
    images: int = 0
    slow: bool = False
    why: str = ""

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", "shape" if isinstance(self.value, tuple) else "number")
        checks.choice("kind", self.kind, KINDS)

    @property
    def key(self) -> str:
        """What it is kept under."""
        return f"{self.line} {self.what}"

    @property
    def is_quick(self) -> bool:
        """Whether it is measured at once, without training or climbing."""
        return not self.slow and not self.trained

    def ours(self, measured: "Measured") -> Value:
        """One value of all that were measured: the mean, of seconds the shortest.

        Whatever else a machine does can only make a training longer.
        """
        if len(measured.values) == 1:
            return measured.values[0]
        return min(measured.numbers) if self.kind == "seconds" else fmean(measured.numbers)

    def written(self, value: Value) -> str:
        """A value of this number in figures."""
        match self.kind, value:
            case "shape", tuple():
                return formats.shape(int(size) for size in value)
            case "list", tuple():
                return formats.listed(map(_plain, value))
            case "accuracy", float():
                return f"{value:.4f}".removeprefix("0")
            case "seconds", float() | int():
                return f"{value:.1f}" if value < 10 else f"{value:.0f}"
            case "number", float() | int():
                return _plain(value)
        raise ValueError(f"{value!r} is not written as {self.kind}")


def _plain(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if abs(value) < 1 else f"{value:,.10g}"


@dataclass(frozen=True)
class Measured:
    """What we measured: a value for each of `seeds`, or one where chance plays no part.

    `date` is that of the measuring, or of the last training; `seconds` is how long both took on `machine`.
    """

    values: tuple[Value, ...]
    seeds: tuple[int, ...]
    date: str
    machine: str
    seconds: float

    @property
    def numbers(self) -> list[float]:
        """The values that are single numbers."""
        return [value for value in self.values if isinstance(value, int | float)]

    @property
    def spread(self) -> float | None:
        """The standard deviation over the seeds, or None for fewer than two."""
        return stdev(self.numbers) if len(self.numbers) > 1 else None

    def to_json(self) -> dict[str, Any]:
        """Plain values that `from_json` turns back into an equal record."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Measured":
        """What `to_json` gave. Raises ValueError, KeyError or TypeError for anything else."""
        values = tuple(tuple(value) if isinstance(value, list) else value for value in content["values"])
        seeds = tuple(map(int, content["seeds"]))
        flat = [number for value in values for number in (value if isinstance(value, tuple) else (value,))]
        if not values or len(values) != max(len(seeds), 1) or not all(map(checks.is_finite, flat)):
            raise ValueError(f"values {content['values']!r} of seeds {seeds} are not numbers, one a seed")
        date, machine, seconds = str(content["date"]), str(content["machine"]), float(content["seconds"])
        return cls(values, seeds, date, machine, seconds)


@dataclass(frozen=True)
class Text:
    """A source text: its `letter`, its `title`, and its numbers in the order of its lines.

    `left_out` maps a line to `(its other numbers, why they are not measured)`.
    """

    letter: str
    title: str
    numbers: tuple[Published, ...]
    left_out: Mapping[str, tuple[tuple[float, ...], str]] = field(default_factory=dict)
