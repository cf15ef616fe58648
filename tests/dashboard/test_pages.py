"""Every page, for every preset, without a browser: no exception, and the words are true."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core import paths
from core.networks.presets import PRESETS
from dashboard import components, menu
from dashboard.compute import data_sets
from dashboard.session import state
from tests.dashboard.text.test_quotation import alive
from tests.evil import EVIL

ROOT = Path(__file__).parents[2]
OF_ONE_NETWORK = [page.key for page in menu.EVERY_PAGE if page.group in ("Look inside", "Experiment")]


def text(app):
    return "\n".join(element.value for element in [*app.title, *app.markdown, *app.header, *app.get("html")])


def kinds_of(preset):
    """What it is made of, whatever the sizes, and what it has learnt: all that a page could stumble on."""
    layers = tuple((layer.kind, layer.activation) for layer in preset.architecture.layers)
    return layers, preset.architecture.inbound, preset.recipe.library, preset.recipe.data_set


@pytest.mark.parametrize("page", OF_ONE_NETWORK)
@pytest.mark.parametrize("network", {kinds_of(preset): key for key, preset in PRESETS.items()}.values())
def test_every_page_opens_for_every_kind_of_preset(open_page, page, network):
    app = open_page(page, network=network)
    assert app.title[0].value
    assert not app.error
    assert app.selectbox(key="network").value == network
    drawn = [component.proto for component in app.get("bidi_component")]
    assert all(proto.bytes for proto in drawn)  # so Streamlit looks for no frames
    assert [proto.id.rpartition("-")[2] for proto in drawn if len(proto.js_content) > 20_000] == ["library_scripts"]


def test_what_draws_is_sent_until_a_page_was_surely_shown(open_page, monkeypatch):
    def is_sent():
        return "library_scripts" in str(app.get("bidi_component"))

    app = open_page("kernels")
    assert is_sent()
    app.number_input(key="image").increment().run()  # at once: what the first run sent may be lost
    assert is_sent()
    monkeypatch.setattr(components, "SHOWN", 0)
    app.number_input(key="image").increment().run()
    assert not is_sent()


def test_looking_at_pages_imports_no_tensorflow():
    """In a process of its own, because other tests import it. Others take seconds or 10 to 80 MB of every server."""
    script = (
        f"PAGES = {list(menu.PAGES)}"
        + """
import pkgutil, sys
from importlib import import_module
import core.training.queue, dashboard
for room in "compute", "components", "draw", "session", "text", "widgets":
    for module in pkgutil.walk_packages([f"dashboard/{room}"], f"dashboard.{room}."):
        import_module(module.name)
heavy = "scipy.special", "scipy.ndimage", "scipy.stats", "scipy.optimize", "sklearn", "pandas", "h5py", "segno"
assert not [name for name in heavy if name in sys.modules], sys.modules.keys() & set(heavy)
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("dashboard/Home.py", default_timeout=60).run()
for page in PAGES[1:]:
    app.switch_page(f"app_pages/{page}/page.py").run()
    assert app.title and not app.exception
print([name for name in ("tensorflow", "keras") if name in sys.modules])
"""
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_default_view_is_the_lessons_four(open_page, mnist):
    app = open_page()
    assert app.number_input(key="image").value == 227
    assert app.selectbox(key="data").value == "MNIST test"
    assert "Read as **4**" in text(app)
    assert mnist.test.labels[227] == 4


def test_without_mnist_it_opens_on_uci_digits(open_page, monkeypatch, fresh_caches):
    monkeypatch.delenv("CONVSCOPE_DATASETS", raising=False)
    app = open_page()
    assert app.selectbox(key="data").value == "UCI digits test"
    assert "Read as" in text(app)
    data_sets.fetch("mnist").wait(10)
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
    app = open_page("journey")
    trained = probability(app)
    app.select_slider(key="moment").set_value("untrained").run()
    assert "The network is untrained" in text(app)
    assert probability(app) < 30 < trained


def probability(app):
    """The share, in percent, that the sidebar gives to the answer."""
    return float(re.search(r"Read as \*\*.*?\*\*, (?:>\s)?([\d.]+)", text(app))[1])


@pytest.mark.parametrize("view", ["all channels", "before and after", "examples", "by depth"])
@pytest.mark.parametrize("layer", ["conv2d_1", "max_pooling2d", "flatten", "dropout", "dense"])
def test_every_view_of_every_kind_of_layer(open_page, view, layer):
    app = open_page("activations", layer=layer, view=view)
    assert app.segmented_control(key="view").value == view
    assert not app.error


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"network": "lesson_rnn"}, "network lesson_rnn, which is not one of lesson_cnn"),
        ({"layer": "conv9"}, "layer conv9, which is not one of conv2d, max_pooling2d"),
        ({"image": "99999"}, "image 99999, which is not a whole number from 0 to "),
        ({"image": "four"}, "image four, which is not a whole number from 0 to "),
        ({"image": "²"}, "image ², which is not a whole number from 0 to "),
        ({"channel": "32"}, "channel 32, which is not a whole number from 0 to 31"),
        ({"moment": "step 5"}, "moment step 5, which is not one of untrained, step 1"),
        ({"data": "EMNIST"}, "data EMNIST, which is not one of MNIST test"),
    ],
)
def test_a_link_to_what_is_not_there_is_told(open_page, query, sentence):
    app = open_page(**query)
    assert sentence in app.warning[0].value.replace("`", "")


def test_a_damaged_data_file_is_told(open_page, tmp_path, monkeypatch, fresh_caches):
    (tmp_path / "mnist.npz").write_bytes(b"PK nothing")
    monkeypatch.setenv("CONVSCOPE_DATASETS", str(tmp_path))
    app = open_page()
    assert "mnist.npz in" in app.error[0].value.replace("\\", "")
    assert "is damaged" in app.error[0].value


@pytest.fixture
def own_run(tmp_path, fresh_caches):
    """A copy of a shipped run among one's own, to be broken."""
    return shutil.copytree(paths.SHIPPED_RUNS / "lesson_mlp", tmp_path / "home" / "runs" / "mine")


