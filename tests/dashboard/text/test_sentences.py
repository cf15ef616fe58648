"""What is said of deeper layers is true of each network that ships."""

import re

import numpy as np
import pytest

from core import datasets, runs
from core.inspection.layer_statistics import stages
from core.networks.presets import PRESETS
from dashboard.text import sentences
from tests.dashboard.test_other_networks import EVERY_JOIN


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("part", ["untrained", "trained"])
def test_a_rule_holds_only_where_the_figures_say_so(key, part):
    run, image = runs.load(key), datasets.load("uci_digits").test.images[1]
    found = stages(run.network if part == "trained" else run.network_at(0), image)
    said, pictures = sentences.deeper(found), [stage for stage in found[1:] if stage.likeness is not None]
    if len(pictures) < 2:
        assert "Deeper is" not in said
        return
    first, last = pictures[0], pictures[-1]
    assert ("*Deeper is sparser* holds here" in said) == (last.sparsity > first.sparsity)
    assert ("*Deeper is less like the input* holds here" in said) == (last.likeness < first.likeness)


@pytest.mark.parametrize("key", PRESETS)
def test_habits_are_told_with_the_networks_own_sizes(key):
    architecture = runs.load(key).architecture
    said = sentences.habits(architecture)
    if len(architecture.convolutions) < 2:
        assert said == ""
        return
    first, *_, last = (architecture.output_shape(name)[-1] for name in architecture.convolutions)
    more = {-1: f"falls from {first} to {last}", 0: f"stays at {last}", 1: f"grows from {first} to {last}"}
    assert f"their number {more[int(np.sign(last - first))]}." in said


@pytest.mark.parametrize(
    ("preset", "layer", "said"),
    [
        ("lesson_cnn", "conv2d_1", ""),
        ("residual_cnn", "block_1_conv_2", " It is on a branch that leaves `pool_1` and ends in `block_1_add`."),
        ("residual_cnn", "block_1_relu", "It reads `block_1_add` and is read by `pool_2`."),
        ("residual_cnn", "dense", "It reads `flatten` and gives the answer."),
    ],
)
def test_where_a_layer_stands(preset, layer, said):
    found = sentences.place(PRESETS[preset].architecture, layer)
    assert found.endswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    "architecture", [PRESETS["residual_cnn"].architecture, PRESETS["inception_cnn"].architecture, EVERY_JOIN]
)
def test_a_branch_is_a_way_that_nothing_leaves_or_joins(architecture):
    """Of the layers between its two ends, one way leads through each."""
    for name in architecture.names:
        if ends := re.search("leaves (.+) and ends in `(.+)`", sentences.place(architecture, name)):
            leaves, join = ends[1].strip("`").replace("the picture", "input"), ends[2]
            assert len(architecture.readers(leaves)) > 1
            assert len(architecture.sources(join)) > 1
            behind = {layer.name for layer in architecture.following(name)}
            assert join in behind
            before = {layer.name for layer in architecture.leading_to(name)} | {"input"}
            assert leaves in before


@pytest.mark.parametrize("key", ["lesson_cnn", "lesson_mlp"])
@pytest.mark.parametrize("fill", [0, 255])
def test_of_an_image_without_contrast_no_likeness_is_told(key, fill):
    run = runs.load(key)
    said = sentences.deeper(stages(run.network, np.full((28, 28), fill, np.uint8)))
    assert ("This network keeps no picture" in said) == (key == "lesson_mlp")
    assert ("Likeness to the input has no meaning here" in said) == (key == "lesson_cnn")
    assert "Deeper is" not in said
