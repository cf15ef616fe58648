"""The facts that a lesson's words can give, against core."""

import pytest

from core import datasets
from core.networks.presets import PRESETS
from dashboard.compute import networks
from dashboard.compute.inspection import Inspection
from dashboard.session.state import Selection
from dashboard.text.lesson_facts import FACTS, filled

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")


def look(key, layer):
    return Inspection(Selection(key, "mnist", "test", 3, networks.run(key).final_step, layer, 0))


@pytest.mark.parametrize("key", ["lesson_cnn", "tfjs_recognizer", "four_conv"])
def test_what_is_said_of_the_training_is_its_recipe(key, mnist):
    preset, said = PRESETS[key], look(key, "conv2d")
    available = preset.recipe.training_images or len(datasets.load("mnist").train)
    learnt = available - int(available * preset.recipe.validation_share)
    assert FACTS["learnt_from"](said) == f"{learnt:,}"
    assert FACTS["batch"](said) == str(preset.recipe.batch_size)
    assert FACTS["epochs"](said) == str(preset.recipe.epochs)
    assert FACTS["steps"](said) == f"{preset.recipe.epochs * -(-learnt // preset.recipe.batch_size):,}"
    assert FACTS["tested"](said) == "10,000"


@pytest.mark.parametrize(("layer", "channels", "of_map"), [("conv2d", 32, "26 x 26"), ("max_pooling2d_1", 64, "5 x 5")])
def test_what_is_said_of_a_layer_is_its_output(layer, channels, of_map, mnist):
    said = look("lesson_cnn", layer)
    assert said.network.activations(said.image)[layer].shape[-1] == channels
    assert FACTS["channels"](said) == str(channels)
    assert FACTS["shape_of_map"](said) == of_map
    assert FACTS["shape"](said) == f"{of_map} x {channels}"
    assert FACTS["pixels"](said) == "784"


def test_every_fact_is_a_text_without_braces(mnist):
    said = look("lesson_cnn", "conv2d_1")
    words = filled(" ".join(f"{{{fact}}}" for fact in FACTS), said)
    assert "{" not in words
    assert all(isinstance(fact(said), str) and fact(said) for fact in FACTS.values())
