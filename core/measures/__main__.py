"""The command `python -m core.measures RUN ... [--only NAME]`: what it measures is kept in the runs' folders."""

import argparse
import sys
from collections.abc import Iterable, Sequence

from threadpoolctl import threadpool_limits

from core import datasets, runs
from core.measures import MEASURES
from core.measures.measure import unheard
from core.runs import learnt_images
from core.runs.run import Run


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m core.measures", description="Measure runs on their test images.")
    parser.add_argument("runs", nargs="+", metavar="RUN", help="the key of a run, or its folder with a slash")
    parser.add_argument("--only", choices=MEASURES, help="measure just this")
    wanted = parser.parse_args(arguments)
    threadpool_limits(1, user_api="blas")  # with more cores numpy waits for itself longer than it works
    try:
        for key in wanted.runs:
            _measure(runs.load(key), [wanted.only] if wanted.only else MEASURES)
    except (runs.RunError, datasets.DataSetError, ValueError, OSError) as error:
        sys.exit(f"error: {error}")


def _measure(run: Run, names: Iterable[str]) -> None:
    if run.final_step is None:
        raise ValueError(f"run {run.key!r} has no trained network yet: its status is {run.status}")
    test = learnt_images.load(run).test
    for name in names:
        value = MEASURES[name].compute(run, test, unheard)
        if value:
            MEASURES[name].write(run, value)
        said = MEASURES[name].summary_line(value) if value else "nothing to measure"
        print(f"{run.key}, {name}: {said}", flush=True)


if __name__ == "__main__":
    main()
