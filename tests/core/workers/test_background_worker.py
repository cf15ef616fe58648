"""Work in a real process: its order, its end, and what is said when it is killed."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from core import paths
from core.workers import background_worker
from core.workers.background_worker import Worker
from core.workers.task import TaskError


@dataclass(frozen=True)
class Count:
    """Yields 0, 1, 2, ... with a rest before each."""

    until: int
    rest: float = 0.0

    def partial_results(self):
        for number in range(self.until):
            time.sleep(self.rest)
            yield number

    def share(self, number):
        return (number + 1) / self.until


class Halfway:
    """Work whose every partial result is half of it."""

    def share(self, partial_result):
        return 0.5


@dataclass(frozen=True)
class Fail(Halfway):
    def partial_results(self):
        yield "before"
        raise ValueError("epsilon (=7) is too much")


@dataclass(frozen=True)
class WhoAmI(Halfway):
    def partial_results(self):
        import sys

        idles = hasattr(os, "SCHED_IDLE") and os.sched_getscheduler(0) == os.SCHED_IDLE
        yield os.getpid(), os.nice(0), idles, "tensorflow" in sys.modules
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
def worker():
    worker = Worker()
    yield worker
    worker.close()


def test_work_comes_back_in_order_and_once_for_a_name(worker):
    first = worker.begin("a", Count(5))
    assert worker.begin("a", Count(9)) is first
    second = worker.begin("b", WhoAmI())
    assert first.wait(30)
    assert second.wait(30)
    assert first.partial_results == [0, 1, 2, 3, 4]
    pid, nice, idles, has_tensorflow = second.partial_results[0]
    assert pid != os.getpid()
    assert nice >= background_worker.NICE
    assert not idles, "on a busy machine it would never get on"
    assert not has_tensorflow
    assert worker.find("a") is first
    assert worker.find("c") is None
    assert first.is_whole
    assert first.share == 1


@dataclass(frozen=True)
class Leaves(Halfway):
    """Writes a word into a file as it is left, however that comes about."""

    file: Path
    is_broken: bool = False

    def partial_results(self):
        try:
            for number in range(10_000):
                yield number
                time.sleep(0.01)
                if self.is_broken:
                    raise ValueError("broken")
        finally:
            self.file.write_text("cleaned up")


@pytest.mark.parametrize("is_broken", [False, True])
def test_work_that_is_stopped_or_fails_cleans_up_before_the_next(worker, tmp_path, is_broken):
    task = worker.begin("a", Leaves(tmp_path / "word", is_broken))
    while not task.partial_results:
        time.sleep(0.01)
    assert task.share == 0.5
    if not is_broken:
        task.stop()
    assert task.wait(30)
    assert (tmp_path / "word").read_text() == "cleaned up"
    assert (task.is_stopped, task.error) == ((False, "broken") if is_broken else (True, ""))
    assert not task.is_whole


def test_what_was_stopped_is_begun_anew(worker):
    long = worker.begin("a", Count(10_000, 0.01))
    long.stop()
    assert long.wait(30)
    again = worker.begin("a", Count(2))
    assert again is not long
    assert again.wait(30)
    assert again.partial_results == [0, 1]
    again.stop()
    assert again.is_whole


def test_stopped_where_it_is_or_before_it_begins(worker):
    long, waiting = worker.begin("long", Count(10_000, 0.01)), worker.begin("waiting", Count(3))
    while len(long.partial_results) < 3:
        time.sleep(0.01)
    assert worker.count_before(waiting) == 1
    waiting.stop()
    long.stop()
    assert long.wait(30)
    assert waiting.wait(30)
    assert 3 <= len(long.partial_results) < 10_000
    assert long.is_stopped
    assert waiting.partial_results == []
    assert worker.count_before(waiting) == 0


def test_a_failure_is_told_and_can_be_tried_again(worker):
    task = worker.begin("work", Fail())
    assert task.wait(30)
    assert task.partial_results == ["before"]
    assert task.error == "epsilon (=7) is too much"
    again = worker.begin("work", Count(2))
    assert again.wait(30)
    assert again.partial_results == [0, 1]


def test_a_killed_process_is_told_and_another_takes_over(worker):
    tasks = [worker.begin("one", Count(10_000, 0.01)), worker.begin("two", Count(2))]
    while not tasks[0].partial_results:
        time.sleep(0.01)
    os.kill(worker._process.pid, signal.SIGKILL)
    for task in tasks:
        assert task.wait(30)
        assert task.error == "its process ended without a word: it was killed, or memory ran out"
    again = worker.begin("two", Count(2))
    assert again.wait(30)
    assert again.partial_results == [0, 1]


def test_too_many_wait_and_old_ones_are_let_go(worker, monkeypatch):
    monkeypatch.setattr(background_worker, "MOST_FINISHED", 2)
    long = [worker.begin(name, Count(10_000, 0.01)) for name in range(background_worker.MOST_UNFINISHED)]
    with pytest.raises(TaskError, match="16 pieces of work are waiting already"):
        worker.begin("one more", Count(1))
    for task in long:
        task.stop()
    for task in long:
        assert task.wait(30)
    worker.begin("last", Count(1))
    are_kept = [worker.find(name) is not None for name in range(background_worker.MOST_UNFINISHED)]
    assert are_kept == [False] * (background_worker.MOST_UNFINISHED - 2) + [True] * 2


def test_it_rests_when_it_has_long_had_nothing_to_do(worker, monkeypatch):
    monkeypatch.setattr(background_worker, "IDLE_SECONDS", 0.2)
    assert worker.begin("a", Count(3)).wait(30)
    process = psutil.Process(worker._process.pid)
    assert psutil.wait_procs([process], timeout=20)[1] == []
    again = worker.begin("b", Count(3))
    assert again.wait(30)
    assert again.partial_results == [0, 1, 2]


def test_it_is_closed_long_after_the_last_task_has_ended_and_no_earlier_one(worker, monkeypatch):
    monkeypatch.setattr(background_worker, "IDLE_SECONDS", 2)
    started = worker.begin("a", Count(1))
    assert started.wait(30)
    process = worker._process
    for name in range(6):
        time.sleep(0.5)
        assert worker.begin(name, Count(1)).wait(30)
    ended = time.monotonic()
    process.wait(20)
    assert time.monotonic() - ended > 1.5


def test_work_that_cannot_be_sent_takes_no_place(worker):
    with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
        worker.begin("a", threading.Lock())
    assert worker.find("a") is None
    assert worker.begin("a", Count(1)).wait(30)


@dataclass(frozen=True)
class Unreadable:
    """Sent in one task, and then no longer to be read."""

    def __reduce__(self):
        return (int, ("not a number",))


def test_work_that_cannot_be_read_is_told_and_the_next_is_done(worker):
    broken, next_one = worker.begin("a", Unreadable()), worker.begin("b", Count(2))
    assert broken.wait(30)
    assert "invalid literal" in broken.error
    assert next_one.wait(30)
    assert next_one.partial_results == [0, 1]


SERVER = """
import sys, time
from core.workers.background_worker import Worker
from tests.core.workers.test_background_worker import Count
worker = Worker()
task = worker.begin("long", Count(100_000, 0.01))
while not task.partial_results:
    time.sleep(0.01)
