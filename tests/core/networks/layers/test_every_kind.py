"""Every kind of layer in the one table, through everything that must know a kind; one that is forgotten fails."""

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.inspection import cell_paths
from core.inspection.cell_tracing import Trace
from core.keras_io import file_reading, file_writing, live_models
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    KERAS_READERS,
    KINDS,
    Activation,
    Add,
    Average,
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
    Maximum,
    MaxPooling2D,
    Minimum,
    Multiply,
    Normalization,
    Permute,
    PReLU,
    ReLU,
    Rescaling,
    Reshape,
    Resizing,
    Subtract,
    UpSampling2D,
    ZeroPadding2D,
)
from core.networks.layers.cell_arithmetic import Cell
from tests.core import strategies
from tests.core.strategies import random_network

PICTURE, ROW, ONE_CELL, WIDER = (7, 5, 3), (11,), (1, 1, 3), (7, 5, 6)
EXAMPLES = {
    "Conv2D": [
        (Conv2D(5, (3, 2), (2, 2), "same", "tanh"), PICTURE),
        (Conv2D(1, (7, 5)), (7, 5, 1)),
        (Conv2D(3, use_bias=False), PICTURE),
    ],
    "DepthwiseConv2D": [
        (DepthwiseConv2D((2, 3), depth_multiplier=2, activation="gelu"), PICTURE),
        (DepthwiseConv2D((3, 2), (2, 2), depth_multiplier=2, use_bias=False), PICTURE),
    ],
    "MaxPooling2D": [(MaxPooling2D(), PICTURE), (MaxPooling2D((3, 2), (1, 2), "same"), PICTURE)],
    "AveragePooling2D": [(AveragePooling2D((3, 2), (1, 2), "same"), PICTURE)],
    "GlobalAveragePooling2D": [(GlobalAveragePooling2D(), PICTURE)],
    "GlobalMaxPooling2D": [(GlobalMaxPooling2D(), PICTURE)],
    "BatchNormalization": [
        (BatchNormalization(), PICTURE),
        (BatchNormalization(), ROW),
        (BatchNormalization(center=False), PICTURE),
        (BatchNormalization(scale=False), ROW),
        (BatchNormalization(center=False, scale=False), PICTURE),
    ],
    "Normalization": [(Normalization(), PICTURE), (Normalization((1, 3)), PICTURE), (Normalization(()), ROW)],
    "Activation": [(Activation("silu"), PICTURE), (Activation("softmax"), PICTURE), (Activation("softmax"), ROW)],
    "ReLU": [(ReLU(0.5, 0.25, 0.125), PICTURE)],
    "PReLU": [
        (PReLU(), PICTURE),
        (PReLU(), ROW),
        (PReLU((1, 2)), PICTURE),
        (PReLU((2,)), PICTURE),
        (PReLU((1, 2, 3)), PICTURE),
        (PReLU((1,)), ROW),
    ],
    "Rescaling": [(Rescaling(-2.0, 0.5), PICTURE)],
    "Resizing": [(Resizing(4, 9), PICTURE)],
    "Conv2DTranspose": [
        (Conv2DTranspose(2, (3, 2), (2, 2), activation="tanh"), PICTURE),
        (Conv2DTranspose(3, (3, 3), (2, 2), "same"), PICTURE),
        (Conv2DTranspose(2, (2, 3), (3, 3), "same"), PICTURE),
        (Conv2DTranspose(2, (2, 2), (3, 3), "valid", (1, 0)), PICTURE),
        (Conv2DTranspose(2, (5, 3), (2, 2), "same", (1, 0)), PICTURE),
        (Conv2DTranspose(2, (3, 2), dilation_rate=(2, 3)), PICTURE),
        (Conv2DTranspose(2, (3, 3), padding="same", dilation_rate=(2, 2)), PICTURE),
        (Conv2DTranspose(2, (3, 2), (2, 2), use_bias=False), PICTURE),
    ],
    "LayerNormalization": [
        (LayerNormalization(), PICTURE),
        (LayerNormalization(0.1), ROW),
        (LayerNormalization(center=False), PICTURE),
        (LayerNormalization(scale=False), ROW),
        (LayerNormalization(center=False, scale=False), PICTURE),
    ],
    "GroupNormalization": [
        (GroupNormalization(3), PICTURE),
        (GroupNormalization(1), PICTURE),
        (GroupNormalization(2, 0.1), (10,)),
        (GroupNormalization(3, scale=False), PICTURE),
    ],
    "UpSampling2D": [(UpSampling2D((2, 3)), PICTURE), (UpSampling2D((3, 2), "bilinear"), PICTURE)],
    "Permute": [(Permute((2, 1, 3)), PICTURE), (Permute((3, 1, 2)), PICTURE)],
    "Reshape": [(Reshape((3, 7, 5)), PICTURE), (Reshape((1, 1, 11)), ROW)],
    "ZeroPadding2D": [(ZeroPadding2D(((1, 2), (0, 3))), PICTURE)],
    "Cropping2D": [(Cropping2D(((1, 2), (3, 0))), PICTURE)],
    "Flatten": [(Flatten(), PICTURE)],
    "Dropout": [(Dropout(0.3), PICTURE), (Dropout(0.3), ROW)],
    "Dense": [(Dense(3, "softmax"), ROW), (Dense(4, "elu"), ROW), (Dense(3, "softmax", use_bias=False), ROW)],
    "Add": [(Add(), (PICTURE, PICTURE, PICTURE)), (Add(), (ROW, ROW))],
    "Subtract": [(Subtract(), (PICTURE, PICTURE)), (Subtract(), (ONE_CELL, PICTURE))],
    "Multiply": [(Multiply(), (PICTURE, ONE_CELL)), (Multiply(), (ROW, ROW, ROW))],
    "Average": [(Average(), (PICTURE, PICTURE, ONE_CELL))],
    "Maximum": [(Maximum(), (PICTURE, PICTURE))],
    "Minimum": [(Minimum(), (ROW, ROW))],
    "Concatenate": [(Concatenate(), (PICTURE, WIDER, PICTURE)), (Concatenate(), (ROW, ROW))],
}
CASES = [pytest.param(*case, id=f"{kind} {at}") for kind, cases in EXAMPLES.items() for at, case in enumerate(cases)]


