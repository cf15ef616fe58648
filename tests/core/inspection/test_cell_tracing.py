"""The arithmetic of single cells against the network's own numbers and Keras's, and walks that hang together."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core import networks
from core.inspection import cell_paths
from core.inspection.cell_tracing import INPUT, Trace
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import Concatenate, Conv2D, Dense, Flatten, MaxPooling2D
from core.networks.layers.cell_arithmetic import Activated, Cell, Given, Largest, Merged, Padded, Passed, WeightedSum
from core.networks.network import Network
from core.networks.presets import PRESETS
from tests.core.strategies import architectures, graphs

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def trace_of(architecture, seed=0):
    """A network with random weights and biases looking at a random image."""
    random = np.random.default_rng(seed)
    weights = {key: random.normal(0, 0.3, shape) for key, shape in architecture.weight_shapes.items()}
    return Trace(Network(architecture, weights), random.random(architecture.input_shape).astype(np.float32))


def cells_of(trace, random, count=6):
    for name in trace.stages:
        for _ in range(count):
            yield Cell(name, tuple(int(random.integers(size)) for size in trace.values[name].shape))


@QUICK
@given(st.one_of(architectures(), graphs()), st.integers(0, 99))
def test_every_cell_equals_the_networks_own_numbers(architecture, seed):
    trace = trace_of(architecture, seed)
    before = trace.network.pre_activations(trace.image)
    for cell in cells_of(trace, np.random.default_rng(seed)):
        working = trace.arithmetic(cell)
        largest = float(np.abs(trace.values[cell.layer]).max())
        assert working.value == pytest.approx(trace.value(cell), abs=1e-5 * largest)
        if isinstance(working, WeightedSum):
            largest = float(np.abs(before[cell.layer]).max())
            assert working.before == pytest.approx(float(before[cell.layer][0][cell.index]), abs=1e-5 * largest)
            assert working.channel_sums.sum() + (working.bias or 0) == pytest.approx(working.before, abs=1e-9 * largest)


@QUICK
@given(st.one_of(architectures(), graphs()), st.integers(0, 99))
def test_every_number_of_a_window_is_that_of_its_source(architecture, seed):
    trace = trace_of(architecture, seed)
    for cell in cells_of(trace, np.random.default_rng(seed), count=2):
        working = trace.arithmetic(cell)
        if isinstance(working, WeightedSum):
            for place in list(np.ndindex(working.window.shape))[:200]:
                source = working.source(place)
                assert working.window[place] == (trace.value(source) if source else 0)
        if isinstance(working, Activated | Passed):
            assert trace.value(working.source) == (working.before if isinstance(working, Activated) else working.value)
        if isinstance(working, Merged):
            assert [trace.value(source) for source in working.sources] == working.numbers.tolist()
        if isinstance(working, Largest):
            for place, source in working.sources.items():
                assert working.window[place] == trace.value(source)
            assert working.value == np.nanmax(working.window)


@QUICK
@given(st.one_of(architectures(), graphs()), st.integers(0, 99))
def test_a_walk_hangs_together_from_the_digit_to_the_answer(architecture, seed):
    trace = trace_of(architecture, seed)
    for cell in cells_of(trace, np.random.default_rng(seed), count=2):
        walk = cell_paths.through(trace, cell)
        stages = list(walk)
        assert walk[cell.layer] == cell
        assert stages == [stage for stage in trace.stages if stage in walk]
        for lower, upper in pairwise(stages):
            assert cell_paths.reads(trace, walk[upper], walk[lower])
        if trace.stages[0] not in walk:
            lowest = trace.arithmetic(walk[stages[0]])
            assert isinstance(lowest, Padded) or not lowest.inside.any()


@QUICK
@given(st.one_of(architectures(), graphs()), st.integers(0, 99))
def test_sight_says_what_a_cell_reads(architecture, seed):
    """What `walks.reads` finds cell by cell is what `sight` says of rows and columns."""
    pictures = [name for name in architecture.names if len(architecture.output_shape(name)) == 3]
    assume(pictures)
    trace = trace_of(architecture)
    random = np.random.default_rng(seed)
    name = pictures[random.integers(len(pictures))]
    cell = Cell(name, tuple(int(random.integers(size)) for size in trace.values[name].shape))
    layer = architecture.layer(name)
    assume(layer.reads != "moved")
    channel = (
        0 if layer.kind in ("Conv2D", "Conv2DTranspose") else cell.index[2] // getattr(layer, "depth_multiplier", 1)
    )
    for number, before in enumerate(trace.before(name)):
        height, width, channels = trace.values[before].shape
        if isinstance(layer, Concatenate):
            begin = sum(trace.values[other].shape[2] for other in trace.before(name)[:number])
            channel = cell.index[2] - begin
            if not 0 <= channel < channels:
                continue
        rows, columns = layer.reach(height, 0)[cell.index[0]], layer.reach(width, 1)[cell.index[1]]
        for row, column in np.ndindex(height, width):
            expected = row in rows and column in columns
            assert cell_paths.reads(trace, cell, Cell(before, (row, column, channel))) == expected


def test_cells_equal_keras(mnist):
    network = networks.initialise(PRESETS["tfjs_recognizer"].architecture, 3)
    trace = Trace(network, mnist.test.images[227])
    model = live_models.activation_model(live_models.to_keras(network))
    outputs = dict(zip(network.architecture.names, model(networks.image_batch(trace.image)), strict=True))
    for cell in cells_of(trace, np.random.default_rng(0), count=20):
        if cell.layer != INPUT:
            theirs = outputs[cell.layer].numpy()[0]
            assert trace.arithmetic(cell).value == pytest.approx(
                theirs[cell.index], abs=1e-5 * float(np.abs(theirs).max())
            )


@pytest.mark.parametrize("strength", [1, 40])
def test_softmax_is_worked_out_from_the_logits(strength):
    architecture = Architecture((Flatten(), Dense(7, activation="softmax")), (3, 5, 1))
    trace = trace_of(architecture)
    weights = {key: strength * array for key, array in trace.network.weights.items()}
    trace = Trace(Network(architecture, weights), trace.image)
    softmax = trace.arithmetic(Cell("dense", (4,))).softmax
    expected = np.exp(softmax.logits.astype(np.longdouble))
    np.testing.assert_allclose(softmax.probabilities, (expected / expected.sum()).astype(float), rtol=1e-9)
    assert softmax.exponentials.max() == 1
    assert softmax.probabilities.sum() == pytest.approx(1)


def test_a_padded_window_says_where_it_is_outside():
    trace = trace_of(Architecture((Conv2D(2, (3, 3), padding="same"), Flatten(), Dense(2)), (5, 7, 1)))
    corner = trace.arithmetic(Cell("conv2d", (0, 6, 1)))
    np.testing.assert_array_equal(corner.inside, [[False] * 3, [True, True, False], [True, True, False]])
    assert (corner.window[~corner.inside] == 0).all()
    assert corner.source((0, 0, 0)) is None
    assert corner.source((1, 0, 0)) == Cell(INPUT, (0, 5, 0))


def test_padding_never_wins_a_pool():
    architecture = Architecture((MaxPooling2D((2, 2), padding="same"), Flatten(), Dense(2)), (3, 3, 1))
    trace = trace_of(architecture)
    working = trace.arithmetic(Cell("max_pooling2d", (1, 1, 0)))
    assert np.isnan(working.window).sum() == 3
    assert working.winner == (0, 0)
    assert list(working.sources) == [(0, 0)]


def test_pixels_no_window_reads_end_the_walk():
    """A stride larger than the kernel leaves gaps."""
    trace = trace_of(Architecture((Conv2D(1, (1, 1), strides=(3, 3)), Flatten(), Dense(2)), (7, 7, 1)))
    assert cell_paths.up(trace, Cell(INPUT, (1, 1, 0))) is None
    assert list(cell_paths.through(trace, Cell(INPUT, (1, 1, 0)))) == [INPUT]
    assert cell_paths.up(trace, Cell(INPUT, (3, 6, 0))) == Cell("conv2d", (1, 2, 0))


def test_the_way_up_follows_the_trail():
    trace = trace_of(PRESETS["lesson_mlp"].architecture)
    cell = Cell("dense", (5,))
    other = 3 if cell_paths.up(trace, cell) != Cell("dense_1", (3,)) else 4
    walk = cell_paths.through(trace, cell, trail=[Cell("dense_1", (other,)), Cell("dense_2", (9,))])
    assert walk["dense_1"] == Cell("dense_1", (other,))
    assert walk["dense_2"] == Cell("dense_2", (9,))


def test_kinds_of_working():
    trace = trace_of(PRESETS["lesson_cnn"].architecture)
    kinds = {
        INPUT: Given,
        "conv2d": WeightedSum,
        "max_pooling2d": Largest,
        "flatten": Passed,
        "dropout": Passed,
        "dense": WeightedSum,
    }
    for name, kind in kinds.items():
        assert isinstance(trace.arithmetic(Cell(name, (0,) * trace.values[name].ndim)), kind)
    assert trace.arithmetic(Cell("flatten", (1599,))).source == Cell("max_pooling2d_1", (4, 4, 63))


def test_the_peak_is_where_a_channel_is_largest():
    trace = trace_of(PRESETS["tfjs_recognizer"].architecture)
    assert trace.value(cell_paths.peak(trace, "conv2d", 3)) == trace.values["conv2d"][:, :, 3].max()
    assert cell_paths.peak(trace, "dense", 3) == Cell("dense", (3,))


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (Cell("conv9", (0, 0, 0)), "layer 'conv9' is not one of input, conv2d"),
        (Cell("conv2d", (26, 0, 0)), r"cell \(26, 0, 0\) is outside conv2d, which has the shape \(26, 26, 32\)"),
        (Cell("conv2d", (0, 0)), r"cell \(0, 0\) is outside conv2d"),
        (Cell("dense", (-1,)), r"cell \(-1,\) is outside dense"),
    ],
)
def test_a_cell_that_is_not_there(cell, sentence):
    with pytest.raises(ValueError, match=sentence):
        trace_of(PRESETS["lesson_cnn"].architecture).arithmetic(cell)
