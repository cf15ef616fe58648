"""A network that was brought: what it has learnt, what its outputs stand for, what its pixels are, as a person says."""

import string

import numpy as np
import pytest

from core.datasets import own_data_set
from core.datasets.catalogue import DIGITS
from core.digits.pen_strokes import Stroke
from core.keras_io import file_writing
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.networks.network import Network
from core.runs import zip_archive
from dashboard.app_pages.own_network import learnt
from dashboard.session import own_data_sets, own_networks, state
from tests.core.datasets.test_own_source import letters
from tests.core.digits.test_preparation import FOUR
from tests.core.strategies import random_network
from tests.dashboard.test_pages import text

NUMBERS = tuple(str(number) for number in range(1, 27))
NAMES = tuple(string.digits + string.ascii_uppercase + "abdefghnqrt")
UPPERCASE = tuple(string.ascii_uppercase)


def set_of_26(names=NUMBERS):
    data_set = letters(tuple(range(26)) * 4, tuple(range(26)) * 2, names)
    return {"own_data_sets": {"letters": own_data_sets.Brought("letters", data_set)}}


def that_reads(data_set, scale):
    """A network that tells the classes of a data set apart by their means, for pixels from 0 to `scale`."""
    learnt, pixels = data_set.train, data_set.train.images.reshape(len(data_set.train), -1) / 255
    means = np.stack([pixels[learnt.labels == label].mean(axis=0) for label in range(len(data_set.class_names))])
    weights = {"out/kernel": means.T / scale, "out/bias": -np.square(means).sum(axis=1) / 2}
    input_shape = (*data_set.image_shape, 1)[:3]
    return Network(Architecture((Flatten(), Dense(len(means), "softmax", name="out")), input_shape), weights)


def tinted(split, count):
    """Images in colour: grey ones with less green, and still less blue."""
    images = (split.images[:count, ..., None] * np.array([1, 0.9, 0.8])).astype(np.uint8)
    parts = {"train": images[::2], "test": images[1::2]}
    labels = {"train": split.labels[:count:2], "test": split.labels[1:count:2]}
    return own_data_set.of_parts(parts, labels, class_names=DIGITS)


def brought(open_page, network, session=()):
    """The page after a network was dropped."""
    app = open_page("own_network", session)
    drop = next(drop for drop in app.file_uploader if drop.label.startswith("A .keras"))
    drop.set_value([("mine.keras", file_writing.write(network), "application/zip")]).run()
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    return app


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


def the_run(app):
    return app.session_state["uploaded_networks"]["mine"].run


def test_a_network_of_letters_is_tried_on_a_data_set_of_as_many_classes_that_was_brought(open_page):
    session = set_of_26()
    data_set = session["own_data_sets"]["letters"].data_set
    app = brought(open_page, that_reads(data_set, 255), session)
    assert (the_run(app).class_names, the_run(app).config.own.digest) == (NUMBERS, data_set.digest)
    assert labelled(app.selectbox, "Black to white is").value == "0 to 255"
    assert app.selectbox(key="data").value == "letters test"
    app.text_area[0].set_value("".join(UPPERCASE)).run()
    assert the_run(app).class_names == UPPERCASE
    assert labelled(app.selectbox, "It has learnt").value.endswith(":images unknown here")
    assert "Which images it has learnt is not known here" in text(app)
    labelled(app.button, "Call the classes of letters so, and take that for what it has learnt").click().run()
    assert not app.exception, app.exception[0].message
    named = app.session_state["own_data_sets"]["letters"].data_set
    assert (named.class_names, the_run(app).config.own.digest) == (UPPERCASE, named.digest)
    back = zip_archive.opened(zip_archive.read(zip_archive.packed(the_run(app))))
    assert (back.class_names, back.config.own.digest) == (UPPERCASE, named.digest)