def network_of(layer, shape):
    """The layer in a network of its own; where it reads a row, a Flatten comes before it, and of several one each."""
    if isinstance(shape[0], tuple):
        return network_of_several(layer, shape)
    front = () if len(shape) == 3 else (Flatten(name="row"),)
    architecture = Architecture((*front, layer), shape if len(shape) == 3 else (1, *shape, 1))
    return random_network(architecture, 5)


def network_of_several(layer, shapes):
    makers = {
        PICTURE: lambda at: DepthwiseConv2D((1, 1), activation="linear", name=f"source_{at}"),
        ONE_CELL: lambda at: MaxPooling2D((7, 5), name=f"source_{at}"),
        WIDER: lambda at: DepthwiseConv2D((1, 1), depth_multiplier=2, activation="linear", name=f"source_{at}"),
        ROW: lambda at: Dense(11, "linear", name=f"source_{at}"),
    }
    sources = [makers[shape](at) for at, shape in enumerate(shapes)]
    front = () if shapes[0] != ROW else (Flatten(name="row"),)
    first = "row" if front else INPUT
    layer = replace(layer, name="merged")
    inbound = {**{source.name: (first,) for source in sources}, "merged": tuple(source.name for source in sources)}
    architecture = Architecture((*front, *sources, layer), (1, 11, 1) if front else PICTURE, tuple(inbound.items()))
    return random_network(architecture, 5)


def images_for(network, count=2):
    return np.random.default_rng(3).random((count, *network.architecture.input_shape)).astype(np.float32)


def test_every_kind_has_an_example():
    assert set(EXAMPLES) == set(KINDS)
    assert all(layer.kind == kind for kind, cases in EXAMPLES.items() for layer, _ in cases)
    assert set(KINDS) <= set(KERAS_READERS)


