"""Perfect digits that ship, read back, and what they are held against."""

import numpy as np
import pytest

from core import runs
from core.datasets import class_means
from core.explanation import class_pictures
from core.explanation.ascent_runs import Climbed
from core.measures import MEASURES


@pytest.mark.parametrize("key", ["lesson_cnn", "four_conv"])
@pytest.mark.parametrize("recipe", class_pictures.RECIPES)
def test_de_averaged_perfect_digits_are_read_back_as_0_to_9(key, recipe):
    run = runs.load(key)
    pictures = MEASURES["perfect_digits"].read(run)[recipe].pictures
    assert run.network.predict(class_pictures.de_averaged(pictures)).argmax(axis=1).tolist() == list(range(10))


@pytest.mark.parametrize("key", ["lesson_cnn", "budget_mlp"])
def test_quick_digits_are_those_that_ship(key):
    run = runs.load(key)
    climb = class_pictures.climb(run.network, "quick", class_means.load("mnist").mean)
    climbed = Climbed.of(list(climb.partial_results()))
    shipped = MEASURES["perfect_digits"].read(run)["quick"]
    assert np.corrcoef(climbed.pictures.ravel(), shipped.pictures.ravel())[0, 1] > 0.98
    assert climbed.steps[[0, -1]].tolist() == [0, 64]


def test_the_nearest_image_is_the_one_that_correlates_most():
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (10_007, 28, 28)).astype(np.uint8)
    pictures = random.random((3, 28, 28)).astype(np.float32)
    pictures[1] = images[9_999] / np.float32(255)
    found, alike = class_pictures.nearest(pictures, images)
    for at, picture in enumerate(pictures):
        expected = [np.corrcoef(picture.ravel(), image.ravel())[0, 1] for image in images]
        assert found[at] == np.argmax(expected)
        assert alike[at] == pytest.approx(np.max(expected), abs=1e-4)
    assert found[1] == 9_999


def test_de_averaged():
    pictures = np.array([[[0.0, 2.0], [4.0, 6.0]], [[5.0, 5.0], [5.0, 5.0]]], np.float32)
    np.testing.assert_allclose(
        class_pictures.de_averaged(pictures), [[[0, 0], [1 / 3, 1]], [[0, 0], [0, 0]]], atol=1e-6
    )
