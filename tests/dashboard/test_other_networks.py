"""Networks as other people build them, on every page and at every layer: no exception, and the words are true."""

import pytest

from core.networks.architecture import Architecture
from core.networks.layers import (
    KINDS,
    Activation,
    Add,
    Average,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    LayerNormalization,
    Maximum,
    MaxPooling2D,
    Minimum,
    Multiply,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    Resizing,
    Subtract,
    UpSampling2D,
    ZeroPadding2D,
)
from core.networks.layers.functions import ACTIVATIONS
from core.networks.network import Network
from tests.core.strategies import random_network
from tests.dashboard.test_experiments import looked_at, write_run
from tests.dashboard.test_pages import OF_ONE_NETWORK, text

CHAINS = {
    "every kind": (
        Rescaling(2.0, -0.5),
        Normalization((1, 2)),
        ZeroPadding2D(((1, 2), (0, 3))),
        Cropping2D(((0, 2), (2, 1))),
        Conv2D(6, (3, 3), (2, 2), activation="linear"),
        BatchNormalization(),
        ReLU(),
        DepthwiseConv2D((3, 2), depth_multiplier=2, activation="gelu"),
        AveragePooling2D(),
        PReLU(),
        UpSampling2D((1, 2)),
        Conv2DTranspose(4, (3, 2), (2, 1)),
        GroupNormalization(2),
        Permute((2, 1, 3)),
        Conv2D(5, (2, 2), activation="relu6"),
        LayerNormalization(),
        GlobalMaxPooling2D(),
        Reshape((1, 1, 5)),
        Flatten(),
        Dense(10, "linear"),
        Activation("softmax"),
    ),
    "no dense layer": (
        DepthwiseConv2D((5, 5), depth_multiplier=3, activation="relu"),
        MaxPooling2D((3, 3)),
        Conv2D(10, (1, 1), activation="linear"),
        GlobalAveragePooling2D(),
        Activation("softmax"),
    ),
    "no convolution": (
        Rescaling(0.5),
        Flatten(),
        Dense(12, "linear"),
        BatchNormalization(),
        ReLU(max_value=6.0, negative_slope=0.1),
        Dropout(0.2),
        Dense(9, "tanh"),
        Dense(10, "softmax"),
    ),
    "no biases": (
        Conv2D(6, (5, 5), (2, 2), use_bias=False),
        BatchNormalization(center=False),
        PReLU((1, 2)),
        DepthwiseConv2D((3, 3), (2, 2), use_bias=False),
        BatchNormalization(center=False, scale=False),
        PReLU((1,)),
        Conv2DTranspose(3, (2, 2), use_bias=False),
        LayerNormalization(scale=False),
        GroupNormalization(3, center=False),
        Flatten(),
        Dense(10, "softmax", use_bias=False),
    ),
    "no biases in rows": (
        Flatten(),
        Dense(12, use_bias=False),
        PReLU((1,)),
        LayerNormalization(center=False, scale=False),
        Dense(10, "softmax", use_bias=False),
    ),
    "no layer that learns": (Resizing(10, 1), Flatten(), Activation("softmax")),
}
EVERY_JOIN = Architecture(
    (
        Conv2D(5, (3, 3), padding="same", name="conv"),
        DepthwiseConv2D((3, 3), padding="same", name="depthwise"),
        Add(name="add"),
        MaxPooling2D((2, 2), name="pool"),
        Conv2D(4, (1, 1), name="narrow"),
        Concatenate(name="beside"),
        MaxPooling2D((14, 14), name="largest"),
        Multiply(name="weighed"),
        Subtract(name="less"),
        Maximum(name="most"),
        GlobalAveragePooling2D(name="means"),
        Dense(10, "linear", name="one"),
        Dense(10, "tanh", name="other"),
        Average(name="mean"),
        Minimum(name="least"),
        Concatenate(name="both"),
        Dense(10, "softmax", name="answer"),
    ),
    inbound=(
        ("add", ("depthwise", "conv", "input")),
        ("beside", ("narrow", "pool")),
        ("weighed", ("beside", "largest")),
        ("less", ("beside", "weighed")),
        ("most", ("less", "beside")),
        ("other", ("means",)),
        ("mean", ("one", "other")),
        ("least", ("mean", "one")),
        ("both", ("least", "means")),
    ),
)
NETWORKS = {**{name: Architecture(layers) for name, layers in CHAINS.items()}, "every join": EVERY_JOIN}


def test_every_kind_is_here_and_has_its_sentence():
    assert {layer.kind for architecture in NETWORKS.values() for layer in architecture.layers} == set(KINDS)
    assert {layer.kind for layer, *_ in SENTENCES} == set(KINDS)


