"""The processes that all sessions share: one climbs, one reads the files that people bring."""

from functools import cache

from core.workers.background_worker import Worker
from core.workers.reader import Readers


@cache  # not by Streamlit: any browser may tell it to clear its caches, and these would end with everybody's work
def worker():
    """Where all sessions have their climbs done."""
    return Worker()


@cache
def reader():
    """Where the files that people bring are read."""
    return Readers()
