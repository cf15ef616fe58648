"""The lines that change an image, and those that test networks on images, also where these are in colour."""

import keras
import numpy as np
import pytest

from core import networks
from core.datasets import own_source
from core.evaluation import image_transforms
from core.keras_io import file_writing, live_models
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from dashboard.text import experiment_code
from tests.core.strategies import random_network

SHAPES = {"grey": (28, 28, 1), "colour": (11, 13, 3)}
CHANGES = {"down": 2, "right": -3, "turn": 15, "size": 1.2, "thickness": 1, "noise": 0.2, "cover": 3}


def network_for(input_shape):
    return random_network(Architecture((Conv2D(3, (2, 2)), Flatten(), Dense(3, "softmax")), input_shape), 3)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Networks of both kinds, as files where the lines run."""
    monkeypatch.chdir(tmp_path)
    made = {f"{name}.keras": network_for(shape) for name, shape in SHAPES.items()}
    for file, network in made.items():
        (tmp_path / file).write_bytes(file_writing.write(network))
    return made


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_changed_image_is_read_by_networks_of_every_kind(files, shape):
    images = np.random.default_rng(1).random((1, *shape), dtype=np.float32)
    reads = [network.architecture.input_shape for network in files.values()]
    given = {"keras": keras, "np": np, "images": images}
    exec(experiment_code.moved(list(files), shape, reads, **CHANGES), given)
    changed = image_transforms.change(images[0] if shape[2] > 1 else images[0, ..., 0], *CHANGES.values())
    np.testing.assert_allclose(given["changed"], changed, atol=1e-5)
    for file, network in files.items():
        np.testing.assert_allclose(given["answers"][file], network.predict(changed)[0], atol=1e-4)


def test_networks_are_tested_on_a_person_s_images_in_colour(files, tmp_path):
    random = np.random.default_rng(2)
    pictures, labels = random.integers(0, 256, (40, 11, 13, 3), dtype=np.uint8), np.arange(40) % 3
    np.savez(tmp_path / "mine.npz", x_test=pictures, y_test=labels, class_names=np.array(list("abc")))
    config = networks.TrainingConfig("own_mine", own=own_source.OwnSource("mine", "0" * 16, tuple("abc"), 40))
    reads = [network.architecture.input_shape for network in files.values()]
    given = {"keras": keras, "np": np}
    exec(experiment_code.accuracies(list(files), config, reads), given)
    for file, network in files.items():
        answers = network.predict(pictures).argmax(axis=1)
        assert given["accuracies"][file] == pytest.approx((answers == labels).mean(), abs=0.03)
    network = files["colour.keras"]
    given |= {"model": live_models.to_keras(network)}
    exec(experiment_code.fires("conv2d", 1, config, SHAPES["colour"], top=3), given)
    maps = network.activations(pictures)["conv2d"][..., 1]
    np.testing.assert_allclose(given["profile"], [maps[labels == label].mean() for label in range(3)], rtol=1e-4)
