"""Which process answers for a run, and whether it still lives."""

import json
import os
from pathlib import Path

import psutil

from core import paths

SAME = 1.5  # seconds; some systems round


def claim(path: Path, pid: int | None = None) -> None:
    """Write into the run's folder which process answers for it: this one, or the one with `pid`."""
    process = psutil.Process(pid or os.getpid())
    paths.write_json(path / "process.json", {"pid": process.pid, **_beginning(process)})


def is_alive(path: Path) -> bool:
    """Whether the process noted in the folder is running; a number that was given to another process is not it."""
    try:
        noted = json.loads((path / "process.json").read_text())
        process = psutil.Process(int(noted["pid"]))
        same = any(abs(began - noted[clock]) < SAME for clock, began in _beginning(process).items())
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return False


def _beginning(process: psutil.Process) -> dict[str, float]:
    """When it began, in seconds by two clocks: one of them stays as it is when the system's clock is set."""
    boot = psutil.boot_time()  # first: on Linux the other is counted from what this has read last
    created = process.create_time()
    return {"created": created, "since_boot": created - boot}
