"""The names that notebooks and other programs rely on."""

import importlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

import core
from core import datasets, inspection, keras_io, networks, runs
from core.inspection import kernels

ROOMS = ("datasets", "evaluation", "inspection", "keras_io", "networks", "runs")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_and_has_what_it_offers(room):
    module = importlib.import_module(f"core.{room}")
    assert module.__doc__.strip().endswith(".")
    assert all(hasattr(module, name) for name in module.__all__)


def test_data_sets():
    data_set = datasets.load("uci_digits", classes=(3, 8, 1))
    assert data_set.class_names == ("3", "8", "1")
    for split in (data_set.train, data_set.test):
        assert split.images.dtype == np.uint8
        assert split.images.shape == (len(split.labels), 28, 28)
        assert set(split.labels) == {0, 1, 2}
    theirs = load_digits().target[-360:]
    np.testing.assert_array_equal(np.array([3, 8, 1])[data_set.test.labels], theirs[np.isin(theirs, (3, 8, 1))])


def test_presets_tell_their_summary():
    assert len(networks.PRESETS) == 15
    preset = networks.PRESETS["tfjs_recognizer"]
    rows = getattr(preset, "architecture", preset).summary()
    assert [row.parameters for row in rows if row.trainable] == [208, 3216, 2570]


def test_runs():
    run = runs.load("tfjs_recognizer")
    assert runs.load(str(run.path)).key == runs.load(run.path).key == run.key
    assert run.moments[0] == 0
    assert run.network_at(run.moments[-1]).weights.keys() == run.network.weights.keys()
    assert run.history[-1]["step"] == run.moments[-1]
    assert 0.84 < run.evaluation.accuracy < 0.9


def test_networks():
    network, images = runs.load("tfjs_recognizer").network, datasets.load("uci_digits").test.images[:7]
    logits = network.pre_activations(images)["dense"]
    np.testing.assert_allclose(network.predict(images), network.activations(images)["dense"], atol=1e-6)
    exponentials = np.exp(logits.astype(float))
    np.testing.assert_allclose(network.predict(images), exponentials / exponentials.sum(axis=1)[:, None], atol=1e-5)


def test_inspection():
    picture, kernel = np.arange(20).reshape(4, 5), np.array([[1, 0], [0, -1]])
    np.testing.assert_array_equal(kernels.convolve(picture, kernel), np.full((3, 4), -6))
    found = inspection.statistics([[1, -3], [0, np.nan]])
    assert (found.minimum, found.maximum, found.size, found.zeros, found.nans) == (-3, 1, 4, 1, 1)


def test_keras_files(tmp_path):
    network, images = runs.load("tfjs_recognizer").network, datasets.load("uci_digits").test.images[:3]
    file = tmp_path / "mine.keras"
    file.write_bytes(keras_io.write(network))
    for given in (file, str(file), file.read_bytes()):
        np.testing.assert_allclose(keras_io.read(given).predict(images), network.predict(images), atol=1e-6)
    with pytest.raises(FileNotFoundError, match=r"other\.keras"):
        keras_io.read("other.keras")


def test_live_models():
    network, images = runs.load("tfjs_recognizer").network, datasets.load("uci_digits").test.images[:3]
    model = keras_io.to_keras(network)
    answers = keras_io.activation_model(model)(images[..., None] / np.float32(255))
    np.testing.assert_allclose(answers[-1], keras_io.from_keras(model).predict(images), atol=1e-5)
    assert keras_io.build(network.architecture, 3).count_params() == network.architecture.parameters == 5994


def test_the_package_is_imported_by_itself():
    assert core.datasets.load is datasets.load
