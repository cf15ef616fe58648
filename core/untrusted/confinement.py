"""A process gives up, for good, what it does not need: files, memory without end, time without end, being first."""

import os
from contextlib import suppress

MEMORY = 2 << 30
NICE = 10


def confine():
    """Bounded memory, no further file to open, none to write, no core dump, others first: as far as the system can.

    Python loads modules from files, so everything that will be needed has to be loaded before.
    """
    with suppress(AttributeError, OSError):
        os.nice(NICE)
    with suppress(ImportError):
        import resource

        limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0, "RLIMIT_NOFILE": 0}
        for name, limit in limits.items():
            with suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (limit, limit))


def end_after(seconds):
    """The process ends by itself after so many seconds, wherever it is then; 0 takes that back."""
    with suppress(ImportError, AttributeError):
        import signal

        signal.alarm(seconds)
