"""Climbs against known optima, their parts against finite differences."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core import networks
from core.explanation import compiled_ascent, gradient_ascent
from core.explanation.gradient_ascent import Ascent, Objective, climb
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.network import Network

LINEAR = Architecture((Conv2D(3, (11, 7), activation="linear"), Flatten(), Dense(5, "softmax")), (11, 7, 1))
PLAIN = Architecture((Conv2D(6, (3, 3)), Conv2D(5, (3, 3)), Flatten(), Dense(5, "softmax")), (13, 11, 1))


def start(architecture, count, seed=0):
    return gradient_ascent.noise(range(seed, seed + count), architecture.input_shape)


@pytest.mark.parametrize("engine", [gradient_ascent.in_numpy, compiled_ascent.compiled])
def test_on_a_linear_filter_the_optimum_is_reached(engine):
    """Its own weights are the direction in which it grows fastest: the picture moves along them and nowhere else."""
    network = networks.initialise(LINEAR, 0)
    begin = start(LINEAR, 3)
    found = gradient_ascent.last(climb(engine(network, Objective("conv2d", (0, 1, 2))), begin, Ascent(40, 0.1)))
    kernel = np.moveaxis(network.kernel("conv2d"), -1, 0)
    step = kernel / np.sqrt((kernel**2).mean(axis=(1, 2, 3), keepdims=True))
    np.testing.assert_allclose(found.pictures - begin, 4 * step, rtol=1e-3, atol=1e-3)
    best = np.linalg.norm(kernel.reshape(3, -1), axis=1) * np.linalg.norm((4 * step).reshape(3, -1), axis=1)
    np.testing.assert_allclose(found.scores - [(begin[i] * kernel[i]).sum() for i in range(3)], best, rtol=1e-3)


def test_scores_are_means_of_maps():
    network, begin = networks.initialise(PLAIN, 3), start(PLAIN, 5)
    scores, _ = gradient_ascent.in_numpy(network, Objective("conv2d_1", (4, 3, 2, 1, 0)))(begin)
    maps = network.activations(begin)["conv2d_1"]
    np.testing.assert_allclose(scores, [maps[i, :, :, 4 - i].mean() for i in range(5)], rtol=1e-5)
    logits, _ = gradient_ascent.in_numpy(network, Objective("dense", (0, 1, 2, 3, 4), before_activation=True))(begin)
    np.testing.assert_allclose(logits, np.diag(network.pre_activations(begin)["dense"]), rtol=1e-5)


@pytest.mark.parametrize("ascent_", [Ascent(30, 0.05), Ascent(30, 0.05, 0.1, 2, 0.4, 0.2)])
def test_a_picture_does_not_depend_on_those_it_climbs_with(ascent_):
    def climbed_for(channels, begin):
        objective = Objective("conv2d_1", channels)
        engine = gradient_ascent.in_numpy(networks.initialise(PLAIN, 3), objective)
        return gradient_ascent.last(climb(engine, begin, ascent_))

    together = climbed_for((0, 1, 2, 3, 4), start(PLAIN, 5))
    alone = climbed_for((3,), start(PLAIN, 1, seed=3))
    np.testing.assert_allclose(alone.pictures[0], together.pictures[3], atol=1e-4)


def test_without_a_gradient_a_picture_stays_and_a_leak_lets_it_go():
    untrained = networks.initialise(PLAIN, 3)
    shut = {**untrained.weights, "conv2d_1/bias": np.array([0, 0, -50, 0, 0])}
    network, begin = Network(PLAIN, shut), start(PLAIN, 5)
    smooth = Ascent(20, 0.1, jitter=1, blur=0.5, total_variation=0.5)
    found = gradient_ascent.last(
        climb(gradient_ascent.in_numpy(network, Objective("conv2d_1", (0, 1, 2, 3, 4))), begin, smooth)
    )
    assert found.moved.tolist() == [True, True, False, True, True]
    np.testing.assert_array_equal(found.pictures[2], begin[2])
    leaking = Objective("conv2d_1", (2,), leak=0.01)
    iterates = list(climb(gradient_ascent.in_numpy(network, leaking), begin[2:3], Ascent(400, 0.5)))
    assert iterates[0].scores[0] == 0
    assert iterates[-1].scores[0] > 0


def finite(function, pictures, size=1e-3):
    found = np.zeros(pictures.shape)
    for place in np.ndindex(pictures.shape):
        step = np.zeros(pictures.shape)
        step[place] = size
        found[place] = (function(pictures + step) - function(pictures - step)) / (2 * size)
    return found


def total_variation(pictures):
    down = np.diff(pictures, axis=1, append=pictures[:, -1:])
    right = np.diff(pictures, axis=2, append=pictures[:, :, -1:])
    return np.sqrt(down**2 + right**2 + 1e-6).sum()


def all_cosines(pictures):
    flat = pictures.reshape(len(pictures), -1)
    cosines = np.corrcoef(flat)
    return (cosines.sum() - len(flat)) / 2


def test_total_variation_and_cosines_have_these_gradients():
    pictures = np.random.default_rng(0).random((3, 5, 4, 1))
    np.testing.assert_allclose(
        gradient_ascent.total_variation_gradient(pictures), finite(total_variation, pictures), rtol=1e-3, atol=1e-4
    )
    np.testing.assert_allclose(
        gradient_ascent.cosine_gradient(pictures), finite(all_cosines, pictures), rtol=1e-3, atol=1e-4
    )


def test_evening_out_and_pushing_apart_do_what_they_say():
    engine = gradient_ascent.in_numpy(networks.initialise(PLAIN, 3), Objective("conv2d_1", (1, 1, 1)))
    plain = Ascent(60, 0.05)
    rough, even, apart = (
        gradient_ascent.last(climb(engine, start(PLAIN, 3), one)).pictures
        for one in (plain, replace(plain, total_variation=0.3), replace(plain, diversity=0.7))
    )
    assert total_variation(even) < 0.8 * total_variation(rough)
    assert all_cosines(apart) < all_cosines(rough) - 0.1


def test_steps_grow_while_they_warm_up_and_shrink_as_the_text_says():
    network, begin = networks.initialise(LINEAR, 0), start(LINEAR, 1)
    for warm_up, grown in ((0, [1] * 5), (3, [1 / 3, 2 / 3, 1, 1, 1])):
        ascent = Ascent(5, 0.01, decay=0.1, warm_up=warm_up)
        iterates = list(climb(gradient_ascent.in_numpy(network, Objective("conv2d", (1,))), begin, ascent))
        moved = [np.sqrt(((b.pictures - a.pictures) ** 2).mean()) for a, b in pairwise(iterates)]
        sizes = [0.01 * grown[i] * 100 / (100 + 10 * i) for i in range(5)]
        np.testing.assert_allclose(moved, sizes, rtol=2e-3)


def test_deprocessed_as_the_text_says():
    pictures = np.random.default_rng(0).normal(3, 7, (2, 28, 28, 1))
    greys = gradient_ascent.deprocess(pictures)
    assert greys.min() >= 0
    assert greys.max() <= 1
    np.testing.assert_allclose(greys.mean(axis=(1, 2, 3)), 0.5, atol=1e-3)
    np.testing.assert_allclose(greys.std(axis=(1, 2, 3)), 0.1, atol=1e-3)
    assert np.isfinite(gradient_ascent.deprocess(np.zeros((1, 3, 3, 1)))).all()


def test_noise_is_of_its_seed_and_range():
    both, one = gradient_ascent.noise((3, 8), (5, 7, 1)), gradient_ascent.noise((8,), (5, 7, 1))
    np.testing.assert_array_equal(both[1], one[0])
    assert both.dtype == np.float32
    assert 0 <= both.min() < 0.2
    assert 0.8 < both.max() <= 1
    grey = gradient_ascent.noise((3,), (5, 7, 1), within=0.04)
    assert np.abs(grey - 0.5).max() <= 0.04


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"steps": 0}, r"steps \(=0\) must be a whole number from 1 to 4,096"),
        ({"steps": 5000}, r"steps \(=5000\) must be a whole number from 1 to 4,096"),
        ({"step_size": 0}, r"step_size \(=0\) must be above 0 and at most 10"),
        ({"step_size": float("nan")}, r"step_size \(=nan\) must be above 0"),
        ({"blur": -1}, r"blur \(=-1\) must be a number of at least 0"),
        ({"total_variation": float("nan")}, r"total_variation \(=nan\) must be a number of at least 0"),
    ],
)
def test_settings_that_make_no_sense(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Ascent(**settings)
