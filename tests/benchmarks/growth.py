"""How time and memory grow: with larger images, more channels, layers, images, runs on disk, and people at once.

    python -m tests.benchmarks growth

One line for every size; then a Row for each curve, which says whether it is steeper than the work itself.
"""

import asyncio
import shutil
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from core import datasets, networks, runs
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, GlobalAveragePooling2D, MaxPooling2D
from tests.benchmarks.crowd import visits
from tests.benchmarks.reruns import cost
from tests.benchmarks.rows import Row
from tests.servers import serve

TIMES = 21
STEEPER = 1.25  # what noise may make of a straight line
BEGUN = 0.05  # of the work of the largest: whatever is smaller is mostly what Python does around it


@dataclass(frozen=True)
class Point:
    """What so much of something took: multiply-adds or things to go through, milliseconds, and MB at the peak."""

    size: int
    work: float
    milliseconds: float
    megabytes: float


def _curve(what, points):
    """Print each Point as it comes; the Row of how time grows from the first that is large enough to the last."""
    seen = []
    for point in points:
        print(f"  {what} {point.size:>7,}: {point.milliseconds:>10,.2f} ms{point.megabytes:>9,.1f} MB", flush=True)
        seen.append(point)
    last = seen[-1]
    first = next(point for point in seen if point.work >= BEGUN * last.work)
    grown, work = last.milliseconds / first.milliseconds, last.work / first.work
    return Row(f"{what}: {first.size:,} to {last.size:,}, time against work", grown, work, 1 / STEEPER, "x").show()


def _measured(call, times=TIMES):
    """`(milliseconds, the median, MB of numpy's arrays at the peak)`."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - begun))
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return median(taken), peak / 2**20


def _network(side=28, channels=16, layers=2):
    inner = [Conv2D(channels, padding="same", name=f"conv_{number}") for number in range(layers)]
    ends = GlobalAveragePooling2D(), Dense(10, activation="softmax")
    architecture = Architecture((inner[0], MaxPooling2D(), *inner[1:], *ends), (side, side, 1))
    return networks.initialise(architecture, 0)


def _looked_at(size, network):
    """All activations of one image; a larger network is given it larger."""
    image = datasets.load("mnist").test.images[227]
    return Point(size, network.architecture.multiply_adds, *_measured(lambda: network.activations(image)))


def _answered(count):
    """What a network answers to so many images."""
    network, mnist = runs.load("lesson_cnn").network, datasets.load("mnist")
    images = (mnist.test.images if count <= len(mnist.test) else mnist.train.images)[:count]
    return Point(count, count, *_measured(lambda: network.predict(images), 1 if count > 5000 else 5))


def _with_runs(count):
    """A rerun for the next image, in a home with so many runs; the server's processor time and memory."""
    shipped = runs.load("tfjs_recognizer").path
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            shutil.copytree(shipped, Path(folder) / "home" / "runs" / f"run_{number}")
        with serve(Path(folder)) as server:
            milliseconds, _ = asyncio.run(cost(server, "kernels"))
            return Point(count, count, milliseconds, server.memory())


def _with_people(count):
    """An action of one of so many people, the server's processor time and memory."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        process = psutil.Process(server.process.pid)
        visits(server.address, 1, 10)
        before = sum(process.cpu_times()[:2])
        waits = visits(server.address, count, 20)
        spent = 1000 * (sum(process.cpu_times()[:2]) - before)
        return Point(count, 1, spent / len(waits.seconds), server.memory())


def measure():
    """A Row for each curve."""
    yield _curve("pixels a side", (_looked_at(side, _network(side=side)) for side in (28, 56, 112, 224)))
    yield _curve("channels", (_looked_at(many, _network(channels=many)) for many in (8, 32, 128, 512)))
    yield _curve("layers", (_looked_at(many, _network(layers=many)) for many in (4, 8, 15, 30, 60)))
    yield _curve("test images", map(_answered, (100, 1000, 10_000, 60_000)))
    yield _curve("runs on disk", map(_with_runs, (10, 100, 500, 2000)))
    yield _curve("people at once", map(_with_people, (1, 10, 30, 60)))
