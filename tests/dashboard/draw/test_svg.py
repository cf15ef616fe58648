"""Scenes as SVG, drawn without a browser: colours are the page's, words are text."""

import base64
import io
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from dashboard.draw import confusion, svg
from dashboard.draw.colors import MIDDLE, SCALES
from dashboard.draw.mosaics import gallery
from dashboard.draw.scenes import Box, ColorBar, Curve, Scene, Text, Tiles

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("1")</script> & \''


def test_colours_are_those_of_the_scale():
    values = np.array([[-2.0, 0.0, 2.0], [9.0, -9.0, np.nan]])
    colors = ["#" + bytes(color).hex() for color in svg.painted(values, "signed", (-2, 2)).reshape(-1, 3)]
    low, high = SCALES["signed"][0], SCALES["signed"][-1]
    assert colors == [low, MIDDLE, high, high, low, "#00ff00"]


def light(color):
    parts = np.asarray(color) / 255
    return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722))


def test_letters_on_every_colour_of_a_scale_can_be_read():
    for name in SCALES:
        for color in svg.painted(np.linspace(0, 1, 200)[None], name, (0, 1))[0]:
            black, white = (light(color) + 0.05) / 0.05, 1.05 / (light(color) + 0.05)
            assert {"#000000": black, "#ffffff": white}[svg.ink(color)] == max(black, white) > 4.5


def test_a_picture_in_colour_has_its_own_colours():
    values = np.array([[[0, 0.5, 1], [2, -1, 0], [np.nan, 0, 0]]])
    assert svg.painted(values, "ink", (0, 1)).tolist() == [[[0, 128, 255], [255, 0, 0], [0, 255, 0]]]
    drawn = ElementTree.fromstring(svg.drawn(gallery("g", np.stack([values, values]), ("a", "b"), ("a", "b")), 500))
    content = base64.b64decode(next(drawn.iter(f"{SVG}image")).attrib["href"].partition(",")[2])
    assert np.array(Image.open(io.BytesIO(content)))[0, 1].tolist() == [255, 0, 0]


def test_a_scene_with_everything_in_it_is_an_svg_whose_words_are_text():
    values = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    tiles = Tiles(
        "t", values, "activation", (0, 23), (EVIL, EVIL), scale=40, decimals=1, marks=("", "dead"), selected=0
    )
    curve = Curve(np.array([[0, 0], [1, 1]]), 0, 0, 100, 50)
    boxes = (Box(0, 0, 10, 10), Box(0, 0, 10, 10, hollow=True))
    bars = (ColorBar("activation", "0", EVIL, EVIL),)
    scene = Scene(400, 200, EVIL, (tiles,), (Text(5, 5, f"{EVIL}\nbelow"),), boxes, bars=bars, curves=(curve,))
    drawn = ElementTree.fromstring(svg.drawn(scene))
    assert drawn.find(f"{SVG}title").text == EVIL
    words = [text.text for text in drawn.iter(f"{SVG}text")]
    assert {EVIL, "below", "0", "0.0", "11.0"} <= set(words)
    assert not list(drawn.iter(f"{SVG}script"))
    images = list(drawn.iter(f"{SVG}image"))
    assert len(images) == 2  # of the tiles one, as the other one is dead; and the colour bar
    content = base64.b64decode(images[0].attrib["href"].partition(",")[2])
    assert np.array(Image.open(io.BytesIO(content))).shape == (3, 4, 3)


def test_what_lays_itself_out_is_asked_for_its_width():
    picture = gallery("g", np.zeros((3, 5, 7)), ("a", "b", "c"), ("a", "b", "c"))
    drawn = ElementTree.fromstring(svg.drawn(picture, 500))
    assert drawn.attrib["viewBox"].split()[2] == "500"
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["a", "b", "c"]


def test_what_is_out_of_the_colours_has_its_numbers_too():
    """The diagonal of a confusion matrix."""
    scene = confusion.scene("cells", np.array([[5, 1], [0, 6]]), ("a", "b"), False, None)(350)
    words = [text.text for text in ElementTree.fromstring(svg.drawn(scene)).iter(f"{SVG}text")]
    assert {"5", "1", "0", "6"} <= set(words)
