"""The budgets as ratios, each against a peer in the same run: `python -m tests.benchmarks`; `... crowd` for one alone.

So `... clicks`, `... growth`, `... photos`, `... room` and `... reruns`. Needs MNIST (CONVSCOPE_DATASETS) and a
browser. Everything runs on this machine and stops by itself.
"""

import shutil
import sys

from core import datasets
from tests.benchmarks import (
    activations,
    clicks,
    crowd,
    experiments,
    growth,
    own,
    pages,
    photos,
    pictures,
    reruns,
    room,
    training,
)


def main():
    if datasets.locate("mnist") is None or not (chromium := shutil.which("chromium") or shutil.which("google-chrome")):
        sys.exit("error: the benchmarks need MNIST (set CONVSCOPE_DATASETS) and a browser (install Chromium)")
    print(f"{'what':<58}{'ours':>12}{'peer':>12}{'ratio':>9}{'budget':>9}")
    of_their_own = {
        "clicks": clicks,
        "crowd": crowd,
        "growth": growth,
        "photos": photos,
        "room": room,
        "reruns": reruns,
    }
    if alone := of_their_own.get("".join(sys.argv[1:2])):
        alone.main(sys.argv[2:])
        return
    rows = [
        *pages.measure(chromium),
        *clicks.measure(chromium),
        *experiments.measure(chromium),
        *pictures.measure(chromium),
        *own.measure(chromium),
        *photos.measure(),
        *activations.measure(),
        *training.measure(),
        *reruns.measure(),
        *crowd.measure(),
        *room.measure(),
    ]
    print(f"\n{sum(row.met for row in rows)} of {len(rows)} budgets met")


if __name__ == "__main__":
    main()
