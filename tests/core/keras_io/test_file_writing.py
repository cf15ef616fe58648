"""What we write is what Keras loads: `.keras` files, compared with our own forward pass."""

import io
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core import networks
from core.keras_io import file_reading, file_writing
from core.networks.layers import BatchNormalization, Normalization
from core.networks.presets import PRESETS
from tests.core.strategies import assert_same_graph, graphs, random_network


def _loaded(content, folder):
    path = Path(folder) / "ours.keras"
    path.write_bytes(content)
    return keras.saving.load_model(path)


def assert_same_activations(network, model):
    named = [layer.name for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    assert sorted(named) == sorted(network.architecture.names)
    images = np.random.default_rng(0).random((3, *network.architecture.input_shape)).astype(np.float32)
    expected = np.asarray(model(images, training=False))
    scale = max(np.abs(expected).max(), 1e-6)
    np.testing.assert_allclose(network.predict(images), expected, rtol=0, atol=1e-5 * scale)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_random_networks_come_back_through_keras(tmp_path_factory, architecture):
    network = random_network(architecture)
    content = file_writing.write(network)
    assert_same_activations(network, _loaded(content, tmp_path_factory.mktemp("keras")))
    again = file_reading.read(content)
    assert_same_graph(again.architecture, network.architecture)
    for key, array in network.weights.items():
        layer = architecture.layer(key.rsplit("/", 1)[0])
        is_folded = isinstance(layer, Normalization)  # mean and spread stand in the file
        if isinstance(layer, BatchNormalization):
            is_folded = not (layer.center and layer.scale)
        np.testing.assert_allclose(again.weights[key], array, rtol=1e-6 if is_folded else 0)


@pytest.mark.parametrize("key", PRESETS)
def test_presets_come_back_the_same(key):
    network = random_network(PRESETS[key].architecture)
    content = file_writing.write(network)
    assert content == file_writing.write(network)
    assert [layer.kind for layer in file_reading.read(content).architecture.layers] == [
        layer.kind for layer in network.architecture.layers
    ]


def test_loading_from_memory():
    network, file = random_network(PRESETS["tfjs_recognizer"].architecture), io.BytesIO()
    network.save(file)
    file.seek(0)
    assert networks.load(file).architecture == network.architecture
    with pytest.raises(ValueError, match="this is not a network saved by Convscope"):
        networks.load(io.BytesIO(b"PK"))
