"""Things of some bytes: kept while there is room, the one that was not asked for the longest goes."""

import sys
import time
from dataclasses import dataclass
from functools import partial
from threading import Barrier, Semaphore, Thread

import pytest
import streamlit as st

from dashboard.compute import large


@dataclass(frozen=True)
class Thing:
    name: str
    nbytes: int


@pytest.fixture
def reading():
    """`(a reader that is kept, what it really read)`."""
    read = []

    @large.kept
    def thing(name, nbytes):
        read.append(name)
        return Thing(name, nbytes)

    large.clear()
    yield thing, read
    large.clear()


def test_bytes_are_bounded_and_the_oldest_goes(reading):
    thing, read = reading
    half = large.MOST // 2
    for name in ("first", "second", "first", "third", "first", "second"):
        assert thing(name, half) == Thing(name, half)
        assert large._store.currsize <= large.MOST
    assert read == ["first", "second", "third", "second"]


def test_what_is_larger_than_the_store_is_given_and_not_kept(reading):
    thing, read = reading
    for name, size in (("small", 1), ("huge", large.MOST + 1), ("huge", large.MOST + 1), ("small", 1)):
        assert thing(name, size).name == name
    assert read == ["small", "huge", "huge"]


def test_two_readers_do_not_take_each_others(reading):
    thing, _ = reading

    @large.kept
    def other(name, nbytes):
        return Thing("other", nbytes)

    assert (thing("a", 1).name, other("a", 1).name) == ("a", "other")


def test_many_at_once_read_it_once(reading):
    """The first reads on until all have asked."""
    asked, read, together = Semaphore(0), [], Barrier(8)

    @large.kept
    def slow(name):
        for _ in range(8):
            asked.acquire()
        time.sleep(0.1)
        read.append(name)
        return Thing(name, 5)

    def ask():
        together.wait()
        asked.release()
        slow("shared")

    run_all([ask] * 8)
    assert read == ["shared"]


def test_readers_of_different_things_share_the_store(reading):
    """Where each has a lock of its own, some of these fail: the store is no thing for several at once."""
    thing, _ = reading

    @large.kept
    def other(name, nbytes):
        return Thing(name, nbytes)

    failed = []

    def ask(reader):
        try:
            for number in range(20_000):
                assert reader(number % 50, large.MOST // 20).name == number % 50
        except Exception as error:
            failed.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        run_all([partial(ask, reader) for reader in (thing, other) * 2])
    finally:
        sys.setswitchinterval(interval)
    assert failed == []


def run_all(works):
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_network_and_images_say_their_bytes(mnist):
    from core import runs

    split = mnist.test
    assert split.nbytes == 10_000 * (784 + 8 + 8)
    assert runs.load("lesson_cnn").network.nbytes == 4 * 34_826


@pytest.mark.parametrize("cache", [st.cache_data, st.cache_resource])
def test_all_is_forgotten_that_is_kept_for_all(reading, cache):
    thing, read = reading

    @cache(show_spinner=False)
    def small(name):
        read.append(name)
        return name

    for _ in range(2):
        thing("large", 1)
        small("small")
    assert read == ["large", "small"]
    large.forget()
    thing("large", 1)
    small("small")
    assert read == ["large", "small"] * 2
