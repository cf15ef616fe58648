"""An estimate that was never shown a preset is near what the preset took."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import nnls

from core import runs
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig
from core.training import time_estimate

KERAS = [key for key in PRESETS if PRESETS[key].recipe.library == "keras"]


@pytest.mark.parametrize("key", ["lesson_cnn", "three_conv", "wide_16_32_64", "budget_mlp"])
def test_a_preset_left_out_is_estimated_within_a_factor_of_two(key):
    others = [runs.load(other) for other in KERAS if other != key]
    run = runs.load(key)
    assert run.seconds / 2 < time_estimate.seconds(run.architecture, run.config, others) < 2 * run.seconds


def test_a_slower_machine_makes_all_estimates_longer():
    known = [runs.load(key) for key in KERAS]
    architecture, config = PRESETS["lesson_cnn"].architecture, PRESETS["lesson_cnn"].recipe
    here = runs.load("budget_mlp")
    object.__setattr__(here, "description", {**here.description, "seconds": 10 * here.seconds})
    plain = time_estimate.seconds(architecture, config, known)
    alone = time_estimate.seconds(PRESETS["budget_mlp"].architecture, PRESETS["budget_mlp"].recipe, known)
    slow = time_estimate.seconds(architecture, config, known, [here])
    assert slow / plain == pytest.approx(here.seconds / alone)


def test_steps_and_images():
    config = TrainingConfig(training_images=500, validation_share=0.1, batch_size=64, epochs=3)
    assert (time_estimate.training_images(config), time_estimate.steps(config)) == (450, 24)
    assert time_estimate.training_images(replace(config, training_images=None)) == 54_000
    assert time_estimate.training_images(PRESETS["fashion_kernels"].recipe) == 18_000
    assert time_estimate.training_images(replace(config, data_set="uci_digits", training_images=9000)) == 1293
    assert time_estimate.steps(PRESETS["lesson_cnn"].recipe) == runs.load("lesson_cnn").final_step


def test_nothing_known():
    with pytest.raises(ValueError, match="no finished run to estimate from"):
        time_estimate.seconds(PRESETS["lesson_cnn"].architecture, PRESETS["lesson_cnn"].recipe, [])


def test_the_fit_is_the_best_with_nothing_below_zero():
    chance = np.random.default_rng(3)
    for rows in range(1, 20):
        work = chance.lognormal(size=(rows, 5)) * 10.0 ** chance.integers(-3, 9, 5) * (chance.random(5) > 0.2)
        costs, (_, distance) = time_estimate._fitted(work), nnls(work, np.ones(rows))
        assert costs.min() >= 0
        assert np.linalg.norm(work @ costs - 1) == pytest.approx(distance, abs=1e-6)
