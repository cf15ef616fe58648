"""The fast gradient sign against TensorFlow's gradient of Keras's loss, and what is kept of it."""

import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf

from core import paths, runs
from core.datasets.loading import Split
from core.explanation import adversarial
from core.keras_io import live_models
from core.measures import MEASURES
from core.networks.network import image_batch
from tests.core.strategies import LARGE_MAPS, peak, random_network


@pytest.fixture(scope="module")
def network():
    return runs.load("tfjs_recognizer").network


@pytest.fixture(scope="module")
def some():
    random = np.random.default_rng(0)
    return Split(random.integers(0, 256, (60, 28, 28)).astype(np.uint8), random.integers(0, 10, 60), np.arange(60))


def test_signs_are_those_of_the_loss(network, some):
    pixels = tf.constant(image_batch(some.images))
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        answers = live_models.to_keras(network)(pixels)
        loss = tf.reduce_sum(keras.losses.sparse_categorical_crossentropy(some.labels, answers))
    slopes = tape.gradient(loss, pixels).numpy()
    found = adversarial.gradient_signs(network, some.images, some.labels)
    clear = np.abs(slopes) > 1e-4 * np.abs(slopes).max()
    assert clear.mean() > 0.5
    np.testing.assert_array_equal(found[clear], np.sign(slopes[clear]))


def test_signs_for_a_network_of_large_maps_take_little_memory():
    images = np.random.default_rng(0).random((13, *LARGE_MAPS.input_shape), dtype=np.float32)
    labels = np.zeros(13, int)
    assert peak(lambda: adversarial.gradient_signs(random_network(LARGE_MAPS), images, labels)) < 100e6


def test_signs_are_right_where_the_network_is_sure(mnist):
    """Against the loss from logits in double precision: p rounds to 1 for many images."""
    network, some = runs.load("mlp_40").network, mnist.test.evenly(400)
    weights = {key: array.astype(np.float64) for key, array in network.weights.items()}
    pixels = tf.constant(some.images.reshape(len(some), -1) / 255)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        hidden = tf.nn.relu(pixels @ weights["dense/kernel"] + weights["dense/bias"])
        logits = hidden @ weights["dense_1/kernel"] + weights["dense_1/bias"]
        loss = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(some.labels, logits))
    slopes = tape.gradient(loss, pixels).numpy()
    assert (network.predict(some.images).max(axis=1) == 1).sum() > 3
    found = adversarial.gradient_signs(network, some.images, some.labels).reshape(slopes.shape)
    assert (found == np.sign(slopes)).mean() > 0.9995


def test_pixels_move_by_epsilon_and_stay_within_black_and_white(network, some):
    images = image_batch(some.images)
    moved = adversarial.changed(images, adversarial.gradient_signs(network, some.images, some.labels), 0.1)
    assert np.abs(moved - images).max() == pytest.approx(0.1, abs=1e-6)
    assert moved.min() >= 0
    assert moved.max() <= 1
    with pytest.raises(ValueError, match=r"epsilon \(=1.5\) must lie between 0 and 1"):
        adversarial.changed(images, 0, 1.5)


def test_an_attack_costs_its_own_network_most(mnist):
    cnn, mlp = (runs.load(key).network for key in ("lesson_cnn", "budget_mlp"))
    some = mnist.test.evenly(200)

    def last(against, victim):
        *_, found = adversarial.Attack(against, victim, some.images, some.labels).partial_results()
        return found

    own, transferred = last(cnn, cnn), last(mlp, cnn)
    assert own[0] == transferred[0] > 0.95
    assert sorted(own, reverse=True) == list(own)
    assert own[5] < transferred[5]


def test_shipped_measurements_are_true(mnist):
    run = runs.load("lesson_mlp")
    found = MEASURES["fooling"].read(run)
    some = mnist.test.evenly(adversarial.SAMPLE)
    moved = adversarial.changed(
        image_batch(some.images), adversarial.gradient_signs(run.network, some.images, some.labels), 0.05
    )
    assert found[0.05] == (run.network.predict(moved).argmax(axis=1) == some.labels).mean()


def test_written_and_read_again_but_not_for_another_step(tmp_path, some):
    run = runs.load(shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "runs" / "mine"))
    heard = []
    found = MEASURES["fooling"].compute(run, some, heard.append)
    MEASURES["fooling"].write(run, found)
    assert MEASURES["fooling"].read(run) == found
    assert heard[-1] == 1
    run.description["final_step"] = 7
    assert MEASURES["fooling"].read(run) is None
