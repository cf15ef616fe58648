"""The command `python -m core.reproduce`: measure our side of every published number, and keep it number by number.

It may be cut off at any time: what is measured stays, and a training goes on where it was.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from core import paths, training
from core.reproduce import NUMBERS, comparing, results
from core.reproduce.published import Measured, Published
from core.reproduce.trainings import Hearing, Stopped, runs_of


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m core.reproduce", description="Measure our side of every number of the five source texts."
    )
    parser.add_argument("--only", nargs="+", metavar="LINE", help="these texts or lines only, such as A or E7")
    parser.add_argument("--quick", action="store_true", help="leave out what has to be trained or climbed for")
    parser.add_argument("--out", type=Path, help=f"the file to write; without it {results.own().name} in the home")
    parser.add_argument("--runs", type=Path, help="folder of the trainings; what is finished there is not done again")
    parser.add_argument("--table", action="store_true", help="measure nothing: print the README's table of what ships")
    given = parser.parse_args(arguments)
    try:
        if given.table:
            print(comparing.table(results.read(results.SHIPPED)))
            return
        chosen = _chosen(given.only, given.quick)
        _measure_all(chosen, given.out or results.own(), given.runs or paths.home() / "reproduction")
    except (*training.FAILURES, Stopped) as error:
        sys.exit(f"error: {training.reason(error)}")


def _chosen(only: Sequence[str] | None, quick: bool) -> list[Published]:
    """Raises ValueError for a line there is not, or where nothing is left."""
    lines = {number.line for number in NUMBERS.values()}
    for name in only or ():
        if name not in lines and name not in {line[0] for line in lines}:
            raise ValueError(f"line {name!r} is none of a number: there are {', '.join(sorted(lines, key=_in_order))}")
    chosen = [
        number
        for number in NUMBERS.values()
        if (only is None or {number.line, number.line[0]} & set(only)) and (number.is_quick or not quick)
    ]
    if not chosen:
        raise ValueError("all numbers of these lines have to be trained for: leave out --quick")
    return chosen


def _in_order(line: str) -> tuple[str, int]:
    return line[0], int(line[1:])


def _measure_all(chosen: Sequence[Published], out: Path, folder: Path) -> None:
    kept = results.read(out)
    for at, number in enumerate(chosen):
        hear = partial(_tell, f"[{at + 1:3} of {len(chosen)}] {number.key}")
        measured = measure(number, folder, hear)
        kept[number.key] = measured
        results.write(out, {key: kept[key] for key in NUMBERS if key in kept})
        ours, theirs = number.written(number.ours(measured)), number.written(number.value)
        hear(f"{theirs}, ours {ours}: {comparing.verdict(number, measured)}")
    said = [comparing.verdict(number, kept[number.key]) for number in chosen]
    print(", ".join(f"{said.count(verdict)} {verdict}" for verdict in comparing.VERDICTS), f"in {out}")


def _tell(place: str, what: str) -> None:
    print(f"{place}: {what}", flush=True)


def measure(number: Published, folder: Path, hear: Hearing) -> Measured:
    """Our side of the number, with all circumstances. Raises what a training raises, Stopped, DataSetError."""
    if not number.trained:
        began = time.perf_counter()
        value, today = number.measure(), datetime.now(UTC).date().isoformat()
        return Measured((value,), (), today, results.machine(), round(time.perf_counter() - began, 3))
    found = list(runs_of(number, folder, hear))
    seeds, seconds = tuple(run.config.seed for run in found), sum(run.seconds or 0.0 for run in found)
    day = max(str(run.description["started"]) for run in found)[: len("2026-11-27")]
    machine = results.machine() if number.seeds > 1 else "that of the run that ships"
    return Measured(tuple(map(number.measure, found)), seeds, day, machine, round(seconds, 1))


if __name__ == "__main__":
    main()
