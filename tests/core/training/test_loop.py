"""A training can be put away at any step and taken up again, and ends as if nothing had happened."""

from dataclasses import replace

import numpy as np
import pytest

from core import runs, training
from core.networks.architecture import Architecture
from core.networks.layers import (
    KINDS,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GroupNormalization,
    LayerNormalization,
    MaxPooling2D,
    Normalization,
    PReLU,
)
from core.networks.recipe import Augmentation, TrainingConfig
from core.runs import writer
from core.training import control, loop

TINY = Architecture((Conv2D(3), MaxPooling2D((3, 3)), Flatten(), Dropout(0.3), Dense(10, "softmax")))
CONFIG = TrainingConfig("uci_digits", epochs=3, batch_size=211, validation_share=0.1, learning_rate=0.01, moments=5)
CONFIGS = {
    "adam": CONFIG,
    "one cycle": replace(CONFIG, schedule="one_cycle"),
    "sgd, augmented": replace(CONFIG, optimizer="sgd", augmentation=Augmentation()),
    "patience": replace(CONFIG, epochs=9, learning_rate=0.2, patience=2),
    "label smoothing": replace(CONFIG, label_smoothing=0.2),
    "bfloat16": replace(CONFIG, precision="mixed_bfloat16", schedule="cosine"),
}


@pytest.fixture
def command_at(monkeypatch):
    """Let a command be given just after the history row of a step was written, as if a person had clicked then."""

    def command_at(step, word):
        write = writer.append_history

        def append_and_command(path, row):
            write(path, row)
            if row["step"] == step:
                control.write(path, word)

        monkeypatch.setattr(writer, "append_history", append_and_command)

    return command_at


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_stopped_and_resumed_ends_as_if_never_stopped(tmp_path, command_at, config):
    whole = training.train(TINY, config, tmp_path / "whole")
    command_at(10, control.STOP)
    stopped = training.train(TINY, config, tmp_path / "stopped")
    assert (stopped.status, stopped.final_step) == ("stopped", 10)
    assert stopped.evaluation.count == 360
    assert [row["step"] for row in stopped.history if row["kind"] == "batch"] == list(range(1, 11))
    command_at(-1, control.TRAIN)
    resumed = training.carry_on(stopped.path)
    assert resumed.status == "finished"
    assert resumed.history == whole.history
    assert resumed.final_step == whole.final_step
    for key, array in whole.network.weights.items():
        np.testing.assert_array_equal(resumed.network.weights[key], array)


LEARNING = Architecture(
    (
        MaxPooling2D((3, 3)),
        Conv2D(3),
        DepthwiseConv2D(depth_multiplier=2),
        BatchNormalization(center=False),
        Normalization(),
        PReLU((1, 2)),
        GroupNormalization(2),
        Conv2DTranspose(2, use_bias=False),
        LayerNormalization(),
        Flatten(),
        Dropout(0.2),
        Dense(5),
        Dense(10, "softmax"),
    )
)


def test_every_kind_that_learns_is_resumed_to_the_bit(tmp_path, command_at):
    for kind in set(KINDS.values()) - {type(layer) for layer in LEARNING.layers}:
        assert kind.weight_shapes(None, (5, 7, 2)) == {}
    config = replace(CONFIG, epochs=2)
    whole = training.train(LEARNING, config, tmp_path / "whole")
    training.prepare(LEARNING, config, tmp_path / "resumed")
    for step in (1, 7, 9):
        command_at(step, control.STOP)
        assert training.carry_on(tmp_path / "resumed").final_step == step
    command_at(-1, control.TRAIN)
    resumed = training.carry_on(tmp_path / "resumed")
    assert resumed.history == whole.history
    for key, array in whole.network.weights.items():
        np.testing.assert_array_equal(resumed.network.weights[key], array)
    images = np.zeros((1, 28, 28), np.uint8)
    np.testing.assert_array_equal(resumed.network.predict(images), whole.network.predict(images))


def test_stopped_before_the_first_step_can_be_looked_at(tmp_path):
    training.prepare(TINY, CONFIG, tmp_path / "run")
    control.write(tmp_path / "run", control.STOP)
    run = training.carry_on(tmp_path / "run")
    assert (run.status, run.final_step) == ("stopped", 0)
    assert run.moments == (0,)
    assert run.evaluation.count == 360


