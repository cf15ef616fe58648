"""scikit-learn's networks as ours: the same answers, trained and untrained."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from core import datasets, training
from core.evaluation.accuracy import evaluate
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten
from core.networks.network import image_batch
from core.networks.recipe import TrainingConfig
from core.training import sklearn_learner

MLP = Architecture((Flatten(), Dense(7), Dense(5), Dense(10, "softmax")))
CONFIG = TrainingConfig("uci_digits", library="scikit-learn", epochs=11, batch_size=101, seed=3)


def rows(split):
    return image_batch(split.images).reshape(len(split), -1)


def test_answers_are_scikit_learns(tmp_path):
    run = training.train(MLP, CONFIG, tmp_path / "run")
    data = datasets.load("uci_digits")
    model = MLPClassifier((7, 5), batch_size=101, max_iter=11, n_iter_no_change=11, random_state=3)
    model.fit(rows(data.train), data.train.labels)
    np.testing.assert_allclose(run.network.predict(data.test.images), model.predict_proba(rows(data.test)), atol=1e-5)
    assert run.evaluation.accuracy == pytest.approx(model.score(rows(data.test), data.test.labels))
    assert [row["loss"] for row in run.history] == pytest.approx(model.loss_curve_, abs=1e-6)
    assert "scikit-learn" in run.description["versions"]


def test_the_untrained_twin_is_what_scikit_learn_drew(tmp_path):
    """One correction with a learning rate of next to nothing stays at the untrained weights."""
    run = training.train(MLP, CONFIG, tmp_path / "run")
    slow = training.train(MLP, replace(CONFIG, learning_rate=1e-9, epochs=1), tmp_path / "slow")
    for key, array in slow.network.weights.items():
        np.testing.assert_allclose(run.network_at(0).weights[key], array, atol=1e-6)
    assert (run.network_at(0).kernel("dense") != run.network.kernel("dense")).any()


def test_patience_keeps_the_best_epoch(tmp_path):
    config = replace(CONFIG, epochs=200, validation_share=0.1, patience=3, learning_rate=0.01)
    run = training.train(MLP, config, tmp_path / "run")
    scores = [row["validation_accuracy"] for row in run.history]
    assert len(scores) < 200
    assert run.kept_epoch == scores.index(max(scores)) + 1


@pytest.mark.parametrize(
    ("architecture", "config", "sentence"),
    [
        (
            Architecture((Conv2D(2), Flatten(), Dense(10, "softmax"))),
            CONFIG,
            "layer 'conv2d' is none that scikit-learn",
        ),
        (Architecture((Flatten(), Dropout(0.1), Dense(10, "softmax"))), CONFIG, "layer 'dropout' is none that"),
        (Architecture((Flatten(), Dense(3, "linear"), Dense(10, "softmax"))), CONFIG, "knows Dense with relu"),
        (MLP, replace(CONFIG, optimizer="rmsprop"), "trains with adam or sgd, a constant learning rate"),
    ],
)
def test_what_scikit_learn_has_no_word_for(tmp_path, architecture, config, sentence):
    with pytest.raises(ValueError, match=sentence):
        training.train(architecture, config, tmp_path / "run")


def test_what_is_learnt_from_leaves_out_what_scikit_learn_validates_with(tmp_path):
    """Its own validation accuracy is that of the images that are left out."""
    config = replace(CONFIG, epochs=9, validation_share=0.1, patience=3, learning_rate=0.01)
    run, split = training.train(MLP, config, tmp_path / "run"), datasets.load("uci_digits").train
    learnt = sklearn_learner.learnt_from(MLP, config, split.labels)
    others = np.setdiff1d(np.arange(len(split)), learnt)
    held_back = evaluate(run.network, split.images[others], split.labels[others])
    best = max(row["validation_accuracy"] for row in run.history)
    assert held_back.accuracy == pytest.approx(best, abs=1e-6)
    assert (
        run.training_evaluation.to_json() == evaluate(run.network, split.images[learnt], split.labels[learnt]).to_json()
    )
    assert run.training_evaluation.count == len(split) - 144
