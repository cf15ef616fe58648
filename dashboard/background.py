"""What goes on in the background of the server, and how far it is."""

import threading
from dataclasses import dataclass, field


@dataclass
class Measuring:
    """A measurement going on in the background: the `share` done, and at the end what was `found`."""

    share: float = 0.0
    found: object = None
    error: str = ""

    def hear(self, share):
        self.share = share


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
