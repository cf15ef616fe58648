"""The numbers that are sent to the browser, without a browser."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from core import networks
from core.inspection import cell_paths
from core.inspection.cell_tracing import Trace
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    LayerNormalization,
    MaxPooling2D,
    Multiply,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    UpSampling2D,
    ZeroPadding2D,
)
from core.networks.layers.cell_arithmetic import Cell
from core.networks.network import Network
from dashboard.app_pages.pixel import chains, workings
from tests.core.strategies import random_network

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
EVERY_KIND = Architecture(
    (
        Rescaling(2.0, -0.5),
        Conv2D(3, (2, 3), padding="same", activation="silu"),
        BatchNormalization(),
        Activation("tanh"),
        DepthwiseConv2D((2, 2), depth_multiplier=2),
        ReLU(negative_slope=0.1),
        AveragePooling2D((2, 3), padding="same"),
        PReLU(),
        Activation("softmax"),
        GlobalAveragePooling2D(),
        Dense(10, "linear"),
        BatchNormalization(),
        Activation("softmax"),
    ),
    (7, 11, 3),
)
PLACED = Architecture(
    (
        ZeroPadding2D(((1, 2), (0, 3))),
        Conv2D(3, (2, 3)),
        Cropping2D(((1, 2), (2, 0))),
        Normalization((1, 2)),
        UpSampling2D((2, 1)),
        Conv2DTranspose(4, (3, 2), (2, 1)),
        LayerNormalization(),
        GroupNormalization(2),
        UpSampling2D((1, 2), "bilinear"),
        GlobalAveragePooling2D(),
        Dense(10, "softmax"),
    ),
    (7, 5, 3),
)
MOVED = Architecture(
    (Permute((3, 1, 2)), Permute((2, 1, 3)), Reshape((35, 3, 1)), Flatten(), LayerNormalization(), Reshape((5, 3, 7))),
    (7, 5, 3),
)
SLIDING = [(ARCHITECTURE, name) for name in ("conv2d", "max_pooling2d", "dropout", "conv2d_1")] + [
    (EVERY_KIND, name) for name in EVERY_KIND.names[:9]
]
SLIDING += [(PLACED, name) for name in PLACED.names[:-2]]


def trace_of(architecture):
    image = np.random.default_rng(0).random(architecture.input_shape)
    return Trace(random_network(architecture, 1), image)


@pytest.fixture(scope="module")
def trace():
    return trace_of(ARCHITECTURE)


def shown_numbers(trace, cell, part=None, class_names=tuple("0123456789")):
    """`{name: numbers}` of a cell's blocks."""
    colors = chains.colors(trace, trace.values)
    blocks = workings.of_cell(trace, cell, part, colors, class_names).to_data()["blocks"]
    shown = {block["name"]: block["numbers"] for block in blocks if block["type"] == "grid"}
    return shown | {term[2]: [term[1]] for block in blocks if block["type"] == "equation" for term in block["terms"]}


def sent(numbers, name):
    return np.frombuffer(base64.b64decode(numbers[name]), "<f4")


@pytest.mark.parametrize(("architecture", "name"), SLIDING)
def test_a_slide_holds_the_numbers_of_every_cells_working(architecture, name):
    """Cell by cell, in the order in which the blocks of that cell's own working show them."""
    trace = trace_of(architecture)
    height, width, _ = trace.values[name].shape
    numbers = workings.slide(trace, Cell(name, (0, 0, 2)), 0)
    for at, (row, column) in enumerate(np.ndindex(height, width)):
        shown = shown_numbers(trace, Cell(name, (row, column, 2)), 0)
        for key in numbers:
            if key in ("sums", "before") and key not in shown:
                continue  # a single channel's sum is that of its products; a linear layer has no other value
            each = len(shown[key])
            here = sent(numbers, key)[at * each : (at + 1) * each]
            np.testing.assert_allclose(here, np.array(shown[key], float), atol=1e-6)


def test_a_row_of_units_has_no_window_to_slide(trace):
    assert workings.slide(trace, Cell("flatten", (3,)), None) == {}


@pytest.mark.parametrize("name", EVERY_KIND.names)
def test_what_is_shown_of_every_kind_adds_up(name):
    """Whoever takes the shown numbers and does what the words beside them say gets the value that is shown."""
    trace = trace_of(EVERY_KIND)
    layer, cell = EVERY_KIND.layer(name), cell_paths.peak(trace, name, 2)
    shown = {key: np.array(numbers, float) for key, numbers in shown_numbers(trace, cell).items()}
    value = shown["value"][0]
    assert value == pytest.approx(trace.value(cell), rel=1e-4, abs=1e-6)
    if "bias" in shown:
        before = shown.get("before", shown["value"])[0]
        assert shown["total"][0] + shown["bias"][0] == pytest.approx(before)
    match layer.kind:
        case "Rescaling" | "BatchNormalization":
            assert shown["window"][0] * shown["weights"][0] == pytest.approx(shown["total"][0])
        case "AveragePooling2D" | "GlobalAveragePooling2D":
            assert np.nanmean(shown["window"]) == pytest.approx(value)
            assert shown["total"][0] / shown["count"][0] == pytest.approx(value)
        case "DepthwiseConv2D":
            np.testing.assert_allclose(shown["window"] * shown["weights"], shown["products"])
            assert shown["products"].sum() == pytest.approx(shown["total"][0])
        case "PReLU":
            before = shown["source"][0]
            assert value == pytest.approx(before * (1 if before > 0 else shown["weights"][0]))


