"""A picture, and a film of pictures, on their way to the browser."""

import base64

import numpy as np

from dashboard.draw import scenes
from dashboard.draw.scenes import Film, Scene, Tiles


def picture(values, names=("left", "right", "last")):
    return Scene(11, 5, "Three tiles", (Tiles("tiles", values, "ink", (0, 1), tuple(names)),))


def test_a_film_says_once_what_its_pictures_share():
    first, other = np.random.default_rng(0).random((2, 3, 5, 3), dtype=np.float32)
    film = Film(7, ("untrained", "step 1", "trained"), tuple(map(picture, (first, other, first))), leads=False)
    data = scenes.to_data(film.pictures[0], film)
    assert len(data["shared"]) == 4  # two arrays, the names of all, and their marks
    assert (data["film"]["ticket"], data["film"]["leads"]) == (7, False)
    assert [picture["words"] for picture in data["film"]["pictures"]] == list(film.words)
    assert data["film"]["pictures"][0]["scenes"] == data["film"]["pictures"][2]["scenes"] == data["scenes"]
    second = data["shared"][data["film"]["pictures"][1]["scenes"][0]["tiles"][0]["values"]]
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(second), "<f4"), other.ravel())
    assert "film" not in scenes.to_data(film.pictures[0])
