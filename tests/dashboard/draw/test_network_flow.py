"""The journey's picture at any width, however its layers are called."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from core import networks, runs
from core.networks.architecture import Architecture
from core.networks.presets import PRESETS
from dashboard.draw import letters, network_flow


def test_ways_past_others_part_and_join():
    residual, inception = (PRESETS[key].architecture for key in ("residual_cnn", "inception_cnn"))
    names = ("input", *residual.names)
    ways = [
        (tuple(names[place] for place in bus.begins), tuple(names[place] for place in bus.ends))
        for bus in network_flow.buses(residual)
    ]
    assert ways == [((f"pool_{block}",), (f"block_{block}_add",)) for block in (1, 2, 3)]
    names = ("input", *inception.names)
    parting, *others = network_flow.buses(inception)
    assert [names[place] for place in parting.places] == ["pool", "branch_1x1", "branch_3x3", "branch_5x5"]
    joining = next(bus for bus in others if len(bus.begins) > 1)
    assert [names[place] for place in joining.places] == ["branch_1x1", "branch_3x3", "branch_5x5", "concatenate"]
    assert network_flow.buses(PRESETS["lesson_cnn"].architecture) == []


@pytest.mark.parametrize("width", [300, 701, 1400])
@pytest.mark.parametrize("key", ["residual_cnn", "inception_cnn"])
def test_lines_of_ways_lie_within_the_picture_and_meet_no_other(key, width):
    network = networks.initialise(PRESETS[key].architecture, 0)
    image = np.eye(28, dtype=np.float32)
    activations = {name: values[0] for name, values in network.activations(image).items()}
    classes = tuple(map(str, range(10)))
    scene = network_flow.scene(image, network.architecture, activations, activations, classes, {})(width)
    lanes = [box for box in scene.boxes if box.tone == "accent" and box.height == 2]
    assert lanes
    for box in lanes:
        assert 0 <= box.top < scene.height
        assert -1 <= box.left <= box.left + box.width <= max(width, scene.width) + 1
    for one, other in combinations(lanes, 2):
        apart = one.left + one.width < other.left or other.left + other.width < one.left
        assert apart or abs(one.top - other.top) >= network_flow.LANE / 2


@pytest.mark.parametrize("width", [300, 701, 1400])
@pytest.mark.parametrize("letter", ["x", "W", "\u4e16"])
def test_long_names_of_layers_take_no_picture_its_place(width, letter):
    run, image = runs.load("lesson_cnn"), np.eye(28, dtype=np.uint8) * 255
    layers = tuple(replace(layer, name=letter * 400) for layer in run.architecture.layers)
    layers = tuple(replace(layer, name=f"{layer.name}{at}") for at, layer in enumerate(layers))
    values = [found[0] for found in run.network.activations(image).values()]
    activations = {layer.name: found for layer, found in zip(layers, values, strict=True)}
    scene = network_flow.scene(image / 255, Architecture(layers), activations, activations, run.class_names, {})(width)
    assert len(scene.tiles) == len(layers)
    assert scene.width == width
    for text in scene.texts:
        half = max(letters.width(line, text.size) for line in text.words.split("\n")) / 2
        if text.align == "center":
            assert -1 <= text.left - half <= text.left + half <= width + 1


@pytest.mark.parametrize("width", [320, 380, 790])
@pytest.mark.parametrize("count", [10, 26, 47, 100])
def test_bars_of_many_classes_stand_in_columns_that_fit(width, count):
    names = tuple(map(str, range(count)))
    probabilities = np.full(count, 0.5 / count)
    probabilities[count // 2] += 0.5
    scene = network_flow.bars(probabilities, names, 190)(width)
    assert {box.name for box in scene.boxes} == set(names)
    lefts = sorted({box.left for box in scene.boxes})
    assert (len(lefts) == 1) == (count == 10)
    assert scene.height <= 20 * -(-count // len(lefts)) or count == 10
    assert max(text.left + letters.width(text.words, 0.8) for text in scene.texts if text.align == "left") <= width
    for box in scene.boxes:
        assert sum(other.left == box.left and abs(other.top - box.top) < box.height for other in scene.boxes) == 1
