"""Rings of objects and sessions go, and memory that is free goes back, now and then and by one thread alone."""

import gc
import subprocess
import sys
import threading
import time
import weakref
from types import SimpleNamespace

import psutil
import pytest
from streamlit.runtime import RuntimeState

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


LEFT = """
import asyncio, weakref
from streamlit.runtime import Runtime, RuntimeConfig, memory_media_file_storage, memory_session_storage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionInfo
from dashboard.session import departed
class Session:
    def __init__(self, name):
        self.id = name
async def leave():
    storage = memory_session_storage.MemorySessionStorage(ttl_seconds=1)
    media = memory_media_file_storage.MemoryMediaFileStorage("/media")
    server = Runtime(RuntimeConfig("nothing.py", media, MemoryUploadedFileManager("/files"), session_storage=storage))
    await server.start()
    left = []
    for name in ("first", "last"):
        session = Session(name)
        storage.save(SessionInfo(None, session))
        left.append(weakref.ref(session))
        del session
        await asyncio.sleep(0.7)
    await asyncio.to_thread(departed._forget_who_cannot_return)
    print(*(session() is None for session in left))
    server.stop()
asyncio.run(leave())
"""


def test_who_has_been_away_too_long_is_forgotten_though_nobody_else_leaves():
    ran = subprocess.run([sys.executable, "-c", LEFT], stdout=subprocess.PIPE, check=True, text=True)
    assert ran.stdout.split() == ["True", "False"]


def test_a_streamlit_with_other_names_is_not_asked(monkeypatch):
    monkeypatch.setattr(departed.runtime, "get_instance", SimpleNamespace)
    departed._forget_who_cannot_return()


def keepers():
    return [thread.name for thread in threading.enumerate()].count("departed")


@pytest.fixture
def server(monkeypatch):
    """A server that somebody is at, and whose minutes are short."""
    server = SimpleNamespace(state=RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED)
    monkeypatch.setattr(departed, "EVERY", 0.01)
    monkeypatch.setattr(departed, "_keeper", None)
    monkeypatch.setattr(departed.gc, "freeze", lambda: None)
    monkeypatch.setattr(departed.runtime, "exists", lambda: True)
    monkeypatch.setattr(departed.runtime, "get_instance", lambda: server)
    yield server
    departed.EVERY = 1e6
    time.sleep(0.1)


def test_one_thread_for_all_sweeps_after_a_page_was_shown(monkeypatch, server):
    swept, before = threading.Semaphore(0), keepers()
    monkeypatch.setattr(departed, "sweep", swept.release)
    for _ in range(3):
        departed.give_back(lambda: None, lambda: None)
        assert swept.acquire(timeout=10)
    assert keepers() == before + 1
    assert not swept.acquire(timeout=0.1)  # nothing was shown since


def test_what_is_kept_for_all_is_forgotten_once_when_nobody_is_here_any_more(monkeypatch, server):
    forgotten = threading.Semaphore(0)
    monkeypatch.setattr(departed, "sweep", lambda: None)
    departed.give_back(lambda: None, forgotten.release)
    assert not forgotten.acquire(timeout=0.2)
    for _ in range(2):
        server.state = RuntimeState.NO_SESSIONS_CONNECTED
        assert forgotten.acquire(timeout=10)
        assert not forgotten.acquire(timeout=0.2)
        server.state = RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED
        time.sleep(0.2)


def test_the_thread_ends_with_its_server(monkeypatch, server):
    before = keepers()
    departed.give_back(lambda: None, lambda: None)
    assert keepers() == before + 1
    monkeypatch.setattr(departed.runtime, "exists", lambda: False)
    departed._keeper.join(10)
    assert not departed._keeper.is_alive()
