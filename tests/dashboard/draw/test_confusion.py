"""The confusion matrix at any width, of few classes and of many."""

import string

import numpy as np
import pytest

from dashboard.draw import confusion, letters, scenes

NAMES = tuple(string.digits + string.ascii_letters)


@pytest.mark.parametrize(("width", "every"), [(1000, 1), (700, 2), (350, 3)])
def test_names_of_many_classes_do_not_lie_over_one_another(width, every):
    scene = confusion.scene("cells", np.eye(62, dtype=int), NAMES, False, None)(width)
    rows = [text for text in scene.texts if text.align == "right"]
    assert [text.words for text in rows] == list(NAMES[::every])
    assert [text.words for text in scene.texts if text.align == "center"] == list(NAMES[::every])
    assert np.diff([text.top for text in rows]).min() >= confusion.LINE


@pytest.mark.parametrize("name", ["{}", "a class whose name has forty letters {:03}"])
@pytest.mark.parametrize("classes", [2, 3, 5, 6, 10, 47, 100])
def test_it_is_whole_at_every_width_however_long_the_names_are(classes, name):
    names = tuple(name.format(at) for at in range(classes))
    picture = confusion.scene("cells", np.eye(classes, dtype=int), names, False, None)
    for width in scenes.WIDTHS:
        scene = picture(width)
        (tiles,) = scene.tiles
        assert tiles.left + tiles.size[1] <= width + 1
        for text in scene.texts:
            wide = letters.width(text.words, text.size)
            begin = text.left - {"center": wide / 2, "right": wide}[text.align]
            assert begin >= 0
            assert begin + wide <= width + wide / 2


def test_names_that_have_room_are_whole():
    names = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
    scene = confusion.scene("cells", np.eye(10, dtype=int), names, False, None)(690)
    assert [text.words for text in scene.texts if text.align == "right"] == list(names)
