"""The confusion matrix at any width, of few classes and of many."""

import string

import numpy as np
import pytest

from dashboard.draw import confusion

NAMES = tuple(string.digits + string.ascii_letters)


@pytest.mark.parametrize(("width", "every"), [(1000, 1), (700, 2), (350, 3)])
def test_names_of_many_classes_do_not_lie_over_one_another(width, every):
    scene = confusion.scene("cells", np.eye(62, dtype=int), NAMES, False, None)(width)
    rows = [text for text in scene.texts if text.align == "right"]
    assert [text.words for text in rows] == list(NAMES[::every])
    assert [text.words for text in scene.texts if text.align == "center"] == list(NAMES[::every])
    assert np.diff([text.top for text in rows]).min() >= confusion.LINE