def damage_description(run):
    (run / "run.json").write_text('{"format": 1')


def damage_checkpoint(run):
    file = sorted((run / "checkpoints").iterdir())[-1]
    file.write_bytes(file.read_bytes()[:999])


def damage_channels(run):
    (run / "channels.json").write_text("{")


def rename_data_set(run):
    (run / "run.json").write_text((run / "run.json").read_text().replace('"mnist"', '"[a](http://b)"'))


@pytest.mark.parametrize("page", ["journey", "activations"])
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (damage_description, "run.json of 'mine' cannot be read"),
        (damage_checkpoint, "run 'mine', step 2700: this is not a network"),
        (damage_channels, "channels.json of run 'mine' cannot be read"),
        (rename_data_set, "data_set '[a](http://b)' is not one of"),
    ],
)
def test_a_broken_run_is_told_and_others_still_open(open_page, own_run, page, damage, sentence):
    damage(own_run)
    app = open_page(network="mine", layer="dense_1")
    if page != "journey":
        app.switch_page(f"app_pages/{page}/page.py").run()
    assert sentence in app.error[0].value.replace("\\", "").replace("\u200b", "")
    assert "[a](" not in app.error[0].value
    assert not app.exception
    app.selectbox(key="network").set_value("lesson_mlp").run()
    assert not app.error


def test_a_run_that_is_not_at_its_end_is_not_called_trained(open_page, own_run):
    description = json.loads((own_run / "run.json").read_text())
    del description["final_step"]
    (own_run / "run.json").write_text(json.dumps({**description, "status": "running"}))
    app = open_page(network="mine")
    assert app.select_slider(key="moment").options[-1] == "step 2,700"


def test_another_network_on_the_same_data_keeps_the_image(open_page, mnist):
    app = open_page(image="5", data="MNIST training", layer="conv2d_1", channel="60", moment="untrained")
    app.selectbox(key="network").set_value("lesson_mlp").run()
    assert app.selectbox(key="data").value == "MNIST training"
    assert app.number_input(key="image").value == 5
    assert app.select_slider(key="moment").value == "trained"
    assert app.selectbox(key="layer").value == "dense"
    assert app.number_input(key="channel").value == 0


def test_another_network_on_other_data_starts_with_its_own(open_page, fashion_mnist):
    app = open_page(image="5", data="MNIST training", layer="conv2d_1", channel="60")
    app.selectbox(key="network").set_value("fashion_kernels").run()
    assert app.selectbox(key="data").value == "Fashion-MNIST test"
    assert app.number_input(key="image").value == 3
    assert "Read as **Ankle boot**" in text(app)


def test_other_images_start_with_their_own(open_page, fashion_mnist):
    app = open_page(image="900")
    app.selectbox(key="data").set_value("Fashion-MNIST test").run()
    assert app.number_input(key="image").value == 23
    assert "which this network has never learnt" in text(app)


@pytest.mark.parametrize(
    ("network", "layer"), [("lesson_cnn", "dense"), ("lesson_mlp", "dense_2"), ("four_conv", "dense_2")]
)
@pytest.mark.parametrize("image", ["227", "3"])
def test_one_pixel_opens_the_last_layer_at_the_networks_answer(open_page, mnist, network, layer, image):
    app = open_page("pixel", network=network, layer=layer, image=image)
    assert app.number_input(key="channel").value == mnist.test.labels[int(image)]


def test_the_last_layer_opens_at_the_channel_of_the_link(open_page):
    assert open_page("pixel", layer="dense", channel="7").number_input(key="channel").value == 7
    assert open_page("pixel", layer="dense", channel="0").number_input(key="channel").value == 0


def test_the_last_layer_chosen_in_the_sidebar_is_at_the_answer(open_page, mnist):
    app = open_page("pixel", channel="30")
    app.selectbox(key="layer").set_value("dense").run()
    assert app.number_input(key="channel").value == 4


@pytest.mark.parametrize(("number", "page"), list(enumerate(menu.PAGES)))
def test_every_page_has_one_thing_to_try_and_makes_nothing_of_what_a_link_writes(open_page, number, page, mnist):
    """Every value of the link is evil, on every page another one."""
    evil = {key: EVIL[(number + at) % len(EVIL)] for at, key in enumerate(state.OF_A_LINK)}
    app = open_page(page, **evil)
    (tried,) = [found for found in app.expander if found.label.startswith("Try this: ")]
    assert tried.label.rstrip("*").endswith(("?", "."))
    assert len(tried.markdown[0].value) > 80
    assert app.warning
    said = [
        str(getattr(getattr(element, "proto", None), part, "")) for element in app for part in ("body", "label", "help")
    ]
    assert [found for words in said for found in alive(words)] == []
