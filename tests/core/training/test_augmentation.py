"""Augmentation moves by whole pixels, and by nothing where nothing is asked."""

import numpy as np

from core.networks.recipe import Augmentation
from core.training.augmentation import augment


def test_augmentation_of_nothing_changes_nothing_and_moves_by_whole_pixels():
    image = np.random.default_rng(0).random((1, 13, 13, 1)).astype(np.float32)
    still = Augmentation(0, 0, 0, 0)
    np.testing.assert_allclose(augment(np.random.default_rng(0), image, still), image, atol=1e-5)

    class Always:
        def uniform(self, low, high, size):
            return np.full(size, high)

    moved = augment(Always(), image, Augmentation(shift=2 / 13, rotation=0, shear=0, zoom=0))
    np.testing.assert_allclose(moved[0, :-2, :-2], image[0, 2:, 2:], atol=1e-5)
