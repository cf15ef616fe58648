"""The journey's picture at any width, however its layers are called."""

from dataclasses import replace

import numpy as np
import pytest

from core import runs
from core.networks.architecture import Architecture
from dashboard.draw import letters, network_flow


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
