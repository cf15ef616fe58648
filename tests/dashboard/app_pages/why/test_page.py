"""The page shows every method of the table, one that nobody foresaw too."""

import base64
import json

import numpy as np
import pytest

from core.explanation.attribution import METHODS, Method
from core.networks import PRESETS
from dashboard import menu
from dashboard.app_pages.why import text as why_text
from dashboard.text import attribution_code
from tests.dashboard.test_pages import text


@pytest.fixture
def add(monkeypatch, fresh_caches):
    """Puts one more method into the table: `add(title="Other")`; by default, the brightness of the image itself."""

    def add(attribute=lambda network, image, label: image[..., 0], **words):
        usual = {
            "meaning": "signed",
            "unit": "brightness",
            "title": "Brightness",
            "question": "Where is ink?",
            "weakness": "It never looks at the network.",
            "paper": "[Nobody 2099](https://example.org)",
            "all_zero": "Nothing: the sheet is empty.",
        }
        monkeypatch.setitem(METHODS, "ink", Method("ink", attribute, **usual | words))
        monkeypatch.setitem(attribution_code.LINES, "ink", lambda architecture: "ink = images[0, ..., 0]")

    return add


def pictures(app):
    """`{scene's key: what the browser is given}`, in the order of the page."""
    given = {
        element.proto.id.split("-")[-1]: json.loads(element.proto.bytes or "{}")
        for element in app.get("bidi_component")
    }
    return {key: one for key, one in given.items() if isinstance(one, dict) and "scenes" in one}


def notes(app):
    return [picture["note"] for picture in pictures(app).values() if picture["note"]]


def test_one_more_method_has_its_picture_and_its_words(open_page, add, mnist):
    add(note="In sum {total}, of {change}.")
    app = open_page("why", beside="budget_mlp")
    page, scenes = text(app), pictures(app)
    titles = ["The image", *(method.title for method in METHODS.values())]
    without = [title for title in titles if title != METHODS["grad_cam"].title]  # the second has no convolution
    assert [picture["title"] for picture in scenes.values() if picture["title"]] == titles + without
    assert "- **Brightness**: Where is ink?" in page
    for key in ("lesson_cnn", "budget_mlp"):
        (picture,), shared = (scenes[f"ink_{key}"][part] for part in ("scenes", "shared"))
        assert scenes[f"ink_{key}"]["named"]["whose"] == f"{key} (trained), image 227 of MNIST test"
        (tiles,) = picture["tiles"]
        values = np.frombuffer(base64.b64decode(shared[tiles["values"]]), np.float32).reshape(28, 28)
        np.testing.assert_array_equal(values, mnist.test.images[227] / np.float32(255))
        assert f"Brightness of {key}: strongest at row " in picture["alt"]
    total = (mnist.test.images[227] / np.float32(255)).sum()
    assert len([note for note in notes(app) if note.startswith(f"In sum +{total:.2f}, of ")]) == 2
    assert "- **Brightness** ([Nobody 2099](https://example.org)). It never looks at the network." in page
    assert "Integrated gradients, occlusion and brightness are signed" in page
    assert "Saliency and Grad-CAM only say how much." in page


def test_one_more_method_may_only_say_how_much_and_need_a_convolution(open_page, add):
    add(title="FlatCAM", meaning="activation", needs_convolution=True, weakness="Coarse: {cells}.")
    app = open_page("why", network="budget_mlp", beside="lesson_cnn")
    shown = pictures(app)
    assert "ink_budget_mlp" not in shown
    assert "ink_lesson_cnn" in shown
    assert [info.value for info in app.info] == [
        f"budget_mlp has no convolution, so there are no maps that {title} could weigh."
        for title in ("Grad-CAM", "FlatCAM")
    ]
    assert "Saliency, Grad-CAM and FlatCAM only say how much." in text(app)
    assert "Coarse: 11 x 11." in text(app)


def test_the_line_of_the_menu_names_every_method():
    shows = menu.PAGES["why"].shows.lower()
    assert [method.title for method in METHODS.values() if method.title.lower() not in shows] == []


def test_a_map_of_zeros_and_one_that_is_no_numbers_are_told(open_page, add):
    add(lambda network, image, label: np.zeros(image.shape[:2], np.float32))
    app = open_page("why", beside="none")
    assert notes(app).count("Nothing: the sheet is empty.") == 1
    add(lambda network, image, label: np.full(image.shape[:2], np.nan, np.float32), title="Broken")
    app = open_page("why", beside="none", image="3")
    assert "lesson_cnn gives numbers that are no numbers" in app.info[0].value
    assert "ink_lesson_cnn" not in pictures(app)


def test_the_four_methods_are_told_apart():
    assert why_text.how_to_read(METHODS.values()).startswith(
        "Integrated gradients and occlusion are signed: red speaks for the class, blue against it. Saliency and "
        "Grad-CAM only say how much. "
    )


def test_the_size_of_the_last_maps_is_told_of_each_network():
    cnn, recognizer, mlp = (PRESETS[key].architecture for key in ("lesson_cnn", "tfjs_recognizer", "lesson_mlp"))
    for architectures, sizes in (
        ([cnn, recognizer], "11 x 11 and 8 x 8"),
        ([mlp, recognizer], "8 x 8"),
        ([mlp], "there are none"),
    ):
        assert f"the last maps (here {sizes})," in why_text.weakness(METHODS["grad_cam"], architectures)
