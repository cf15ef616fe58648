"""The budgets as ratios, each against a peer in the same run: `python -m tests.benchmarks`, or `... training` for one.

So each module beside this one; `growth` alone, and `crowd` and `room` with settings (`... crowd --help`). Needs MNIST
(CONVSCOPE_DATASETS) and a browser. Everything runs on this machine and stops by itself. numpy has one core, as in the
dashboard and in a training; TensorFlow has all.
"""

import sys

from threadpoolctl import threadpool_limits

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
from tests.servers import CHROMIUM

EVERY = (pages, clicks, experiments, pictures, own, photos, activations, training, reruns, crowd, room)
WITH_SETTINGS = {"crowd": crowd, "room": room}
ALONE = {module.__name__.rpartition(".")[2]: module for module in (*EVERY, growth)}


def main():
    if datasets.locate("mnist") is None or not CHROMIUM:
        sys.exit("error: the benchmarks need MNIST (set CONVSCOPE_DATASETS) and a browser (install Chromium)")
    name, *settings = sys.argv[1:] or [""]
    possible = WITH_SETTINGS if settings else ALONE
    if name and name not in possible:
        sys.exit(f"error: {name!r} is not one of {', '.join(possible)}" + (" with settings" if settings else ""))
    threadpool_limits(1, user_api="blas")
    print(f"{'what':<58}{'ours':>12}{'peer':>12}{'ratio':>9}{'budget':>9}")
    if settings:
        WITH_SETTINGS[name].main(settings)
        return
    rows = [row for module in ([ALONE[name]] if name else EVERY) for row in module.measure()]
    print(f"\n{sum(row.met for row in rows)} of {len(rows)} budgets met")


if __name__ == "__main__":
    main()
