"""One line of the benchmark: ours, the peer, and how many times better ours is."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """`ours` and `peer` in one unit, smaller is better; the ratio `peer / ours` should be at least `budget`."""

    what: str
    ours: float
    peer: float
    budget: float
    unit: str = "ms"

    @property
    def ratio(self):
        return self.peer / self.ours

    @property
    def met(self):
        return self.ratio >= self.budget

    def show(self):
        word = "" if self.met else "  missed"
        ours, peer = (f"{value:,.2f} {self.unit}" for value in (self.ours, self.peer))
        print(f"{self.what:<58}{ours:>12}{peer:>12}{self.ratio:>8.1f}x{self.budget:>8.1f}x{word}", flush=True)
        return self


def side_by_side(ours, peer, rounds, in_a_row=1):
    """Median milliseconds of both, measured in turn so that a noisy moment hits both.

    What takes less than a millisecond waits for what the other has driven out of the processor's cache: such a call is
    measured warm, `in_a_row`.
    """
    times = {ours: [], peer: []}
    for _ in range(rounds):
        for call, taken in times.items():
            for _ in range(in_a_row):
                started = perf_counter()
                call()
                taken.append(1000 * (perf_counter() - started))
    return median(times[ours]), median(times[peer])
