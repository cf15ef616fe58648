"""A climb from its start to its last iterate, compiled where it is long."""

import sys
import tracemalloc
from types import SimpleNamespace

import numpy as np
import pytest

from core import runs
from core.datasets import class_means
from core.explanation import ascent_runs, class_pictures, filter_pictures, gradient_ascent
from core.explanation.gradient_ascent import Ascent
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from tests.core.strategies import random_network


def test_a_long_climb_is_compiled_and_a_short_one_is_not(monkeypatch):
    from core.explanation import compiled_ascent as compiled  # it imports TensorFlow

    called = []
    monkeypatch.setattr(
        compiled, "compiled", lambda *arguments: called.append(arguments) or gradient_ascent.in_numpy(*arguments[:2])
    )
    short = class_pictures.climb(runs.load("tfjs_recognizer").network, "quick", class_means.load("mnist").mean)
    list(short.partial_results())
    assert not called
    monkeypatch.setattr(ascent_runs, "COMPILED_FROM", short.products)
    iterates = list(short.partial_results())
    assert called == [(short.network, short.objective, "float32")]
    assert iterates[-1].pictures.dtype == np.float16


@pytest.mark.parametrize("ends", ["stopped", "failed", "whole", "not begun"])
def test_keras_forgets_what_it_built_however_a_climb_ends(monkeypatch, ends):
    cleared = []
    keras = SimpleNamespace(backend=SimpleNamespace(clear_session=lambda: cleared.append(ends)))
    monkeypatch.setitem(sys.modules, "keras", keras)
    climb = filter_pictures.from_noise(runs.load("tfjs_recognizer").network, "conv2d", (0, 1), Ascent(5))
    if ends == "failed":
        monkeypatch.setattr(gradient_ascent, "climb", lambda *_: 1 / 0)
    partial_results = climb.partial_results()
    match ends:
        case "stopped":
            next(partial_results)
            partial_results.close()
        case "failed":
            with pytest.raises(ZeroDivisionError, match="division by zero"):
                next(partial_results)
        case "whole":
            assert list(partial_results)[-1].step == 5
        case "not begun":
            partial_results.close()
    assert cleared == ([] if ends == "not begun" else [ends])


def test_of_many_pictures_only_the_last_iterate_keeps_them():
    network = runs.load("lesson_cnn").network
    first, *_ = filter_pictures.from_noise(network, "conv2d", tuple(range(12)), Ascent(2)).partial_results()
    assert first.faded().pictures is None
    assert len(first.faded().scores) == 12
    few, *_ = filter_pictures.from_noise(network, "conv2d", (3, 4), Ascent(2)).partial_results()
    assert few.faded().pictures.shape == (2, 28, 28, 1)


@pytest.mark.parametrize("compiled_from", [1, np.inf])
def test_pictures_that_climb_in_groups_come_to_where_they_come_together(monkeypatch, compiled_from):
    monkeypatch.setattr(ascent_runs, "COMPILED_FROM", compiled_from)
    network = runs.load("tfjs_recognizer").network
    climb = filter_pictures.from_noise(network, "conv2d_1", tuple(range(16)), Ascent(20, total_variation=0.1))
    together = gradient_ascent.last(climb.partial_results())
    monkeypatch.setattr(ascent_runs, "VALUES", 7 * climb._values)
    in_groups = gradient_ascent.last(climb.partial_results())
    assert in_groups.scores.shape == (16,)
    np.testing.assert_allclose(in_groups.pictures, together.pictures, atol=2e-3)
    np.testing.assert_array_equal(in_groups.moved, together.moved)


def test_a_wide_layer_climbs_in_bounded_memory():
    """400 filters over 28x28: all at once, their numbers alone would take 500 MB there and as much back."""
    wide = Architecture((Conv2D(400, padding="same", name="wide"), Flatten(), Dense(10, "softmax")))
    climb = filter_pictures.from_noise(random_network(wide), "wide", tuple(range(400)), Ascent(1))
    tracemalloc.start()
    iterate = gradient_ascent.last(climb.partial_results())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(iterate.scores) == 400
    assert peak < 600e6, f"{peak / 1e6:.0f} MB"


def test_pictures_of_a_network_that_reads_colours_stay_in_colour_and_are_kept_so():
    network = random_network(Architecture((Conv2D(2), Flatten(), Dense(2, "softmax")), (7, 6, 3)))
    climb = class_pictures.climb(network, "quick", np.full((28, 28), 0.4))
    np.testing.assert_allclose(climb.start, 0.4, atol=1e-6)
    climbed = ascent_runs.Climbed.of(list(climb.partial_results()))
    assert climbed.pictures.shape == (2, 7, 6, 3)
    assert not climbed.broken.any()
    kept = ascent_runs.Climbed.kept(climbed.arrays("here"), "here")
    steps = np.ptp(climbed.pictures, axis=(1, 2, 3)) / 255
    np.testing.assert_array_less(np.abs(kept.pictures - climbed.pictures).max(axis=(1, 2, 3)), steps)
    fed_back = class_pictures.de_averaged(climbed.pictures)
    assert fed_back.min() == 0
    np.testing.assert_allclose(fed_back.max(axis=(1, 2, 3)), 1)
