"""What a person brings, as pages without a browser: drawings, photos, examples, networks."""

import gc
import weakref
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
import streamlit as st

from core import runs
from core.datasets import labelled_images
from core.digits import pen_strokes, segmentation
from core.digits.pen_strokes import Stroke
from core.keras_io import adapting
from core.networks.architecture import Architecture
from core.networks.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, GlobalAveragePooling2D, ReLU
from core.runs import zip_archive
from dashboard import menu
from dashboard.session import own_networks
from tests.core.digits.test_preparation import FOUR, SEVEN
from tests.core.strategies import random_network
from tests.dashboard.test_pages import text

STROKES = tuple(Stroke(line, 0.08) for line in FOUR)


def test_a_drawing_is_read_and_becomes_an_image_of_the_sidebar(open_page):
    app = open_page("draw", {"strokes": STROKES})
    assert "lesson_cnn reads your drawing as 4." in text(app)
    assert "Your images" in app.selectbox(key="data").options
    app.selectbox(key="data").set_value("Your images").run()
    app.switch_page("app_pages/journey/page.py").run()
    assert not app.exception
    assert "and then one answer: **4**" in text(app)


def test_what_was_meant_is_held_against_what_was_read(open_page):
    app = open_page("draw", {"strokes": STROKES, "label": "4"})
    assert "reads your drawing as 4, as you meant it." in text(app)
    assert "reads it as **4**, as it was meant" in text(app)
    app = open_page("draw", {"strokes": STROKES, "label": "7"})
    assert "reads your drawing as 4, but you meant 7." in text(app)
    assert "No step is missing: it simply looks more like a 4." in text(app)


def test_a_step_left_out_is_named_when_it_is_missed(open_page):
    small = tuple(Stroke(tuple((x * 0.4, y * 0.4) for x, y in line), 0.04) for line in FOUR)
    app = open_page("draw", {"strokes": small, "label": "4", "left_out": ("crop",)})
    assert "The missing step: switch **Crop** on." in text(app)


def test_an_empty_sheet_invites(open_page):
    assert "There is no button to press" in text(open_page("draw"))


def test_a_link_to_images_that_are_not_here_says_so(open_page):
    (warning,) = open_page("journey", data="Your images").warning
    assert "The link asks for data `Your images`, which is not one of" in warning.value


def test_a_photo_is_read_digit_by_digit(open_page):
    page = np.ones((200, 500), np.float32)
    page[20:160, 20:160] -= 0.7 * pen_strokes.ink(STROKES, 140)
    page[30:170, 300:440] -= 0.7 * pen_strokes.ink([Stroke(line, 0.08) for line in SEVEN], 140)
    app = open_page("photo", {"photo": segmentation.segment(page)})
    assert "lesson_cnn reads 2 digits: 4 7." in text(app)


def test_kept_examples_are_a_test_set(open_page, mnist):
    some = mnist.test.spread(23)
    kept = labelled_images.LabelledImages(some.images, some.labels)
    right = int((runs.load("lesson_cnn").network.predict(some.images).argmax(axis=1) == some.labels).sum())
    assert f"lesson_cnn reads {right} of your 23 labelled examples." in text(open_page("own_images", {"kept": kept}))
    app = open_page("comparison", {"kept": kept}, tests="your images")
    assert "learning curves" not in app.button_group(key="compared").options
    assert "of 23" in text(app)
    robust = open_page("robustness", {"kept": kept}, tests="your images")
    assert "Held to" in [group.label for group in robust.button_group]


def test_without_labelled_images_nothing_is_offered_to_be_held_to(open_page):
    assert "Held to" not in [group.label for group in open_page("comparison").button_group]


ODD = Architecture(
    (
        Conv2D(5, (3, 3), padding="same", activation="linear", name="stem"),
        BatchNormalization(),
        ReLU(negative_slope=0.1),
        Conv2D(7, (3, 3), (2, 2), activation="silu"),
        GlobalAveragePooling2D(),
        Dense(10, "linear"),
    ),
    (13, 17, 3),
)


def uploaded(architecture=ODD, data_set="mnist", classes=None):
    own = random_network(architecture)
    network, added = adapting.adapt(own, "0 to 255")
    run = zip_archive.from_network("mine", network, data_set, classes, added)
    trials = {pixels: adapting.Trial(0.1, 2.3, 10) for pixels in adapting.PIXELS}
    return {"mine": own_networks.UploadedNetwork(run, "stamp", own, "0 to 255", trials)}


@pytest.mark.parametrize("page", menu.PAGES)
def test_every_page_opens_a_network_from_elsewhere(open_page, page):
    app = open_page(page, {"uploaded_networks": uploaded()}, network="mine")
    assert app.selectbox(key="network").value == "mine"
    assert not app.error, app.error[0].value


def test_what_was_put_around_a_network_is_said(open_page):
    page = text(open_page("own_network", {"uploaded_networks": uploaded()}, network="mine"))
    assert "6 layers" in page
    assert "`to_its_size`, `to_its_range`, `grey_to_color`, `softmax` were put around it" in page


