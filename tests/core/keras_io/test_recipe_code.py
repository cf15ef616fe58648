"""The lines of every recipe run, and say what the recipe says."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers

from core.datasets import own_data_set, own_source
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.keras_io import recipe_code
from core.networks.presets import PRESETS
from core.networks.recipe import OPTIMIZERS, SCHEDULES, Augmentation, TrainingConfig
from core.training import keras_learner
from tests.core.datasets.test_own_source import config_of, letters

RECIPES = {key: preset.recipe for key, preset in PRESETS.items() if preset.recipe.library == "keras"}
EVERY_SCHEDULE = {name: TrainingConfig(schedule=name, validation_share=0.1) for name in SCHEDULES}
SMOOTHED = {
    "smoothed": TrainingConfig(label_smoothing=0.1, validation_share=0.1),
    "smoothed and moved": TrainingConfig(label_smoothing=0.1, augmentation=Augmentation(), classes=(9, 0, 3)),
}
TRAINED = RECIPES | EVERY_SCHEDULE | SMOOTHED


@pytest.fixture
def made(monkeypatch):
    """Runs lines for 60 images of every class of a data set that Keras has, and gives what they made."""
    random = np.random.default_rng(3)
    pictures, labels = random.integers(0, 256, (600, 28, 28), dtype=np.uint8), np.arange(600, dtype=np.uint8) % 10
    for name in ("mnist", "fashion_mnist"):
        split = pictures, labels
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda split=split: (split, split))

    def made(config, *parts):
        units = 10 if config.classes is None else len(config.classes)
        model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(units, "softmax")])
        names = {"keras": keras, "np": np, "layers": layers, "model": model}
        for part in parts:
            exec(part(config), names)
        return names

    return made


@pytest.mark.parametrize("config", TRAINED.values(), ids=TRAINED.keys())
def test_the_lines_run_and_learn(made, config):
    config = replace(config, epochs=2)
    names = made(config, recipe_code.images, recipe_code.compiled)
    before = [array.copy() for array in names["model"].get_weights()]
    exec(recipe_code.fit(config), names)
    learnt = 180 if config.classes else min(config.training_images or 600, 600)
    kept = learnt - int(learnt * config.validation_share)
    assert int(names["optimizer"].iterations) == 2 * -(-kept // config.batch_size)
    assert any((one != other).any() for one, other in zip(before, names["model"].get_weights(), strict=True))
    assert names["x_train"].shape == (learnt, 28, 28, 1)
    assert names["x_train"].max() == 1
    assert type(names["optimizer"]).__name__.lower() == config.optimizer


def test_chosen_classes_are_counted_from_zero(made):
    config = TrainingConfig("fashion_mnist", classes=(9, 0, 3))
    names = made(config, recipe_code.images)
    assert names["y_test"][:6].tolist() == [1, 2, 0, 1, 2, 0]  # the file has 0, 3, 9, 0, 3, 9


def test_a_persons_own_images_are_read_from_the_file_that_is_written_of_them(made, tmp_path, monkeypatch):
    some = letters((7, 1, 3) * 10, (1, 7, 3, 3), DIGITS)
    (tmp_path / "my digits.npz").write_bytes(writing.to_npz(some.parts, some.class_names))
    monkeypatch.chdir(tmp_path)
    config = config_of("my digits", some, training_images=20)
    assert recipe_code.can_load(config)
    names = made(config, recipe_code.images)
    train, test = own_source.for_learning(config.own, some), own_source.labelled(config.own, some, "test")
    np.testing.assert_array_equal(names["y_train"], train.labels[:20])
    np.testing.assert_allclose(names["x_train"][..., 0] * 255, train.images[:20], atol=1e-4)
    assert made(config, recipe_code.test_images)["y_test"].tolist() == names["y_test"].tolist() == test.labels.tolist()


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_optimizer_is_the_one_that_trains(made, optimizer, schedule):
    config = TrainingConfig(optimizer=optimizer, learning_rate=0.15, schedule=schedule, batch_size=7)
    written = made(config, recipe_code.images, recipe_code.compiled)["optimizer"]
    trains = keras_learner.optimizer(config, 10 * 86)  # batches of 600 images
    assert type(written) is type(trains)
    assert {**written.get_config(), "name": ""} == {**trains.get_config(), "name": ""}


@pytest.mark.parametrize("classes", [None, (9, 0, 3)])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.15])
def test_the_loss_is_the_one_that_trains(made, label_smoothing, classes):
    config = TrainingConfig(classes=classes, label_smoothing=label_smoothing)
    names = made(config, recipe_code.images, recipe_code.compiled)
    loss, accuracy = names["model"].evaluate(names["x_test"], names["y_test"])
    answers = names["model"].predict(names["x_test"]).astype(float)
    labels = made(config, recipe_code.images)["y_test"]
    right, every = -np.log(answers[range(len(labels)), labels]), -np.log(answers).mean(axis=1)
    assert loss == pytest.approx(((1 - label_smoothing) * right + label_smoothing * every).mean(), rel=1e-4)
    assert accuracy == pytest.approx((answers.argmax(axis=1) == labels).mean(), rel=1e-5)


def test_augmentation_and_patience_are_said():
    said = recipe_code.fit(TrainingConfig(validation_share=0.1, patience=7, augmentation=Augmentation()))
    for words in ("RandomTranslation(0.075, 0.075", "RandomRotation(12 / 360", "RandomShear(0.075", "RandomZoom(0.05"):
        assert words in said
    assert "patience=7" in said
    assert "validation_split=0.1" in said


def test_a_persons_images_in_colour_are_learnt_in_grey(made, tmp_path, monkeypatch):
    images = np.random.default_rng(6).integers(0, 256, (24, 20, 31, 3), dtype=np.uint8)
    labels = np.arange(24) % 2
    some = own_data_set.of_parts(
        {"train": images, "test": images}, dict.fromkeys(own_data_set.PARTS, labels), class_names=("a", "b")
    )
    np.savez(
        tmp_path / "mine.npz", x_train=images, y_train=labels, x_test=images, y_test=labels, class_names=["a", "b"]
    )
    monkeypatch.chdir(tmp_path)
    config = config_of("mine", some)
    names = made(config, recipe_code.images)
    learnt = own_source.for_learning(config.own, some).images
    np.testing.assert_allclose(names["x_train"][..., 0] * 255, learnt, atol=0.51)  # which were rounded
