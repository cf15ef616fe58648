"""Size, sparsity and likeness, against arrays made by hand."""

import numpy as np
import pytest

from core.inspection.layer_statistics import StageStatistics, likeness, stages
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.networks.network import Network

SMALL = Architecture((Conv2D(2, (1, 1)), MaxPooling2D(), Flatten(), Dense(3, "softmax")), (4, 6, 1))
LEFT_DARK = np.array([[0, 0, 0, 1, 1, 1]] * 4, np.float32)


def network():
    """Its first channel is the image, its second is silent; all classes are alike."""
    shapes = SMALL.weight_shapes
    weights = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
    weights["conv2d/kernel"][..., 0], weights["conv2d/kernel"][..., 1] = 1, -1
    return Network(SMALL, weights)


def test_size_and_share_of_zeros_of_every_layer():
    first, conv, pool, flat, dense = stages(network(), LEFT_DARK)
    assert first == StageStatistics("input", 24, True, 0.5, 1.0)
    assert (conv.name, conv.cells, conv.are_pictures, conv.sparsity) == ("conv2d", 48, True, 0.75)
    assert conv.likeness == pytest.approx(1)
    assert (pool.cells, pool.sparsity) == (12, pytest.approx(8 / 12))  # two of three columns meet a lit pixel
    assert (flat.cells, flat.are_pictures, flat.sparsity, flat.likeness) == (12, False, pytest.approx(8 / 12), None)
    assert (dense.cells, dense.sparsity, dense.likeness) == (3, 0.0, None)


def test_a_map_that_is_the_shrunken_picture_is_wholly_alike():
    picture = np.random.default_rng(0).random((6, 10)).astype(np.float32)
    shrunken = picture.reshape(3, 2, 5, 2).mean(axis=(1, 3))
    maps = np.stack([shrunken, -3 * shrunken + 7], axis=-1)
    assert likeness(picture, maps) == pytest.approx(1)


def test_a_map_that_is_orthogonal_to_the_picture_is_not_alike():
    picture = np.array([[1, -1], [1, -1]], np.float32)
    orthogonal = np.array([[1, 1], [-1, -1]], np.float32)
    assert likeness(picture, orthogonal[..., None]) == pytest.approx(0)
    assert likeness(picture, np.stack([picture, orthogonal], axis=-1)) == pytest.approx(0.5)


def test_channels_without_contrast_do_not_count():
    picture = np.array([[1, -1], [1, -1], [1, -1]], np.float32)
    maps = np.stack([picture, np.full_like(picture, 5)], axis=-1)
    assert likeness(picture, maps) == pytest.approx(1)
    assert likeness(picture, maps[..., 1:]) is None
    assert likeness(np.zeros_like(picture), maps) is None
    assert likeness(picture, np.ones(5)) is None
