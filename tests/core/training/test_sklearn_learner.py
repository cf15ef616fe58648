"""scikit-learn's networks as ours: the same answers, trained and untrained."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from core import datasets, runs, training
from core.evaluation.accuracy import evaluate
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten
from core.networks.network import image_batch
from core.networks.recipe import TrainingConfig
from core.runs import writer
from core.training import control, loop, sklearn_learner

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


@pytest.fixture
def command_after(tmp_path, monkeypatch):
    """`command_after(3, control.STOP)`: a person gives the command when three epochs are noted."""
    appended = writer.append_history

    def command_after(epochs, command):
        def append(path, row):
            appended(path, row)
            if row["epoch"] == epochs:
                control.write(path, command)

        monkeypatch.setattr(sklearn_learner.writer, "append_history", append)

    return command_after


def by_scikit_learn(epochs):
    """Our MLP after so many of its iterations."""
    model = MLPClassifier((7, 5), batch_size=101, max_iter=epochs, n_iter_no_change=99, random_state=3)
    split = datasets.load("uci_digits").train
    return model.fit(rows(split), split.labels)


def test_it_ends_after_the_epoch_in_which_it_is_told_to_and_can_begin_anew(tmp_path, command_after):
    command_after(4, control.STOP)
    run = training.train(MLP, CONFIG, tmp_path / "run")
    assert (run.status, run.final_step, len(run.history)) == ("stopped", 4 * 15, 4)
    np.testing.assert_array_equal(run.network.kernel("dense_2"), np.float32(by_scikit_learn(4).coefs_[2]))
    control.write(tmp_path / "run", control.TRAIN)
    command_after(None, control.STOP)
    again = training.carry_on(tmp_path / "run")
    assert (again.status, [row["epoch"] for row in again.history]) == ("finished", list(range(1, 12)))
    np.testing.assert_array_equal(again.network.kernel("dense"), np.float32(by_scikit_learn(11).coefs_[0]))


def test_what_is_stopped_with_patience_keeps_the_best_epoch_so_far(tmp_path, command_after):
    config = replace(CONFIG, epochs=50, validation_share=0.1, patience=30, learning_rate=0.03)
    command_after(17, control.STOP)
    run = training.train(MLP, config, tmp_path / "run")
    scores = [row["validation_accuracy"] for row in run.history]
    assert len(scores) == 17
    assert run.final_step == 13 * (scores.index(max(scores)) + 1) < 13 * 17


def test_a_pause_waits_between_two_epochs_and_takes_no_time_of_the_training(tmp_path, command_after, monkeypatch):
    seen = []

    def wake(seconds):
        seen.append(runs.load(tmp_path / "run").status)
        if len(seen) == 3:
            control.write(tmp_path / "run", control.TRAIN)

    monkeypatch.setattr(control.time, "sleep", wake)
    command_after(2, control.PAUSE)
    run = training.train(MLP, CONFIG, tmp_path / "run")
    assert seen == ["paused"] * 3
    assert run.status == "finished"
    np.testing.assert_array_equal(run.network.kernel("dense"), np.float32(by_scikit_learn(11).coefs_[0]))


def test_moments_are_kept_on_the_way(tmp_path):
    run = training.train(MLP, replace(CONFIG, moments=5), tmp_path / "run")
    assert run.moments == tuple(15 * epoch for epoch in loop.moments(11, 5)) == (0, 15, 30, 60, 165)
    np.testing.assert_array_equal(run.network_at(60).kernel("dense"), np.float32(by_scikit_learn(4).coefs_[0]))


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
        (MLP, replace(CONFIG, label_smoothing=0.1), "and neither augmentation nor label smoothing"),
        (MLP, replace(CONFIG, validation_share=0.1), "holds images back for early stopping only"),
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


def test_too_few_images_for_its_classes_are_refused_in_words(tmp_path):
    labels = datasets.load("uci_digits").train.labels[:4]
    lacking = sorted({*range(10)} - {*labels.tolist()})
    said = f"of the 4 images to learn from none shows {', '.join(map(str, lacking[:-1]))} and {lacking[-1]}: learn from"
    with pytest.raises(ValueError, match=said):
        training.train(MLP, replace(CONFIG, training_images=4, batch_size=4), tmp_path / "run")
