"""Replaced kernels against Keras with the same weights put in, and what is refused."""

import numpy as np
import pytest

from core import networks
from core.inspection.kernel_editing import TURNS, check_kernel, edited, fit, random_kernel
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import Dense, DepthwiseConv2D, Flatten
from core.networks.presets import PRESETS
from tests.core.strategies import random_network


@pytest.fixture(scope="module")
def network():
    return networks.initialise(PRESETS["tfjs_recognizer"].architecture, 0)


def test_an_edited_network_equals_keras_with_the_same_weights(network):
    images = np.random.default_rng(0).random((3, 28, 28)).astype(np.float32)
    first, second = random_kernel((5, 5), 1, 0), random_kernel((5, 5), 1, 1)
    ours = edited(network, [(("conv2d", 2, 0), first), (("conv2d_1", 13, 7), second)])
    model = live_models.to_keras(network)
    for name, part, channel, kernel in (("conv2d", 0, 2, first), ("conv2d_1", 7, 13, second)):
        weights, bias = model.get_layer(name).get_weights()
        weights[:, :, part, channel] = kernel
        model.get_layer(name).set_weights([weights, bias])
    np.testing.assert_allclose(ours.predict(images), model(networks.image_batch(images)), atol=1e-5)


def test_the_network_itself_stays_as_it_was(network):
    before = network.kernel("conv2d").copy()
    edited(network, [(("conv2d", 2, 0), np.ones((5, 5)))])
    np.testing.assert_array_equal(network.kernel("conv2d"), before)


def test_only_one_slice_changes_and_the_last_edit_wins(network):
    kernel = random_kernel((5, 5), 1, 3)
    changed = edited(network, [(("conv2d_1", 4, 6), np.ones((5, 5))), (("conv2d_1", 4, 6), kernel)])
    difference = changed.kernel("conv2d_1") != network.kernel("conv2d_1")
    assert difference[:, :, 6, 4].all()
    assert difference.sum() == 25
    np.testing.assert_array_equal(changed.kernel("conv2d_1")[:, :, 6, 4], kernel)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ((("flatten", 0, 0), np.ones((5, 5))), "layer 'flatten' has no kernels to edit"),
        ((("conv2d", 8, 0), np.ones((5, 5))), "conv2d has no slice for filter 8 and input channel 0"),
        ((("conv2d", 0, 1), np.ones((5, 5))), "conv2d has no slice for filter 0 and input channel 1"),
        ((("conv2d", 0, 0), np.ones((3, 3))), r"the slice is \(3, 3\), the kernels of conv2d are \(5, 5\)"),
    ],
)
def test_edits_that_do_not_fit(network, edit, sentence):
    with pytest.raises(ValueError, match=sentence):
        edited(network, [edit])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([[0, 1], [2, 1.5e6]], "row 1, column 1 is 1.5e\\+06; it must be a number from -1e\\+06 to 1e\\+06"),
        ([[0, float("nan")]], "row 0, column 1 is nan"),
        ([[float("-inf"), 2]], "row 0, column 0 is -inf"),
        ([], r"has rows and columns, not the shape \(0,\)"),
    ],
)
def test_numbers_that_are_no_weights(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_kernel(values)


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 3), (4, 5), (7, 3), (1, 9)])
def test_a_kernel_is_fitted_about_its_middle(shape):
    kernel = np.arange(1, 10).reshape(3, 3)
    fitted = fit(kernel, shape)
    assert fitted.shape == shape
    kept = fitted[fitted > 0]
    assert len(kept) == min(shape[0], 3) * min(shape[1], 3)
    if shape[0] % 2 and shape[1] % 2:
        assert fitted[shape[0] // 2, shape[1] // 2] == 5
        np.testing.assert_array_equal(fit(fitted, (3, 3)), np.where(fit(np.ones(shape), (3, 3)) > 0, kernel, 0))


def test_turning_back_gives_the_kernel_again():
    kernel = random_kernel((3, 3), 1, 5)
    four = TURNS["rotated"](TURNS["rotated"](TURNS["rotated"](TURNS["rotated"](kernel))))
    np.testing.assert_array_equal(four, kernel)
    for name in ("mirrored", "negated"):
        np.testing.assert_array_equal(TURNS[name](TURNS[name](kernel)), kernel)
        assert (TURNS[name](kernel) != kernel).any()


def test_a_depthwise_kernel_can_be_edited():
    network = random_network(
        Architecture((DepthwiseConv2D((2, 3), depth_multiplier=2), Flatten(), Dense(2)), (5, 7, 3))
    )
    kernel = np.arange(6).reshape(2, 3)
    changed = edited(network, [(("depthwise_conv2d", 5, 0), kernel)]).kernel("depthwise_conv2d")
    np.testing.assert_array_equal(changed[:, :, 0, 5], kernel)
    np.testing.assert_array_equal(changed[..., :5], network.kernel("depthwise_conv2d")[..., :5])
