"""How a network learnt: what is said is what its run says, and the code is the recipe."""

from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from core import runs
from core.formats import NO_BREAK
from core.networks.layers import Conv2D, Dense
from core.networks.presets import PRESETS
from dashboard.app_pages.summary import recipe
from dashboard.draw import tables
from dashboard.session import state
from tests.dashboard.test_pages import text


@pytest.mark.parametrize("key", PRESETS)
def test_facts_are_the_runs_own(key):
    run = runs.load(key)
    facts = dict(recipe.facts(run))
    assert f"{run.training_evaluation.count:,} images" in facts["learnt from"]
    assert f"{run.config.optimizer}, learning rate {run.config.learning_rate:g}" in facts["optimizer"]
    assert f"of {run.evaluation.count:,} test images" in facts["reached"]
    assert ("none" in facts["held back to validate"]) == (run.config.validation_share == 0)
    assert ("epoch" in facts.get("iterations", "epoch")) == ("iterations" not in facts or run.kept_epoch is not None)
    assert ("variance_scaling" in facts["first weights"]) == (key == "tfjs_recognizer")
    assert facts["seed"] == str(run.config.seed)


def test_smoothed_labels_are_said():
    run = runs.load("fashion_kernels")
    assert "label smoothing" not in dict(recipe.facts(run))
    smoothed = replace(run, config=replace(run.config, label_smoothing=0.15, classes=(0, 1, 7)))
    said = dict(recipe.facts(smoothed))["label smoothing"].replace(NO_BREAK, " ")
    assert said == "0.15: labels say 90.0 % of the right class and 5.0 % of each other one"
    assert "CategoricalCrossentropy(label_smoothing=0.15)" in recipe.code(smoothed)


def test_the_figures_of_the_texts_stand_beside_ours():
    assert "validation accuracy .9974" in dict(recipe.facts(runs.load("four_conv")))["published"]
    moved = dict(recipe.facts(runs.load("four_conv")))["moved and turned"]
    for amount in ("7.5%", "12 degrees", "shear of 0.075", "zoom of 5%"):
        assert amount in moved
    for key in ("sklearn_16_16", "sklearn_40"):
        assert "a random 14,000 of all 70,000" in dict(recipe.facts(runs.load(key)))["published"]


@pytest.mark.parametrize("key", [key for key in PRESETS if PRESETS[key].recipe.library == "scikit-learn"])
def test_the_lines_of_scikit_learn_are_the_recipe(key):
    run, names = runs.load(key), {}
    exec(recipe.code(run).split("model.fit")[0], names)
    config, found = run.config, names["model"].get_params()
    expected = MLPClassifier().get_params() | {
        "hidden_layer_sizes": tuple(layer.units for layer in run.architecture.layers if layer.kind == "Dense")[:-1],
        "batch_size": config.batch_size,
        "max_iter": config.epochs,
        "n_iter_no_change": config.patience or config.epochs,
        "early_stopping": config.patience is not None,
        "random_state": 0,
    }
    assert found == expected


@pytest.mark.parametrize("key", [key for key in PRESETS if PRESETS[key].recipe.library == "keras"])
def test_the_lines_of_keras_build_the_network_and_name_the_recipe(key):
    run, names = runs.load(key), {}
    code = recipe.code(run)
    compile(code, "lines", "exec")
    exec(code.split("\n(x_train")[0], names)
    assert names["model"].count_params() == run.architecture.parameters
    assert f"epochs={run.config.epochs}" in code


@pytest.mark.parametrize("key", ["lesson_cnn", "fashion_kernels", "lesson_mlp"])
def test_the_place_in_the_list_is_keras_own(key):
    from core.keras_io import live_models

    run = runs.load(key)
    model = live_models.to_keras(run.network)
    for layer in run.architecture.layers:
        said = recipe.by_index(run.architecture, layer.name)
        index = run.architecture.index(layer.name)
        assert model.layers[index].name == layer.name
        assert f"is `model.layers[{index}]`" in said
        if isinstance(layer, Conv2D | Dense):
            kernel, bias = model.layers[index].get_weights()
            assert f"kernels {kernel.shape} (" in said
            assert f"biases {bias.shape}." in said


def test_scikit_learns_warning_is_explained_where_it_came():
    assert "`ConvergenceWarning`" in recipe.sentences(runs.load("sklearn_16_16"))
    assert "`ConvergenceWarning`" not in recipe.sentences(runs.load("sklearn_40"))
    assert "iteration" not in recipe.sentences(runs.load("lesson_mlp"))
    losses = [row["loss"] for row in runs.load("sklearn_16_16").history]
    assert np.diff(losses[-10:]).mean() < 0  # its loss has not come to rest


def test_the_page_shows_all_of_it(open_page):
    run = runs.load("tfjs_recognizer")
    page = text(open_page("summary", {state.EXERCISES: True}, network="tfjs_recognizer"))
    assert tables.facts(recipe.facts(run)) in page
    assert "208 + 3,216 + 2,570 = 5,994 parameters" in page
    assert "learning rate 0.15" in unescape(page)
    assert "`model.layers[0].get_weights()` gives two arrays: kernels (5, 5, 1, 8)" in page
