"""What is worked out before it is asked for, by one at a time, and nothing where somebody waits."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.explanation.attribution import METHODS
from core.runs import RunError
from dashboard.compute import ahead
from dashboard.session import turns

LOOK = SimpleNamespace(next_image=lambda by: f"image {by} on", next_moment=lambda by: f"moment {by} on")


def finish():
    for thread in threading.enumerate():
        if thread.name == "ahead":
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def here(monkeypatch):
    """Sets how many people are: `here(2)`."""

    def count(people):
        server = SimpleNamespace(_session_mgr=SimpleNamespace(num_active_sessions=lambda: people))
        monkeypatch.setattr(ahead, "runtime", SimpleNamespace(exists=lambda: True, get_instance=lambda: server))

    return count


@pytest.fixture
def done(here):
    """What was worked out, by `done.of`, two pieces for each Inspection."""
    here(1)

    def of(look):
        for piece in range(2):
            pieces.append(f"{look}, {piece}")
            yield

    pieces = []
    return SimpleNamespace(of=of, pieces=pieces)


def test_the_next_image_comes_first_and_then_the_next_moment(done):
    ahead.work_out(LOOK, done.of)
    finish()
    assert done.pieces == ["image 1 on, 0", "image 1 on, 1", "moment 1 on, 0", "moment 1 on, 1"]


def test_it_ends_as_soon_as_a_page_is_asked_for(done):
    with turns.turn():
        ahead.work_out(LOOK, done.of)
        finish()
    assert done.pieces == []
    over = threading.Event()

    def of(look):
        yield from done.of(look)
        with turns.turn():
            yield
            over.wait(20)

    ahead.work_out(LOOK, of)
    over.set()
    finish()
    assert done.pieces == ["image 1 on, 0", "image 1 on, 1"]


def test_of_a_page_that_was_left_nothing_is_worked_out(done):
    left = SimpleNamespace(next_image=lambda by: "left", next_moment=lambda by: "left")
    with ahead._lock:
        ahead.work_out(left, done.of)
        ahead.work_out(LOOK, done.of)
    finish()
    assert done.pieces == ["image 1 on, 0", "image 1 on, 1", "moment 1 on, 0", "moment 1 on, 1"]


def test_what_a_page_asks_for_comes_after_what_stands_beside_it_and_is_asked_for_once(done):
    ahead.ask(lambda look: [done.pieces.append(f"{look}, asked")])
    for _ in range(2):
        ahead.work_out(LOOK, done.of)
        finish()
    both = [[f"{look} 1 on, {piece}" for piece in (0, 1)] for look in ("image", "moment")]
    first = [*both[0], "image 1 on, asked", *both[1], "moment 1 on, asked"]
    assert done.pieces == [*first, *both[0], *both[1]]


def test_what_takes_long_is_not_gone_on_with(done, monkeypatch):
    monkeypatch.setattr(ahead, "MOST", -1)
    ahead.work_out(LOOK, done.of)
    finish()
    assert done.pieces == ["image 1 on, 0"]


@pytest.mark.parametrize("people", [0, 2, 30])
def test_of_many_nobody_is_served_so(done, here, people):
    here(people)
    ahead.work_out(LOOK, done.of)
    finish()
    assert done.pieces == []


def test_where_streamlit_has_other_names_nobody_is_alone(done, monkeypatch):
    monkeypatch.setattr(ahead, "runtime", SimpleNamespace(exists=lambda: True, get_instance=SimpleNamespace))
    ahead.work_out(LOOK, done.of)
    finish()
    assert done.pieces == []


def test_what_is_gone_meanwhile_is_left(done, capfd):
    def of(look):
        done.pieces.append(look)
        raise RunError("gone")
        yield

    ahead.work_out(LOOK, of)
    finish()
    assert done.pieces == ["image 1 on"]
    assert "gone" not in capfd.readouterr().err


def test_why_finds_every_map_of_the_next_image_and_moment_at_hand(open_page, here, monkeypatch, fresh_caches):
    here(1)
    monkeypatch.setattr(ahead, "MOST", 100)
    asked = []

    def counted(method):
        def attribute(network, image, label):
            asked.append(method.name)
            return method.attribute(network, image, label)

        return replace(method, attribute=attribute)

    for name, method in dict(METHODS).items():
        monkeypatch.setitem(METHODS, name, counted(method))
    app = open_page("why", beside="budget_mlp", image="3", moment="untrained", **{"class": "4"})
    finish()
    assert len(asked) == 7 + 7 + 4  # the one beside it stays trained
    here(2)
    asked.clear()
    image = "image" if "image" in app.session_state else "stand_in"
    app.session_state[image] = 4
    assert not app.run().exception
    assert asked == []
    app.session_state[image] = 3
    app.session_state["moment"] = "step 1"
    assert not app.run().exception
    assert asked == []
    app.session_state[image] = 5
    assert not app.run().exception
    assert len(asked) == 7