def test_a_pause_ends_when_it_is_told_to_train(tmp_path, command_at, monkeypatch):
    seen = []

    def wake(seconds):
        seen.append(runs.load(tmp_path / "run").status)
        control.write(tmp_path / "run", control.TRAIN)

    monkeypatch.setattr(loop.time, "sleep", wake)
    command_at(5, control.PAUSE)
    run = training.train(TINY, CONFIG, tmp_path / "run")
    assert seen == ["paused"]
    assert (run.status, run.final_step) == ("finished", 21)


def test_a_pause_can_be_stopped(tmp_path, command_at, monkeypatch):
    monkeypatch.setattr(loop.time, "sleep", lambda _: control.write(tmp_path / "run", control.STOP))
    command_at(5, control.PAUSE)
    assert training.train(TINY, CONFIG, tmp_path / "run").final_step == 5


def test_a_pause_ends_by_itself_so_that_it_holds_up_nobody_for_ever(tmp_path, command_at, monkeypatch):
    clock = iter(range(0, 100_000, 60))
    seen = []
    monkeypatch.setattr(loop.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(loop.time, "sleep", lambda _: seen.append(runs.load(tmp_path / "run").status))
    command_at(5, control.PAUSE)
    run = training.train(TINY, CONFIG, tmp_path / "run")
    assert (run.status, run.final_step) == ("stopped", 5)
    assert set(seen) == {"paused"}
    assert len(seen) == control.LONGEST_PAUSE / 60 + 1


def test_a_loss_that_is_no_number_ends_the_training_and_keeps_the_history(tmp_path):
    config = replace(CONFIG, optimizer="sgd", learning_rate=1e38)
    with pytest.raises(loop.TrainingError, match=r"no number any more at step \d, with sgd and a learning rate of 1e"):
        training.train(TINY, config, tmp_path / "run")
    run = runs.load(tmp_path / "run")
    assert run.status == "failed"
    assert "try a smaller learning rate" in run.description["failure"]
    assert run.history
    assert all(np.isfinite(run.network_at(step).kernel("dense")).all() for step in run.moments)


def test_weights_that_the_last_step_breaks_are_no_finished_run(tmp_path):
    count = CONFIG.batch_size
    config = replace(CONFIG, optimizer="sgd", learning_rate=1e39, epochs=1, training_images=count, validation_share=0)
    with pytest.raises(loop.TrainingError, match=r"a weight was no number any more at step 1, with sgd and a learning"):
        training.train(TINY, replace(config, patience=None), tmp_path / "run")
    assert runs.load(tmp_path / "run").status == "failed"


def test_a_finished_run_is_not_trained_on(tmp_path):
    training.train(TINY, replace(CONFIG, epochs=1), tmp_path / "run")
    with pytest.raises(loop.TrainingError, match="run has finished; there is nothing left"):
        training.carry_on(tmp_path / "run")


def test_a_state_of_another_training_is_not_taken_up(tmp_path, command_at):
    command_at(7, control.STOP)
    run = training.train(TINY, CONFIG, tmp_path / "run")
    writer.describe(run.path, training=replace(CONFIG, optimizer="sgd").to_json(), status="stopped")
    control.write(run.path, control.TRAIN)
    writer.write_latest(run.path, run.latest.progress, run.latest.network.weights)
    with pytest.raises(ValueError, match="the kept state does not fit this training at variable_0"):
        training.carry_on(run.path)


def test_the_latest_state_is_a_network(tmp_path, command_at):
    command_at(8, control.STOP)
    run = training.train(TINY, CONFIG, tmp_path / "run")
    assert run.latest.step == 8
    np.testing.assert_array_equal(run.latest.network.kernel("conv2d"), run.network_at(8).kernel("conv2d"))


@pytest.mark.parametrize("total", [1, 2, 7, 80, 2700, 9380])
@pytest.mark.parametrize("count", [2, 5, 16])
def test_moments(total, count):
    steps = loop.moments(total, count)
    assert steps[0] == 0
    assert steps[-1] == total
    assert list(steps) == sorted(set(steps))
    assert len(steps) <= count
    if total >= 80 and count == 16:
        assert steps[:5] == (0, 1, 2, 4, 8)
        assert len(steps) == 16
