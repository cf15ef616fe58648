"""Shapes, arithmetic and receptive fields, against the published figures and against Keras."""

import json
from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.keras_io import live_models
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    Activation,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Conv2DTranspose,
    Convolution,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GroupNormalization,
    MaxPooling2D,
    Permute,
    Placing,
    PReLU,
    ReLU,
    Rescaling,
    Resizing,
    UpSampling2D,
)
from core.networks.presets import PRESETS
from tests.core.strategies import architectures, graphs

PARAMETERS = {
    "lesson_cnn": 34_826,
    "lesson_mlp": 13_002,
    "mlp_40": 31_810,
    "budget_mlp": 34_990,
    "tfjs_recognizer": 5_994,
    "three_conv": 93_322,
    "four_conv": 1_716_202,
}
slow = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("key", "parameters"), PARAMETERS.items())
def test_published_parameters(key, parameters):
    assert PRESETS[key].architecture.parameters == parameters


def test_lesson_cnn_rows():
    rows = PRESETS["lesson_cnn"].architecture.summary()
    assert [row.name for row in rows] == [
        "conv2d",
        "max_pooling2d",
        "conv2d_1",
        "max_pooling2d_1",
        "flatten",
        "dropout",
        "dense",
    ]
    assert [row.output_shape for row in rows] == [
        (26, 26, 32),
        (13, 13, 32),
        (11, 11, 64),
        (5, 5, 64),
        (1600,),
        (1600,),
        (10,),
    ]
    assert rows[0].arithmetic == "3 x 3 x 1 x 32 + 32 = 320"
    assert rows[2].arithmetic == "3 x 3 x 32 x 64 + 64 = 18496"
    assert rows[6].arithmetic == "1600 x 10 + 10 = 16010"
    assert sum(row.memory for row in rows) / 1024 == pytest.approx(136.04, abs=0.005)
    assert [row.receptive_field for row in rows[:4]] == [(3, 3), (4, 4), (8, 8), (10, 10)]
    assert rows[0].multiply_adds == 26 * 26 * 9 * 32


def test_floor_in_pooling_hides_two_rows_of_the_input():
    assert PRESETS["lesson_cnn"].architecture.receptive_field("dense") == (26, 26)


@pytest.mark.parametrize("key", PRESETS)
def test_parameters_and_shapes_equal_keras(key):
    _compare_with_keras(PRESETS[key].architecture)


@slow
@given(st.one_of(architectures(), graphs()))
def test_random_parameters_and_shapes_equal_keras(architecture):
    _compare_with_keras(architecture)


def _compare_with_keras(architecture):
    model = live_models.build(architecture)
    rows = architecture.summary()
    layers = [model.get_layer(row.name) for row in rows]
    assert [row.output_shape for row in rows] == [layer.output.shape[1:] for layer in layers]
    assert [row.parameters for row in rows] == [_learnt(layer) for layer in layers]
    assert architecture.parameters == sum(map(_learnt, model.layers))


def _learnt(layer):
    """A normalisation's mean and variance are folded into the two numbers that we count."""
    return sum(int(np.prod(weight.shape)) for weight in layer.trainable_weights)


