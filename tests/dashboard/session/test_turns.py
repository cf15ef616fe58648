"""Pages by turns: one at a time, none for ever, and the turn comes back whatever happens."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

from dashboard.session import turns


def test_one_page_has_the_turn_at_a_time():
    here, met = [], []

    def page(number):
        with turns.turn():
            here.append(number)
            met.append(len(here))
            time.sleep(0.01)
            here.remove(number)

    with ThreadPoolExecutor(7) as pool:
        list(pool.map(page, range(21)))
    assert met == [1] * 21


def test_a_page_that_takes_long_does_not_keep_the_others(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0.05)
    ended = threading.Event()

    def long_page():
        with turns.turn():
            ended.wait(20)

    with ThreadPoolExecutor(3) as pool:
        stuck = [pool.submit(long_page) for _ in range(2)]
        for _ in range(3):
            assert pool.submit(_short_page).result(10)
        assert not any(page.done() for page in stuck)
        ended.set()
    assert _short_page()


def test_a_page_that_ends_late_does_not_end_the_turn_of_another(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 0)
    with ExitStack() as late, ThreadPoolExecutor(1) as pool:
        late.enter_context(turns.turn())
        with turns.turn():
            monkeypatch.setattr(turns, "LONGEST", 20)
            late.close()
            waiting = pool.submit(_short_page)
            time.sleep(0.1)
            assert not waiting.done()
        assert waiting.result(10)


def test_a_page_that_fails_gives_its_turn_back():
    with suppress(ValueError), turns.turn():
        raise ValueError
    begun = time.monotonic()
    assert _short_page()
    assert time.monotonic() - begun < turns.LONGEST


def _short_page():
    with turns.turn():
        return True


def test_every_page_gives_its_turn_back(open_page, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 20)
    for page in ("kernels", "join"):
        open_page(page)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_short_page).result(10)


def test_every_page_waits_for_its_turn(open_page, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST", 1)
    with turns.turn():
        begun = time.monotonic()
        open_page("kernels")
        assert time.monotonic() - begun > turns.LONGEST
