"""What a person brings, as pages without a browser: drawings, photos, examples, networks."""

import gc
import re
import weakref
from dataclasses import replace

import numpy as np
import pytest
import streamlit as st

from core import paths, runs
from core.datasets import labelled_images, own_data_set
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.datasets.loading import Split
from core.digits import pen_strokes, segmentation
from core.digits.pen_strokes import Stroke
from core.formats import duration, percent
from core.keras_io import adapting
from core.networks.architecture import Architecture
from core.networks.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, GlobalAveragePooling2D, ReLU
from core.runs import zip_archive
from dashboard import menu
from dashboard.compute import networks
from dashboard.session import own_data_sets, own_networks
from dashboard.text import own_sentences
from tests.core.digits.test_preparation import FOUR, SEVEN
from tests.core.strategies import random_network
from tests.dashboard.test_pages import text

STROKES = tuple(Stroke(line, 0.08) for line in FOUR)
THEIR_MACHINE = "on the machine that trained the shipped networks"


def test_a_drawing_is_read_and_becomes_an_image_of_the_sidebar(open_page):
    app = open_page("draw", {"strokes": STROKES})
    assert "lesson_cnn reads your drawing as 4." in text(app)
    assert "Your images" in app.selectbox(key="data").options
    app.selectbox(key="data").set_value("Your images").run()
    app.switch_page("app_pages/journey/page.py").run()
    assert not app.exception
    assert "and then one answer: **4**" in text(app)


def test_what_was_meant_is_held_against_what_was_read(open_page):
    app = open_page("draw", {"strokes": STROKES, "widget-label-0": "4"})
    assert "reads your drawing as 4, as you meant it." in text(app)
    assert "reads it as **4**, as it was meant" in text(app)
    app = open_page("draw", {"strokes": STROKES, "widget-label-0": "7"})
    assert "reads your drawing as 4, but you meant 7." in text(app)
    assert "No step is missing: it simply looks more like a 4." in text(app)


def test_of_the_next_drawing_nothing_is_said_whatever_the_browser_still_holds(open_page):
    app = open_page("draw", {"strokes": STROKES, "widget-label-0": "7"})
    app.button(key="keep").click().run()
    assert "There is no button to press" in text(app)
    app.session_state["widget-label-0"] = "7"
    app.session_state["strokes"] = STROKES
    app.run()
    assert "lesson_cnn reads your drawing as 4.**" in text(app)
    assert app.button(key="keep").disabled


def test_a_step_left_out_is_named_when_it_is_missed(open_page):
    small = tuple(Stroke(tuple((x * 0.4, y * 0.4) for x, y in line), 0.04) for line in FOUR)
    app = open_page("draw", {"strokes": small, "widget-label-0": "4", "left_out": ("crop",)})
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
    some = mnist.test.evenly(23)
    kept = labelled_images.LabelledImages(some.images, some.labels)
    right = int((runs.load("lesson_cnn").network.predict(some.images).argmax(axis=1) == some.labels).sum())
    assert f"lesson_cnn reads {right} of your 23 labelled examples." in text(open_page("own_images", {"kept": kept}))
    app = open_page("comparison", {"kept": kept}, tests="your images")
    assert "learning curves" not in app.button_group(key="compared").options
    assert "of 23" in text(app)
    robust = open_page("robustness", {"kept": kept}, tests="your images")
    assert "Tested on" in [group.label for group in robust.button_group]


def test_without_labelled_images_nothing_is_offered_to_be_tested_on(open_page):
    assert "Tested on" not in [group.label for group in open_page("comparison").button_group]


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


@pytest.mark.parametrize("seconds", [0.0, None, 1e-9])
def test_what_a_brought_run_says_of_its_time_moves_no_estimate(monkeypatch, seconds):
    shipped, mine = runs.load("lesson_cnn"), runs.load("lesson_mlp")
    claimed = replace(mine, path=mine.path.parent / "mine", description={**mine.description, "seconds": seconds})
    monkeypatch.setattr(networks, "is_own", lambda key: key == "mine")
    estimates = []
    for found in ([shipped, mine], [shipped, mine, claimed]):
        monkeypatch.setattr(networks, "evaluated_runs", lambda found=found: found)
        estimates.append(networks.training_seconds(shipped.architecture, shipped.config))
    assert estimates[0] == estimates[1]
    assert estimates[0][0] > 1


