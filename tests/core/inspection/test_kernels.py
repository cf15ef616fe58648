"""Kernels against Keras's own convolution, and which of them are drawn."""

import keras
import numpy as np
import pytest

from core.inspection.kernels import (
    HAND_MADE,
    convolve,
    drawable_layers,
    in_color,
    neuron_pictures,
    orientation,
    own_pictures,
    reads_colors,
    slices,
)
from core.networks.architecture import Architecture
from core.networks.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    MaxPooling2D,
    Rescaling,
    Resizing,
)
from tests.core.strategies import random_network


def test_a_channels_own_picture_is_its_weights():
    network = random_network(Architecture((Conv2D(3, (2, 3)), Conv2D(5, (2, 2)), Flatten(), Dense(7)), (7, 5, 1)))
    pictures = own_pictures(network, "conv2d")
    assert pictures.shape == (3, 2, 3)
    assert pictures[2, 1, 2] == network.weights["conv2d/kernel"][1, 2, 0, 2]
    assert [own_pictures(network, name) for name in ("conv2d_1", "flatten", "dense")] == [None] * 3
    neurons = random_network(Architecture((Flatten(), Dense(2)), (7, 5, 1)))
    assert own_pictures(neurons, "dense")[1, 6, 4] == neurons.weights["dense/kernel"][34, 1]


def test_convolve_equals_keras():
    random = np.random.default_rng(0)
    image, kernel = random.random((13, 11, 3)), random.normal(size=(5, 2, 3))
    theirs = keras.ops.conv(image[np.newaxis].astype("float32"), kernel[..., np.newaxis].astype("float32"))
    np.testing.assert_allclose(convolve(image, kernel), np.asarray(theirs)[0, :, :, 0], atol=1e-5)


def test_convolve_by_hand():
    image = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    np.testing.assert_array_equal(convolve(image, np.array([[1, 0], [0, -1]])), [[-4, -4], [-4, -4]])


def test_convolve_with_other_channels():
    with pytest.raises(ValueError, match="the image has 3 channels and the kernel reads 1"):
        convolve(np.zeros((5, 5, 3)), np.zeros((2, 2)))


def test_slices_and_neuron_pictures_keep_the_weights_places():
    kernel = np.arange(3 * 5 * 2 * 7).reshape(3, 5, 2, 7)
    assert slices(kernel, 1).shape == (7, 3, 5)
    assert slices(kernel, 1)[6, 2, 4] == kernel[2, 4, 1, 6]
    with pytest.raises(IndexError, match="input channel 2 is outside 0 to 1"):
        slices(kernel, 2)
    pictures = neuron_pictures(np.arange(15 * 2).reshape(15, 2), (3, 5, 1))
    assert pictures.shape == (2, 3, 5)
    assert pictures[1, 2, 4] == 29
    with pytest.raises(ValueError, match="15 inputs are not the 4x4 pixels"):
        neuron_pictures(np.zeros((15, 2)), (4, 4, 1))


def test_orientation_of_known_filters():
    names = ["vertical edges", "horizontal edges", "outline", "blur"]
    kernel = np.stack([HAND_MADE[name] for name in names], axis=-1)[:, :, np.newaxis]
    vertical, horizontal, outline, blur = orientation(kernel)
    assert vertical == pytest.approx(-horizontal)
    assert vertical > 0.8
    assert outline == pytest.approx(0)
    assert blur == 0


def test_a_vertical_filter_answers_to_a_vertical_edge():
    image = np.zeros((9, 9))
    image[:, 5:] = 1
    assert np.abs(convolve(image, HAND_MADE["vertical edges"])).max() == 1
    assert np.abs(convolve(image, HAND_MADE["horizontal edges"])).max() == 0


def test_what_can_be_drawn_of_other_peoples_networks():
    depthwise = Architecture(
        (DepthwiseConv2D(depth_multiplier=3), BatchNormalization(), Flatten(), Dense(2)), (7, 5, 3)
    )
    assert drawable_layers(depthwise) == ("depthwise_conv2d",)
    weights = random_network(depthwise).kernel("depthwise_conv2d")
    assert slices(weights, 0).shape == (9, 3, 3)
    assert orientation(weights).shape == (9,)
    as_many = Architecture((MaxPooling2D(), Flatten(), Dense(64), Dense(2)), (8, 8, 1))
    assert drawable_layers(as_many) == ()
    rescaled = Architecture((Rescaling(2.0), Flatten(), Dense(3)), (8, 8, 1))
    assert drawable_layers(rescaled) == ("dense",)
    reshaped = Architecture((Resizing(56, 14), Flatten(), Dense(10, "softmax")))
    assert drawable_layers(reshaped) == ()


@pytest.mark.parametrize(
    ("layers", "channels", "reads"),
    [
        ((Conv2D(2),), 3, True),
        ((Rescaling(2.0, -1.0), BatchNormalization(), Conv2D(2)), 3, True),
        ((Conv2D(2),), 1, False),
        ((Conv2D(3), Conv2D(2)), 3, False),
        ((DepthwiseConv2D((3, 3)),), 3, False),
    ],
)
def test_a_kernel_reads_colours_where_the_pictures_own_channels_come_to_it(layers, channels, reads):
    architecture = Architecture(layers, (9, 8, channels))
    assert reads_colors(architecture, architecture.names[-1]) == reads


def test_a_kernel_in_colour_is_its_three_slices():
    kernel = np.random.default_rng(0).normal(size=(2, 3, 3, 5))
    tiles = in_color(kernel)
    for color in range(3):
        np.testing.assert_array_equal(tiles[..., color], slices(kernel, color))
    with pytest.raises(ValueError, match="a kernel in colour has 3 slices, not 1"):
        in_color(kernel[:, :, :1])
