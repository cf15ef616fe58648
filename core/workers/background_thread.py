"""Work in a thread of the server: measurements and downloads, whose arrays need not travel between processes."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from core.workers.task import Task, sentence

ONE_MEASUREMENT, ONE_UPLOADED_NETWORK, ONE_SEARCH = threading.Lock(), threading.Lock(), threading.Lock()


class Stopped(Exception):
    """Nobody waits for it any more."""


def begin(
    name: str,
    work: Callable[[Callable[[float], None]], object],
    lock: AbstractContextManager = ONE_MEASUREMENT,
) -> Task:
    """The Task of `work(report)`, begun in a thread called `name` as soon as no other one holds `lock`.

    `work` calls `report(share)` as it gets on, from 0 to 1, and returns the result. The call raises Stopped once the
    task was stopped, so that the work ends there.
    """
    task = Task()

    def report(share: float) -> None:
        if task.is_stopped:
            raise Stopped("it was stopped")
        task.share = share

    def run() -> None:
        try:
            with lock:
                report(0.0)
                result = work(report)
        except Exception as error:  # whatever it was, a bar that stands still does not say so
            task.end(error="" if task.is_stopped else sentence(error))
        else:
            task.end(result)

    threading.Thread(target=run, daemon=True, name=name).start()
    return task


class DownloadProgress:
    """What pooch calls as bytes come in, as the share that `report` hears; pooch itself sets `total`, in bytes."""

    def __init__(self, report: Callable[[float], None]) -> None:
        self._report, self._received, self.total = report, 0, 0

    def update(self, count: int) -> None:
        """So many more bytes are there."""
        self._received += count
        self._report(min(self._received / self.total, 1.0) if self.total else 0.0)

    def reset(self) -> None:
        """pooch counts from nothing, also once more at the end of a file."""
        self._received = 0

    def close(self) -> None:
        """Nothing to close."""