def test_a_large_map_is_drawn_instead_of_written_out():
    architecture = Architecture((GlobalMaxPooling2D(), Dense(2, "softmax")), (13, 11, 3))
    trace = trace_of(architecture)
    cell = Cell("global_max_pooling2d", (1,))
    block = workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ()).to_data()["blocks"][0]
    assert (block["type"], block["layer"], block["channel"], block["shape"]) == ("map", "input", 1, (13, 11, 1))
    np.testing.assert_allclose(sent(block, "values"), trace.image[:, :, 1].ravel(), atol=1e-6)


def seen(trace, index, upto):
    """Rows and columns of the input that a cell of the layer `upto` sees: down stage by stage, as the browser goes."""
    found = {upto: tuple({place} for place in index)}
    for name in reversed(trace.stages[1 : trace.stages.index(upto) + 1]):
        for source, sight in chains.sights(trace, name, 0) if name in found else ():
            rows, columns = found[name]
            if sight == "all":
                rows, columns = map(set, map(range, trace.values[source].shape[:2]))
            elif sight != "same":
                rows = set().union(*(sight["rows"][row] for row in rows))
                columns = set().union(*(sight["columns"][column] for column in columns))
            earlier = found.get(source, (set(), set()))
            found[source] = earlier[0] | rows, earlier[1] | columns
    return tuple(map(sorted, found["input"]))


@pytest.mark.parametrize(("architecture", "name"), SLIDING)
def test_what_cells_see_stage_by_stage_is_what_they_see_of_the_input(architecture, name):
    trace = trace_of(architecture)
    rows, columns = architecture.receptive_fields(name)
    for row, column in {(0, 0), (len(rows) - 1, len(columns) - 1), (len(rows) // 2, len(columns) // 2)}:
        expected = np.flatnonzero(rows[row]).tolist(), np.flatnonzero(columns[column]).tolist()
        assert seen(trace, (row, column), name) == expected


def test_a_row_sees_a_picture_or_all_of_it():
    trace = trace_of(EVERY_KIND)
    assert chains.sights(trace, "input", None) == []
    assert [sight for _, sight in chains.sights(trace, "global_average_pooling2d", None)] == ["all"]
    assert [sight for _, sight in chains.sights(trace, "dense", None)] == ["all"]
    for name in ("activation_2", "batch_normalization_1"):
        assert chains.sights(trace, name, None) == [(trace.before(name)[0], "same")]
    assert chains.sights(trace_of(ARCHITECTURE), "flatten", None) == [("conv2d_1", {"shape": [3, 3, 5]})]


JOINED = Architecture(
    (
        Conv2D(3, name="conv"),
        MaxPooling2D((9, 11), name="largest"),
        Multiply(name="weighed"),
        Conv2D(2, (1, 1), name="narrow"),
        Concatenate(name="beside"),
        Flatten(name="row"),
        GlobalMaxPooling2D(name="peaks"),
        Concatenate(name="rows"),
        Dense(2, "softmax", name="answer"),
    ),
    (11, 13, 1),
    (
        ("weighed", ("largest", "conv")),
        ("beside", ("narrow", "weighed")),
        ("peaks", ("narrow",)),
        ("rows", ("row", "peaks")),
    ),
)


def test_what_joined_cells_see_of_each_stage_that_they_read():
    trace = trace_of(JOINED)
    (largest, everywhere), conv = chains.sights(trace, "weighed", 1)
    assert (largest, conv) == ("largest", ("conv", "same"))
    assert everywhere == {"rows": [[0]] * 9, "columns": [[0]] * 11}
    assert chains.sights(trace, "beside", 1) == [("narrow", "same")]
    assert chains.sights(trace, "beside", 2) == [("weighed", "same")]
    begin = 9 * 11 * 5
    assert chains.sights(trace, "rows", None) == [
        ("row", {"begin": 0, "count": begin}),
        ("peaks", {"begin": begin, "count": 2}),
    ]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("weighed", (4, 5, 1)), "the product of 2 numbers, one of each layer that it reads: largest and conv"),
        (
            Cell("beside", (4, 5, 3)),
            "Concatenate only puts channels behind one another: channel 3 here is channel 1 of",
        ),
        (Cell("rows", (9 * 11 * 5 + 1,)), "puts units behind one another: unit 496 here is unit 1 of peaks"),
    ],
)
def test_a_joined_cell_says_where_its_numbers_are_from(cell, words):
    trace = trace_of(JOINED)
    found = workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ())
    assert words in found.sentence
    assert workings.slide(trace, cell, None) or len(cell.index) == 1


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
        cell = cell_paths.peak(trace, name, 1)
        walk = cell_paths.through(trace, cell)
        working = workings.of_cell(trace, cell, None, colors, tuple("0123456789"))
        chain = chains.Chain(chains.stages(trace, walk, colors, ()), cell, working, None, None)
        json.dumps(chain.to_data(), allow_nan=False)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Cell("zero_padding2d", (0, 2, 1)), "ZeroPadding2D put a zero here: nothing of input is read."),
        (
            Cell("cropping2d", (0, 1, 2)),
            "the one at row 0, column 1, channel 2 here is the one at row 1, column 3, channel 2 of conv2d.",
        ),
    ],
)
def test_a_cell_says_from_which_place_its_number_is(cell, words):
    trace = trace_of(PLACED)
    assert words in workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ()).sentence