@pytest.mark.parametrize(("activation", "is_said"), [("sigmoid", True), ("linear", False), ("softmax", False)])
def test_that_shares_of_sigmoids_lie_close_is_said(open_page, activation, is_said):
    brought = uploaded(Architecture((Flatten(), Dense(10, activation)), (28, 28, 1)))
    page = text(open_page("own_network", {"uploaded_networks": brought}, network="mine"))
    assert ("Its own outputs are sigmoids" in page) == is_said


def test_what_three_outputs_stand_for_can_be_said(open_page, fashion_mnist):
    """A network for clothes, first taken to read digits."""
    own = runs.load("fashion_kernels").network
    network, added = adapting.adapt(own, "0 to 1")
    run = zip_archive.from_network("mine", network, "uci_digits", (0, 1, 2), added)
    trials = {pixels: adapting.Trial(0.1, 2.3, 10) for pixels in adapting.PIXELS}
    app = open_page(
        "own_network",
        {"uploaded_networks": {"mine": own_networks.UploadedNetwork(run, "stamp", own, "0 to 1", trials)}},
        network="mine",
    )
    next(box for box in app.selectbox if box.label == "It has learnt").set_value("fashion_mnist").run()
    app.multiselect[0].set_value([0, 3, 9]).run()
    assert not app.exception
    assert app.session_state["uploaded_networks"]["mine"].run.class_names == ("T-shirt/top", "Dress", "Ankle boot")
    assert app.session_state["uploaded_networks"]["mine"].pixels == "0 to 1"
    assert app.selectbox(key="data").value == "Fashion-MNIST test"


def test_broken_weights_are_looked_at_and_not_fallen_over(open_page):
    found = uploaded(Architecture((Conv2D(3), GlobalAveragePooling2D(), Dense(10), Activation("softmax"))))["mine"]
    weights = {key: np.full_like(array, np.nan) for key, array in found.run.network.weights.items()}
    network = type(found.own)(found.run.architecture, weights)
    run = zip_archive.from_network("mine", network, "mnist", None, ())
    for page in ("journey", "kernels", "activations", "pixel", "passport", "why", "fool", "own_network"):
        open_page(page, {"uploaded_networks": {"mine": own_networks.UploadedNetwork(run, "broken")}}, network="mine")


def drawn(lines, scale=1.0, right=0.0, width=0.06):
    return tuple(Stroke(tuple((x * scale + right, y * scale) for x, y in line), width) for line in lines)


def test_what_is_not_one_digit_is_said_and_what_is_one_is_not(open_page):
    def said(strokes):
        return [warning.value for warning in open_page("draw", session={"strokes": strokes}).warning]

    assert said(drawn(FOUR)) == said(drawn(SEVEN, 0.3, 0.6)) == []
    (two,) = said((*drawn(FOUR, 0.45), *drawn(SEVEN, 0.45, 0.5)))
    assert "more than one digit" in two
    corners = np.random.default_rng(2).uniform(0.1, 0.9, (25, 2))
    (scribble,) = said(drawn([corners.tolist()], width=0.03))
    assert "scribble" in scribble
    zigzag = [[(0.1 if turn % 2 else 0.9, 0.1 + 0.8 * turn / 30) for turn in range(31)]]
    (covered,) = said(drawn(zigzag))
    assert "nothing stands out any more" in covered


def test_an_uploaded_network_leaves_with_its_session(open_page, monkeypatch):
    """Streamlit keeps what a download button would call: here for ever."""
    calls = []
    monkeypatch.setattr(st, "download_button", lambda label, content, *rest, **more: calls.append(content))
    brought = uploaded()
    app = open_page("own_network", {"uploaded_networks": brought}, network="mine")
    assert len(calls) == 5
    assert all(len(call()) > 500 for call in calls)
    network = weakref.ref(brought["mine"])
    del app.session_state["uploaded_networks"]
    del app, brought
    gc.collect()
    assert network() is None
    assert len(calls) == 5


@pytest.mark.parametrize("is_visitor", [False, True])
def test_networks_that_are_brought_have_room_in_bytes(is_visitor, monkeypatch):
    """Of one person, and of all visitors together; who leaves makes room."""
    sessions, numbers = {"here": {}}, count()

    def bring():
        brought = uploaded()["mine"]
        own_networks._add(replace(brought, run=zip_archive.renamed(brought.run, f"mine_{next(numbers)}")))

    monkeypatch.setattr(own_networks.visitor, "is_visitor", lambda: is_visitor)
    monkeypatch.setattr(own_networks, "_all", lambda: sessions["here"])
    monkeypatch.setattr(own_networks.state, "put", lambda name, value: sessions.update(here=value))
    monkeypatch.setattr(own_networks, "_of_visitors", weakref.WeakSet())
    size = uploaded()["mine"].size
    assert size == 2 * 4 * uploaded()["mine"].run.architecture.parameters
    for name, sizes in (("BYTES", 4), ("BYTES_OF_VISITOR", 2), ("BYTES_OF_VISITORS", 3)):
        monkeypatch.setattr(own_networks, name, sizes * size)
    for _ in range(2 if is_visitor else 4):
        bring()
    with pytest.raises(ValueError, match="with it your networks would take 0 MB here, more than 0: forget one first"):
        bring()
    left, sessions["here"] = sessions["here"], {}
    bring()
    if is_visitor:
        with pytest.raises(ValueError, match="the networks of all visitors fill the memory that they may have"):
            bring()
    del left
    gc.collect()
    bring()
