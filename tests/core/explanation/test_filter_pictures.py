"""Filter pictures: what ships is true, verdicts are right, odd networks get a sentence."""

import shutil

import numpy as np
import pytest

from core import networks, paths, runs
from core.datasets import class_means
from core.explanation import ascent_runs, filter_pictures, gradient_ascent
from core.explanation.ascent_runs import Climb, Climbed
from core.explanation.gradient_ascent import Ascent, Objective
from core.measures import MEASURES
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.network import Network

ALL = ["lesson_cnn", "tfjs_recognizer", "three_conv", "narrow_3_6_12", "wide_16_32_64", "four_conv", "fashion_kernels"]
ALL += ["inception_cnn"]
WITH_LINEAR_LAYERS = ["residual_cnn", "plain_cnn"]  # whose filters have no silence to leave


def scores(network, name, pictures):
    maps = dict(enumerate(np.moveaxis(_maps(network, name, pictures), -1, 0)))
    return np.array([maps[channel][channel].mean() for channel in range(len(pictures))])


def _maps(network, name, pictures):
    return next(
        after
        for layer, _, after in network.forward_from({INPUT: pictures[..., None]}, network.architecture.layers)
        if layer.name == name
    )


@pytest.mark.parametrize("key", ALL)
def test_every_filter_that_ships_is_pictured_or_explained(key):
    """A tile is noise only where its gradient was exactly zero, and then it is marked; all but the dead are rescued."""
    run = runs.load(key)
    found, issued = MEASURES["atlas"].read(run), MEASURES["passports"].read(run)
    for (recipe, name), sheet in found.items():
        count = run.architecture.output_shape(name)[-1]
        start = filter_pictures.start_from_noise(run.architecture, range(count))[..., 0]
        unchanged = np.abs(sheet.climbed.pictures - start).max(axis=(1, 2)) < 0.01
        np.testing.assert_array_equal(unchanged, ~sheet.climbed.moved)
        _, slopes = gradient_ascent.in_numpy(run.network, Objective(name, tuple(range(count))))(start[..., None])
        if recipe == "as in the text":  # the other one jitters, and tries more places
            assert (slopes[sheet.stuck] == 0).all()
        verdicts = ascent_runs.verdicts(sheet.climbed, issued[name].dead)
        verdicts[sheet.stuck] = (
            ascent_runs.verdicts(sheet.rescued, issued[name].dead[sheet.stuck]) if len(sheet.stuck) else []
        )
        if recipe == "smooth":
            assert set(verdicts) <= {"works", "woken", "dead"}
        assert np.isin(verdicts, ("works", "woken")).sum() >= count - 1
        assert sheet.climbed.curves[sheet.climbed.moved, -1].min() > 0


def test_few_large_steps_come_at_least_as_far_as_those_of_the_text():
    for key in (*ALL, *WITH_LINEAR_LAYERS):
        found, architecture = MEASURES["atlas"].read(runs.load(key)), runs.load(key).architecture
        for name in (name for name in architecture.convolutions if architecture.layer(name).activation == "relu"):
            smooth, text = (found[recipe, name].climbed.curves[:, -1] for recipe in filter_pictures.RECIPES)
            assert smooth.mean() > text.mean()


def test_the_recipe_of_the_text_is_its_own():
    """Bit for bit what 256 steps of its rule give, written out."""
    network, start = runs.load("tfjs_recognizer").network, gradient_ascent.noise((2, 5), (28, 28, 1))
    slope = gradient_ascent.in_numpy(network, Objective("conv2d", (2, 5)))
    pictures = start
    for _ in range(256):
        gradient = slope(pictures)[1]
        size = np.sqrt((gradient**2).mean(axis=(1, 2, 3), keepdims=True)) + np.float32(1e-5)
        pictures = pictures + np.float32(1 / 255) * (gradient / size)
    climb = gradient_ascent.climb(slope, start, filter_pictures.RECIPES["as in the text"])
    np.testing.assert_array_equal(gradient_ascent.last(climb).pictures, pictures)