def test_a_number_that_moved_shows_where_it_stood():
    trace = trace_of(MOVED)
    shape = trace.values["permute"].shape
    ((stage, sight),) = chains.sights(trace, "permute_1", 4)
    assert (stage, sight["width"], sight["columns"]) == ("permute", 3, 7)
    assert sight["places"] == [column * shape[1] + row for row, column in np.ndindex(7, 3)]
    ((_, sight),) = chains.sights(trace, "reshape_1", 2)
    assert (sight["width"], sight["columns"]) == (3, None)
    assert sight["places"] == [place * 7 + 2 for place in range(15)]
    assert chains.sights(trace, "layer_normalization", None) == [("flatten", "all")]


@pytest.mark.parametrize(
    ("architecture", "cell", "count", "words"),
    [
        (PLACED, Cell("layer_normalization", (2, 1, 3)), 4, "against the 4 channels of conv2d_transpose at its place:"),
        (PLACED, Cell("group_normalization", (2, 1, 3)), None, "all cells of 2 channels of layer_normalization, its"),
        (MOVED, Cell("layer_normalization", (9,)), None, "It is measured against all 105 numbers of flatten: how many"),
    ],
)
def test_a_measured_cell_adds_up(architecture, cell, count, words):
    trace = trace_of(architecture)
    assert words in workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ()).sentence
    shown = {key: np.array(numbers, float) for key, numbers in shown_numbers(trace, cell).items()}
    assert shown["value"][0] == pytest.approx(trace.value(cell), abs=1e-5)
    assert (shown["source"] - shown["mean"]) / shown["spread"] == pytest.approx(shown["normal"])
    assert shown["normal"] * shown["weights"] + shown["bias"] == pytest.approx(shown["value"])
    if count:
        assert shown["group"].mean() == pytest.approx(shown["mean"][0])
        assert np.sqrt(shown["group"].var() + 1e-3) == pytest.approx(shown["spread"][0])


def terms_of(trace, cell):
    """The names of what is added, multiplied and found, in all equations of a Working."""
    blocks = workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ()).to_data()["blocks"]
    return [name for block in blocks for name, *_ in block.get("terms", ())]


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("layer", [Conv2D(3, (2, 2)), Conv2DTranspose(3, (2, 2)), DepthwiseConv2D((2, 2))])
def test_a_bias_is_added_where_there_is_one(layer, use_bias):
    architecture = Architecture((replace(layer, use_bias=use_bias), Flatten(), Dense(2, "softmax")), (5, 4, 2))
    assert ("+ bias" in terms_of(trace_of(architecture), Cell(architecture.names[0], (1, 2, 1)))) == use_bias


@pytest.mark.parametrize(
    ("layer", "words", "terms"),
    [
        (LayerNormalization(), "Factor and bias are learnt.", ["\u00d7 factor", "+ bias", "="]),
        (LayerNormalization(center=False), "Factor is learnt.", ["\u00d7 factor", "="]),
        (GroupNormalization(1, scale=False), "Bias is learnt.", ["+ bias", "="]),
        (LayerNormalization(center=False, scale=False), "lies above their mean. The spread is", []),
    ],
)
def test_a_measured_cell_says_what_is_learnt(layer, words, terms):
    architecture = Architecture((layer, Flatten(), Dense(2, "softmax")), (5, 4, 2))
    trace, cell = trace_of(architecture), Cell(architecture.names[0], (1, 2, 1))
    assert words in workings.of_cell(trace, cell, None, chains.colors(trace, trace.values), ()).sentence
    assert terms_of(trace, cell)[3:] == terms


def test_a_shared_weight_is_not_the_cells_own():
    trace = trace_of(Architecture((PReLU((1, 2)), Flatten(), Dense(2, "softmax")), (5, 4, 3)))
    found = workings.of_cell(trace, Cell("p_re_lu", (1, 2, 1)), None, chains.colors(trace, trace.values), ())
    assert "a weight that every one of the 3 channels has of its own" in found.sentence
