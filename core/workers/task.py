"""Work that goes on in the background, as whoever waits for it sees it: how far it is, what there is of it, its end."""

import threading
from dataclasses import dataclass, field


class TaskError(Exception):
    """Work that cannot be begun now; the message says why."""


@dataclass(eq=False)
class Task:
    """One piece of work. Whoever does it writes here, those who wait only read, and may `stop` it.

    `share` is what is done of it, from 0 to 1; `partial_results` is what there is of it so far; `result`, if it has
    one, is there at the end. `error` is a sentence where it failed or its process died, else "". `is_stopped` says that
    it was asked to end where it is.
    """

    share: float = 0.0
    partial_results: list = field(default_factory=list)
    result: object = None
    error: str = ""
    is_stopped: bool = False
    _done: threading.Event = field(default_factory=threading.Event, repr=False)

    @classmethod
    def finished(cls, result: object) -> "Task":
        """A Task whose result was there before."""
        task = cls(share=1.0)
        task.end(result)
        return task

    @property
    def is_done(self) -> bool:
        """Whether it has ended, however it did."""
        return self._done.is_set()

    @property
    def is_whole(self) -> bool:
        """Whether it has ended by itself, with all there is to it."""
        return self.is_done and not self.error and not self.is_stopped

    def stop(self) -> None:
        """Ask it to end where it is; what there is of it so far stays. Nothing happens to one that has ended."""
        if not self.is_done:
            self.is_stopped = True

    def end(self, result: object = None, error: str = "") -> None:
        """For whoever does the work: it is over, with a result or a sentence on why there is none."""
        self.result, self.error = result, error
        self._done.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait at most so many seconds for its end; whether it has ended."""
        return self._done.wait(seconds)


def sentence(error: BaseException) -> str:
    """What went wrong, in words; the name of the error where it says nothing."""
    return str(error) or type(error).__name__
