"""Every page, for every preset, without a browser: no exception, and the words are true."""

import sys

import pytest

from core import runs
from core.architectures import PRESETS
from dashboard import resources

PAGES = ("journey", "summary", "kernels", "activations")


def text(app):
    return "\n".join(element.value for element in [*app.title, *app.markdown, *app.subheader, *app.get("html")])


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("network", PRESETS)
def test_every_page_opens_for_every_preset(open_page, page, network):
    app = open_page(page, network=network)
    assert app.title[0].value
    assert not app.error
    assert app.selectbox(key="network").value == network


def test_looking_at_pages_imports_no_tensorflow(open_page):
    """In this process other tests may have imported it; so only what a page adds counts."""
    before = {name for name in sys.modules if name.startswith(("tensorflow", "keras"))}
    open_page("activations")
    assert {name for name in sys.modules if name.startswith(("tensorflow", "keras"))} == before


def test_default_view_is_the_lessons_four(open_page, mnist):
    app = open_page()
    assert app.number_input(key="image").value == 227
    assert app.selectbox(key="data").value == "MNIST test"
    assert "Read as **4**" in text(app)
    assert mnist.test.labels[227] == 4


def test_without_mnist_it_opens_on_uci_digits(open_page, monkeypatch):
    monkeypatch.delenv("CONVSCOPE_DATASETS", raising=False)
    app = open_page()
    assert app.selectbox(key="data").value == "UCI digits test"
    assert "Read as" in text(app)
    resources.fetch("mnist").done.wait(10)
    app.run()
    assert "mnist could not be fetched: there is no network" in app.caption[0].value


def test_summary_shows_the_arithmetic_and_totals(open_page):
    page = text(open_page("summary"))
    for words in ("3 x 3 x 1 x 32 + 32", "3 x 3 x 32 x 64 + 64", "34,826", "136.04 KB", "26 x 26 x 32"):
        assert words in page


def test_summary_of_a_layer_without_weights(open_page):
    assert "flatten has no weights" in text(open_page("summary", layer="flatten"))


def test_kernels_of_an_mlp_are_neurons(open_page):
    page = text(open_page("kernels", network="mlp_40"))
    assert "The 40 neurons of `dense`" in page


def test_moment_untrained_changes_the_answer(open_page):
    app = open_page("activations")
    app.select_slider(key="moment").set_value("untrained").run()
    assert not app.exception
    assert runs.load("lesson_cnn").network_at(0) is not None
    assert "Read as" in text(app)


@pytest.mark.parametrize("view", ["all channels", "before and after", "examples", "by depth"])
@pytest.mark.parametrize("layer", ["conv2d_1", "max_pooling2d", "flatten", "dropout", "dense"])
def test_every_view_of_every_kind_of_layer(open_page, view, layer):
    app = open_page("activations", layer=layer)
    app.segmented_control(key="view").set_value(view).run()
    assert not app.exception, app.exception[0].message


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"network": "lesson_rnn"}, "network 'lesson_rnn', which is not one of lesson_cnn"),
        ({"layer": "conv9"}, "layer 'conv9', which is not one of conv2d, max_pooling2d"),
        ({"image": "99999"}, "image '99999', which is outside 0 to "),
        ({"image": "four"}, "image 'four', which is outside 0 to "),
        ({"channel": "32"}, "channel '32', which is outside 0 to 31 of conv2d"),
        ({"moment": "step 5"}, "moment 'step 5', which is not one of untrained, step 1"),
        ({"data": "EMNIST"}, "data 'EMNIST', which is not one of MNIST test"),
    ],
)
def test_a_link_to_what_is_not_there_is_told(open_page, query, sentence):
    app = open_page(**query)
    assert sentence in app.warning[0].value


def test_a_damaged_data_file_is_told(open_page, tmp_path, monkeypatch):
    (tmp_path / "mnist.npz").write_bytes(b"PK nothing")
    monkeypatch.setenv("CONVSCOPE_DATASETS", str(tmp_path))
    app = open_page()
    assert "mnist.npz in" in app.error[0].value
    assert "is damaged" in app.error[0].value


def test_a_broken_run_is_told_and_others_still_open(open_page, tmp_path):
    broken = tmp_path / "home" / "runs" / "mine"
    broken.mkdir(parents=True)
    (broken / "run.json").write_text('{"format": 1')
    app = open_page(network="mine")
    assert "run.json of 'mine' cannot be read" in app.error[0].value
    app.selectbox(key="network").set_value("lesson_mlp").run()
    assert not app.error
