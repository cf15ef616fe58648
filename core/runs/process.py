"""Which process answers for a run, and whether it still lives."""

import json
import os
from pathlib import Path

import psutil

from core import paths

NOTE = "process.json"
SAME = 1.5  # seconds; some systems round


def claim(path: Path, pid: int | None = None) -> None:
    """Write into the run's folder which process answers for it: this one, or the one with `pid`."""
    process = psutil.Process(pid or os.getpid())
    paths.write_json(path / NOTE, {"pid": process.pid, **_beginning(process)})


def release(path: Path) -> None:
    """No process answers for the run any more."""
    (path / NOTE).unlink(missing_ok=True)


def is_claimed(path: Path) -> bool:
    """Whether a process answers for the run, or did when it died."""
    return (path / NOTE).exists()


def is_alive(path: Path) -> bool:
    """Whether the process noted in the folder is running; a number that was given to another process is not it."""
    try:
        noted = json.loads((path / NOTE).read_text())
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
