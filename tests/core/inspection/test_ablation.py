"""Switching channels off, against switching them off the slow way: through the whole network each time."""

import json
import shutil
from itertools import pairwise

import numpy as np
import pytest

from core import networks, paths, runs
from core.datasets.loading import Split
from core.inspection import ablation
from core.inspection.ablation import without
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
)
from core.networks.network import Network
from core.networks.presets import PRESETS
from tests.core.strategies import peak, random_network

NARROW = Architecture(
    (
        Conv2D(5, (3, 3), padding="same"),
        MaxPooling2D(),
        Conv2D(7, (2, 3)),
        Dropout(0.3),
        Flatten(),
        Dense(11),
        Dense(3, activation="softmax"),
    ),
    (9, 11, 1),
)


@pytest.fixture(scope="module")
def network():
    """With biases, as after training: without them a network with all channels off gives ties."""
    network, random = networks.initialise(NARROW, 5), np.random.default_rng(1)
    biases = {key: random.normal(0, 0.1, array.shape) for key, array in network.weights.items() if "bias" in key}
    return Network(NARROW, {**network.weights, **biases})


@pytest.fixture(scope="module")
def asked(network):
    """Images, and labels that the network gets right for most of them."""
    random = np.random.default_rng(0)
    images = random.random((83, 9, 11, 1)).astype(np.float32)
    labels = network.predict(images).argmax(axis=1)
    labels[::7] = (labels[::7] + 1) % 3
    return images, labels


def right(network, images, labels):
    return int((network.predict(images).argmax(axis=1) == labels).sum())


def truth(network, images, labels):
    return float(network.predict(images)[np.arange(len(labels)), labels].sum())


@pytest.mark.parametrize("name", ["conv2d", "conv2d_1", "dense"])
def test_a_channel_that_is_off_gives_nothing(network, asked, name):
    activations = without(network, name, [1, 4]).activations(asked[0])[name]
    expected = network.activations(asked[0])[name].copy()
    expected[..., [1, 4]] = 0
    np.testing.assert_array_equal(activations, expected)


@pytest.mark.parametrize("name", ["conv2d", "conv2d_1", "dense"])
def test_the_ranking_equals_switching_off_in_the_whole_network(network, asked, name):
    check_ranking(network, name, *asked)


