"""ChannelProfiles against counting one image and one channel at a time."""

import shutil

import numpy as np
import pytest

from core import networks, paths, runs
from core.inspection import channel_profiles
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, MaxPooling2D
from core.networks.network import Network


@pytest.fixture(scope="module")
def issued():
    """`(network, images, labels, passports)`: an awkward small network and 67 images of 3 classes."""
    architecture = Architecture(
        (Conv2D(5, (3, 2)), MaxPooling2D(), Flatten(), Dense(7), Dense(3, activation="softmax")), (11, 13, 1)
    )
    network = networks.initialise(architecture, 2)
    kernel = network.weights["conv2d/kernel"].copy()
    kernel[..., 3] = -1
    network = Network(architecture, {**network.weights, "conv2d/kernel": kernel})
    random = np.random.default_rng(0)
    images = (random.random((67, 11, 13, 1)) * (random.random((67, 1, 1, 1)) > 0.1)).astype(np.float32)
    labels = random.integers(0, 3, 67)
    return network, images, labels, channel_profiles.compute(network, images, labels)


@pytest.mark.parametrize("name", ["conv2d", "dense", "dense_1"])
def test_every_number_of_a_passport(issued, name):
    network, images, labels, found = issued
    one = found[name]
    values = np.stack([network.activations(image)[name][0] for image in images]).astype(np.float64)
    cells = values.reshape(len(images), -1, values.shape[-1])
    assert one.count == 67
    for channel in range(values.shape[-1]):
        maxima = cells[:, :, channel].max(axis=1)
        np.testing.assert_allclose(one.top_values[channel], np.sort(maxima)[::-1][:9], rtol=1e-6)
        np.testing.assert_allclose(maxima[one.top_images[channel]], one.top_values[channel], rtol=1e-6)
        for image, place, value in zip(
            one.top_images[channel], one.top_places[channel], one.top_values[channel], strict=True
        ):
            at = (*place, channel) if values.ndim == 4 else (channel,)
            assert values[image][tuple(at)] == pytest.approx(value, rel=1e-6)
        for label in range(3):
            expected = cells[labels == label, :, channel].mean()
            assert one.profile[label, channel] == pytest.approx(expected, rel=1e-5, abs=1e-9)
        assert one.sparsity[channel] == pytest.approx((cells[:, :, channel] == 0).mean())
        assert one.silent[channel] == pytest.approx((maxima == 0).mean())


@pytest.mark.parametrize("name", ["conv2d", "dense"])
def test_neighbours_are_numpys_correlations(issued, name):
    network, images, _, found = issued
    values = network.activations(images)[name]
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    alive = flat.std(axis=0) > 0
    expected = np.zeros((flat.shape[1], flat.shape[1]))
    expected[np.ix_(alive, alive)] = np.corrcoef(flat[:, alive].T)
    one = found[name]
    for channel, (others, shown) in enumerate(zip(one.neighbours, one.correlations, strict=True)):
        assert channel not in others
        np.testing.assert_allclose(shown, expected[channel, others], atol=1e-5)
        assert (np.diff(np.abs(shown)) <= 1e-6).all()


def test_a_channel_that_never_fires_is_dead(issued):
    network, images, _, found = issued
    expected = network.activations(images)["conv2d"].max(axis=(0, 1, 2)) == 0
    assert expected[3]
    assert found["conv2d"].dead.tolist() == expected.tolist()
    assert found["conv2d"].correlations[3].tolist() == [0, 0, 0, 0]
    assert found["conv2d"].sparsity[3] == 1


@pytest.mark.parametrize("absent", [0, 1, 2])
def test_a_class_that_no_image_is_of_keeps_its_row(issued, absent):
    network, images, labels, whole = issued
    there = labels != absent
    found = channel_profiles.compute(network, images[there], labels[there])
    for name in whole:
        assert found[name].profile.shape == whole[name].profile.shape
        assert np.isnan(found[name].profile[absent]).all()
        others = [label for label in range(3) if label != absent]
        np.testing.assert_allclose(found[name].profile[others], whole[name].profile[others], rtol=1e-5)