def test_every_kind_is_among_the_random_networks():
    """But for Reshape, which has to know how many numbers come."""
    assert KINDS.keys() - vars(strategies).keys() == {"Reshape"}


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_forward_and_backward_are_tensorflows(layer, shape):
    network = network_of(layer, shape)
    last, images = network.architecture.layers[-1], images_for(network)
    sources = network.architecture.sources(last.name)
    known = {INPUT: images, **network.activations(images)}
    batches = [known[source] - np.float32(0.4) for source in sources]
    inputs = last.join(batches)
    keras_layer = live_models.to_keras(network).layers[-1]
    weights = network.arrays(last.name)
    outputs = last.forward(inputs, **weights)
    watched = [tf.constant(batch) for batch in batches]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        if hasattr(keras_layer, "activation") and last.kind != "Activation":
            keras_layer.activation = keras.activations.linear
        given = watched if len(watched) > 1 else watched[0]
        expected = given if last.kind == "Activation" else keras_layer(given, training=False)
    np.testing.assert_allclose(outputs, expected, atol=1e-5)
    direction = np.random.default_rng(4).normal(size=outputs.shape).astype(np.float32)
    gradient = last.backward(direction, inputs, outputs, **weights)
    parts = last.split(gradient, network.architecture.source_shapes(last.name))
    for part, wanted in zip(parts, tape.gradient(expected, watched, direction), strict=True):
        np.testing.assert_allclose(part, wanted, atol=1e-4)


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_every_cell_is_worked_out_again_and_every_way_up_comes_down(layer, shape):
    network = network_of(layer, shape)
    name, trace = network.architecture.names[-1], Trace(network, images_for(network)[0])
    for index in np.ndindex(trace.values[name].shape):
        cell = Cell(name, tuple(index))
        assert trace.arithmetic(cell).value == pytest.approx(trace.value(cell), abs=1e-5)
        source = cell_paths.down(trace, cell)
        assert source is None or cell_paths.reads(trace, cell, source)
    for before in trace.before(name):
        for index in np.ndindex(trace.values[before].shape):
            reader = cell_paths.up(trace, Cell(before, tuple(index)))
            if reader and not isinstance(layer, Dense):
                assert reader.layer == name
                assert cell_paths.reads(trace, reader, Cell(before, tuple(index)))


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_zero_comes_through_where_a_kind_passes_silence(layer, shape):
    network = network_of(layer, shape)
    last = network.architecture.layers[-1]
    arrays = {name: np.ones_like(values) for name, values in network.arrays(last.name).items()}
    shape = network.architecture.input_shapes[-1]
    given = last.forward(np.zeros((1, *shape), np.float32), **arrays)
    assert not (last.passes_silence and given.any())
    assert not (last.passes_silence and last.weight_shapes(shape))


@pytest.mark.parametrize("layer", [ReLU(), ReLU(6.0), ReLU(0.5, 0.25), ReLU(threshold=0.125), ReLU(1.0, 0.25, 0.5)])
def test_a_relu_silences_where_all_below_zero_becomes_zero(layer):
    assert layer.silences == (not layer.forward(np.linspace(-9, 0, 31, dtype=np.float32)).any())


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_what_a_cell_reads_lies_within_its_reach(layer, shape):
    if len(shape) == 1 or isinstance(shape[0], tuple):
        return
    network = network_of(layer, shape)
    name, trace = network.architecture.names[-1], Trace(network, images_for(network)[0])
    for index in np.ndindex(trace.values[name].shape):
        source = cell_paths.down(trace, Cell(name, tuple(index)))
        if source and layer.reads in ("window", "place"):
            reach = [layer.reach(size, axis)[index[axis]] for axis, size in enumerate(shape[:2])]
            assert all(at in places for at, places in zip(source.index, reach, strict=False))
            assert source.layer == INPUT


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize(("layer", "shape"), [case for case in CASES if isinstance(case.values[1][-1], int)])
def test_reach_is_exactly_what_changes_a_cell(layer, shape, axis):
    if layer.reads not in ("window", "place") or len(shape) != 3:
        return
    network = network_of(layer, shape)
    last, images = network.architecture.layers[-1], images_for(network)
    weights, reach = network.arrays(last.name), layer.reach(shape[axis], axis)
    before = last.forward(images, **weights)
    for place in range(shape[axis]):
        changed = np.zeros(len(reach), bool)
        for much in (-50, 50):  # of a bounded or a largest number, one of them tells
            other = images.copy()
            np.moveaxis(other, 1 + axis, 0)[place] += np.float32(much)
            differs = last.forward(other, **weights) != before
            changed |= differs.any(axis=tuple({0, 1, 2, 3} - {1 + axis}))
        assert changed.tolist() == [place in places for places in reach]


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_files_and_live_models_both_ways(layer, shape):
    network = network_of(layer, shape)
    for again in (
        file_reading.read(file_writing.write(network)),
        live_models.from_keras(live_models.to_keras(network)),
    ):
        assert again.architecture == network.architecture
        for key, array in network.weights.items():
            np.testing.assert_allclose(again.weights[key], array, rtol=1e-6)


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_its_line_of_python_builds_it(layer, shape):
    layer = network_of(layer, shape).architecture.layers[-1]
    built = eval(layer.keras_line(), {"layers": keras.layers})
    assert built.name == layer.name
    assert type(built) is getattr(keras.layers, layer.kind)
    expected = {key: value for key, value in layer.keras_arguments().items() if key != "epsilon"}
    described = {key: built.get_config()[key] for key in expected}
    assert {key: tuples(value) for key, value in described.items()} == expected