def check_ranking(network, name, *asked):
    found = ablation.rank(network, name, *asked)
    assert found.count == len(asked[1])
    assert found.whole == right(network, *asked)
    expected = [right(without(network, name, [channel]), *asked) for channel in range(len(found.alone))]
    assert found.alone.tolist() == expected
    for step in range(len(found.order)):
        here, left = list(found.order[:step]), set(range(len(found.alone))) - set(found.order[:step].tolist())
        tried = {channel: without(network, name, [*here, channel]) for channel in left}
        worst = min(tried, key=lambda channel: (right(tried[channel], *asked), truth(tried[channel], *asked)))
        assert found.order[step] == worst
        assert found.together[step] == right(tried[worst], *asked)
    assert len(set(found.order.tolist())) == len(found.order) == max(len(found.alone) // 2, 1)


FOLDED = (
    Conv2D(5, (3, 3), padding="same", activation="linear"),
    BatchNormalization(),
    ReLU(negative_slope=0.1),
    DepthwiseConv2D((2, 2), padding="same", depth_multiplier=2, activation="sigmoid"),
    AveragePooling2D(),
)
OTHERS = {
    "a normalisation makes a number of zero": (*FOLDED, Conv2D(7, (2, 3), activation="softplus"), Flatten()),
    "no pixel is left": (*FOLDED, PReLU(), GlobalAveragePooling2D(), BatchNormalization()),
    "laid in a row": (*FOLDED, Flatten(), PReLU()),
    "softmax mixes channels": (*FOLDED, Activation("softmax"), Flatten()),
}


@pytest.mark.parametrize("architecture", OTHERS.values(), ids=OTHERS)
def test_the_ranking_holds_for_other_peoples_networks(architecture):
    ends = (Dense(4, "tanh"), Dense(3, "linear"), Activation("softmax"))
    network = random_network(Architecture((*architecture, *ends), (9, 11, 3)), 4)
    strong = {key: array * (1 if "normalization" in key else 3) for key, array in network.weights.items()}
    network = Network(network.architecture, strong)
    images = np.random.default_rng(0).random((53, 9, 11, 3)).astype(np.float32)
    labels = network.predict(images).argmax(axis=1)
    labels[::3] = (labels[::3] + 1) % 3
    for name in ablation.layers(network.architecture):
        check_ranking(network, name, images, labels)


BRANCHING = Architecture(
    (
        Conv2D(4, (3, 3), padding="same", activation="tanh", name="stem"),
        Conv2D(4, (3, 3), padding="same", name="block"),
        Conv2D(4, (1, 1), activation="linear", name="end"),
        Add(name="add"),
        ReLU(name="bent"),
        DepthwiseConv2D((2, 2), name="deep"),
        Flatten(name="row"),
        Dense(5, name="dense"),
        GlobalAveragePooling2D(name="means"),
        Concatenate(name="both"),
        Dense(3, "softmax", name="answer"),
    ),
    (9, 11, 1),
    (("add", ("end", "stem")), ("means", ("bent",)), ("both", ("dense", "means"))),
)


@pytest.fixture(scope="module")
def branching():
    network = random_network(BRANCHING, 4)
    return Network(BRANCHING, {key: array * 2 for key, array in network.weights.items()})


@pytest.mark.parametrize("name", ablation.layers(BRANCHING))
def test_the_ranking_holds_where_a_network_branches(branching, name):
    images = np.random.default_rng(0).random((53, 9, 11, 1)).astype(np.float32)
    labels = branching.predict(images).argmax(axis=1)
    labels[::3] = (labels[::3] + 1) % 3
    check_ranking(branching, name, images, labels)


@pytest.mark.parametrize(("gone", "left"), [("stem", "end"), ("end", "stem")])
def test_a_sum_goes_without_what_is_cut(branching, gone, left):
    images = np.random.default_rng(0).random((7, 9, 11, 1)).astype(np.float32)
    assert ablation.shortcuts(BRANCHING) == {"add": ("end", "stem")}
    whole, found = branching.activations(images), ablation.cut(branching, "add", gone).activations(images)
    np.testing.assert_allclose(found["add"], whole["add"] - whole[gone], atol=1e-5)
    np.testing.assert_allclose(found["add"], whole[left], atol=1e-6)
    later = branching.forward_from({"add": found["add"]}, BRANCHING.following("add"))
    *_, (_, _, answers) = later
    np.testing.assert_array_equal(found["answer"], answers)


def test_the_channels_of_large_layers_are_ranked_on_fewer_images():
    layers = (Conv2D(32, padding="same"), MaxPooling2D(), Conv2D(61, padding="same"), MaxPooling2D())
    large = Architecture((*layers, Flatten(), Dense(13), Dense(3, "softmax")), (61, 67, 3))
    count = ablation.ranked_on(large)
    assert 30 < count < ablation.SAMPLE == ablation.ranked_on(PRESETS["four_conv"].architecture)
    images, labels = np.random.default_rng(0).random((count, 61, 67, 3), dtype=np.float32), np.zeros(count, int)

    def one_channel():
        board = ablation.switchboard(random_network(large), "conv2d", images)
        board.score(board.without(board.whole, 3), labels)

    assert peak(one_channel) < 300e6


def test_what_cannot_be_cut(branching):
    with pytest.raises(ValueError, match=r"'block' is no summand of 'add'; the sums are {'add': \('end', 'stem'\)}"):
        ablation.cut(branching, "add", "block")
    with pytest.raises(ValueError, match="'stem' is no summand of 'both'"):
        ablation.cut(branching, "both", "stem")
    assert ablation.shortcuts(NARROW) == {}


def test_a_network_may_end_without_a_dense_layer():
    layers = (Conv2D(5), DepthwiseConv2D(), Conv2D(3, (1, 1)), GlobalAveragePooling2D(), Activation("softmax"))
    network = random_network(Architecture(layers, (7, 7, 1)))
    assert ablation.layers(network.architecture) == ("conv2d", "depthwise_conv2d")
    last_is_depthwise = random_network(
        Architecture((Conv2D(3), DepthwiseConv2D(), GlobalMaxPooling2D(), Activation("softmax")), (7, 7, 1))
    )
    images = np.random.default_rng(0).random((53, 7, 7, 1)).astype(np.float32)
    check_ranking(last_is_depthwise, "conv2d", images, np.arange(53) % 3)


def test_broken_weights_are_not_ranked(network, asked):
    bias = network.bias("conv2d_1").copy()
    bias[2] = np.nan
    broken = Network(NARROW, {**network.weights, "conv2d_1/bias": bias})
    with pytest.raises(ValueError, match="conv2d_1/bias holds weights that are no numbers"):
        ablation.rank(broken, "conv2d", *asked)


def test_progress_rises_to_the_end(network, asked):
    heard = []
    ablation.rank(network, "conv2d_1", *asked, progress=heard.append)
    assert all(later > earlier for earlier, later in pairwise(heard))
    assert heard[-1] == 1


def test_layers_that_can_be_switched_off():
    assert ablation.layers(PRESETS["lesson_cnn"].architecture) == ("conv2d", "conv2d_1")
    assert ablation.layers(PRESETS["lesson_mlp"].architecture) == ("dense", "dense_1")
    assert ablation.layers(Architecture((Flatten(), Dense(10, activation="softmax")))) == ()


@pytest.mark.parametrize(
    ("name", "channels", "sentence"),
    [
        ("conv2d", [5], "channel 5 is outside 0 to 4"),
        ("conv2d", [-1], "channel -1 is outside 0 to 4"),
        ("dense_1", [0], "layer 'dense_1' cannot be switched off"),
        ("flatten", [0], "layer 'flatten' cannot be switched off"),
    ],
)
def test_what_cannot_be_switched_off(network, name, channels, sentence):
    with pytest.raises(ValueError, match=sentence):
        without(network, name, channels)


def test_written_and_read_again_but_not_for_another_step(tmp_path, network):
    run = runs.load(shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "runs" / "mine"))
    random = np.random.default_rng(0)
    split = Split(random.random((30, 28, 28)), random.integers(0, 10, 30), np.arange(30))
    found = MEASURES["ablation"].compute(run, split)
    MEASURES["ablation"].write(run, found)
    again = MEASURES["ablation"].read(run)
    assert {name: one.to_json() for name, one in again.items()} == {name: one.to_json() for name, one in found.items()}
    content = json.loads((run.path / MEASURES["ablation"].file).read_text())
    (run.path / MEASURES["ablation"].file).write_text(json.dumps({**content, "step": 1}))
    assert MEASURES["ablation"].read(run) is None


@pytest.mark.parametrize("key", ["lesson_cnn", "lesson_mlp", "four_conv"])
def test_the_shipped_rankings_are_true(key, mnist):
    run = runs.load(key)
    some = mnist.test.evenly(ablation.SAMPLE)
    images, labels = some.images, some.labels
    for name, found in list(MEASURES["ablation"].read(run).items())[:2]:
        assert found.whole == right(run.network, images, labels)
        worst = int(found.alone.argmin())
        assert found.alone[worst] == pytest.approx(right(without(run.network, name, [worst]), images, labels), abs=1)
        assert found.together[-1] == pytest.approx(
            right(without(run.network, name, found.order), images, labels), abs=2
        )
