"""The pages that take a network apart, without a browser: what they say where there is little to say."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from core import networks, paths, runs
from core.digits.pen_strokes import Stroke
from core.inspection import ablation
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks.network import Network
from core.runs import writer
from dashboard import menu
from dashboard.app_pages.passport import scenes
from dashboard.compute import measures
from dashboard.text import sentences
from tests.core.digits.test_preparation import FOUR
from tests.dashboard.test_pages import OF_ONE_NETWORK, text


def everything(app):
    return "\n".join([text(app), *(one.value for one in [*app.info, *app.caption, *app.error, *app.warning])])


@pytest.fixture
def without_images(monkeypatch, fresh_caches):
    monkeypatch.delenv("CONVSCOPE_DATASETS", raising=False)


@pytest.mark.parametrize("page", ["passport", "ablation", "workbench"])
def test_without_the_test_images_it_says_so(open_page, without_images, page):
    app = open_page(page)
    assert "they are not on this machine" in everything(app)


def test_a_shipped_passport_needs_no_images(open_page, without_images):
    page = text(open_page("passport", layer="conv2d_1", channel="25"))
    assert "**conv2d_1, channel 25.** On average it answers most to **0**" in page


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("workbench", "lesson_mlp has no convolution, so there is no kernel in it to edit"),
        ("ablation", "Here one unit of dense matters already"),
        ("passport", "**dense, unit 0.** On average it answers most to"),
    ],
)
def test_an_mlp(open_page, page, sentence):
    assert sentence in everything(open_page(page, network="lesson_mlp"))


def test_a_dead_unit_is_called_dead(open_page):
    found = MEASURES["passports"].read(runs.load("lesson_mlp"))
    name, channel = next((name, int(one.dead.argmax())) for name, one in found.items() if one.dead.any())
    page = text(open_page("passport", network="lesson_mlp", layer=name, channel=str(channel)))
    assert "This unit is dead: it is zero on all 10,000 test images." in page


def test_a_layer_that_only_passes_on_has_no_passport_of_its_own(open_page):
    page = text(open_page("passport", layer="flatten", channel="99"))
    assert "`flatten` only passes on what it is given; shown is `conv2d_1`" in page


def test_passports_of_the_untrained_network_are_over_a_part_of_the_images(open_page, mnist):
    page = text(open_page("passport", network="tfjs_recognizer", moment="untrained"))
    assert "of 2,000 test images" in page


def test_channels_are_ranked_for_the_trained_network_only(open_page, mnist):
    words = everything(open_page("ablation", network="tfjs_recognizer", moment="untrained"))
    assert "The channels are ranked for the trained network: choose its last moment." in words


def test_channels_that_are_off(open_page, mnist):
    run = runs.load("tfjs_recognizer")
    some = mnist.test.evenly(ablation.SAMPLE)
    images, labels = some.images, some.labels
    predicted = ablation.without(run.network, "conv2d", [0, 5]).predict(images).argmax(axis=1)
    app = open_page("ablation", network="tfjs_recognizer")
    app.multiselect(key="off").set_value([0, 5]).run()
    assert f"Without 2 channels: **{(predicted == labels).mean():.1%}".replace("%", "\u00a0%") in text(app)
    app.selectbox(key="layer").set_value("conv2d_1").run()
    assert app.multiselect(key="off").value == []


@pytest.fixture
def own_run(tmp_path, mnist):
    """A copy of a shipped run among one's own, without what was measured of it."""
    path = shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "home" / "runs" / "mine")
    for name in (MEASURES["passports"].file, MEASURES["ablation"].file):
        (path / name).unlink()
    return path


def test_what_is_measured_of_an_own_run_is_kept_with_it(open_page, own_run):
    shipped = runs.load("tfjs_recognizer")
    open_page("passport", network="mine")
    found = MEASURES["passports"].read(runs.load("mine"))
    np.testing.assert_array_equal(found["conv2d"].top_images, MEASURES["passports"].read(shipped)["conv2d"].top_images)
    app = open_page("ablation", network="mine")
    task = measures.begin("mine", "ablation")
    assert task.wait(120)
    assert task.result["conv2d"].to_json() == MEASURES["ablation"].read(shipped)["conv2d"].to_json()
    assert "channels" in text(app.run())


@pytest.mark.parametrize("page", ["pixel", "passport", "ablation", "workbench", "filters", "why", "digits", "fool"])
def test_a_run_that_still_trains_can_be_looked_at(open_page, own_run, page):
    description = json.loads((own_run / "run.json").read_text())
    del description["final_step"]
    (own_run / "run.json").write_text(json.dumps({**description, "status": "running"}))
    app = open_page(page, network="mine")
    assert not app.error
    assert app.title[0].value


ODD = {
    "one channel, gaps between the windows, forty channels of one cell": (
        Conv2D(1, (1, 1), strides=(3, 3)),
        MaxPooling2D(),
        Conv2D(40, (5, 5)),
        Flatten(),
        Dense(10, activation="softmax"),
    ),
    "padding everywhere, no ReLU": (
        Conv2D(3, (7, 4), strides=(2, 2), padding="same", activation="linear"),
        MaxPooling2D((3, 2), strides=(2, 2), padding="same"),
        Conv2D(2, (3, 3), padding="same", activation="softmax"),
        Flatten(),
        Dropout(0.5),
        Dense(10, activation="softmax"),
    ),
    "one layer": (Flatten(), Dense(10, activation="softmax")),
}


