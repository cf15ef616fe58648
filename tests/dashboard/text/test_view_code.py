"""A view as code: its images are those that the network reads."""

import numpy as np
import pytest

from core.networks.network import image_batch
from dashboard.text import view_code


@pytest.mark.parametrize("shape", [(28, 28), (32, 20), (32, 20, 3)])
@pytest.mark.parametrize("input_shape", [(28, 28, 1), (32, 20, 3), (19, 33, 3)])
def test_images_are_what_the_network_reads(shape, input_shape):
    pixels = np.random.default_rng(4).integers(0, 256, (2, *shape), np.uint8)
    names = {}
    exec(f"{view_code.IMPORTS}{view_code.images('mine', 'test', [0, 1], pixels, input_shape)}", names)
    np.testing.assert_allclose(names["images"], image_batch(pixels, input_shape), atol=2e-5)