print(worker._process.pid, flush=True)
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


def test_work_that_nobody_waits_for_any_more_ends(monkeypatch):
    """Not at once: whoever reloads the page comes back, and whoever else looked wants it too."""
    monkeypatch.setattr(background_worker, "LEFT_FOR", 0.5)
    here = {"her", "him"}
    worker = Worker(here.__contains__)
    try:
        hers = worker.begin("hers", Count(2000, 0.01), "her")
        waits = worker.begin("waits", Count(2000, 0.01), "her")
        both = worker.begin("both", Count(3), "her")
        assert worker.find("both", "him") is both
        while not hers.partial_results:
            time.sleep(0.01)
        here.remove("her")
        time.sleep(0.2)
        here.add("her")
        time.sleep(0.6)
        assert not hers.is_stopped
        here.remove("her")
        assert hers.wait(30)
        assert waits.wait(30)
        assert both.wait(30)
        assert hers.is_stopped
        assert waits.is_stopped
        assert not waits.partial_results
        assert both.is_whole
        assert len(hers.partial_results) < 2000
    finally:
        worker.close()


def test_one_person_has_some_of_the_places(worker):
    for number in range(background_worker.MOST_OF_ONE):
        worker.begin(number, Count(10_000, 0.01), "her")
    with pytest.raises(TaskError, match="6 pieces of work of yours are waiting already; stop one first"):
        worker.begin("more", Count(1), "her")
    assert worker.begin(0, Count(1), "her") is worker.find(0)
    worker.begin("his", Count(1), "him")
