"""The control file of a run: one command that a person gives its training, read between two batches."""

from pathlib import Path

from core import checks, paths

TRAIN, PAUSE, STOP = "train", "pause", "stop"
COMMANDS = (TRAIN, PAUSE, STOP)
FILE = "command"


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
