"""Rings of objects go, and memory that is free goes back, once a minute and by one thread alone."""

import gc
import sys
import threading
import weakref

import psutil
import pytest

from dashboard.session import departed


class Ring:
    def __init__(self):
        self.me = self


@pytest.fixture
def no_collecting():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_ring_of_objects_goes(no_collecting):
    ring = Ring()
    left = weakref.ref(ring)
    del ring
    assert left() is not None
    departed.sweep()
    assert left() is None


@pytest.mark.skipif(sys.platform != "linux", reason="other C libraries are not asked")
def test_what_is_free_between_others_is_returned():
    blocks = [bytearray(100_000) for _ in range(600)]
    kept = blocks[::40]
    del blocks
    before = psutil.Process().memory_info().rss
    departed.sweep()
    assert before - psutil.Process().memory_info().rss > 20_000_000
    assert len(kept) == 15


def keepers():
    return [thread.name for thread in threading.enumerate()].count("departed")


def test_one_thread_for_all_sweeps_after_a_page_was_shown(monkeypatch):
    swept, before = threading.Semaphore(0), keepers()
    monkeypatch.setattr(departed, "EVERY", 0.01)
    monkeypatch.setattr(departed, "_keeper", None)
    monkeypatch.setattr(departed, "sweep", swept.release)
    monkeypatch.setattr(departed.gc, "freeze", lambda: None)
    monkeypatch.setattr(departed.runtime, "exists", lambda: True)
    for _ in range(3):
        departed.give_back()
        assert swept.acquire(timeout=10)
    assert keepers() == before + 1
    assert not swept.acquire(timeout=0.1)  # nothing was shown since
    monkeypatch.setattr(departed, "EVERY", 1e6)
