"""What a process that trains or climbs needs: Keras on TensorFlow, or what it learns with instead, and memory.

A host gives the control group that the server runs in less memory than the machine has.
"""

from importlib.util import find_spec
from pathlib import Path

import psutil

KERAS = ("keras", "tensorflow")
MEMORY = 500_000_000  # bytes: trainings of what ships have 300 to 410 MB of their own, and read TensorFlow besides
# By version of Linux's control groups: where one lies below /sys/fs/cgroup, and its files.
GROUPS = {
    "memory": ("memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    "": ("", "memory.max", "memory.current", "inactive_file"),
}


def check(packages: tuple[str, ...] = KERAS) -> None:
    """Raises OSError, as a system does that can start no process, where one that learns would fail or starve."""
    for package in packages:
        if not ((spec := find_spec(package)) and spec.origin):  # a folder that an uninstalled package left has none
            raise OSError(f"{package} is not installed here: everything but training and climbing works without it")
    if (free := left()) < MEMORY:
        said = f"this takes about {MEMORY // 10**6:,} MB, and {free // 10**6:,} MB are left here"
        raise OSError(f"there is too little memory: {said}")


def left(root: Path = Path("/")) -> int:
    """Bytes that this machine, and every control group that this process belongs to, still have for others."""
    machine = psutil.virtual_memory().available + psutil.swap_memory().free
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:  # not Linux
        return machine
    return min([machine, *(free for line in lines for free in _of_groups(root, *line.split(":", 2)[1:]))])


def _of_groups(root: Path, controllers: str, path: str) -> list[int]:
    """What is left to a group and to those that it lies in. Inside a container its own group is seen as the first."""
    if controllers not in GROUPS:
        return []
    folder, *files = GROUPS[controllers]
    top = root / "sys/fs/cgroup" / folder
    group = top / path.lstrip("/")
    found = [_of_group(place, *files) for place in (group, *group.parents) if place.is_relative_to(top)]
    return [free for free in found if free is not None]


def _of_group(folder: Path, limit: str, usage: str, reclaimable: str) -> int | None:
    """None where it has no limit. Pages of files that nobody has lately read are given back when asked for."""
    try:
        counts = dict(line.split() for line in (folder / "memory.stat").read_text().splitlines())
        most, taken = ((folder / name).read_text().strip() for name in (limit, usage))
    except OSError:
        return None
    return None if most == "max" else max(0, int(most) - int(taken) + int(counts[reclaimable]))