@pytest.mark.parametrize(("seconds", "machine"), [(None, THEIR_MACHINE), (4, THEIR_MACHINE), (500, "on this machine")])
def test_what_a_training_takes_on_this_machine_is_said_after_one_that_took_long_enough(
    monkeypatch, open_page, seconds, machine
):
    shipped = runs.load("lesson_cnn")
    found = [shipped]
    if seconds:
        path = paths.own_runs() / "mine"
        found.append(replace(shipped, path=path, description={**shipped.description, "seconds": seconds}))
    monkeypatch.setattr(networks, "evaluated_runs", lambda: found)
    took = shipped.seconds if machine == THEIR_MACHINE else seconds
    assert f"**{duration(took)}** {machine}" in text(open_page("train"))


@pytest.mark.parametrize("page", menu.PAGES)
def test_every_page_opens_a_network_from_elsewhere(open_page, page):
    app = open_page(page, {"uploaded_networks": uploaded()}, network="mine")
    assert app.selectbox(key="network").value == "mine"
    assert not app.error, app.error[0].value


def test_what_was_put_around_a_network_is_said(open_page):
    page = text(open_page("own_network", {"uploaded_networks": uploaded()}, network="mine"))
    assert "6 layers" in page
    assert "`to_its_range`, `softmax` were put around it" in page


@pytest.mark.parametrize(
    ("activation", "said"),
    [
        ("sigmoid", "how probable it is that it is the one, given that exactly one says yes"),
        ("tanh", "squeezed into a narrow range"),
        ("linear", ""),
    ],
)
def test_what_shares_mean_that_are_not_the_networks_own_is_said(open_page, activation, said):
    brought = uploaded(Architecture((Flatten(), Dense(10, activation)), (28, 28, 1)))
    page = text(open_page("own_network", {"uploaded_networks": brought}, network="mine"))
    assert said in page
    assert ("Its own outputs are" in page) == bool(said)


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
    app.text_area[0].set_value("T-shirt/top, Dress").run()
    assert "2 names are given, and the network has 3 outputs" in app.error[0].value.replace("\\", "")
    app.text_area[0].set_value("T-shirt/top, Dress, Ankle boot").run()
    assert not app.exception
    assert app.session_state["uploaded_networks"]["mine"].run.class_names == ("T-shirt/top", "Dress", "Ankle boot")
    assert app.session_state["uploaded_networks"]["mine"].pixels == "0 to 1"
    assert app.selectbox(key="data").value == "Fashion-MNIST test"


def test_broken_weights_are_looked_at_and_not_fallen_over(open_page):
    found = uploaded(Architecture((Conv2D(3), GlobalAveragePooling2D(), Dense(10), Activation("softmax"))))["mine"]
    weights = {key: np.full_like(array, np.nan) for key, array in found.run.network.weights.items()}
    network = type(found.own)(found.run.architecture, weights)
    run = zip_archive.from_network("mine", network, "mnist", None, ())
    uploads = {"uploaded_networks": {"mine": own_networks.UploadedNetwork(run, "broken")}}
    for page in (listed for listed in menu.EVERY_PAGE if menu.NETWORK in listed.uses):
        app = open_page(page.key, uploads, network="mine")
        assert not app.exception
        said = [warning.value for warning in app.warning]
        says = "mine gives numbers that are no numbers: its training went wrong. Nothing on this page is an answer."
        assert (says in said) == (menu.IMAGE in page.uses)
        shown = text(app) + " ".join(header.value for header in app.header)
        assert not re.search(r"\bnan\b|Answer: \d", shown), (page.key, shown)
        assert ("Read as **nothing**: it gives no numbers." in shown) == (menu.IMAGE in page.uses), page.key


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


def brought(class_names, split, **more):
    """A session with a data set called `my set`."""
    half = len(split) // 2
    images = {"train": split.images[:half], "test": split.images[half:]}
    labels = {"train": split.labels[:half], "test": split.labels[half:]}
    data_set = own_data_set.of_parts(images, labels, class_names=class_names, **more)
    return {"own_data_sets": {"my set": own_data_sets.Brought("my set", data_set)}}


@pytest.mark.parametrize("page", menu.PAGES)
@pytest.mark.parametrize("class_names", [DIGITS, tuple("ABCDEFGHIJ")])
def test_every_page_opens_a_data_set_that_was_brought(open_page, mnist, page, class_names):
    app = open_page(page, brought(class_names, mnist.test.evenly(60)), data="my set test")
    if menu.IMAGE in menu.PAGES[page].uses:
        assert app.selectbox(key="data").value == "my set test"
        assert "my set training" in app.selectbox(key="data").options
    assert not [*app.error, *app.warning]