@pytest.fixture(params=NETWORKS.values(), ids=NETWORKS)
def names(request, tmp_path, mnist):
    """The layers of a run called `other`."""
    architecture = request.param
    write_run(tmp_path / "home" / "runs" / "other", architecture, random_network(architecture, 3))
    return architecture.names


@pytest.mark.parametrize("page", OF_ONE_NETWORK)
def test_every_page_opens_at_layers_of_every_kind(open_page, page, names):
    for layer in looked_at(page, names):
        app = open_page(page, network="other", layer=layer)
        assert not app.error
        assert app.title[0].value


SENTENCES = [
    (
        Conv2D(8, (3, 3)),
        (9, 9, 3),
        "8 kernels of 3x3 slide over all 3 maps before it: each makes one feature map of",
    ),
    (Conv2D(1, (3, 3)), (9, 9, 1), "1 kernel of 3x3 slides over the picture"),
    (DepthwiseConv2D((3, 2)), (9, 9, 4), "4 kernels of 3x2 slide over 4 maps, one each, and never mix two: each"),
    (DepthwiseConv2D(depth_multiplier=2), (9, 9, 4), "8 kernels of 3x3 slide over 4 maps, 2 each, and never mix"),
    (
        AveragePooling2D(),
        (9, 9, 4),
        "Of every 2x2 window only the average stays: each map shrinks from 9x9 to 4x4.",
    ),
    (
        MaxPooling2D((3, 3), (1, 1), "same"),
        (9, 9, 4),
        "only the largest number stays: each map goes from 9x9 to 9x9.",
    ),
    (GlobalAveragePooling2D(), (7, 5, 4), "Of every whole map of 7x5 only the average stays: 4 numbers in all."),
    (GlobalMaxPooling2D(), (7, 5, 1), "Of every whole map of 7x5 only the largest number stays: 1 number in all."),
    (BatchNormalization(), (7, 5, 4), "Every channel is multiplied with a number of its own, and another is added"),
    (BatchNormalization(), (7,), "Every unit is multiplied with a number of its own"),
    (
        Normalization(),
        (7, 5, 4),
        "by a spread; both were set before learning began, and every channel",
    ),
    (Normalization(()), (7, 5, 4), "and all numbers have the same two."),
    (Normalization((1, 2, 3)), (7, 5, 4), "and every cell has two of its own."),
    (Normalization((1,)), (7, 5, 4), "and there are 7 pairs of them."),
    (Activation("softmax"), (10,), "Softmax compares the 10 numbers and makes shares of them that add up to 1."),
    (Activation("softmax"), (7, 5, 4), "At every place, softmax compares the 4 channels"),
    (Activation("tanh"), (7, 5, 4), "tanh, for each of the 7 x 5 x 4 numbers: any number is squeezed between"),
    (ReLU(), (7,), "ReLU, for each of the 7 numbers: a number below zero becomes zero, any other stays."),
    (PReLU(), (7,), "any other is multiplied with a weight that every one of the 7 cells has of its own."),
    (PReLU((1, 2)), (7, 5, 4), "multiplied with a weight that every one of the 4 channels has of its own."),
    (PReLU((2,)), (7, 5, 4), "multiplied with a weight of which there are 28, each for several cells."),
    (PReLU((1, 2, 3)), (7, 5, 4), "multiplied with one weight, the same for all cells."),
    (PReLU((1,)), (7,), "multiplied with one weight, the same for all cells."),
    (Rescaling(1 / 255, -1.0), (7, 5, 1), "Every number times 0.00392 plus \u22121: "),
    (
        LayerNormalization(),
        (7, 5, 4),
        "At every place, the channels are measured together: from each their mean is taken away",
    ),
    (LayerNormalization(), (9,), "All numbers of the row are measured together: from each their mean"),
    (LayerNormalization(center=False), (9,), "by their spread, then multiplied with a learnt factor."),
    (LayerNormalization(scale=False), (9,), "by their spread, and a learnt bias is added."),
    (LayerNormalization(center=False, scale=False), (9,), "what is left is divided by their spread."),
    (GroupNormalization(2), (7, 5, 4), "measured together, 2 groups of 2 maps of 7x5: from each their mean is"),
    (GroupNormalization(4), (7, 5, 4), "4 groups of one map of 7x5: from each"),
    (GroupNormalization(1), (6,), "1 group of 6 numbers: from each"),
    (
        Conv2DTranspose(2, (3, 2), (2, 2)),
        (7, 5, 4),
        "Every number of the maps before it paints 2 kernels of 3x2, the stronger the larger it is; where they "
        "overlap they are added up: each makes one feature map of 15x10.",
    ),
    (UpSampling2D((2, 3)), (7, 5, 4), "Every number is written 2x3 times: each map grows from 7x5 to 14x15."),
    (UpSampling2D((2, 3), "bilinear"), (7, 5, 4), "Each new number is a weighted mean of the up to four old ones"),
    (
        Permute((2, 1, 3)),
        (7, 5, 4),
        "the column becomes the row, the row becomes the column and the channel",
    ),
    (Reshape((5, 7, 4)), (7, 5, 4), "The 7 x 5 x 4 numbers, in their order, are laid out as 5 x 7 x 4."),
    (
        ZeroPadding2D(((1, 2), (0, 3))),
        (7, 5, 4),
        "Zeros are put around every map, which goes from 7x5 to 10x8. "
        "Rows and columns of them: 1 above, 2 below and 3 on the right.",
    ),
    (
        Cropping2D(((1, 2), (3, 0))),
        (7, 5, 4),
        "The border of every map is cut off: it goes from 7x5 to 4x2. "
        "Rows and columns lost: 1 above, 2 below and 3 on the left.",
    ),
    (
        Resizing(10, 9),
        (7, 5, 4),
        "The picture goes from 7x5 to 10x9 pixels: each new one is a weighted mean of the up to four old",
    ),
    (Flatten(), (7, 5, 4), "The 7 x 5 x 4 numbers are laid in one row of 140."),
    (Dropout(0.25), (9,), "of the numbers are switched off at random. Now, when looking, nothing is changed."),
    (Dense(5, "sigmoid"), (7,), "Then sigmoid: any number is squeezed between 0 and 1."),
    (Add(), (3, 7, 5, 4), "For each of its 7 x 5 x 4 cells, the sum of 3 numbers: one of each layer it reads."),
    (Subtract(), (2, 9), "For each of its 9 cells, the difference of 2 numbers: one of each layer it reads."),
    (Multiply(), (2, 9), "the product of 2 numbers"),
    (Average(), (2, 9), "the mean of 2 numbers"),
    (Maximum(), (2, 9), "the largest of 2 numbers"),
    (Minimum(), (2, 9), "the smallest of 2 numbers"),
    (Concatenate(), (7, 5, 9), "All channels of the layers that it reads, one layer's behind the other's: 9 of"),
    (Concatenate(), (9,), "All numbers of the layers that it reads, one layer's behind the other's: 9 of them."),
]


