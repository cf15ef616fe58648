"""The control file of a run: one command that a person gives its training, read between two batches or epochs."""

import time
from pathlib import Path

from core import checks, paths
from core.runs import writer

TRAIN, PAUSE, STOP = "train", "pause", "stop"
COMMANDS = (TRAIN, PAUSE, STOP)
FILE = "command"
POLL = 0.1
LONGEST_PAUSE = 600.0  # seconds; then it is stopped, for others wait in line


def write(path: Path, command: str) -> None:
    """Give the training in the folder `path` one of COMMANDS. Raises ValueError for another word."""
    checks.choice("command", command, COMMANDS)
    paths.write_in_place(path / FILE, lambda file: file.write(command.encode()))


def read(path: Path) -> str:
    """The command given last; to train where there is none, or none of COMMANDS."""
    try:
        command = (path / FILE).read_text(errors="replace")
    except OSError:
        return TRAIN
    return command if command in COMMANDS else TRAIN


def obey(path: Path) -> str:
    """Wait as long as the training in the folder `path` is told to pause, and note it; gives the command after it."""
    if read(path) == PAUSE:
        writer.describe(path, status="paused")
        until = time.monotonic() + LONGEST_PAUSE
        while read(path) == PAUSE:
            if time.monotonic() > until:
                write(path, STOP)
            time.sleep(POLL)
        writer.describe(path, status="running")
    return read(path)
