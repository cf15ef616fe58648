"""What goes on in the background of the server, and how far it is."""

import threading
from dataclasses import dataclass, field


@dataclass
class Measuring:
    """A measurement going on in the background: the `share` done, and at the end what was `found`.

    Once `is_stopped` is set it ends where it is.
    """

    share: float = 0.0
    found: object = None
    error: str = ""
    is_stopped: bool = False


@dataclass
class Fetch:
    """A download going on in the background: `share` of the bytes so far, and at the end `error` or nothing."""

    done: threading.Event = field(default_factory=threading.Event)
    total: int = 0
    received: int = 0
    error: str = ""

    def update(self, count):
        self.received += count

    def reset(self):
        self.received = 0

    def close(self):
        pass

    @property
    def share(self):
        return min(self.received / self.total, 1.0) if self.total else 0.0


class Stopped(Exception):
    """Nobody waits for it any more."""


ONE_AT_A_TIME, ONE_GUEST_AT_A_TIME = threading.Lock(), threading.Lock()


def begin(name, measure, lock=ONE_AT_A_TIME):
    """A Measuring whose `measure(hear)` goes on in a thread, when no other one of the `lock` does."""
    going = Measuring()

    def hear(share):
        if going.is_stopped:
            raise Stopped("it was stopped")
        going.share = share

    def work():
        try:
            with lock:
                hear(0.0)
                going.found = measure(hear)
        except Exception as error:  # whatever it was, a bar that stands still does not say so
            going.error = str(error) or type(error).__name__

    threading.Thread(target=work, daemon=True, name=name).start()
    return going
