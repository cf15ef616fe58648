"""A drawing as its sheet sends it: taken back, cleared, laid on the sheet again, and what a browser says too late.

And as a tab keeps it over a reload, with the images that were kept.
"""

import json

import numpy as np
import pytest
import streamlit as st

from core.datasets.labelled_images import MOST, UNKNOWN, LabelledImages
from core.digits import fabric_paths
from core.digits.pen_strokes import Stroke
from dashboard.session import own_images, state
from dashboard.text import sentences

LINK = {state.DATA: [sentences.YOURS]}
ONE, TWO, THREE = (Stroke(((x, 0.2), (x, 0.8)), 0.1) for x in (0.3, 0.5, 0.7))


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    state.open_page("draw")


def send(*strokes, number=None):
    """What the browser says after a stroke, on the sheet of this number or the present one."""
    own_images.draw(fabric_paths.to_json(strokes, number or own_images.sheet_number()))


def test_a_stroke_becomes_the_image_and_leaves_the_sheet_alone():
    assert own_images.laid() == ()
    before = own_images.sheet_number()
    send(ONE)
    send(ONE, TWO)
    assert own_images.strokes() == (ONE, TWO)
    assert (own_images.sheet_number(), own_images.laid()) == (before, ())
    assert len(own_images.images()) == 1
    assert (state.get(state.DATA), state.get(state.IMAGE)) == (sentences.YOURS, 0)


def test_every_change_is_taken_back_in_turn_and_no_more():
    send(ONE)
    send(ONE, TWO)
    own_images.clear()
    own_images.clear()
    for before in ((ONE, TWO), (ONE,), (), ()):
        own_images.undo()
        assert own_images.strokes() == own_images.laid() == before
    assert not own_images.can_undo()
    assert state.get(state.DATA) is None


def test_strokes_that_come_together_are_taken_back_one_by_one():
    send(ONE)
    send(ONE, TWO, THREE)
    for before in ((ONE, TWO), (ONE,), ()):
        own_images.undo()
        assert own_images.strokes() == before
    assert not own_images.can_undo()


def test_only_so_many_changes_are_remembered():
    for count in range(60):
        send(*[ONE, TWO] * (count % 2), *[THREE] * count)
    for _ in range(60):
        own_images.undo()
    assert len(own_images.strokes()) == 9 + 2


def test_what_the_browser_says_of_an_earlier_sheet_is_not_heard():
    send(ONE)
    earlier = own_images.sheet_number()
    own_images.clear()
    send(ONE, TWO, number=earlier)
    assert own_images.strokes() == ()
    send()
    own_images.undo()
    assert own_images.strokes() == (ONE,)


def test_a_page_that_is_opened_again_begins_with_what_was_drawn():
    assert own_images.laid() == ()
    send(ONE)
    state.open_page("draw")
    assert own_images.laid() == ()
    state.open_page("journey")
    state.open_page("draw")
    assert own_images.laid() == (ONE,)
    send(ONE, TWO)
    own_images.undo()
    own_images.undo()
    assert own_images.strokes() == ()


def test_what_is_too_much_is_taken_back_and_said_until_something_else_is_drawn():
    send(ONE)
    before = own_images.sheet_number()
    send(ONE, *[Stroke(TWO.points, 0.9)] * 300)
    assert own_images.strokes() == own_images.laid() == (ONE,)
    assert own_images.sheet_number() != before
    assert own_images.refused_drawing() == "a drawing of 540 points as wide as the sheet is too much: at most 500"
    send(ONE)
    assert own_images.refused_drawing()
    send(ONE, TWO)
    assert own_images.refused_drawing() is None


def test_a_kept_drawing_makes_room_for_the_next():
    send(ONE)
    own_images.keep_drawing(1)
    assert own_images.strokes() == own_images.laid() == ()
    assert not own_images.can_undo()
    assert own_images.kept().labels.tolist() == [1]


def reload(monkeypatch, link=()):
    """A new session; gives what the tab has kept of the one before."""
    kept = own_images.for_the_tab()
    monkeypatch.setattr(st, "session_state", {state.ASKED: dict(link)})
    state.open_page("draw")
    assert not own_images.is_begun()
    return kept


def test_a_drawing_outlives_a_reload_and_is_looked_at_where_the_link_says_so(monkeypatch):
    send(ONE, TWO)
    own_images.come_back(reload(monkeypatch, LINK | {state.LAYER: ["conv9"]}))
    assert own_images.is_begun()
    assert own_images.strokes() == own_images.laid() == (ONE, TWO)
    assert (state.get(state.DATA), state.get(state.IMAGE)) == (sentences.YOURS, 0)
    assert state.take(state.CLEANED) == {state.LAYER: ["conv9"]}


