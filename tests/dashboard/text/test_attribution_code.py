"""The lines of every method are run in Keras, and give the maps of the page: for chains and graphs, grey and colour."""

import keras
import numpy as np
import pytest

from core.explanation.attribution import METHODS
from core.keras_io import file_writing
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    Activation,
    Add,
    Average,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    MaxPooling2D,
    ZeroPadding2D,
)
from dashboard.text import attribution_code
from tests.core.strategies import random_network

EVIL = 'd").name; __import__("os"); ("'
NETWORKS = {
    "grey chain": Architecture(
        (Conv2D(5, (3, 3)), MaxPooling2D(), Conv2D(4, (3, 3), padding="same"), Flatten(), Dense(7, "softmax")),
        (13, 17, 1),
    ),
    "graph in colour, softmax a layer of its own": Architecture(
        (
            Conv2D(3, (3, 3), padding="same", activation="silu", name="first"),
            Conv2D(3, (3, 2), padding="same", name=EVIL),
            Add(name="sum"),
            GlobalAveragePooling2D(name="mean"),
            Dense(4, "linear", name="dense"),
            Activation("softmax", name="answer"),
        ),
        (9, 7, 3),
        (("sum", (EVIL, "first")),),
    ),
    "mean of two answers": Architecture(
        (
            Flatten(name="row"),
            Dense(3, "softmax", name="one"),
            Dense(3, "softmax", name="other"),
            Average(name="both"),
        ),
        (6, 5, 1),
        (("row", (INPUT,)), ("one", ("row",)), ("other", ("row",)), ("both", ("one", "other"))),
    ),
    "no biases": Architecture(
        (Conv2D(4, (2, 2), use_bias=False), Flatten(), Dense(3, "softmax", use_bias=False)), (8, 6, 1)
    ),
    "cells that see no pixel": Architecture(
        (ZeroPadding2D(((3, 0), (0, 0))), Conv2D(4, (2, 2)), Flatten(), Dense(3, "softmax")), (8, 6, 1)
    ),
    "cells that see everything": Architecture(
        (GroupNormalization(1), Conv2D(4, (2, 2), (2, 2)), Flatten(), Dense(3, "softmax")), (8, 12, 1)
    ),
}


def test_every_method_has_its_lines():
    assert attribution_code.LINES.keys() == METHODS.keys()


@pytest.mark.parametrize("key", NETWORKS)
def test_the_lines_give_the_maps_of_the_page(tmp_path, key):
    network = random_network(NETWORKS[key], 4)
    images = np.random.default_rng(5).random((1, *network.architecture.input_shape), dtype=np.float32)
    images[0, :2] = 0
    (tmp_path / "other.keras").write_bytes(file_writing.write(network))
    model = keras.saving.load_model(tmp_path / "other.keras")  # whose layers Keras has called more than once
    given = {"keras": keras, "model": model, "images": images}
    exec(attribution_code.explained(network.architecture, 2), given)
    fitting = attribution_code.fitting(network.architecture)
    assert len(fitting) == len(METHODS) - (key == "mean of two answers")
    for method in fitting:
        ours = method.attribute(network, images[0], 2)
        assert ours.any(), method.name
        np.testing.assert_allclose(given[method.name], ours, rtol=1e-3, atol=1e-5 * np.abs(ours).max() + 2e-6)
    shown = {}
    exec(attribution_code.drawn(network.architecture), {**given, "show": shown.update})
    assert list(shown) == [method.title for method in fitting]