def test_fewer_images_than_nine(issued):
    network, images, labels, _ = issued
    found = channel_profiles.compute(network, images[:4], labels[:4])["conv2d"]
    assert found.top_images.shape == (5, 4)


def test_broken_weights_give_passports_too(issued):
    network, images, labels, _ = issued
    bias = network.weights["conv2d/bias"].copy()
    bias[1] = np.nan
    found = channel_profiles.compute(
        Network(network.architecture, {**network.weights, "conv2d/bias": bias}), images, labels
    )
    assert np.isnan(found["conv2d"].top_values[1]).all()
    assert not np.isnan(found["conv2d"].top_values[0]).any()
    whole = channel_profiles.compute(network, images, labels)["conv2d"]
    sound, broken = (dict(zip(one.neighbours[0], one.correlations[0], strict=True)) for one in (whole, found["conv2d"]))
    assert broken[1] == 0
    assert all(broken[other] == sound[other] for other in broken if other != 1)


def test_a_channel_that_never_changes_resembles_none(issued):
    network, images, labels, _ = issued
    kernel, bias = network.kernel("conv2d").copy(), network.bias("conv2d").copy()
    kernel[..., 2], bias[2] = 0, 0.3
    weights = {**network.weights, "conv2d/kernel": kernel, "conv2d/bias": bias}
    found = channel_profiles.compute(Network(network.architecture, weights), images, labels)["conv2d"]
    assert found.correlations[2].tolist() == [0, 0, 0, 0]
    assert not found.dead[2]


def test_no_images():
    network = networks.initialise(Architecture((Flatten(), Dense(2)), (3, 3, 1)), 0)
    with pytest.raises(ValueError, match="0 images and 0 labels: there must be as many, and at least one"):
        channel_profiles.compute(network, np.zeros((0, 3, 3, 1)), np.zeros(0))


@pytest.fixture
def own_run(tmp_path):
    return runs.load(shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "runs" / "mine"))


def test_written_and_read_again(own_run):
    random = np.random.default_rng(1)
    found = channel_profiles.compute(own_run.network, random.random((20, 28, 28)), random.integers(0, 10, 20))
    MEASURES["passports"].write(own_run, found)
    again = MEASURES["passports"].read(own_run)
    assert set(again) == {"conv2d", "conv2d_1", "dense"}
    np.testing.assert_array_equal(again["conv2d_1"].top_images, found["conv2d_1"].top_images)
    np.testing.assert_allclose(again["conv2d_1"].profile, found["conv2d_1"].profile, rtol=1e-6)


def test_passports_of_another_step_or_damaged_are_not_read(own_run):
    random = np.random.default_rng(1)
    MEASURES["passports"].write(
        own_run, channel_profiles.compute(own_run.network, random.random((9, 28, 28)), np.arange(9))
    )
    description = {**own_run.description, "final_step": 1}
    assert MEASURES["passports"].read(runs.Run(own_run.path, description, own_run.architecture, own_run.config)) is None
    file = own_run.path / MEASURES["passports"].file
    file.write_bytes(file.read_bytes()[:700])
    assert MEASURES["passports"].read(own_run) is None


@pytest.mark.parametrize("key", ["lesson_cnn", "lesson_mlp", "fashion_kernels", "four_conv"])
def test_the_presets_ship_with_passports_that_agree_with_their_peaks(key):
    run = runs.load(key)
    found = MEASURES["passports"].read(run)
    for name, peaks in run.channel_maxima_at(run.final_step).items():
        np.testing.assert_allclose(found[name].top_values[:, 0], peaks.maximum, rtol=1e-4)
        assert (found[name].dead == peaks.dead).all()
