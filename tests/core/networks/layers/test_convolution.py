"""The layers against the plainest possible arithmetic, where Keras cannot be asked."""

import numpy as np
import pytest

from core.networks.layers import Conv2D, MaxPooling2D
from core.networks.layers.sliding_windows import slide


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [(1, 3), (3, 1), (2, 3)])
@pytest.mark.parametrize("kernel_size", [(1, 3), (5, 2)])
@pytest.mark.parametrize("channels", [1, 3])
def test_unequal_strides(padding, strides, kernel_size, channels):
    random = np.random.default_rng(1)
    batch = random.random((2, 11, 7, channels)).astype(np.float32)
    kernel = random.normal(size=(*kernel_size, channels, 5)).astype(np.float32)
    bias = random.normal(size=5).astype(np.float32)
    layer = Conv2D(5, kernel_size, strides, padding)
    found = layer.forward(batch, kernel, bias)
    places = [slide(n, k, s, padding) for n, k, s in zip((11, 7), kernel_size, strides, strict=True)]
    assert found.shape == (2, len(places[0]), len(places[1]), 5)
    for row, top in enumerate(places[0]):
        for column, left in enumerate(places[1]):
            expected = np.tile(bias.astype(np.float64), (2, 1))
            for i, j in np.ndindex(*kernel_size):
                if 0 <= top + i < 11 and 0 <= left + j < 7:
                    expected += batch[:, top + i, left + j].astype(np.float64) @ kernel[i, j]
            np.testing.assert_allclose(found[:, row, column], expected, atol=1e-5)


def test_padding_never_wins_a_pool():
    batch = np.full((1, 5, 5, 1), -2.0, np.float32)
    assert MaxPooling2D((2, 2), padding="same").forward(batch).max() == -2


@pytest.mark.parametrize("channels", [1, 3])
def test_no_image_has_no_maps(channels):
    kernel, bias = np.ones((3, 3, channels, 4), np.float32), np.ones(4, np.float32)
    assert Conv2D(4).forward(np.zeros((0, 7, 5, channels), np.float32), kernel, bias).shape == (0, 5, 3, 4)
