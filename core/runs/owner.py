"""Which process answers for a run, and whether it still lives."""

import json
import os
from pathlib import Path

import psutil

from core import paths


def claim(path: Path, pid: int | None = None) -> None:
    """Write into the run's folder which process answers for it: this one, or the one with `pid`."""
    process = psutil.Process(pid or os.getpid())
    paths.write_json(path / "process.json", {"pid": process.pid, "created": process.create_time()})


def is_alive(path: Path) -> bool:
    """Whether the process noted in the folder is running; a number that was given to another process is not it."""
    try:
        noted = json.loads((path / "process.json").read_text())
        process = psutil.Process(int(noted["pid"]))
        same = bool(abs(process.create_time() - noted["created"]) < 1)
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return False
