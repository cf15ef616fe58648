"""The mean images that ship, against the training images."""

import numpy as np
import pytest

from core.datasets import class_means


def test_averages_are_of_the_training_images(mnist):
    found, whole = class_means.load("mnist"), class_means.measure(mnist.train)
    np.testing.assert_allclose(found.images, whole.images, atol=1e-4)
    np.testing.assert_allclose(found.mean, mnist.train.images.mean(axis=0) / 255, atol=1e-4)
    some = class_means.load("mnist", (0, 3, 9))
    np.testing.assert_array_equal(some.images, found.images[[0, 3, 9]])
    with pytest.raises(ValueError, match="data set 'cifar' is not one of 'mnist'"):
        class_means.load("cifar")
