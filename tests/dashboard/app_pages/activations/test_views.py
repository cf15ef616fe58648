"""What the activations page says and marks where a channel shows nothing."""

import numpy as np
import pytest

from core import networks
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, GlobalMaxPooling2D, MaxPooling2D, ReLU, Rescaling
from dashboard.app_pages.activations import views
from tests.dashboard.test_experiments import write_run
from tests.dashboard.test_own import uploaded
from tests.dashboard.test_pages import text

NO_LEARNING_BEFORE = {
    "rescaled below zero": (Rescaling(-1.0), ReLU(), Flatten(), Dense(10, "softmax")),
    "pooled besides": (Rescaling(-2.0), ReLU(), MaxPooling2D(), Flatten(), Dense(10, "softmax")),
}


def _write(tmp_path, layers):
    architecture = Architecture(layers)
    write_run(tmp_path / "home" / "runs" / "odd", architecture, networks.initialise(architecture, 3))
    return architecture.names


@pytest.fixture
def scenes(monkeypatch):
    """The scenes of the page by their key."""
    drawn, draw = {}, views.scene
    monkeypatch.setattr(
        views, "scene", lambda picture, key, *args, **_: drawn.update({key: picture}) or draw(picture, key)
    )
    return drawn


@pytest.mark.parametrize("layers", NO_LEARNING_BEFORE.values(), ids=NO_LEARNING_BEFORE)
def test_a_dead_channel_with_no_learning_layer_before_it(open_page, tmp_path, mnist, layers):
    for name in _write(tmp_path, layers)[1:-2]:
        assert "**Dead**: it is zero on every image" in text(open_page("activations", network="odd", layer=name))


@pytest.mark.parametrize("page", ["activations", "journey", "pixel", "passport", "filters", "why"])
def test_a_silent_channel_with_no_learning_layer_before_it(open_page, tmp_path, mnist, page):
    """Only pixels that are wholly white remain, and some images have none."""
    _write(tmp_path, (Rescaling(1.0, -0.999), ReLU(), GlobalMaxPooling2D(), Dense(10, "softmax")))
    silent = int(np.flatnonzero(mnist.test.images.max(axis=(1, 2)) < 255)[0])
    app = open_page(page, network="odd", layer="re_lu", image=str(silent))
    assert not app.error
    if page == "activations":
        assert "**Silent**: it is zero everywhere on this image. No layer before it has learnt" in text(app)


def test_the_strip_through_all_layers_marks_what_the_mosaic_marks(open_page, tmp_path, mnist, scenes):
    _write(tmp_path, (Conv2D(3, (3, 3), activation="linear"), Rescaling(0.0, -1.0), ReLU(), Flatten(), Dense(10)))
    open_page("activations", network="odd", layer="re_lu", channel="2")
    assert scenes["activations"].tiles[0].marks == ("dead",) * 3
    strip = scenes["follow"](900)
    assert [tiles.marks for tiles in strip.tiles] == [("",), ("",), ("",), ("dead",)]
    assert strip.alt.endswith("Crossed lines: dead, zero on every image of the test set.")


def test_a_network_from_elsewhere_has_no_before(open_page):
    app = open_page("activations", {"uploaded_networks": uploaded()}, network="mine", view="before and after")
    assert "there is no *before* to set beside it" in app.info[0].value
    assert not app.error
