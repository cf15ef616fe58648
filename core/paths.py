"""Where things lie: `CONVSCOPE_HOME` for what a person makes and fetches, the package's own folder for what ships."""

import json
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import platformdirs

SHIPPED_RUNS = Path(__file__).parent / "shipped_runs"


def home() -> Path:
    """The user's folder; it is not made before something is written to it."""
    return _home(os.environ.get("CONVSCOPE_HOME"))


@lru_cache  # a page asks dozens of times
def _home(named: str | None) -> Path:
    return Path(named or platformdirs.user_data_dir("convscope", appauthor=False)).absolute()


def fetched_datasets() -> Path:
    """Where data sets lie that were fetched."""
    return home() / "datasets"


def given_datasets() -> Path | None:
    """The folder named by `CONVSCOPE_DATASETS`, which may be read-only, or None."""
    folder = os.environ.get("CONVSCOPE_DATASETS")
    return Path(folder).absolute() if folder else None


def variables() -> dict[str, str]:
    """The environment that gives a process started in another folder the same places."""
    given = given_datasets()
    return {"CONVSCOPE_HOME": str(home()), **({"CONVSCOPE_DATASETS": str(given)} if given else {})}


def own_runs() -> Path:
    """Where the runs lie that a person trained."""
    return home() / "runs"


def write_in_place(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write(binary file)` fill a file beside `path`, then rename it into place: it is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def write_json(path: Path, content: object) -> None:
    """Write plain lists and dictionaries in place. Raises ValueError for a number that is none or without end."""
    text = json.dumps(content, indent=1, allow_nan=False) + "\n"
    write_in_place(path, lambda file: file.write(text.encode()))
