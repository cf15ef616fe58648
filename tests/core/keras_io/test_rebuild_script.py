"""The script that rebuilds a network, run and compared."""

import os
import subprocess
import sys

import keras
from hypothesis import HealthCheck, given, settings

from core import networks
from core.keras_io import rebuild_script
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.presets import PRESETS
from tests.core.keras_io.test_file_writing import assert_same_activations
from tests.core.strategies import chains, random_network


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
    assert_same_activations(network, _run(rebuild_script.rebuild(network, "weights.npz"), folder))


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
    assert_same_activations(network, model)
