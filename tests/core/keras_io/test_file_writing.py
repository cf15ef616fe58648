"""What we write is what Keras loads: `.keras` files and scripts, compared with our own forward pass."""

import io
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core import networks
from core.keras_io import file_reading, file_writing, rebuild_script
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.presets import PRESETS
from tests.core.strategies import chains, random_network


def _loaded(content, folder):
    path = Path(folder) / "ours.keras"
    path.write_bytes(content)
    return keras.saving.load_model(path)


def _compare(network, model):
    assert tuple(layer.name for layer in model.layers) == network.architecture.names
    images = np.random.default_rng(0).random((3, *network.architecture.input_shape)).astype(np.float32)
    expected = np.asarray(model(images))
    scale = max(np.abs(expected).max(), 1e-6)
    np.testing.assert_allclose(network.predict(images), expected, rtol=0, atol=1e-5 * scale)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(chains())
def test_random_networks_come_back_through_keras(tmp_path_factory, architecture):
    network = random_network(architecture)
    content = file_writing.write(network)
    _compare(network, _loaded(content, tmp_path_factory.mktemp("keras")))
    again = file_reading.read(content)
    assert again.architecture.names == network.architecture.names
    for key, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[key], array)


@pytest.mark.parametrize("key", PRESETS)
def test_presets_come_back_the_same(key):
    network = random_network(PRESETS[key].architecture)
    content = file_writing.write(network)
    assert content == file_writing.write(network)
    assert [layer.kind for layer in file_reading.read(content).architecture.layers] == [
        layer.kind for layer in network.architecture.layers
    ]


def _run(script, folder):
    """The script in a process of its own, which then saves its model."""
    script += 'model.save("rebuilt.keras")\n'
    subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True, env={**os.environ})
    return keras.saving.load_model(folder / "rebuilt.keras")


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(chains())
def test_scripts_rebuild_networks(tmp_path_factory, architecture):
    folder, network = tmp_path_factory.mktemp("script"), random_network(architecture)
    network.save(folder / "weights.npz")
    _compare(network, _run(rebuild_script.rebuild(network, "weights.npz"), folder))


def test_a_script_reads_like_a_lesson():
    text = rebuild_script.rebuild(networks.initialise(PRESETS["lesson_cnn"].architecture, 0), "lesson_cnn.npz")
    assert '"""A network of 7 layers and 34,826 parameters, rebuilt in Keras."""' in text
    assert '        layers.Conv2D(32, (3, 3), activation="relu", name="conv2d"),\n' in text
    assert '        layers.MaxPooling2D((2, 2), name="max_pooling2d"),\n' in text
    assert '        layers.Dropout(0.2, name="dropout"),\n' in text
    assert '        layers.Dense(10, activation="softmax", name="dense"),\n' in text
    assert max(map(len, text.splitlines())) <= 100


def test_names_cannot_leave_their_quotation(tmp_path):
    name = '"), __import__("os").mkdir("owned"), ("'
    architecture = Architecture((Conv2D(1, name=name), Flatten(), Dense(2)), (5, 5, 1))
    network = random_network(architecture)
    network.save(tmp_path / "weights.npz")
    text = rebuild_script.rebuild(network, "weights.npz")
    compile(text, "script", "exec")
    model = _run(text, tmp_path)
    assert model.layers[0].name == name
    assert not (tmp_path / "owned").exists()
    _compare(network, model)


def test_loading_from_memory():
    network, file = random_network(PRESETS["tfjs_recognizer"].architecture), io.BytesIO()
    network.save(file)
    file.seek(0)
    assert networks.load(file).architecture == network.architecture
    with pytest.raises(ValueError, match="this is not a network saved by Convscope"):
        networks.load(io.BytesIO(b"PK"))
