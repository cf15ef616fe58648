"""The numpy forward pass against Keras, and what a network refuses."""

from contextlib import suppress

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core import networks
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import Activation, BatchNormalization, Conv2D, GlobalAveragePooling2D, PReLU, Rescaling
from core.networks.network import Network, image_batch
from core.networks.presets import PRESETS
from tests.core.strategies import architectures, graphs, random_network


def _compare_with_keras(network, count=3):
    random = np.random.default_rng(5)
    images = random.random((count, *network.architecture.input_shape)).astype(np.float32)
    model = live_models.to_keras(network)
    expected = live_models.activation_model(model)(images, training=False)
    expected = expected if isinstance(expected, list | tuple) else [expected]
    names = [layer.name for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    found = network.activations(images)
    assert sorted(names) == sorted(found)
    for name, theirs in zip(names, expected, strict=True):
        read = [found.get(source, images) for source in network.architecture.sources(name)]
        largest = max(np.abs(values).max() for values in (theirs, *read))  # of a difference rounding may be all
        np.testing.assert_allclose(found[name], theirs, rtol=0, atol=1e-5 * max(largest, 0.01), err_msg=name)


def _with_random_biases(architecture):
    network = networks.initialise(architecture, seed=11)
    random = np.random.default_rng(3)
    weights = {
        key: random.normal(0, 0.1, array.shape) if key.endswith("bias") else array
        for key, array in network.weights.items()
    }
    return Network(architecture, weights)


@pytest.mark.parametrize("key", PRESETS)
def test_presets_equal_keras_in_every_layer(key):
    _compare_with_keras(_with_random_biases(PRESETS[key].architecture))


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(architectures())
def test_random_networks_equal_keras_in_every_layer(architecture):
    _compare_with_keras(_with_random_biases(architecture))


@QUICK
@given(graphs())
def test_networks_of_every_kind_of_layer_equal_keras_in_every_layer(architecture):
    _compare_with_keras(random_network(architecture))


def test_pre_activations_become_activations():
    network = networks.initialise(PRESETS["lesson_cnn"].architecture, 0)
    image = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    before, after = network.pre_activations(image), network.activations(image)
    assert before["conv2d"].min() < 0
    np.testing.assert_array_equal(np.maximum(before["conv2d"], 0), after["conv2d"])
    np.testing.assert_array_equal(before["max_pooling2d"], after["max_pooling2d"])
    logits = before["dense"].astype(np.float64)
    np.testing.assert_allclose(np.exp(logits) / np.exp(logits).sum(), after["dense"], rtol=1e-5)


def test_predict_in_chunks_is_the_last_layer():
    network = networks.initialise(PRESETS["tfjs_recognizer"].architecture, 0)
    images = np.random.default_rng(0).integers(0, 256, (211, 28, 28), dtype=np.uint8)
    np.testing.assert_allclose(network.predict(images), network.activations(images)["dense"], atol=1e-6)
    assert network.predict(images[0]).shape == (1, 10)


def test_uint8_and_floats_are_the_same_image():
    image = np.arange(784, dtype=np.uint8).reshape(28, 28)
    np.testing.assert_array_equal(image_batch(image), image_batch(image.astype(np.float64) / 255))


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (np.zeros((28, 784)), r"images of shape \(28, 784\) do not fit a network that reads 28x28x1 pixels"),
        (np.full((28, 28), 1.5), r"must be uint8 or lie in \[0, 1\]; these run from 1.5 to 1.5"),
        (np.full((28, 28), np.nan), r"lie in \[0, 1\]"),
        (np.array([["a"]]), "images must be numbers"),
    ],
)
def test_bad_images(images, sentence):
    with pytest.raises(ValueError, match=sentence):
        image_batch(images)


def test_save_and_load(tmp_path):
    network = _with_random_biases(PRESETS["three_conv"].architecture)
    network.save(tmp_path / "net.npz")
    again = networks.load(tmp_path / "net.npz")
    assert again.architecture == network.architecture
    for key, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[key], array)


FOLDED = Architecture(
    (Rescaling(0.5), Conv2D(5), BatchNormalization(), PReLU(), GlobalAveragePooling2D(), Activation("softmax")),
    (7, 5, 3),
)


