"""Outputs of every kind become shares, and keep their order."""

import numpy as np
import pytest
from scipy.special import expit, logit

from core.keras_io import adapting, answering
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    Add,
    Average,
    AveragePooling2D,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Maximum,
    Minimum,
    Multiply,
)
from tests.core.strategies import random_network

IMAGES = np.random.default_rng(5).integers(0, 256, (7, 28, 28), np.uint8)


def shares(*layers, inbound=()):
    """`(what the network itself gives, the shares of the adapted one, names of what was added)`."""
    network = random_network(Architecture(layers, (28, 28, 1), inbound))
    adapted, added = adapting.adapt(network, "0 to 1")
    return network.predict(IMAGES), adapted.predict(IMAGES), added


@pytest.mark.parametrize(
    "ending",
    [
        (Dense(5, "sigmoid"),),
        (Dense(5, "linear"), Activation("sigmoid")),
        (Dense(5, "sigmoid"), Dropout(0.5)),
        (Dense(47, "sigmoid"),),
        (Dense(5, "sigmoid"), Activation("linear")),
    ],
)
def test_sigmoids_give_the_probability_that_each_is_the_only_yes(ending):
    own, given, added = shares(Flatten(), *ending)
    alone = np.stack(
        [own[:, at] * np.delete(1 - own, at, axis=1).prod(axis=1) for at in range(own.shape[1])], axis=1
    ).astype(np.float64)
    np.testing.assert_allclose(given, alone / alone.sum(axis=1, keepdims=True), rtol=1e-3)
    assert (own.argmax(axis=1) == given.argmax(axis=1)).all()
    assert added == ("softmax_of_sigmoids",)


@pytest.mark.parametrize(
    "ending",
    [
        (Dense(1, "sigmoid"),),
        (Dense(1, "sigmoid"), Activation("linear")),
        (Dense(1, "linear"), Activation("sigmoid")),
        (Dense(1, "linear"),),
        (Dense(1, "linear"), Activation("linear")),
    ],
)
def test_one_number_becomes_two_classes(ending):
    own, given, added = shares(Flatten(), *ending)
    yes = own[:, 0] if any(layer.activation == "sigmoid" for layer in ending) else expit(own[:, 0])
    np.testing.assert_allclose(given, np.stack([1 - yes, yes], axis=1), atol=1e-6)
    assert added == ("no_and_yes",)


def test_a_sure_sigmoid_stays_as_sure():
    """Softmax behind sigmoids gives no share above .23."""
    network = random_network(Architecture((Flatten(), Dense(10, "sigmoid", name="out"))))
    network.weights["out/kernel"][:] = 0
    network.weights["out/bias"][:] = logit([0.99] + 9 * [0.01])
    assert adapting.adapt(network, "0 to 1")[0].predict(IMAGES[:1])[0, 0] > 0.99


@pytest.mark.parametrize(
    "ending",
    [
        (Flatten(), Dense(3, "softmax"), Dropout(0.5)),
        (Conv2D(3, (3, 3), activation="softmax"), GlobalAveragePooling2D()),
        (AveragePooling2D((28, 28)), Conv2D(3, (1, 1), activation="softmax"), Flatten()),
        (AveragePooling2D((28, 28)), Conv2D(3, (1, 1), activation="softmax"), GlobalMaxPooling2D()),
        (Flatten(), Dense(3, "softmax"), Activation("linear")),
    ],
)
def test_what_gives_shares_is_left_alone(ending):
    own, given, added = shares(*ending)
    np.testing.assert_array_equal(own, given)
    assert added == ()


def test_the_mean_of_two_softmaxes_gives_shares_and_that_of_other_numbers_does_not():
    for activation, added in (("softmax", ()), ("linear", ("softmax",))):
        layers = Flatten(name="flat"), Dense(3, "softmax", name="one"), Dense(3, activation, name="two"), Average()
        assert shares(*layers, inbound=(("two", ("flat",)), ("average", ("one", "two"))))[2] == added


TWO = (("two", ("flat",)), ("joined", ("one", "two")))


def heads(units, activation, join):
    """Two answers of a network, made one."""
    both = (Dense(units, activation, name=name) for name in ("one", "two"))
    return Flatten(name="flat"), *both, join(name="joined")


@pytest.mark.parametrize("join", [Average, Multiply, Maximum, Minimum])
def test_one_share_made_of_several_is_kept_as_it_is(join):
    own, given, added = shares(*heads(1, "sigmoid", join), inbound=TWO)
    assert own.min() > 0
    assert own.max() < 1
    np.testing.assert_allclose(given, np.concatenate([1 - own, own], axis=1), atol=1e-6)
    assert added == ("rest_and_share",)


@pytest.mark.parametrize(
    ("activation", "join", "nature"),
    [
        ("softmax", Average, answering.SHARES),
        ("softmax", Maximum, answering.SHARE),
        ("softmax", Concatenate, answering.SHARE),
        ("sigmoid", Average, answering.SHARE),
        ("tanh", Average, answering.SQUEEZED),
        ("tanh", Multiply, answering.SQUEEZED),
        ("linear", Average, answering.FREE),
        ("sigmoid", Add, answering.FREE),
    ],
)
def test_the_nature_of_joined_answers(activation, join, nature):
    assert answering.nature(Architecture(heads(3, activation, join), (28, 28, 1), TWO)) == nature


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ((Conv2D(3),), r"numbers of shape \(26, 26, 3\); a network here has one output for each class, 2 to 100"),
        ((Flatten(), Dense(101, "linear")), r"shape \(101,\)"),
        ((Flatten(), Dense(1, "tanh"), Activation("linear")), "or a single sigmoid for two"),
        ((Flatten(), Dense(1, "relu")), r"shape \(1,\).*, or a single sigmoid for two"),
    ],
)
def test_outputs_that_are_no_answer_are_refused(layers, said):
    with pytest.raises(ValueError, match=said):
        answering.ending(Architecture(layers))


def test_added_names_do_not_clash():
    layers = Flatten(name="softmax_of_sigmoids"), Dense(9, "sigmoid")
    assert shares(*layers)[2] == ("softmax_of_sigmoids_",)
