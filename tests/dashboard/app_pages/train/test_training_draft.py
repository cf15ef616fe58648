"""A design that branches, as layers come and go."""

import pytest

from core import networks
from core.keras_io import live_models
from core.networks.architecture import INPUT
from core.networks.layers import Conv2D
from dashboard.app_pages.train import designer, training_draft

FLATTEN = 4  # its place in lesson_cnn


def test_a_preset_is_designed_as_it_is():
    for key in ("lesson_cnn", "residual_cnn", "inception_cnn"):
        architecture = training_draft.begin(key).architecture()
        assert architecture.parameters == training_draft.PRESETS[key].architecture.parameters
        assert architecture.inbound == training_draft.PRESETS[key].architecture.inbound


def test_a_residual_block_is_put_into_a_chain():
    draft = training_draft.begin("lesson_cnn").with_residual_block(FLATTEN, 64)
    architecture = draft.architecture()
    assert architecture.names[4:9] == ("conv2d_2", "conv2d_3", "add", "activation", "flatten")
    assert architecture.sources("add") == ("conv2d_3", "max_pooling2d_1")
    assert architecture.sources("flatten") == ("activation",)
    assert architecture.output_shape("activation") == (5, 5, 64)
    network = networks.initialise(architecture, 0)
    assert live_models.from_keras(live_models.to_keras(network)).architecture == architecture


def test_layers_come_and_go_in_a_network_that_branches():
    draft = training_draft.begin("residual_cnn")
    names = [layer.name for layer in draft.layers]
    without = draft.without_layer(names.index("block_1_conv_2"))
    assert without.architecture().sources("block_1_conv_3") == ("block_1_conv_1",)
    assert without.architecture().sources("block_1_add") == ("block_1_conv_3", "pool_1")
    again = without.with_layer(names.index("block_1_conv_2"), Conv2D(20, (3, 3), padding="same"))
    assert again.architecture().parameters == draft.architecture().parameters
    assert again.architecture().sources("block_1_conv_3") == ("conv2d_1",)
    assert again.version > without.version > draft.version


def test_a_sum_whose_ways_are_gone_reads_once_what_is_left():
    draft = training_draft.begin("residual_cnn")
    for name in ("block_1_conv_1", "block_1_conv_2", "block_1_conv_3"):
        draft = draft.without_layer([layer.name for layer in draft.layers].index(name))
    assert draft.architecture().sources("block_1_add") == ("pool_1",)
    draft = draft.without_layer([layer.name for layer in draft.layers].index("block_1_add"))
    assert draft.architecture().sources("block_1_relu") == ("pool_1",)


@pytest.mark.parametrize("preset", ["lesson_cnn", "residual_cnn", "inception_cnn"])
def test_any_layer_can_be_taken_out(preset):
    draft = training_draft.begin(preset)
    while len(draft.layers) > 2:
        draft = draft.without_layer(0)
    assert [layer.kind for layer in draft.layers][-1] == "Dense"
    first = draft.up_to(1)
    assert first.sources(first.names[0]) == (INPUT,)


@pytest.mark.parametrize("key", training_draft.PRESET_KEYS)
def test_what_fits_says_of_each_layer_what_the_summary_does(key):
    draft = training_draft.begin(key)
    fitting = draft.fitting()
    for row in draft.architecture().summary():
        assert (fitting.output_shape(row.name), fitting.parameters_of(row.name)) == (row.output_shape, row.parameters)


def test_of_layers_that_do_not_fit_those_before_the_first_such_one_do():
    draft = training_draft.begin("lesson_cnn").with_layer(2, Conv2D(7, (17, 17)))
    assert draft.fitting().names == ("conv2d", "max_pooling2d")
    assert [given for given, _ in designer._shapes(draft)] == ["26 x 26 x 32", "13 x 13 x 32", *["does not fit"] * 6]
    assert [learnt for _, learnt in designer._shapes(draft)] == ["320", *[""] * 7]
    assert training_draft.begin("lesson_cnn").with_layer(0, Conv2D(7, (31, 31))).fitting() is None
