"""The scenes of a passport."""

from types import SimpleNamespace

import numpy as np

from core.networks.layers import Conv2D
from dashboard.app_pages.passport import scenes


def test_the_neighbours_keep_their_marks():
    activations = np.ones((5, 5, 7), np.float32)
    activations[..., [2, 6]] = 0
    passports = SimpleNamespace(neighbours=np.array([[6, 3, 2]] * 7), correlations=np.array([[0.9, 0.5, -0.2]] * 7))
    marks = ("", "", "silent", "", "", "", "dead")
    picture = scenes.neighbours_scene(Conv2D(7, (3, 3)), activations, passports, 1, marks)(900)
    assert picture.tiles[0].marks == ("", "dead", "", "silent")
    assert picture.tiles[0].columns == 4
