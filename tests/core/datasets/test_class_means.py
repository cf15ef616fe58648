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


def test_means_of_every_class_of_a_set_that_lacks_some():
    images = np.random.default_rng(0).integers(0, 256, (2300, 28, 28), np.uint8)
    labels = np.where(np.arange(2300) % 2, 3, -1)
    found = class_means.of_classes(images, labels, 5)
    assert found.counts.tolist() == [0, 0, 0, 1150, 0]
    np.testing.assert_allclose(found.images[3], images[1::2].mean(axis=0) / 255, atol=1e-6)
    names, shown = found.present(tuple("abcde"))
    assert (names, shown.images.shape) == (("d",), (1, 28, 28))


def test_means_come_in_any_order_and_blank_where_there_is_none():
    found = class_means.ClassMeans(
        np.arange(3, dtype=np.float32)[:, None, None] * np.ones((1, 28, 28)), np.array([4, 5, 6])
    )
    ordered = found.in_order(("a", "b", "c"), ("c", "?", "a"))
    np.testing.assert_array_equal(ordered.images[:, 0, 0], [2, 0, 0])
    np.testing.assert_array_equal(ordered.counts, [6, 0, 4])
    assert ordered.images.shape == (3, 28, 28)
