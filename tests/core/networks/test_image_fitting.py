"""Pictures of other sizes and colours as a network sees them."""

import keras
import numpy as np
import pytest

from core.networks import image_fitting
from core.networks.network import as_seen, image_batch

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize(
    ("shape", "batch"),
    [
        ((28, 28), (1, 28, 28, 1)),
        ((32, 20), (1, 32, 20, 1)),
        ((32, 20, 3), (1, 32, 20, 3)),
        ((28, 28, 1), (1, 28, 28, 1)),
        ((7, 32, 20), (7, 32, 20, 1)),
        ((7, 32, 20, 3), (7, 32, 20, 3)),
        ((28, 28, 28), (28, 28, 28, 1)),
        ((3, 28, 28), (3, 28, 28, 1)),
    ],
)
def test_one_picture_or_many_with_or_without_an_axis_for_channels(shape, batch):
    assert image_fitting.as_pictures(np.zeros(shape), (28, 28, 1)).shape == batch


@pytest.mark.parametrize("shape", [(784,), (2, 784), (2, 65, 65), (2, 28, 28, 2), (2, 28, 28, 4), (1, 1, 1, 1, 1)])
def test_what_is_no_picture_is_refused(shape):
    with pytest.raises(ValueError, match="do not fit a network that reads 28x28x1 pixels"):
        image_fitting.as_pictures(np.zeros(shape), (28, 28, 1))


@pytest.mark.parametrize(("height", "width"), [(28, 28), (19, 40)])
def test_a_picture_in_colour_is_as_bright_in_grey_and_scaled_as_keras_does(height, width):
    images = RANDOM.integers(0, 256, (2, 32, 24, 3), dtype=np.uint8)
    luma = (images / 255 * [0.299, 0.587, 0.114]).sum(axis=-1, keepdims=True).astype(np.float32)
    expected = keras.ops.image.resize(luma, (height, width), interpolation="bilinear")
    np.testing.assert_allclose(image_batch(images, (height, width, 1)), expected, atol=1e-5)


def test_a_grey_picture_is_the_same_in_each_channel():
    image = RANDOM.integers(0, 256, (28, 28), dtype=np.uint8)
    (given,) = image_batch(image, (28, 28, 3))
    np.testing.assert_array_equal(given, np.repeat(image[..., None] / np.float32(255), 3, axis=2))


def test_what_fits_stays_as_it_is():
    images = RANDOM.random((2, 20, 30, 3), np.float32)
    np.testing.assert_array_equal(image_batch(images, (20, 30, 3)), images)


@pytest.mark.parametrize(("channels", "drawn"), [(1, (2, 9, 8)), (3, (2, 9, 8, 3)), (2, (2, 9, 8))])
def test_a_picture_is_drawn_without_an_axis_unless_it_has_colours(channels, drawn):
    assert as_seen(np.zeros((2, 9, 8, channels)), (9, 8, channels)).shape == drawn
