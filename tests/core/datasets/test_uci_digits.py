"""The digits of scikit-learn, made to look like MNIST's."""

import numpy as np
import pytest

from core import datasets
from core.datasets import uci_digits


def test_uci_digits_need_no_network_and_look_like_mnist():
    data = datasets.load("uci_digits")
    assert (len(data.train), len(data.test)) == (1437, 360)
    assert data.test.images.shape == (360, 28, 28)
    rows, columns = np.indices((28, 28))
    for image in data.test.images[:23].astype(float):
        assert abs((image * rows).sum() / image.sum() - 13.5) <= 0.51
        assert abs((image * columns).sum() / image.sum() - 13.5) <= 0.51


def test_center_by_mass_moves_the_ink_to_the_middle_and_loses_none():
    image = np.zeros((20, 20), np.uint8)
    image[0:3, 0:3] = 200
    centered = uci_digits.center_by_mass(image)
    assert centered.sum() == image.sum()
    assert np.argwhere(centered)[0].tolist() == [8, 8]


def test_center_by_mass_of_nothing_and_of_too_much():
    assert uci_digits.center_by_mass(np.zeros((20, 20), np.uint8)).shape == (28, 28)
    with pytest.raises(ValueError, match="a 29x20 picture does not fit into 28x28"):
        uci_digits.center_by_mass(np.zeros((29, 20), np.uint8))