@pytest.mark.parametrize(("layer", "input_shape", "sentence"), SENTENCES)
def test_what_a_layer_does_in_a_sentence(layer, input_shape, sentence):
    assert sentence in layer.sentence(input_shape)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (ReLU(max_value=6.0), "a number below zero becomes zero, one above 6 becomes 6, any other stays"),
        (ReLU(negative_slope=0.3), "a number below zero is multiplied with 0.3, any other stays"),
        (ReLU(threshold=1.0), "a number below 1 becomes zero, any other stays"),
        (Activation("softplus"), ACTIVATIONS["softplus"].does),
    ],
)
def test_what_a_function_does(layer, words):
    assert layer.function_in_words == words


@pytest.mark.parametrize("page", OF_ONE_NETWORK)
@pytest.mark.parametrize("key", ["no biases", "no biases in rows"])
def test_no_page_speaks_of_a_bias_where_none_is(open_page, tmp_path, mnist, key, page):
    architecture = NETWORKS[key]
    write_run(tmp_path / "home" / "runs" / "other", architecture, random_network(architecture, 3))
    said = text(
        open_page(page, network="other", layer=next(n for n in architecture.names if "conv" in n or "dense" in n))
    )
    assert "and the bias" not in said
    assert "biases" not in said.replace("no biases", "") or page == "summary"


def test_no_channel_is_called_silent_where_zero_means_nothing(open_page, tmp_path, mnist):
    architecture = NETWORKS["every kind"]
    write_run(tmp_path / "home" / "runs" / "other", architecture, random_network(architecture, 3))
    for layer, is_said in (("batch_normalization", False), ("re_lu", True), ("p_re_lu", False)):
        page = text(open_page("activations", network="other", layer=layer))
        assert ("silent" in page or "answer to this image" in page) == is_said, layer


def test_a_channel_that_a_relu_of_its_own_shuts_everywhere_is_called_dead(open_page, tmp_path, mnist):
    architecture = NETWORKS["every kind"]
    network = random_network(architecture, 3)
    bias = network.bias("batch_normalization").copy()
    bias[2] = -100
    shut = Network(architecture, {**network.weights, "batch_normalization/bias": bias})
    write_run(tmp_path / "home" / "runs" / "other", architecture, shut)
    page = text(open_page("activations", network="other", layer="re_lu", channel="2"))
    assert "1 dead, zero on every test image" in page
    assert "**Dead**: it is zero on every image of the test set." in page
    assert "dead" not in text(open_page("activations", network="other", layer="batch_normalization", channel="2"))