@pytest.mark.parametrize("key", ["lesson_cnn", "four_conv"])
def test_pictures_that_ship_excite_their_filters_as_is_said(key):
    run = runs.load(key)
    for (_, name), sheet in MEASURES["atlas"].read(run).items():
        moved = sheet.climbed.moved
        said, true = sheet.climbed.curves[:, -1][moved], scores(run.network, name, sheet.climbed.pictures)[moved]
        np.testing.assert_allclose(true, said, rtol=0.05, atol=0.01)
        assert (
            true
            > scores(run.network, name, filter_pictures.start_from_noise(run.architecture, range(len(moved)))[..., 0])[
                moved
            ]
        ).all()


def test_kept_arrays_are_small_and_nearly_the_same(tmp_path):
    run = runs.load(shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "runs" / "mine"))
    found = {
        key: filter_pictures.sheet(run.network, name, Ascent(5, 0.02), class_means.load("mnist").mean)
        for key, name in zip(
            [(recipe, name) for recipe in filter_pictures.RECIPES for name in run.architecture.convolutions],
            ["conv2d", "conv2d_1"] * 2,
            strict=True,
        )
    }
    MEASURES["atlas"].write(run, found)
    again = MEASURES["atlas"].read(run)
    for key, sheet in found.items():
        np.testing.assert_allclose(
            again[key].climbed.pictures, sheet.climbed.pictures, atol=np.ptp(sheet.climbed.pictures) / 255
        )
        np.testing.assert_array_equal(again[key].stuck, sheet.stuck)
    run.description["final_step"] = 7
    assert MEASURES["atlas"].read(run) is None
    (run.path / "atlas.npz").write_bytes(b"PK broken")
    assert MEASURES["atlas"].read(runs.load(run.path)) is None


def climbed(pictures, curve, moved):
    return Climbed(np.asarray(pictures, np.float32), np.array([0, 9]), np.asarray(curve, np.float32), np.asarray(moved))


def test_verdicts():
    pictures = np.zeros((7, 3, 3))
    pictures[5, 1, 1] = np.nan
    curves = [[0, 2], [0, 0], [0, 0], [1, 0], [0, 3], [0, 1], [1, 1]]
    found = climbed(pictures, curves, [True, False, False, True, True, True, False])
    dead = np.array([False, False, True, False, True, False, False])
    assert ascent_runs.verdicts(found, dead).tolist() == [
        "works",
        "stuck",
        "dead",
        "lost",
        "woken",
        "broken",
        "constant",
    ]
    assert ascent_runs.verdicts(found, None).tolist() == [
        "works",
        "stuck",
        "stuck",
        "lost",
        "works",
        "broken",
        "constant",
    ]


def test_a_network_with_weights_that_are_no_numbers_is_told():
    architecture = Architecture((Conv2D(2, (3, 3)), Flatten(), Dense(3, "softmax")), (7, 5, 1))
    weights = networks.initialise(architecture, 0).weights
    weights["conv2d/kernel"][:, :, :, 1] = np.nan
    network = Network(architecture, weights)
    found = Climbed.of(list(filter_pictures.from_noise(network, "conv2d", (0, 1), Ascent(5)).partial_results()))
    assert ascent_runs.verdicts(found, None).tolist() == ["broken", "broken"]


def test_another_input_size_is_told():
    network = networks.initialise(Architecture((Conv2D(2, (3, 3)), Flatten(), Dense(3, "softmax")), (7, 5, 1)), 0)
    with pytest.raises(ValueError, match=r"a start of shape \(2, 28, 28, 1\) does not fit 2 pictures of 7x5x1 pixels"):
        Climb(network, Objective("conv2d", (0, 1)), np.zeros((2, 28, 28, 1), np.float32), Ascent(5))
    mean = class_means.load("mnist").mean
    assert filter_pictures.rescue(network, "conv2d", (0, 1), Ascent(5), mean).start.shape == (2, 7, 5, 1)
    assert Architecture((Flatten(), Dense(3, "softmax"))).convolutions == ()
    one = Architecture((Conv2D(1, (3, 3)), Flatten(), Dense(3, "softmax")), (7, 5, 1))
    sheet = filter_pictures.sheet(networks.initialise(one, 0), "conv2d", Ascent(5), np.full((7, 5), 0.5))
    assert sheet.climbed.pictures.shape == (1, 7, 5)
