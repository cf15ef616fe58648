"""A network that learns a person's own letters, as pages without a browser: designed, watched, seen."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from core import paths, runs, training
from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.runs import learnt_images, zip_archive
from core.training import queue
from dashboard import menu
from dashboard.compute import accuracy
from dashboard.session import own_data_sets, own_networks, visitor
from tests.core.datasets.test_own_source import config_of, letters
from tests.dashboard.test_pages import OF_ONE_NETWORK, text

NETWORK = Architecture((Flatten(), Dense(9), Dense(3, "softmax")))


def session(data_set, title="letters"):
    return {"own_data_sets": {title: own_data_sets.Brought(title, data_set)}}


def labelled(elements, label):
    return next(element for element in elements if element.label == label)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory):
    """`(the folder of a run that has learnt letters and keeps them, the letters)`."""
    some, folder = letters(np.repeat([0, 1, 2], 20)), tmp_path_factory.mktemp("learnt") / "mine"
    config = config_of("letters", some, epochs=2, batch_size=20, library="scikit-learn", moments=3)
    training.prepare(NETWORK, config, folder, brought=some, keep=True)
    training.carry_on(folder)
    return folder, some


@pytest.fixture
def mine(learnt):
    """The letters; the run, with its images, is the own run `mine`."""
    shutil.copytree(learnt[0], paths.own_runs() / "mine")
    return learnt[1]


@pytest.mark.parametrize("page", [*OF_ONE_NETWORK, "own_network", "own_images"])
def test_every_page_has_the_names_of_the_letters_with_their_images_and_without(open_page, mine, page):
    for images in (session(mine, "again"), {}):
        app = open_page(page, images, network="mine")
        assert not app.error, app.error[0].value
        if {menu.NETWORK, menu.IMAGE} <= set(menu.PAGES[page].uses):
            assert app.selectbox(key="data").value == ("again test" if images else "UCI digits test")
            assert any(f"Read as **{name}**" in text(app) for name in "ABQ")
            said = "".join(caption.value for caption in app.caption)
            assert ("images of **letters**, which mine is made for, are not here" in said) != bool(images)


@pytest.mark.parametrize("view", ["classes", "confusion", "same image"])
def test_runs_on_different_images_are_compared_with_a_word(open_page, mine, view):
    for images in (session(mine), {}):
        app = open_page("comparison", images, network="mine", compared=view, runs=["mine", "lesson_mlp"])
        assert not app.error
        assert "lesson_mlp (MNIST) was tested on other images than mine (letters, 3 classes)" in app.info[0].value
        if view == "confusion":
            assert ("The images of letters, which somebody brought, are not here" in text(app)) != bool(images)


@pytest.mark.parametrize("page", ["own_network", "passport"])
def test_a_run_of_letters_comes_back_from_its_zip(open_page, mine, page):
    run = zip_archive.opened(zip_archive.read(zip_archive.packed(runs.load("mine"))))
    uploaded = {"uploaded_networks": {"mine": own_networks.UploadedNetwork(run, "stamp")}}
    for images in (session(mine), {}):
        app = open_page(page, uploaded | images, network="mine")
        assert not app.error, app.error[0].value
    assert ("needs the test images" in app.info[0].value) if page == "passport" else "3 classes" in text(app)


def test_letters_are_designed_for_and_their_images_go_with_the_start(open_page, monkeypatch):
    started = []
    monkeypatch.setattr(queue, "start", lambda *order, **more: started.append((order, more)) or "none")
    few = letters((0, 1, 2) * 9, (0, 1, 2))
    app = open_page("own_images", session(few))
    labelled(app.button, "Train on it").click().run()
    assert app.title[0].value == "Train"
    app = open_page("train", session(few) | {"to_learn": own_data_sets.Brought("letters", few).name})
    box = labelled(app.selectbox, "Data set")
    assert box.options[-1] == "letters"
    assert "It learns **letters**, 3 classes of your own: A, B and Q." in text(app)
    assert "learn from **27 images**" in text(app)
    assert labelled(app.number_input, "Batch").value == 27
    assert "4,803" in [words.value for words in app.markdown], "1600 x 3 + 3, in the row of the last layer"
    labelled(app.selectbox, "Start from").set_value("lesson_mlp").run()
    assert "It learns **letters**" in text(app)
    labelled(app.number_input, "Validation share").set_value(0.2).run()
    assert "21 images to learn from do not fill a batch of 27" in app.error[0].value
    labelled(app.number_input, "Batch").set_value(5).run()
    labelled(app.toggle, "Keep its images with the run").set_value(True).run()
    labelled(app.button, "Start training").click().run()
    (architecture, config, *_), more = started[0]
    assert architecture.layers[-1].units == 3
    assert (config.own.class_names, config.own.digest) == (("A", "B", "Q"), few.digest)
    assert (more["brought"].digest, more["keep"]) == (few.digest, True)
    assert app.selectbox(key="data").value == "letters test"


def test_a_handful_of_images_is_designed_for(open_page):
    few = letters((0, 1, 2) * 2, (0, 1, 2))
    app = open_page("train", session(few) | {"to_learn": own_data_sets.Brought("letters", few).name})
    field = labelled(app.number_input, "Training images")
    assert (field.min, field.value, field.max) == (6, 6, 6)
    assert "learn from **6 images**" in text(app)


def test_what_is_made_of_a_persons_images_is_for_their_session_alone(mine, monkeypatch):
    asked = []

    def noting(is_own):
        asked.append(is_own)
        return lambda *_: SimpleNamespace(answers=lambda network: np.full((12, 3), 1 / 3))

    monkeypatch.setattr(accuracy, "_right_without", noting)
    monkeypatch.setattr(accuracy, "_trial", noting)
    monkeypatch.setattr(accuracy, "_right", noting)
    monkeypatch.setattr(accuracy.data_sets, "test_images", lambda key: mine.test)
    step = runs.load("mine").final_step
    accuracy.right("mine", step)
    accuracy.right_without("mine", step, "sum", "source")
    accuracy.right_when_edited("mine", step, runs.load("mine").network, {"dense"})
    assert asked == [True] * 3


def test_what_is_changed_or_forgotten_meanwhile_is_noticed(open_page):
    some = letters((0, 1, 2) * 9, (0, 1, 2))
    app = open_page("train", session(some))
    labelled(app.selectbox, "Data set").set_value(own_data_sets.Brought("letters", some).name).run()
    turned = some.changed(("transposed",))
    app.session_state["own_data_sets"] = session(turned)["own_data_sets"]
    app.run()
    assert app.session_state["draft"].config.own.digest == turned.digest
    app.session_state["own_data_sets"] = {}
    app.run()
    assert not app.exception
    assert labelled(app.selectbox, "Data set").value == "mnist"
    assert app.session_state["draft"].config.own is None


def test_a_set_that_cannot_be_learnt_is_not_offered_and_why_is_said(open_page):
    app = open_page("train", session(letters((1, 1), (1,)), "only b"))
    assert "only b" not in labelled(app.selectbox, "Data set").options
    assert "Your *only b* is not among the data sets to choose: all its images show B" in "".join(
        caption.value.replace("\\", "").replace("\u200b", "") for caption in app.caption
    )


def test_a_visitors_images_are_not_kept_and_nobody_asks(open_page, monkeypatch):
    monkeypatch.setattr(visitor, "is_visitor", lambda: True)
    app = open_page("own_images", session(letters()))
    labelled(app.button, "Train on it").click().run()
    assert "deleted when it has ended, however it ends" in text(app)
    assert "Keep its images with the run" not in [toggle.label for toggle in app.toggle]


def test_images_that_were_kept_are_brought_back_and_deleted(open_page, mine):
    app = open_page("train", training="watch", watch="mine")
    assert "They lie beside the run." in text(app)
    labelled(app.button, "Bring its images back").click().run()
    assert not app.exception
    assert app.session_state["own_data_sets"]["letters"].data_set.digest == mine.digest
    labelled(app.button, "Delete its images").click().run()
    assert not learnt_images.is_here(runs.load("mine"))
    assert "They do not lie beside the run any more; this session has them." in text(app)
    labelled(app.button, "Look inside").click().run()
    assert app.selectbox(key="data").value == "letters test"
