"""A correction of the weights, against the formula of its gradient."""

from dataclasses import replace

import numpy as np
import pytest

from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.networks.recipe import TrainingConfig
from core.training.keras_learner import Learner

RATE = 0.3
CONFIG = TrainingConfig(epochs=1, batch_size=13, optimizer="sgd", learning_rate=RATE)


@pytest.mark.parametrize("label_smoothing", [0.0, 0.15])
def test_weights_go_against_the_gradient_of_labels_that_are_so_certain(label_smoothing):
    chance = np.random.default_rng(5)
    images, labels = chance.integers(0, 256, (13, 28, 28), dtype=np.uint8), np.arange(13) % 7
    architecture = Architecture((Flatten(), Dense(7, "softmax")))
    learner = Learner(architecture, replace(CONFIG, label_smoothing=label_smoothing), images, labels)
    before = learner.network()
    count, figures = learner.learn()
    after = learner.network()

    probabilities, one_hot = before.predict(images).astype(float), np.eye(7)[labels]
    wanted = one_hot * (1 - label_smoothing) + label_smoothing / 7
    error = (probabilities - wanted) / 13  # of the sums before softmax
    gradient = images.reshape(13, 784).T / 255 @ error
    np.testing.assert_allclose(before.kernel("dense") - after.kernel("dense"), RATE * gradient, atol=1e-6)
    np.testing.assert_allclose(before.bias("dense") - after.bias("dense"), RATE * error.sum(axis=0), atol=1e-6)
    assert count == 13
    assert figures.loss == pytest.approx(-np.log(probabilities[one_hot == 1]).mean(), rel=1e-5)  # of certain labels