def write_run(folder, architecture, network):
    """A finished run with these weights, as far as the pages need it."""
    source = paths.SHIPPED_RUNS / "tfjs_recognizer"
    description = json.loads((source / "run.json").read_text())
    folder.mkdir(parents=True)
    writer.write_description(folder, {**description, "architecture": architecture.to_json()})
    writer.write_checkpoint(folder, description["final_step"], network)
    shutil.copy(source / "evaluation.json", folder)


BY_LAYER = ("activations", "pixel")  # where every kind of layer is shown in its own way


def looked_at(page, layers):
    """Of a network's layers those at which a page is opened: it may be another there."""
    if page in BY_LAYER:
        return layers
    return layers[1::5] or layers if menu.LAYER in menu.PAGES[page].uses else layers[-1:]


@pytest.mark.parametrize("page", OF_ONE_NETWORK)
@pytest.mark.parametrize("layers", ODD.values(), ids=ODD)
def test_odd_networks(open_page, tmp_path, mnist, page, layers):
    architecture = Architecture(layers)
    write_run(tmp_path / "home" / "runs" / "odd", architecture, networks.initialise(architecture, 3))
    for layer in looked_at(page, architecture.names):
        app = open_page(page, network="odd", layer=layer)
        assert not app.error
        assert app.title[0].value


@pytest.mark.parametrize("page", OF_ONE_NETWORK)
def test_a_network_of_broken_numbers(open_page, tmp_path, mnist, page):
    architecture = Architecture((Conv2D(3), Flatten(), Dense(10, activation="softmax")))
    network = networks.initialise(architecture, 3)
    kernel = network.kernel("conv2d").copy()
    kernel[0, 0, 0, 1] = np.nan
    broken = Network(architecture, {**network.weights, "conv2d/kernel": kernel})
    write_run(tmp_path / "home" / "runs" / "broken", architecture, broken)
    cells = (("conv2d", "0"), ("conv2d", "1"), ("dense", "4"))
    for layer, channel in cells if menu.LAYER in menu.PAGES[page].uses else cells[:1]:
        app = open_page(page, network="broken", channel=channel, layer=layer)
        assert app.title[0].value


def test_another_layer_moves_the_cell_into_its_map(open_page):
    app = open_page("pixel")
    app.number_input(key="row").set_value(25).run()
    assert app.number_input(key="row").value == 25
    app.selectbox(key="layer").set_value("max_pooling2d").run()
    assert app.number_input(key="row").value <= 12
    assert not app.exception


def test_a_class_that_no_image_shows_is_named_and_no_name_moves():
    profile = np.array([[np.nan, np.nan], [1, 5], [np.nan, np.nan], [3, 2]])
    names = ("shirt", "coat", "bag", "boot")
    assert scenes.absent(profile, names) == "No bar for shirt and bag: none of the images shows it."
    assert scenes.absent(profile[[1, 3]], names[:2]) == ""
    found = SimpleNamespace(
        **{"profile": profile, "top_values": np.ones((2, 9)), "dead": np.zeros(2, bool)},
        **{"count": 60, "silent": np.zeros(2)},
    )
    assert "most to **boot** and least to **coat**" in scenes.claim(found, 0, "unit", names)
    assert "most to **coat** and least to **boot**" in scenes.claim(found, 1, "unit", names)


@pytest.mark.parametrize("page", ["ablation", "workbench"])
def test_a_share_of_some_test_images_says_so(open_page, mnist, page):
    app = open_page(page)
    assert [caption.value for caption in app.caption if "spread evenly" in caption.value] == [
        "Measured on 1,000 images spread evenly over the 10,000 of the test set, so that an answer comes at once: the "
        "share of all of them differs a little."
    ]


def test_a_share_of_all_test_images_needs_no_words():
    assert sentences.sampled(300, 300) == ""


def named_in(app):
    """`{key: what a picture that is taken along is said to be of}`, by the last word of each component's key."""
    found = {}

    def walk(node):
        if node.type == "bidi_component" and "named" in (data := json.loads(node.proto.bytes or b"{}") or {}):
            found[node.proto.id.rpartition("-")[2]] = data["named"]["whose"]
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(app.main)
    return found


def test_a_picture_that_is_taken_along_names_the_network_it_shows(open_page, mnist):
    app = open_page("ablation", network="lesson_cnn")
    app.multiselect(key="off").set_value([3, 5]).run()
    assert named_in(app)["bars"].startswith("lesson_cnn (trained) without 2 channels of conv2d")
    strokes = tuple(Stroke(line, 0.08) for line in FOUR)
    along = named_in(
        open_page("draw", {"strokes": strokes}, below="other networks", readers=["budget_mlp", "four_conv"])
    )
    assert along["read_by_budget_mlp"].startswith("budget_mlp (trained)")
    assert along["read_by_four_conv"].startswith("four_conv (trained)")
    edited = named_in(open_page("workbench", network="lesson_cnn", layer="conv2d"))
    assert edited["bars edited"].startswith("lesson_cnn (trained), edited")
    assert edited["bars original"].startswith("lesson_cnn (trained), conv2d")