def test_networks_are_tested_on_a_data_set_that_was_brought(open_page, mnist):
    some = mnist.test.evenly(80)
    session = brought(DIGITS, some)
    answers = runs.load("lesson_cnn").network.predict(some.images[40:]).argmax(axis=1)
    right = int((answers == some.labels[40:]).sum())
    assert f"**lesson_cnn reads {percent(right / 40)}** of the 40 test images." in text(
        open_page("own_images", session)
    )
    assert "Compare networks on them" in {button.label for button in open_page("own_images", session).button}
    app = open_page("comparison", session, tests="my set test")
    assert "Tested on all 40 images of my set test." in [caption.value for caption in app.caption]
    assert "of 40" in text(app)
    for view in ("confusion", "who is right", "same image"):
        app.segmented_control(key="compared").set_value(view).run()
        assert not app.exception, app.exception[0].message
    robust = open_page("robustness", session, tests="my set test")
    assert "my set test" in next(group for group in robust.button_group if group.label == "Tested on").options


def test_classes_that_a_network_has_not_are_said(open_page, mnist):
    session = brought(tuple("ABCDEFGHIJ"), mnist.test.evenly(40))
    app = open_page("own_images", session)
    assert "none of these is a class of this data set, so nothing can be counted." in text(app)
    assert not {"Compare networks on them", "Move and turn them"} & {button.label for button in app.button}
    (said,) = open_page("comparison", session, tests="my set test").info
    assert said.value.startswith("lesson_cnn and budget_mlp never learnt all of A, B")


def test_who_lacks_a_class_and_who_has_others_besides_are_told_apart():
    assert own_sentences.never_learnt(["a", "b"], DIGITS, "") == "a and b never learnt all ten digits."
    assert (
        own_sentences.never_learnt(["a"], ["A", "B"], "mine") == "a never learnt all of A and B, the classes of mine."
    )
    said = own_sentences.other_classes(["many"], DIGITS[:3])
    assert said == "many has other classes to answer with than 0, 1 and 2: it is left out here."


def test_a_transposed_set_is_noticed_and_put_right(open_page, mnist):
    some = mnist.test.evenly(80)
    turned = Split(some.images.transpose(0, 2, 1), some.labels, some.indices)
    app = open_page("own_images", brought(DIGITS, turned))
    assert "with rows and columns exchanged: the file seems to have them so." in app.warning[0].value
    next(button for button in app.button if button.label == "Put it right: transpose every image").click().run()
    assert not app.exception
    assert not app.warning
    now = app.session_state["own_data_sets"]["my set"].data_set
    np.testing.assert_array_equal(now.test.images, some.images[40:])
    assert "Every image was transposed here." in text(app)
    next(button for button in app.button if button.label == "Forget it").click().run()
    assert "my set test" not in app.selectbox(key="data").options


def test_both_ways_of_a_picture_are_shown_and_one_is_chosen(open_page, mnist):
    some = mnist.test.evenly(60)
    others = {"train": 255 - some.images[:30], "test": 255 - some.images[30:]}
    app = open_page("own_images", brought(DIGITS, some, other_images=others, changes=(own_data_set.PREPARED,)))
    way = next(group for group in app.button_group if group.label == "Its images are")
    assert way.value == "prepared as drawings are"
    way.set_value("shrunk as they are").run()
    assert not app.exception
    np.testing.assert_array_equal(app.session_state["own_data_sets"]["my set"].data_set.test.images, others["test"])


def test_a_data_set_leaves_with_its_session(open_page, monkeypatch, mnist):
    offered = {}
    monkeypatch.setattr(st, "download_button", lambda label, content, *rest, **more: offered.update({label: content}))
    session = brought(DIGITS, mnist.test.evenly(60))
    app = open_page("own_images", session)
    assert len(offered) == 5
    assert all(len(written()) > 500 for written in offered.values())
    kept = weakref.ref(session["own_data_sets"]["my set"].data_set)
    del app.session_state["own_data_sets"]
    del app, session
    gc.collect()
    assert kept() is None


def finish_reading(app):
    if "reading" in app.session_state:
        app.session_state["reading"][1].wait(60)
        app.run()


def test_a_dropped_file_becomes_a_data_set(open_page, mnist):
    some = mnist.test.evenly(60)
    app = open_page("own_images")
    drop = next(drop for drop in app.file_uploader if drop.label.startswith("A data set"))
    drop.set_value([("kaggle_train.zip", writing.to_csv({"": some}, DIGITS), "application/zip")]).run()
    finish_reading(app)
    assert not app.error, app.error[0].value
    assert "kaggle train test" in app.selectbox(key="data").options
    assert "**60 images**: 48 to learn from, 12 to test with." in text(app)
    drop = next(drop for drop in app.file_uploader if drop.label.startswith("A data set"))
    drop.set_value([("mine.csv", b"hello world", "text/csv")]).run()
    finish_reading(app)
    assert "line 1 of" in app.error[0].value
