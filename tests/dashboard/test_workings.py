"""The numbers that are sent to the browser, without a browser."""

import base64
import json

import numpy as np
import pytest

from core import networks, walks
from core.architectures import Architecture
from core.cells import Cell, Trace
from core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks import Network
from dashboard import chains, workings

ARCHITECTURE = Architecture(
    (
        Conv2D(3, (2, 3), padding="same"),
        MaxPooling2D((2, 3), padding="same"),
        Dropout(0.2),
        Conv2D(5, (2, 2)),
        Flatten(),
        Dense(10, activation="softmax"),
    ),
    (7, 11, 1),
)


@pytest.fixture(scope="module")
def trace():
    image = np.random.default_rng(0).random((7, 11))
    return Trace(networks.initialise(ARCHITECTURE, 1), image)


def sent(numbers, name):
    return np.frombuffer(base64.b64decode(numbers[name]), "<f4")


@pytest.mark.parametrize("name", ["conv2d", "max_pooling2d", "dropout", "conv2d_1"])
def test_a_slide_holds_the_numbers_of_every_cells_working(trace, name):
    """Cell by cell, in the order in which the blocks of that cell's own working show them."""
    height, width, _ = trace.values[name].shape
    colors = chains.colors(trace, trace.values)
    numbers = workings.slide(trace, Cell(name, (0, 0, 2)), 0)
    for at, (row, column) in enumerate(np.ndindex(height, width)):
        blocks = workings.of_cell(trace, Cell(name, (row, column, 2)), 0, colors, ()).to_data()["blocks"]
        shown = {block["name"]: block["numbers"] for block in blocks if block["type"] == "grid"}
        shown |= {term[2]: [term[1]] for block in blocks if block["type"] == "equation" for term in block["terms"]}
        for key in numbers:
            if key == "sums" and key not in shown:
                continue  # a single channel's sum is that of its products
            each = len(shown[key])
            here = sent(numbers, key)[at * each : (at + 1) * each]
            np.testing.assert_allclose(here, np.array(shown[key], float), atol=1e-6)


def test_a_row_of_units_has_no_window_to_slide(trace):
    assert workings.slide(trace, Cell("flatten", (3,)), None) == {}


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_the_browser_is_sent_is_json(value):
    """The browser's JSON knows neither NaN nor infinity."""
    architecture = Architecture(
        (Conv2D(3), MaxPooling2D((5, 5), (1, 1), padding="same"), Flatten(), Dense(10, activation="softmax"))
    )
    network = networks.initialise(architecture, 3)
    bias = np.array([0, value, 0])
    trace = Trace(Network(architecture, {**network.weights, "conv2d/bias": bias}), np.zeros((28, 28)))
    colors = chains.colors(trace, trace.values)
    for name in architecture.names:
        cell = walks.peak(trace, name, 1)
        walk = walks.through(trace, cell)
        working = workings.of_cell(trace, cell, None, colors, tuple("0123456789"))
        chain = chains.Chain(chains.stages(trace, walk, colors, ()), cell, working, None, None)
        json.dumps(chain.to_data(), allow_nan=False)