@pytest.mark.parametrize("link", [{}, {state.DATA: ["MNIST test"]}, LINK | {state.IMAGE: ["3"]}])
def test_a_link_to_something_else_counts_more_than_the_drawing_of_the_tab(monkeypatch, link):
    send(ONE)
    own_images.come_back(reload(monkeypatch, link))
    assert own_images.strokes() == (ONE,)
    assert state.get(state.DATA) is None
    assert state.take(state.CLEANED) == link


@pytest.mark.parametrize(
    "odd", ["", "nothing", "[]", "{}", '{"drawing": 3}', '{"drawing": {"objects": [{}]}}', "[" * 9999]
)
def test_what_is_no_drawing_of_the_tab_is_an_empty_sheet(monkeypatch, odd):
    reload(monkeypatch, LINK)
    own_images.come_back(odd)
    assert own_images.is_begun()
    assert own_images.strokes() == ()
    assert own_images.for_the_tab() is None


def keep_two():
    for stroke, label in ((ONE, 1), (TWO, UNKNOWN)):
        send(stroke)
        own_images.keep_drawing(label)
    return own_images.kept()


@pytest.mark.parametrize(("image", "place"), [(None, 0), ("0", 0), ("1", 1), ("2", None)])
def test_kept_images_outlive_a_reload_and_the_link_finds_each_again(monkeypatch, image, place):
    before = keep_two()
    own_images.come_back(reload(monkeypatch, LINK | ({state.IMAGE: [image]} if image else {})))
    assert own_images.kept().digest == before.digest
    assert own_images.strokes() == ()
    assert state.get(state.IMAGE) == place


def test_a_drawing_comes_back_behind_the_kept_images(monkeypatch):
    keep_two()
    send(THREE)
    own_images.come_back(reload(monkeypatch, LINK | {state.IMAGE: ["2"]}))
    assert (len(own_images.kept()), own_images.strokes(), state.get(state.IMAGE)) == (2, (THREE,), 2)


def test_images_that_were_all_dropped_do_not_come_back(monkeypatch):
    keep_two()
    own_images.drop(slice(None))
    assert own_images.is_begun()
    assert own_images.for_the_tab() is None


def test_as_many_images_as_a_session_holds_go_through_the_tab(monkeypatch):
    noise = np.random.default_rng(0).integers(0, 256, (MOST, 28, 28), np.uint8)
    own_images.add(LabelledImages(noise, np.arange(MOST) % 10))
    kept = reload(monkeypatch)
    assert len(kept) < 2_300_000  # letters; browsers lend a page at least five millions
    own_images.come_back(kept)
    assert np.array_equal(own_images.kept().images, noise)


@pytest.mark.parametrize(
    "change",
    [
        {"labels": [1]},
        {"labels": [1, 10]},
        {"labels": [1, "two"]},
        {"labels": [2**70, 1]},
        {"kept": "eJw="},
        {"kept": 7},
    ],
)
def test_what_are_no_images_of_the_tab_are_forgotten_and_the_drawing_is_not(monkeypatch, change):
    keep_two()
    send(THREE)
    kept = reload(monkeypatch)
    own_images.come_back(json.dumps(json.loads(kept) | change))
    assert (len(own_images.kept()), own_images.strokes()) == (0, (THREE,))


def test_a_tab_is_not_heard_where_there_is_a_drawing_already(monkeypatch):
    send(ONE)
    kept = reload(monkeypatch)
    send(TWO)
    own_images.come_back(kept)
    assert own_images.strokes() == (TWO,)
    own_images.clear()
    own_images.come_back(kept)
    assert own_images.strokes() == ()


def drawings(*shades):
    images = np.stack([np.full((28, 28), shade, np.uint8) for shade in shades])
    return LabelledImages(images, np.arange(len(shades)) % 10)


@pytest.mark.parametrize(
    ("now", "place"),
    [((10, 20, 30), 1), ((20, 30), 0), ((40, 10, 20), 2), ((10, 30), 1), ((10,), 0)],
)
def test_the_class_s_drawing_that_is_looked_at_stays_whoever_comes_or_goes(now, place):
    own_images.bring_class(drawings(10, 20, 30))
    state.put(state.DATA, sentences.YOURS)
    state.put(state.IMAGE, 1)
    own_images.bring_class(drawings(*now))
    assert state.get(state.IMAGE) == place
