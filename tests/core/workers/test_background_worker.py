"""Work in a real process: its order, its end, and what is said when it is killed."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import psutil
import pytest

from core import paths
from core.workers import background_worker
from core.workers.background_worker import Workshop, WorkshopError


@dataclass(frozen=True)
class Count:
    """Yields 0, 1, 2, ... with a rest before each."""

    until: int
    rest: float = 0.0

    def frames(self):
        for number in range(self.until):
            time.sleep(self.rest)
            yield number


@dataclass(frozen=True)
class Fail:
    def frames(self):
        yield "before"
        raise ValueError("epsilon (=7) is too much")


@dataclass(frozen=True)
class WhoAmI:
    def frames(self):
        import sys

        yield os.getpid(), os.nice(0), "tensorflow" in sys.modules
        print("what is printed does not reach the pipe")


@dataclass(frozen=True)
class Fading:
    whole: bool = True

    def faded(self):
        return Fading(whole=False)


class Watched(list):
    """Checks at every change that its last frame is whole."""

    def append(self, frame):
        super().append(frame)
        assert self[-1].whole

    def __setitem__(self, place, frame):
        super().__setitem__(place, frame)
        assert self[-1].whole


def test_frames_fade_when_the_next_one_is_there():
    frames = Watched()
    for _ in range(4):
        background_worker._add(frames, Fading())
    assert [frame.whole for frame in frames] == [False, False, False, True]


@pytest.fixture
def shop():
    shop = Workshop()
    yield shop
    shop.close()


def test_work_comes_back_in_order_and_once_for_a_name(shop):
    first = shop.begin("a", Count(5))
    assert shop.begin("a", Count(9)) is first
    second = shop.begin("b", WhoAmI())
    assert first.done.wait(30)
    assert second.done.wait(30)
    assert first.frames == [0, 1, 2, 3, 4]
    pid, nice, has_tensorflow = second.frames[0]
    assert pid != os.getpid()
    assert nice >= background_worker.NICE
    assert not has_tensorflow
    assert shop.find("a") is first
    shop.forget("a")
    assert shop.find("a") is None


def test_stopped_where_it_is_or_before_it_begins(shop):
    long, waiting = shop.begin("long", Count(10_000, 0.01)), shop.begin("waiting", Count(3))
    while len(long.frames) < 3:
        time.sleep(0.01)
    assert shop.ahead(waiting) == 1
    shop.stop(waiting)
    shop.stop(long)
    assert long.done.wait(30)
    assert waiting.done.wait(30)
    assert 3 <= len(long.frames) < 10_000
    assert long.stopped
    assert waiting.frames == []
    assert shop.ahead(waiting) == 0


def test_a_failure_is_told_and_can_be_tried_again(shop):
    piece = shop.begin("work", Fail())
    assert piece.done.wait(30)
    assert piece.frames == ["before"]
    assert piece.error == "epsilon (=7) is too much"
    again = shop.begin("work", Count(2))
    assert again.done.wait(30)
    assert again.frames == [0, 1]


def test_a_killed_process_is_told_and_another_takes_over(shop):
    pieces = [shop.begin("one", Count(10_000, 0.01)), shop.begin("two", Count(2))]
    while not pieces[0].frames:
        time.sleep(0.01)
    os.kill(shop._process.pid, signal.SIGKILL)
    for piece in pieces:
        assert piece.done.wait(30)
        assert piece.error == "its process ended without a word: it was killed, or memory ran out"
    again = shop.begin("two", Count(2))
    assert again.done.wait(30)
    assert again.frames == [0, 1]


def test_too_many_wait_and_old_ones_are_let_go(shop, monkeypatch):
    monkeypatch.setattr(background_worker, "KEPT", 2)
    long = [shop.begin(name, Count(10_000, 0.01)) for name in range(background_worker.AT_MOST)]
    with pytest.raises(WorkshopError, match="8 pieces of work are waiting already"):
        shop.begin("one more", Count(1))
    for piece in long:
        shop.stop(piece)
    for piece in long:
        assert piece.done.wait(30)
    shop.begin("last", Count(1))
    assert [shop.find(name) is not None for name in range(background_worker.AT_MOST)] == [False] * 6 + [True] * 2


def test_it_rests_when_it_has_long_had_nothing_to_do(shop, monkeypatch):
    monkeypatch.setattr(background_worker, "IDLE", 0.2)
    assert shop.begin("a", Count(3)).done.wait(30)
    process = psutil.Process(shop._process.pid)
    assert psutil.wait_procs([process], timeout=20)[1] == []
    again = shop.begin("b", Count(3))
    assert again.done.wait(30)
    assert again.frames == [0, 1, 2]


def test_work_that_cannot_be_sent_takes_no_place(shop):
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        shop.begin("a", threading.Lock())
    assert shop.find("a") is None
    assert shop.begin("a", Count(1)).done.wait(30)


@dataclass(frozen=True)
class Unreadable:
    """Sent in one piece, and then no longer to be read."""

    def __reduce__(self):
        return (int, ("not a number",))


def test_work_that_cannot_be_read_is_told_and_the_next_is_done(shop):
    broken, next_one = shop.begin("a", Unreadable()), shop.begin("b", Count(2))
    assert broken.done.wait(30)
    assert "invalid literal" in broken.error
    assert next_one.done.wait(30)
    assert next_one.frames == [0, 1]


SERVER = """
import sys, time
from core.workers.background_worker import Workshop
from tests.core.test_workshop import Count
shop = Workshop()
piece = shop.begin("long", Count(100_000, 0.01))
while not piece.frames:
    time.sleep(0.01)
print(shop._process.pid, flush=True)
time.sleep(60)
"""


def test_it_ends_with_its_server_in_the_middle_of_its_work():
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True, cwd=paths.SHIPPED_RUNS.parents[1]
    )
    worker = psutil.Process(int(server.stdout.readline()))
    server.kill()
    server.wait()
    server.stdout.close()
    assert psutil.wait_procs([worker], timeout=20)[1] == []
