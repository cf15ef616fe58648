"""The training plays: as a film where a page has one, else moment by moment, to its end and no further."""

import numpy as np
import pytest

from core import runs
from dashboard.compute import networks
from dashboard.draw import mosaics
from dashboard.session import state
from dashboard.widgets import playing

MOMENTS = runs.load("tfjs_recognizer").moments


@pytest.mark.parametrize("page", ["kernels", "activations"])
def test_these_pages_hand_the_browser_a_film_and_wait(open_page, monkeypatch, page):
    ticks = []
    monkeypatch.setattr(playing, "_tick", lambda: ticks.append(page))
    app = open_page(page, network="tfjs_recognizer")
    app.button(key="play").click().run()
    assert app.session_state[state.MOMENT] == "untrained"
    assert app.session_state[state.FILMED]
    assert app.button(key="play").label == "Stop"
    app.button(key="play").click().run()
    assert not app.session_state[state.PLAYING]
    assert not app.session_state[state.FILMED]
    monkeypatch.setattr(playing, "MOST", 1000)
    app.button(key="play").click().run()
    assert not app.session_state[state.FILMED]
    assert ticks == [page]


def test_it_ends_where_a_network_with_one_moment_is_chosen(open_page, monkeypatch):
    app = open_page("pixel", network="tfjs_recognizer")
    app.button(key="play").click().run()
    assert app.session_state[state.PLAYING]
    monkeypatch.setitem(vars(networks.run("tfjs_recognizer")), "moments", MOMENTS[-1:])
    app.run()
    assert not app.exception
    assert not app.session_state[state.PLAYING]


def test_another_page_goes_from_moment_to_moment(open_page, monkeypatch):
    monkeypatch.setattr(playing, "_tick", lambda: None)
    app = open_page("pixel", network="tfjs_recognizer", moment="untrained")
    app.button(key="play").click().run()
    seen = []
    for _ in MOMENTS[1:]:
        app.session_state[state.TICKING] = "now"
        app.run()
        seen.append(app.session_state[state.MOMENT])
    assert seen[0] == f"step {MOMENTS[1]}"
    assert seen[-1] == "trained"
    assert len(set(seen)) == len(MOMENTS) - 1
    assert app.button(key="play").label == "Play the training"


def test_a_picture_that_lays_itself_out_counts_as_large_as_it_can_be():
    picture = mosaics.mosaic("m", np.zeros((3, 5, 7), np.float32), "ink", (0, 1), ("", "", ""), "", "")
    assert playing._size(picture) == playing._size(lambda width: picture) == 4 * 3 * 5 * 7