def test_a_network_that_fits_nothing_here_has_names_and_any_black_and_white(open_page):
    app = brought(open_page, random_network(Architecture((Flatten(), Dense(62, "sigmoid")))))
    assert the_run(app).class_names == tuple(map(str, range(62)))
    said = "".join(caption.value for caption in app.caption)
    assert "Which images mine has learnt is not known here, so it is shown others." in said
    app.text_area[0].set_value(string.digits + string.ascii_letters).run()
    assert the_run(app).class_names == tuple(string.digits + string.ascii_letters)
    back = zip_archive.opened(zip_archive.read(zip_archive.packed(the_run(app))))
    assert back.class_names == tuple(string.digits + string.ascii_letters)
    app.text_area[0].set_value("a, a, b").run()
    assert "3 names are given, and the network has 62 outputs" in app.error[0].value.replace("\\", "")
    labelled(app.number_input, "White is").set_value(0.0).run()
    assert "black and white are both 0: a picture needs two different numbers" in app.error[0].value.replace("\\", "")
    labelled(app.number_input, "Black is").set_value(-0.3).run()
    assert labelled(app.selectbox, "Black to white is").value == "\u22120.3 to 0"
    assert the_run(app).architecture.layer("to_its_range").offset == pytest.approx(-0.3)


def test_one_sigmoid_answers_with_two_classes_and_reads_nothing_better_than_by_chance(open_page, mnist):
    app = brought(open_page, random_network(Architecture((Flatten(), Dense(1, "sigmoid")))))
    assert the_run(app).class_names == ("0", "1")
    assert "its sigmoid is the share of **1**, and what is missing to 1 that of **0**" in text(app)
    weights = {"out/kernel": np.zeros((784, 10)), "out/bias": np.arange(10)}
    app = brought(open_page, Network(Architecture((Flatten(), Dense(10, "softmax", name="out"))), weights))
    assert "**It reads these images no better than chance may**: 10.0\u00a0% of 400" in text(app)
    assert "Choose what it reads" in text(app)


@pytest.mark.parametrize("page", ["journey", "pixel", "passport", "why", "fool", "digits", "ablation", "robustness"])
def test_pages_open_a_network_of_47_classes_whose_images_are_not_known(open_page, page):
    network = random_network(Architecture((Conv2D(3), MaxPooling2D(), Flatten(), Dense(47, "softmax"))))
    config = learnt.config_of(learnt.UNKNOWN, NAMES)
    session = {state.UPLOADED: {"mine": own_networks._adapted("mine", network, config, "0 to 1", {})}}
    app = open_page(page, session, network="mine", beside="lesson_cnn")
    assert not app.error, app.error[0].value


def test_a_drawing_may_be_meant_as_any_class_of_the_network_and_kept_as_a_digit(open_page):
    network = random_network(Architecture((Flatten(), Dense(47, "softmax"))))
    config = learnt.config_of(learnt.UNKNOWN, NAMES)
    session = {state.UPLOADED: {"mine": own_networks._adapted("mine", network, config, "0 to 1", {})}}
    session |= {"strokes": tuple(Stroke(line, 0.08) for line in FOUR)}
    app = open_page("draw", session, network="mine")
    meant = labelled(app.selectbox, "What is it meant to be?")
    assert meant.options == list(NAMES)
    keep = labelled(app.button, "Keep it, and draw the next")
    for name, is_kept in (("t", False), ("4", True)):
        labelled(app.selectbox, "What is it meant to be?").set_value(name).run()
        assert not app.exception, app.exception[0].message
        keep = labelled(app.button, "Keep it, and draw the next")
        assert keep.disabled != is_kept
        assert f"but you meant {name}." in text(app) or "as you meant it." in text(app)
        assert f"It was meant as **{name}**" in text(app) or f"as **{name}**, as it was meant" in text(app)


@pytest.mark.parametrize("reads_colors", [True, False])
def test_a_network_for_colours_has_rather_learnt_images_in_colour(open_page, mnist, reads_colors):
    in_color, some = tinted(mnist.test, 600), (mnist.test.images[:600], mnist.test.labels[:600])
    grey = own_data_set.of_parts(*({"train": array} for array in some), class_names=DIGITS)
    session = {"own_data_sets": {"tinted": own_data_sets.Brought("tinted", in_color)}}
    app = brought(open_page, that_reads(in_color if reads_colors else grey, 1), session)
    assert (the_run(app).config.own is not None) == reads_colors


def test_why_a_set_with_as_many_classes_is_not_offered_is_told(open_page):
    few = letters((), (0, 1, 2), ("A", "B", "Q"))
    session = {"own_data_sets": {"few": own_data_sets.Brought("few", few)}}
    for outputs, is_told in ((3, True), (4, False)):
        app = brought(open_page, random_network(Architecture((Flatten(), Dense(outputs, "softmax")))), session)
        said = "".join(caption.value for caption in app.caption)
        assert ("Your *few* is not among the data sets to choose: it has no images to learn from" in said) == is_told
