"""Training settings survive JSON, and wrong ones are refused in a sentence."""

from dataclasses import replace

import numpy as np
import pytest
from keras.src.trainers.data_adapters import array_slicing

from core.networks.presets import PRESETS
from core.networks.recipe import Augmentation, TrainingConfig, recipe


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"optimizer": "lion"}, "optimizer 'lion' is not one of 'adam', 'rmsprop', 'sgd'"),
        ({"epochs": 0}, r"epochs \(=0\) must be at least 1"),
        ({"validation_share": 1.0}, r"validation_share \(=1.0\) must be at least 0 and below 1"),
        ({"learning_rate": float("nan")}, r"learning_rate \(=nan\) must be above 0"),
        ({"patience": 3}, "patience needs a validation_share above 0"),
        ({"classes": (0, 3, 3)}, r"classes \(=\(0, 3, 3\)\) must be whole numbers of at least 0, each only once"),
        ({"classes": (-1, 2)}, r"classes \(=\(-1, 2\)\) must be whole numbers"),
        ({"classes": ()}, r"classes \(=\(\)\) must be whole numbers"),
        ({"label_smoothing": 1.0}, r"label_smoothing \(=1.0\) must be at least 0 and below 1"),
        ({"moments": 1}, r"moments \(=1\) must be at least 2"),
    ],
)
def test_bad_configurations(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        TrainingConfig(**settings)


@pytest.mark.parametrize("key", PRESETS)
def test_recipes_survive_json(key):
    assert TrainingConfig.from_json(PRESETS[key].recipe.to_json()) == PRESETS[key].recipe


@pytest.mark.parametrize("size", ["a lot", float("nan"), -0.1])
def test_an_augmentation_is_of_numbers(size):
    with pytest.raises(ValueError, match=rf"augmentation shift \(={size}\) must be a number of at least 0"):
        Augmentation(shift=size)


@pytest.mark.parametrize("images", [7, 10, 999, 1437, 18_000, 60_000])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.145, 0.2, 0.3])
def test_as_many_are_held_back_as_keras_holds_back(images, share):
    config = TrainingConfig(validation_share=share)
    rows = np.arange(images)
    learnt = array_slicing.train_validation_split((rows,), share)[0][0] if share else rows
    assert config.learnt_of(images) == len(learnt)


def test_the_fast_recipe_sees_every_image_once_and_keeps_data_and_seed():
    own = TrainingConfig("fashion_mnist", classes=(1, 7), validation_share=0.1, patience=3, seed=11, moments=5)
    fast = recipe(own, "fast")
    assert (fast.epochs, fast.learnt_of(700), fast.patience) == (1, 700, None)
    assert (fast.data_set, fast.classes, fast.seed, fast.moments) == ("fashion_mnist", (1, 7), 11, 5)
    assert (fast.optimizer_settings, fast.label_smoothing) == ({"beta_2": 0.99}, 0.1)
    assert own.optimizer_settings == replace(fast, optimizer="sgd").optimizer_settings == {}
    assert recipe(own) is own
    with pytest.raises(ValueError, match="recipe 'slow' is not one of 'own', 'fast'"):
        recipe(own, "slow")