@slow
@given(st.one_of(architectures(), graphs()))
def test_sight_equals_the_pixels_with_a_gradient(architecture):
    """Average pooling, positive weights and no ReLU leave exactly the pixels that reach a cell with a gradient."""
    for layer in architecture.layers:
        seen_rows, seen_columns = architecture.receptive_fields(layer.name)
        is_moved = any(isinstance(earlier, Permute) for earlier in architecture.leading_to(layer.name))
        if len(architecture.output_shape(layer.name)) != 3 or is_moved:
            continue
        model = _transparent(architecture, layer.name)
        height, width, _ = architecture.output_shape(layer.name)
        for row, column in {(0, 0), (height // 2, width // 2), (height - 1, width - 1)}:
            gradient = _gradient(model, architecture.input_shape, row, column)
            expected = seen_rows[row][:, None] & seen_columns[column][None, :]
            np.testing.assert_array_equal(gradient != 0, expected)


def _transparent(architecture, name):
    tensors = {INPUT: keras.Input(architecture.input_shape)}
    for layer in architecture.leading_to(name):
        sources = [tensors[source] for source in architecture.sources(layer.name)]
        see = keras.layers.Identity()
        if isinstance(layer, Convolution):
            see = keras.layers.Conv2D(1, layer.kernel_size, layer.strides, layer.padding, kernel_initializer="ones")
        elif hasattr(layer, "pool_size"):
            see = keras.layers.AveragePooling2D(layer.pool_size, layer.strides, layer.padding)
        elif isinstance(layer, Conv2DTranspose):
            settings = layer.keras_arguments() | {"filters": 1, "activation": "linear", "kernel_initializer": "ones"}
            see = keras.layers.Conv2DTranspose(**settings)
        elif isinstance(layer, GroupNormalization):
            see = keras.layers.Lambda(lambda pictures: pictures + keras.ops.mean(pictures, axis=(1, 2), keepdims=True))
        elif isinstance(layer, Placing | UpSampling2D):
            see = getattr(keras.layers, layer.kind)(**layer.keras_arguments())
        elif isinstance(layer, Resizing):
            see = keras.layers.Lambda(partial(_blended, layer.height, layer.width))
        # Whatever is joined, the sum lets everything through.
        tensors[layer.name] = see(keras.layers.Add()(sources) if len(sources) > 1 else sources[0])
    model = keras.Model(tensors[INPUT], tensors[name])
    assert model.output_shape[1:3] == architecture.output_shape(name)[:2]
    return model


def _blended(height, width, pictures):
    rows, columns = (_taken(size, new) for size, new in zip(pictures.shape[1:3], (height, width), strict=True))
    return tf.einsum("ri,nijc,sj->nrsc", rows, pictures, columns)


def _taken(old, new):
    """`(new, old)`, one where numpy's interpolation between the middles of the old places takes something of them."""
    middles = (np.arange(new) + 0.5) * old / new - 0.5
    shares = [np.interp(middles, np.arange(old), place) for place in np.eye(old)]
    return (np.stack(shares, axis=1) > 1e-9).astype(np.float32)


def _gradient(model, input_shape, row, column):
    image = tf.Variable(np.ones((1, *input_shape), np.float32))
    with tf.GradientTape() as tape:
        cell = tf.reduce_sum(model(image)[0, row, column])
    return tape.gradient(cell, image).numpy()[0].sum(axis=-1)


def test_multiply_adds_of_a_strided_convolution_count_every_product():
    row = Architecture((Conv2D(5, (2, 3), (2, 1)), Flatten(), Dense(2))).summary()[0]
    assert row.output_shape == (14, 26, 5)
    assert row.multiply_adds == 14 * 26 * 2 * 3 * 5


def test_a_global_pool_lets_every_cell_be_seen():
    architecture = Architecture((Conv2D(3, (3, 3)), ReLU(), GlobalAveragePooling2D(), Dense(2)), (11, 7, 3))
    assert architecture.receptive_field("re_lu") == (3, 3)
    assert architecture.receptive_field("global_average_pooling2d") == (11, 7)
    rows, columns = architecture.receptive_fields("dense", since="conv2d")
    assert rows.shape == (1, 9)
    assert columns.shape == (1, 5)
    assert rows.all()


def test_a_layer_may_have_weights_and_no_biases():
    row = Architecture((PReLU(), BatchNormalization(), Flatten()), (5, 3, 1)).summary()
    assert row[0].arithmetic == "5 x 3 x 1 = 15"
    assert row[1].arithmetic == "1 + 1 = 2"
    assert [one.multiply_adds for one in row] == [15, 15, 0]
    depthwise = Architecture((DepthwiseConv2D((3, 2), depth_multiplier=2),), (5, 7, 3)).summary()[0]
    assert depthwise.arithmetic == "3 x 2 x 1 x 6 + 6 = 42"
    assert depthwise.multiply_adds == 3 * 6 * 6 * 6


@pytest.mark.parametrize("key", PRESETS)
def test_json_round_trip(key):
    assert Architecture.from_json(PRESETS[key].architecture.to_json()) == PRESETS[key].architecture


@slow
@given(graphs())
def test_json_round_trip_of_every_kind_of_layer(architecture):
    written = json.loads(json.dumps(architecture.to_json(), allow_nan=False))
    assert Architecture.from_json(written) == architecture


def test_window_that_does_not_fit_names_the_layer():
    with pytest.raises(ValueError, match=r"window 7x7 does not fit a 5x5 input \(at layer conv2d_1\)"):
        Architecture((Conv2D(3), MaxPooling2D((5, 5)), Conv2D(3, (7, 7))))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Architecture(()), "needs at least one layer"),
        (lambda: Architecture((Dense(3),)), "put a Flatten before it"),
        (lambda: Architecture((Flatten(), Conv2D(3))), "Conv2D needs a picture"),
        (lambda: Architecture((Flatten(name="a"), Dense(3, name="a"))), "'a' is used more than once"),
        (
            lambda: Architecture((Flatten(name="input"), Dense(3))),
            "a layer cannot be called 'input': that is the picture",
        ),
        (lambda: Conv2D(0), r"filters \(=0\) must be at least 1"),
        (lambda: Conv2D(1, padding="full"), "padding 'full' is not one of 'valid', 'same'"),
        (lambda: Dense(3.5), r"units \(=3.5\) must be at least 1, as a whole number"),
        (lambda: Conv2D(float("nan")), r"filters \(=nan\) must be at least 1"),
        (lambda: Dense(3, initializer="he_normal"), "initializer 'he_normal' is not one of 'glorot_uniform'"),
        (lambda: Architecture((Flatten(),), (28, 28)), r"input_shape \(28, 28\) must be \(height, width, channels\)"),
        (lambda: Dense(1, activation="swish"), "activation 'swish' is not one of"),
        (lambda: ReLU(negative_slope=-1.0), r"negative_slope \(=-1.0\) must be a number of at least 0"),
        (lambda: Activation("mish"), "activation 'mish' is not one of 'linear', 'relu', 'relu6'"),
        (lambda: Rescaling(float("inf")), r"scale \(=inf\) must be a finite number"),
        (lambda: Architecture((Flatten(), GlobalMaxPooling2D())), "GlobalMaxPooling2D needs a picture"),
        (lambda: Dropout(1.0), r"rate \(=1.0\) must be at least 0 and below 1"),
        (lambda: Architecture.from_json({"layers": [{"kind": "LSTM"}], "input_shape": [5, 5, 1]}), "'LSTM' is not one"),
        (
            lambda: Architecture.from_json({"layers": [{"kind": "Flatten", "speed": 1}], "input_shape": [5, 5, 1]}),
            "Flatten has no setting 'speed'",
        ),
    ],
)
def test_bad_architectures(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_default_names_step_over_given_ones():
    layers = (Flatten(), Dense(3, name="dense"), Dense(4), Dense(5, name="dense_2"), Dense(6))
    assert Architecture(layers).names == ("flatten", "dense", "dense_1", "dense_2", "dense_3")


def test_rows_of_pictures_of_different_sizes_are_joined():
    """Each is made of all its picture's cells, so what joins them sees what any of them sees."""
    layers = (Conv2D(2, (3, 3), name="a"), MaxPooling2D(name="b"), Flatten(name="c"), Flatten(name="d"))
    layers += (Concatenate(name="join"), Dense(3, name="answer"))
    architecture = Architecture(layers, (11, 9, 1), (("c", ("a",)), ("d", ("b",)), ("join", ("c", "d"))))
    assert architecture.receptive_field("join") == architecture.receptive_field("answer") == (11, 9)
    assert [row.name for row in architecture.summary()] == list(architecture.names)


def test_unknown_layer():
    with pytest.raises(KeyError, match="layer 'conv9' is not one of conv2d, max_pooling2d"):
        PRESETS["lesson_cnn"].architecture.layer("conv9")


def test_the_box_that_a_cell_sees():
    """By hand: a 3x3 window, a pool of 2x2 and a 3x3 window with a border of zeros."""
    architecture = Architecture((Conv2D(2), MaxPooling2D(), Conv2D(3, padding="same"), Flatten(), Dense(10)))
    assert architecture.seen_box("conv2d", (0, 25)) == (0, 25, 3, 3)
    assert architecture.seen_box("max_pooling2d", (3, 1)) == (6, 2, 4, 4)
    assert architecture.seen_box("conv2d_1", (5, 6)) == (8, 10, 8, 8)
    assert architecture.seen_box("conv2d_1", (0, 12)) == (0, 22, 6, 6)
    assert architecture.seen_box("dense", (0, 0)) == (0, 0, 28, 28)
    beyond = Architecture((Conv2D(1, (1, 7), padding="same"), Conv2D(1, (1, 1), (1, 3), padding="same")), (2, 2, 1))
    assert beyond.seen_box("conv2d", (1, 0)) == (1, 0, 1, 2)


def test_the_summary_as_a_frame():
    architecture = PRESETS["lesson_cnn"].architecture
    frame = architecture.summary_frame()
    assert tuple(frame["name"]) == architecture.names
    assert frame["parameters"].sum() == architecture.parameters
    assert tuple(frame["output_shape"]) == tuple(architecture.shapes[1:])
