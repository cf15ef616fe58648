"""What differs by rounding alone is equally large: a gradient goes to the same cell on every processor."""

import numpy as np
import pytest

from core.networks.layers import MaxPooling2D


@pytest.mark.parametrize("number", [0.37, -41.0, np.inf])
def test_of_numbers_that_differ_by_the_last_bit_the_first_gets_the_gradient(number):
    inputs = np.full((1, 2, 3, 1), number, np.float32)
    inputs[0, 1, 2] = np.nextafter(np.float32(number), np.float32(np.inf))
    inputs[0, 0, 1] = -np.inf if number == np.inf else number - 0.1
    layer = MaxPooling2D((2, 3))
    found = layer.backward(np.full((1, 1, 1, 1), 7, np.float32), inputs, layer.forward(inputs))
    assert found[0, ..., 0].tolist() == [[7, 0, 0], [0, 0, 0]]


def test_a_number_that_is_really_larger_gets_it():
    inputs = np.array([1, 1.00001, 1, 1], np.float32).reshape(1, 2, 2, 1)
    layer = MaxPooling2D()
    found = layer.backward(np.ones((1, 1, 1, 1), np.float32), inputs, layer.forward(inputs))
    assert found[0, ..., 0].tolist() == [[0, 1], [0, 0]]
