"""Work in a thread: its share, its result, its failure, and its end where it is stopped."""

import threading
from contextlib import nullcontext

import pytest

from core.workers import background_thread


def test_a_result_and_the_share_on_the_way():
    goes_on, shares = threading.Event(), []

    def work(report):
        report(0.3)
        shares.append(task.share)
        goes_on.wait(30)
        return "result"

    lock = threading.Lock()
    with lock:
        task = background_thread.begin("work", work, lock)
        assert not task.wait(0.05)
    assert not task.is_done
    goes_on.set()
    assert task.wait(30)
    assert (task.result, task.error, shares) == ("result", "", [0.3])
    assert task.is_whole


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(ValueError("width (=0) is too small"), "width (=0) is too small"), (KeyError(), "KeyError")],
)
def test_a_failure_is_a_sentence_and_lets_the_next_one_work(error, sentence):
    def fail(report):
        raise error

    lock = threading.Lock()
    task = background_thread.begin("fail", fail, lock)
    assert task.wait(30)
    assert (task.result, task.error, task.is_whole) == (None, sentence, False)
    assert background_thread.begin("next", lambda report: 7, lock).wait(30)


def test_stopped_where_it_is_without_an_error():
    reached, goes_on = threading.Event(), threading.Event()

    def work(report):
        reached.set()
        goes_on.wait(30)
        report(0.5)
        return "never"

    task = background_thread.begin("work", work, nullcontext())
    assert reached.wait(30)
    task.stop()
    goes_on.set()
    assert task.wait(30)
    assert (task.result, task.error, task.share, task.is_stopped) == (None, "", 0.0, True)


def test_a_download_tells_its_share_of_bytes_and_can_be_stopped():
    reached, goes_on, shares = threading.Event(), threading.Event(), []

    def download(report):
        progress = background_thread.DownloadProgress(report)
        progress.update(5)
        shares.append(task.share)
        progress.total = 200
        for count in (45, 100, 55):
            progress.update(count)
            shares.append(task.share)
        progress.reset()
        progress.update(20)
        shares.append(task.share)
        reached.set()
        goes_on.wait(30)
        try:
            progress.update(1)
        except background_thread.Stopped as error:
            raise ValueError("the file is incomplete") from error

    lock = threading.Lock()
    with lock:
        task = background_thread.begin("download", download, lock)
    assert reached.wait(30)
    task.stop()
    goes_on.set()
    assert task.wait(30)
    assert shares == [0.0, 0.25, 0.75, 1.0, 0.1]
    assert (task.error, task.result, task.is_whole) == ("", None, False)


def test_stopped_before_it_begins():
    lock, begun = threading.Lock(), []
    with lock:
        task = background_thread.begin("work", begun.append, lock)
        task.stop()
    assert task.wait(30)
    assert begun == []
