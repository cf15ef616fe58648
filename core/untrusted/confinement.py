"""A process gives up, for good, what it does not need: files, memory without end, time without end, being first.

Linux honours every limit. macOS takes the one on memory and does not heed it; Windows has none of them. `confine` says
which ones hold, and the process that waits watches the memory of one whose system does not.
"""

import os
import signal
import sys
from contextlib import suppress

import psutil

MEMORY = 512 << 20  # bytes in use; the smallest hosts have 690 MB, an honest picture of 16 million pixels needs 450
NICE = 10
LIMITS = ("memory", "file size", "open files", "core dump", "time")


def confine() -> tuple[str, ...]:
    """Bounded memory, no further file to open, none to write, no core dump, others first: as far as the system can.

    Returns those of LIMITS that hold from now on. Python loads modules from files, so everything that will be needed
    has to be loaded before.
    """
    with suppress(AttributeError, OSError):
        os.nice(NICE)
    used, addressed = psutil.Process().memory_info()[:2]
    limits = {
        "memory": ("RLIMIT_AS", MEMORY + addressed - used),
        "file size": ("RLIMIT_FSIZE", 0),
        "open files": ("RLIMIT_NOFILE", 0),
        "core dump": ("RLIMIT_CORE", 0),
    }
    taken = [name for name, limit in limits.items() if _set(*limit)]
    if sys.platform == "darwin" and "memory" in taken:
        taken.remove("memory")
    return (*taken, "time") if hasattr(signal, "alarm") else tuple(taken)


def _set(name: str, limit: int) -> bool:
    """Whether the system has this limit and took it."""
    try:
        import resource

        resource.setrlimit(getattr(resource, name), (limit, limit))
    except (ImportError, AttributeError, OSError, ValueError):
        return False
    return True


def end_after(seconds: int) -> None:
    """The process ends by itself after so many seconds, wherever it is then; 0 takes that back.

    Nothing where the system has no alarm: there only the process that waits ends it.
    """
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