def tuples(value):
    return tuple(map(tuples, value)) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_the_code_of_every_third_cell_gives_its_number(layer, shape):
    network = network_of(layer, shape)
    model, images = live_models.to_keras(network), images_for(network, 1)
    name, trace = network.architecture.names[-1], Trace(network, images[0])
    read = [keras.ops.convert_to_tensor(trace.values[source].astype(np.float32)) for source in trace.before(name)]
    inputs = read[0] if len(read) == 1 else [batch[None] for batch in read]
    for index in list(np.ndindex(trace.values[name].shape))[::3]:
        code = network.architecture.layer(name).cell_code(tuple(index), network.architecture.input_shapes[-1])
        names = {"keras": keras, "model": model, "inputs": inputs}
        exec(code, names)
        assert float(names["after"]) == pytest.approx(trace.value(Cell(name, tuple(index))), abs=1e-5)


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_words(layer, shape):
    shape = network_of(layer, shape).architecture.input_shapes[-1]
    assert layer.sentence(shape).endswith(".")
    assert layer.function_name
    assert layer.function_in_words
    assert layer.unit == ("channel" if "Conv2D" in layer.kind else "unit")
    assert (layer.parameters_in_words == "nothing is learnt here") == (not layer.learnt_shapes(shape))


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_as_many_parameters_as_keras_trains(layer, shape):
    network = network_of(layer, shape)
    built, row = live_models.to_keras(network).layers[-1], network.architecture.summary()[-1]
    trained = 0 if layer.kind == "Normalization" else sum(np.size(weight) for weight in built.trainable_weights)
    assert row.parameters == network.architecture.parameters_of(row.name) == trained
    assert row.arithmetic.endswith(f"= {trained}" if trained else "0")


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_a_name_cannot_leave_its_quotation(layer, shape):
    evil = 'd").name; __import__("os").system("id"); ("'
    shape = network_of(layer, shape).architecture.input_shapes[-1]
    named = type(layer)(**{**vars(layer), "name": evil})
    code = f"{named.keras_line()}\n{named.cell_code((0,) * len(named.output_shape(shape)), shape)}"
    assert "__import__" not in compile(code, "lines", "exec").co_names


@pytest.mark.parametrize("layer", [ReLU(), ReLU(max_value=6.0), UpSampling2D((2, 3))], ids=lambda layer: layer.kind)
def test_what_has_no_end_spoils_no_other_number(layer):
    batch = np.arange(12, dtype=np.float32).reshape(1, 2, 3, 2) - 5
    batch[0, 0, 1] = -np.inf, np.inf
    keras_layer = getattr(keras.layers, layer.kind)(**layer.keras_arguments())
    np.testing.assert_array_equal(layer.forward(batch), np.asarray(keras_layer(batch)))
