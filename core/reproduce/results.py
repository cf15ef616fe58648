"""The files that hold what was measured: the one that ships, and one's own in the home, number by number."""

import json
import os
import platform
import re
from collections.abc import Mapping
from pathlib import Path

from core import paths
from core.reproduce.published import Measured

SHIPPED = Path(__file__).parent / "measured.json"


def own() -> Path:
    """Where the command writes, if it is not told another place."""
    return paths.home() / "published_numbers.json"


def read(file: Path) -> dict[str, Measured]:
    """What a file holds, by the numbers' keys; nothing where there is none. Raises ValueError for a damaged one."""
    try:
        content = json.loads(file.read_text())
        return {str(key): Measured.from_json(number) for key, number in content["numbers"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file.name} is not what core.reproduce has written: {error}") from error


def write(file: Path, numbers: Mapping[str, Measured]) -> None:
    """Whole or not at all. Raises OSError."""
    paths.write_json(file, {"format": 1, "numbers": {key: number.to_json() for key, number in numbers.items()}})


def machine() -> str:
    """The cores and the processor's name, as far as the system tells it."""
    name = platform.processor() or platform.machine()
    try:
        found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.M)
        name = found[1] if found else name
    except OSError:
        pass
    return f"{os.cpu_count()} cores of {name}, {platform.system()}"