def test_save_and_load_a_network_whose_layers_have_a_weight_and_no_bias(tmp_path):
    network = random_network(FOLDED)
    network.save(tmp_path / "net.npz")
    again = networks.load(tmp_path / "net.npz")
    images = np.random.default_rng(0).random((3, 7, 5, 3)).astype(np.float32)
    assert again.architecture == FOLDED
    np.testing.assert_array_equal(again.predict(images), network.predict(images))
    with pytest.raises(KeyError, match="layer 'p_re_lu' has no biases"):
        again.bias("p_re_lu")


def test_untrained_a_normalisation_changes_nothing():
    network = networks.initialise(FOLDED, 0)
    images = np.random.default_rng(0).random((3, 7, 5, 3)).astype(np.float32)
    found = network.activations(images)
    np.testing.assert_array_equal(found["batch_normalization"], found["conv2d"])
    assert (network.kernel("p_re_lu") == 0).all()


@pytest.mark.parametrize("keep", [0, 1, 30, 500, 5000])
def test_truncated_file_gives_one_sentence(tmp_path, keep):
    networks.initialise(PRESETS["tfjs_recognizer"].architecture, 0).save(tmp_path / "net.npz")
    (tmp_path / "net.npz").write_bytes((tmp_path / "net.npz").read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"net\.npz is not a network saved by Convscope"):
        networks.load(tmp_path / "net.npz")


def test_pickles_are_not_read(tmp_path):
    np.savez(tmp_path / "net.npz", architecture=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="is not a network saved by Convscope"):
        networks.load(tmp_path / "net.npz")


def test_weights_of_another_shape():
    network = networks.initialise(PRESETS["lesson_mlp"].architecture, 0)
    with pytest.raises(ValueError, match=r"'dense/bias' have shape \(3,\), the architecture needs \(16,\)"):
        Network(network.architecture, {**network.weights, "dense/bias": np.zeros(3)})
    with pytest.raises(ValueError, match="weights lack 'dense/kernel'"):
        Network(network.architecture, {})


def test_layer_without_weights():
    with pytest.raises(KeyError, match="layer 'flatten' has no weights"):
        networks.initialise(PRESETS["lesson_mlp"].architecture, 0).kernel("flatten")


def test_untrained_weights_of_a_seed_never_change():
    """Runs rely on this stream: they do not store their untrained weights."""
    kernel = networks.initialise(PRESETS["lesson_cnn"].architecture, 0).kernel("conv2d")
    np.testing.assert_allclose(kernel[0, 0, 0, :3], [0.0138761, 0.0611714, 0.0292123], atol=1e-7)


@pytest.mark.parametrize("key", ["lesson_cnn", "tfjs_recognizer"])
def test_initial_spread_is_the_initialisers_own(key):
    network = networks.initialise(PRESETS[key].architecture, 1)
    kernel = network.kernel(network.architecture.names[-1])
    inputs, outputs = kernel.shape
    variance = 1 / inputs if key == "tfjs_recognizer" else 2 / (inputs + outputs)
    assert kernel.var() == pytest.approx(variance, rel=0.05)


def test_a_damaged_file_gives_one_sentence_wherever_it_is_hit(tmp_path):
    networks.initialise(PRESETS["tfjs_recognizer"].architecture, 0).save(tmp_path / "net.npz")
    whole = (tmp_path / "net.npz").read_bytes()
    random = np.random.default_rng(0)
    for place in random.integers(0, len(whole), 300):
        broken = bytearray(whole)
        broken[place] ^= 1 << random.integers(8)
        (tmp_path / "net.npz").write_bytes(broken)
        with suppress(ValueError):  # anything else would fail this test
            networks.load(tmp_path / "net.npz")


def test_no_images_give_no_activations():
    activations = networks.initialise(PRESETS["lesson_cnn"].architecture, 0).activations(
        np.zeros((0, 28, 28), np.uint8)
    )
    assert {name: len(values) for name, values in activations.items()} == dict.fromkeys(
        PRESETS["lesson_cnn"].architecture.names, 0
    )


def test_many_images_are_worked_out_in_parts():
    network = networks.initialise(PRESETS["tfjs_recognizer"].architecture, 0)
    images = np.random.default_rng(0).integers(0, 256, (211, 28, 28), dtype=np.uint8)
    together = network.activations(images)["conv2d_1"]
    np.testing.assert_allclose(together[200:], network.activations(images[200:])["conv2d_1"], atol=1e-6)
