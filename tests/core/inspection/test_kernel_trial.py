"""What is worked out again for an edit equals what the whole edited network answers."""

import numpy as np
import pytest

from core.inspection import kernel_trial
from core.inspection.kernel_editing import edited, random_kernel
from core.inspection.kernel_trial import KernelTrial
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from core.networks.network import Network
from tests.core.strategies import random_network

CONV, THEN = Conv2D(5, name="edited"), Conv2D(3, name="later")
END = (Flatten(), Dense(4, "softmax"))
WAYS = {
    "pool and convolution": (CONV, MaxPooling2D(), THEN, *END),
    "flatten": (CONV, MaxPooling2D(), Dropout(0.5), *END),
    "global pool": (CONV, GlobalAveragePooling2D(), Dense(4, "softmax")),
    "second layer": (THEN, CONV, Conv2D(4, padding="same", strides=(2, 2)), *END),
    "sigmoid": (Conv2D(5, activation="sigmoid", name="edited"), THEN, *END),
    "mixed by softmax": (CONV, Activation("softmax"), THEN, *END),
    "normalised": (CONV, BatchNormalization(), THEN, *END),
    "depthwise before": (DepthwiseConv2D((3, 3), depth_multiplier=2, name="edited"), THEN, *END),
}


def trial_of(layers, count=7):
    network = random_network(Architecture(layers, (13, 11, 2)))
    images = np.random.default_rng(1).random((count, 13, 11, 2), dtype=np.float32)
    return network, images, KernelTrial(network, "edited", images)


def kernel_of(seed):
    return random_kernel((3, 3), 0.5, seed)


@pytest.mark.parametrize("layers", WAYS.values(), ids=WAYS)
def test_an_edit_is_answered_as_by_the_whole_network(layers):
    network, images, trial = trial_of(layers)
    for edits in (
        [],
        [(("edited", 2, 0), kernel_of(0))],
        [(("edited", at, 0), kernel_of(at)) for at in range(3, -1, -2)],
    ):
        other = edited(network, edits)
        np.testing.assert_allclose(trial.answers(other), other.predict(images), atol=1e-5)


def test_edits_of_later_layers_count_too():
    network, images, trial = trial_of(WAYS["pool and convolution"])
    other = edited(network, [(("edited", 4, 0), kernel_of(0)), (("later", 1, 3), kernel_of(1))])
    np.testing.assert_allclose(trial.answers(other), other.predict(images), atol=1e-5)


def test_many_images_are_answered_in_order(monkeypatch):
    monkeypatch.setattr(kernel_trial, "CHUNK", 3)
    network, images, trial = trial_of(WAYS["flatten"])
    other = edited(network, [(("edited", 0, 0), kernel_of(2))])
    np.testing.assert_allclose(trial.answers(other), other.predict(images), atol=1e-5)


def test_a_weight_that_is_no_number_can_be_mended():
    network, images, _ = trial_of(WAYS["pool and convolution"])
    broken = Network(network.architecture, {key: array.copy() for key, array in network.weights.items()})
    broken.weights["edited/kernel"][:, :, 1, 2] = np.nan
    mended = edited(broken, [(("edited", 2, 1), kernel_of(3))])
    answers = KernelTrial(broken, "edited", images).answers(mended)
    np.testing.assert_allclose(answers, mended.predict(images), atol=1e-5)


@pytest.mark.parametrize("layers", WAYS.values(), ids=WAYS)
def test_it_is_said_beforehand_how_much_is_kept(layers):
    network, _, trial = trial_of(layers, count=5)
    kept = trial.reads.nbytes + (0 if trial.sums is None else trial.sums.nbytes)
    assert kernel_trial.bytes_kept(network.architecture, "edited", 5) == kept
