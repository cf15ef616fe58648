"""Strangers' networks, `.keras` and HDF5: what is read equals Keras, and every attack ends in one sentence."""

import keras
import numpy as np
import pytest

from core.keras_io import file_reading
from core.networks.layers.dropout import AUGMENTATION, NOISE
from tests.core import keras_makers
from tests.core.keras_io.conftest import layer_of, refused, same
from tests.core.keras_makers import entry, randomised, remade, saved, small_model


def _compare(network, model, images):
    ours, expected = network.activations(images), _computed(model, images)
    layers = {layer.name: layer for layer in model._flatten_layers() if not isinstance(layer, keras.Model)}
    kinds = {type(layers[name]).__name__ for name in layers.keys() - ours.keys()}
    assert kinds <= {"InputLayer", "Reshape", *NOISE, *AUGMENTATION}  # a Reshape may make the picture
    for name in expected.keys() & ours.keys():
        numbers, theirs = ours[name], expected[name]
        scale = max(np.abs(theirs).max(), 0.1)  # a spread near zero makes much of the last bit
        np.testing.assert_allclose(numbers, theirs, rtol=0, atol=1e-5 * scale, err_msg=name)


def _computed(model, images):
    """What each of Keras's layers and operations gives, also in the models inside the model."""
    computed, called = {}, keras.Operation.__call__

    def noted(operation, *arguments, **options):
        computed[operation.name] = answer = called(operation, *arguments, **options)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.Operation, "__call__", noted)
        model(images, training=False)
    return {name: np.asarray(answer) for name, answer in computed.items()}


@pytest.mark.parametrize("seed", range(300))
def test_random_models_equal_keras_in_every_layer(seed, tmp_path):
    """Two of three are chains of layers, every third is a graph with joins, models inside it and arithmetic."""
    model = keras_makers.random_graph(seed) if seed % 3 == 0 else keras_makers.random_model(seed)
    network = file_reading.read(saved(model, tmp_path))
    shape = model.inputs[0].shape[1:]
    _compare(network, model, np.random.default_rng(seed).random((3, *shape)).astype(np.float32))
    same(file_reading.read(saved(model, tmp_path, "model.h5")), network)


def test_what_keras_2_computes_otherwise_is_not_read(tmp_path):
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(3, "hard_sigmoid")])
    file_reading.read(saved(model, tmp_path))
    refused(keras_makers.as_keras_2(model), "layer 'dense.*' has Keras 2's hard_sigmoid, which is not the one of Ker")


def test_functions_of_tensorflow_are_known(tmp_path):
    import tensorflow as tf

    layers = keras.layers
    front = [keras.Input((5, 5, 1)), layers.Conv2D(2, 3, activation=tf.nn.relu6), layers.Flatten()]
    model = keras.Sequential([*front, layers.Dense(4, activation=tf.nn.softmax)])
    for name in ("model.keras", "model.h5"):
        network = file_reading.read(saved(model, tmp_path, name))
        assert [layer.activation for layer in network.architecture.layers] == ["relu6", "linear", "softmax"]


def test_a_compiled_and_trained_model_is_read_too(tmp_path):
    model = small_model()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    images = np.random.default_rng(0).random((8, 12, 11, 1)).astype(np.float32)
    model.fit(images, np.arange(8) % 4, verbose=0)
    _compare(file_reading.read(saved(model, tmp_path)), model, images)


@pytest.mark.parametrize("shape", [(28, 28), (784,)])
def test_inputs_without_channels_become_pictures(shape, tmp_path):
    layers = keras.layers
    front = [layers.Flatten()] if len(shape) == 2 else []
    model = keras.Sequential([keras.Input(shape), *front, layers.Dense(5, activation="tanh"), layers.Dense(3)])
    network = file_reading.read(saved(model, tmp_path))
    assert network.architecture.input_shape == (28, 28, 1)
    assert network.architecture.names[1:] == tuple(layer.name for layer in model.layers[-2:])
    images = np.random.default_rng(0).random((4, 28, 28)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images.reshape(4, *shape)), atol=1e-5)


@pytest.mark.parametrize(("shape", "target"), [((28, 28), (28, 28, 1)), ((784,), (28, 28, 1)), ((96,), (8, 4, 3))])
def test_a_reshape_that_makes_the_picture_is_left_out(shape, target, tmp_path):
    layers = keras.layers
    model = keras.Sequential([keras.Input(shape), layers.Reshape(target), layers.Conv2D(2, 3), layers.Flatten()])
    network = file_reading.read(saved(model, tmp_path))
    assert network.architecture.names == tuple(layer.name for layer in model.layers[1:])
    images = np.random.default_rng(0).random((3, *target)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images.reshape(3, *shape)), atol=1e-5)
    for bad in ([-1, 5, 3], [2, 2], None, "x", [28, 29]):
        refused(
            remade(saved(model, tmp_path), _with(1, "target_shape", bad)),
            r"is not understood|must be pictures|no square|cannot be laid out as|must be whole numbers",
        )


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float16"])
def test_policies_with_ordinary_weights(policy, tmp_path):
    model = keras.Sequential(
        [keras.Input((7, 5, 1)), keras.layers.Conv2D(2, 3, dtype=policy), keras.layers.Flatten(dtype=policy)]
    )
    network = file_reading.read(saved(model, tmp_path))
    np.testing.assert_array_equal(network.kernel(model.layers[0].name), model.layers[0].get_weights()[0])


def test_a_functional_model_as_keras_2_notes_it(tmp_path):
    source = keras.Input((8, 8, 1), name="picture")
    model = keras.Model(source, keras.layers.Flatten(name="b")(keras.layers.Conv2D(2, 3, name="a")(source)))

    def older(config):
        config["config"].update(input_layers=[["picture", 0, 0]], output_layers=[["b", 0, 0]])
        for number, name in ((1, "picture"), (2, "a")):
            layer_of(config, number)["inbound_nodes"] = [[[name, 0, 0, {}]]]

    network = file_reading.read(remade(saved(model, tmp_path), older))
    assert network.architecture.names == ("a", "b")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('d").name; __import__("os")', "d_)_name_ __import__(_os_)"),
        ("![x](http:evil)", "__x_(http_evil)"),
        ("<img src=x onerror=alert(1)>", "_img src_x onerror_alert(1)_"),
        (":red[$x$] `y` *z* www.evil.example", "_red__x__ _y_ _z_ www_evil_example"),
        ("Faltung-1 (groß+klein)", "Faltung-1 (groß+klein)"),
    ],
)
def test_nothing_can_be_made_of_a_layers_name(name, shown, tmp_path):
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2, name="answer")])

    def renamed(config):
        layer_of(config, 2)["config"]["name"] = name

    assert file_reading.read(remade(saved(model, tmp_path), renamed)).architecture.names[-1] == shown


def test_weights_that_are_no_numbers_are_read(content):
    def spoil(file):
        file["layers/conv2d/vars/0"][0, 0, 0] = [np.nan, np.inf, -np.inf]

    network = file_reading.read(remade(content, weights=spoil))
    assert np.isnan(network.kernel("edges")).sum() == 1
    assert network.predict(np.zeros((12, 11))).shape == (1, 4)


def test_double_and_half_precision_weights(content):
    def change(file):
        for key, number in (("0", ">f8"), ("1", "<f2")):
            values = file[f"layers/dense/vars/{key}"][()]
            del file[f"layers/dense/vars/{key}"]
            file[f"layers/dense/vars/{key}"] = values.astype(number)

    network, again = file_reading.read(content), file_reading.read(remade(content, weights=change))
    np.testing.assert_array_equal(again.kernel("answer"), network.kernel("answer"))
    np.testing.assert_array_equal(again.bias("answer"), network.bias("answer").astype(np.float16))


def renamed(layer, name):
    return {**layer, "config": {**layer["config"], "name": name}}


def _with(number, key, value):
    return lambda config: layer_of(config, number)["config"].update({key: value})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_with(1, "dilation_rate", [2, 2]), r"layer 'edges' of class Conv2D: dilation_rate \(=\[2, 2\]\) is not under"),
        (_with(1, "groups", 3), r"groups \(=3\) is not understood; it must be 1"),
        (
            _with(1, "data_format", "channels_first"),
            r"channels_first'\) is not understood: .* keras.config.set_image_data_format\(\"channels_last\"\)",
        ),
        (_with(1, "activation", "mish"), "activation 'mish' is not one of linear, relu"),
        (_with(1, "activation", {"class_name": "function", "module": "os"}), "an object of class 'function'"),
        (_with(1, "filters", 10**12), r"filters \(=1000000000000\) must be a whole number from 1"),
        (_with(1, "filters", -1), r"filters \(=-1\)"),
        (_with(1, "filters", 3.0), r"filters \(=3.0\)"),
        (_with(1, "filters", "3"), r"filters \(='3'\)"),
        (_with(1, "filters", 100_000), "for one picture, more than 2000000"),
        (_with(1, "filters", 4), r"has shape \(3, 3, 1, 3\), the architecture needs \(3, 3, 1, 4\)"),
        (_with(1, "kernel_size", [3, 3, 3]), "must be two whole numbers from 1 to 64"),
        (_with(1, "kernel_size", [40, 40]), "does not fit"),
        (_with(1, "padding", "causal"), "padding 'causal' is not one of"),
        (_with(1, "strides", [0, 1]), r"strides \(=\[0, 1\]\)"),
        (_with(1, "use_bias", "yes"), r"use_bias \(='yes'\) must be true or false"),
        (_with(1, "dtype", "int8"), r"layer 'edges' has dtype 'int8'"),
        (_with(1, "dtype", {"module": "os", "class_name": "x", "config": {}}), "from module 'os'"),
        (_with(1, "name", "a/b"), r"layer name 'a/b' must be"),
        (_with(1, "name", "answer"), "is used more than once"),
        (_with(2, "pool_size", [99, 1]), r"pool_size \(=\[99, 1\]\)"),
        (_with(4, "units", 900_000), r"parameters, more than 8,000,000"),
        (_with(0, "batch_shape", [None, None, None, 1]), "is not fully known"),
        (_with(0, "batch_shape", [None, 65, 28, 1]), "must be pictures of at most 64x64 with 1 or 3 channels"),
        (_with(0, "batch_shape", [None, 28, 28, 2]), "must be pictures of at most 64x64 with 1 or 3 channels"),
        (_with(0, "batch_shape", [None, 10**9, 10**9, 1]), "must be pictures of at most 64x64"),
        (_with(0, "batch_shape", [None, 785]), "reads 785 numbers, which are no square picture up to 64"),
        (_with(0, "batch_shape", None), "is not fully known"),
        (lambda config: layer_of(config, 1).update(module="os"), "is from module 'os', not Keras's own"),
        (lambda config: layer_of(config, 1).update(module="keras_evil"), "is from module 'keras_evil'"),
        (lambda config: layer_of(config, 1).update(module=None), "is from module None"),
        (lambda config: layer_of(config, 1).update(registered_name="my>Conv2D"), "is registered as 'my>Conv2D'"),
        (lambda config: layer_of(config, 1).update(class_name="Attention"), "'edges' of class Attention is not one of"),
        (lambda config: layer_of(config, 1).update(class_name="__reduce__"), "of class __reduce__ is not one of"),
        (lambda config: layer_of(config, 1).update(class_name=["Conv2D"]), "description lacks 'class_name'"),
        (lambda config: config.update(class_name="MyModel"), "the model is of class MyModel"),
        (lambda config: config.update(module="subprocess"), "the model of class Sequential is from module 'subproc"),
        (lambda config: config["config"].update(layers={}), "description lacks 'layers'"),
        (lambda config: config["config"].update(layers=[3]), "layer name None must be"),
        (
            lambda config: config["config"]["layers"].extend([layer_of(config, 3)] * 200),
            "has 205 layers, more than 100",
        ),
        (
            lambda config: config["config"]["layers"].append(layer_of(config, 0)),
            "the model has 2 inputs; it must have one, at the beginning",
        ),
        (lambda config: config["config"].update(layers=[layer_of(config, 0)]), "needs at least one layer"),
        (
            lambda config: config["config"]["layers"].insert(2, renamed(layer_of(config, 4), "early")),
            "Dense needs a row of units",
        ),
    ],
)
def test_configurations_that_are_refused(content, change, sentence):
    refused(remade(content, change), sentence)


def test_a_lambda_is_refused_by_its_class(tmp_path):
    model = keras.Sequential([keras.Input((5, 5, 1)), keras.layers.Lambda(lambda x: x, output_shape=(5, 5, 1))])
    refused(saved(model, tmp_path), "of class Lambda is not one of Conv2D, ")


def _functional(build):
    source = keras.Input((8, 8, 1), name="picture")
    return keras.Model(source, build(source))


def test_models_that_cannot_be_read(tmp_path):
    layers = keras.layers
    convolution = layers.Conv2D(1, 3, padding="same", name="twice")
    inner = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(1, 3, padding="same")], name="inner")

    def skipping(source):
        return [layers.Conv2D(2, 3, name="one")(source), layers.Conv2D(2, 3, name="two")(source)]

    cases = {
        "the model has 2 outputs; only one can be read": skipping,
        "layer 'twice' is used 2 times; only layers that": lambda source: convolution(convolution(source)),
        "layer 'inner' is used 2 times; only layers that": lambda source: inner(inner(source)),
        "needs at least one layer": lambda source: source,
        "of class Dot is not one of": lambda source: layers.Dot(1)([source, source]),
        "axis (=1) is not understood; it must be -1": lambda source: layers.Concatenate(axis=1)([source, source]),
        "keepdims (=True) is not understood": lambda source: layers.GlobalMaxPooling2D(keepdims=True)(source),
        "axis (=1) is not understood": lambda source: layers.BatchNormalization(axis=1)(source),
        "alpha (=0.5) is not understood": lambda source: layers.ELU(0.5)(source),
    }
    for sentence, build in cases.items():
        content = saved(_functional(build), tmp_path)
        with pytest.raises(ValueError) as raised:  # noqa: PT011
            file_reading.read(content)
        assert sentence in str(raised.value)


@pytest.mark.parametrize(
    ("made", "is_read"),
    [
        (keras.layers.Resizing(8, 8), True),
        (keras.layers.Flatten(), True),
        (keras.layers.Dropout(0.5), False),
        (keras.layers.SpatialDropout2D(0.5), False),
        (keras.layers.GaussianNoise(0.5), False),
        (keras.layers.BatchNormalization(), False),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_layer_that_is_always_training_is_read_where_that_changes_nothing(tmp_path, made, is_read):
    layers = keras.layers
    options = {} if isinstance(made, layers.Resizing) else {"training": True}  # Keras itself notes it of a Resizing
    model = _functional(lambda source: layers.Dense(3)(layers.Flatten()(made(source, **options))))
    content = saved(model, tmp_path)
    if not is_read:
        return refused(content, "is called with {'training': True}")
    images = np.random.default_rng(0).random((5, 8, 8, 1), np.float32)
    _compare(file_reading.read(content), model, images)


def test_functional_nodes_that_lie(tmp_path):
    layers = keras.layers
    content = saved(
        _functional(lambda source: layers.Flatten(name="b")(layers.Conv2D(2, 3, name="a")(source))), tmp_path
    )
    file_reading.read(content)

    def node(config):
        return layer_of(config, 2)["inbound_nodes"][0]

    def reads(*names):
        return lambda config: node(config)["args"][0]["config"].update(keras_history=[*names, 0, 0])

    refused(remade(content, reads("picture")), "layer 'a' is not on the way from the model's input to its output")
    for astray in ("b", "c", "input"):
        refused(remade(content, reads(astray)), "layer 'b' reads what is not worked out before it")
    for nobody in (3, ""):
        refused(remade(content, reads(nobody)), "layer 'b' does not simply read other layers")
    refused(remade(content, lambda config: node(config)["kwargs"].update(mask=1)), "masks and the like")
    refused(remade(content, lambda config: node(config).update(args=[[]])), "does not simply read")
    for odd in ([], [3], [[]], [["a", 0, 1, {}]], [["a", 0, 0, {"mask": 1}]], [["a", 0, 0], ["a", 0, 1]], "a", None):

        def change(config, odd=odd):
            layer_of(config, 2)["inbound_nodes"] = [odd]

        refused(remade(content, change), "layer 'b' does not simply read other layers")
    twice = remade(content, lambda config: layer_of(config, 2).update(inbound_nodes=[[["a", 0, 0], ["a", 0, 0]]]))
    refused(twice, "a Flatten layer reads one layer, not 2")
    for output, sentence in (("a", "layer 'b' is not on the way"), ("c", "the model's output is none of its layers")):
        refused(remade(content, lambda config, at=output: config["config"].update(output_layers=[at, 0, 0])), sentence)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", "1e999", "9" * 4000, "9" * 5000, "true", "null", "[]"])
@pytest.mark.parametrize(("layer", "key"), [(1, "filters"), (2, "pool_size"), (3, "rate"), (4, "scale")])
def test_strange_numbers(content, number, layer, key):
    def change(config):
        kind = {"rate": "Dropout", "scale": "Rescaling"}.get(key, layer_of(config, layer)["class_name"])
        layer_of(config, layer).update(class_name=kind)
        layer_of(config, layer)["config"][key] = "here"

    changed = remade(content, change)
    text = entry(changed, "config.json").replace(b'"here"', number.encode())
    refused(remade(changed, config_json=text), rf"{key} \(=|config.json is not JSON")


def mobile_net():
    """As MobileNetV2's blocks are built in Keras: padded by hand where they stride, ReLU6, a residual sum, a pool."""
    layers = keras.layers
    source = keras.Input((32, 32, 3))
    tensor = layers.Conv2D(5, 3, 2, "valid", use_bias=False)(layers.ZeroPadding2D(((0, 1), (0, 1)))(source))
    tensor = layers.ReLU(6.0)(layers.BatchNormalization(epsilon=1e-3, momentum=0.999)(tensor))
    for stride in (2, 1):
        block = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(11, 1, use_bias=False)(tensor)))
        block = layers.ZeroPadding2D(((0, 1), (0, 1)))(block) if stride == 2 else block
        padding = "valid" if stride == 2 else "same"
        block = layers.DepthwiseConv2D(3, stride, padding, use_bias=False)(block)
        block = layers.ReLU(6.0)(layers.BatchNormalization()(block))
        block = layers.BatchNormalization()(layers.Conv2D(5, 1, use_bias=False)(block))
        tensor = layers.Add()([tensor, block]) if stride == 1 else block
    tensor = layers.Dropout(0.2)(layers.GlobalAveragePooling2D()(tensor))
    return randomised(keras.Model(source, layers.Dense(10, "softmax")(tensor)), np.random.default_rng(5))


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_a_mobile_net_in_colour(tmp_path, name):
    model, images = mobile_net(), np.random.default_rng(6).random((3, 32, 32, 3)).astype(np.float32)
    network = file_reading.read(saved(model, tmp_path, name))
    activations, layers = network.activations(images), {layer.name: layer for layer in model.layers}
    read = [layers[name].output for name in network.architecture.names]
    expected = keras.Model(model.inputs, read)(images, training=False)
    for layer, wanted in zip(network.architecture.names, expected, strict=True):
        np.testing.assert_allclose(activations[layer], wanted, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.SpatialDropout2D(0.4),
        keras.layers.GaussianNoise(0.4),
        keras.layers.GaussianDropout(0.4),
        keras.layers.AlphaDropout(0.4),
        keras.layers.ActivityRegularization(0.1),
        keras.layers.RandomFlip(),
        keras.layers.RandomZoom(0.2),
        keras.layers.RandomContrast(0.2),
    ],
    ids=lambda layer: layer.name,
)
def test_what_only_acts_while_learning_changes_nothing(tmp_path, layer):
    model = keras.Sequential([keras.Input((8, 7, 1)), layer, keras.layers.Flatten(), keras.layers.Dense(3)])
    images = np.random.default_rng(0).random((5, 8, 7, 1)).astype(np.float32)
    _compare(file_reading.read(saved(model, tmp_path)), model, images)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: keras.layers.LayerNormalization(axis=1), r"axis \(=\[1\]\) is not understood"),
        (lambda: keras.layers.LayerNormalization(rms_scaling=True), r"rms_scaling \(=True\) is not understood"),
        (lambda: keras.layers.GroupNormalization(2, axis=1), r"axis \(=1\) is not understood"),
        (lambda: keras.layers.UpSampling2D(2, interpolation="bicubic"), r"interpolation \(='bicubic'\) is not"),
        (lambda: keras.layers.Reshape((8, 8)), "64 numbers|8 x 8 x 1 numbers cannot be laid out as 8 x 8"),
        (lambda: keras.layers.ZeroPadding2D(65), r"padding \(=\[\[65, 65\], \[65, 65\]\]\) must be whole numbers"),
        (lambda: keras.layers.ZeroPadding2D(1, data_format="channels_first"), r"data_format \(='channels_first'\)"),
    ],
)
def test_settings_of_the_newer_kinds_that_are_refused(tmp_path, made, sentence):
    refused(saved(_functional(lambda source: made()(source)), tmp_path), sentence)


@pytest.mark.parametrize(
    ("made", "shape"),
    [
        (lambda: keras.layers.LayerNormalization(center=False, epsilon=1e-5), (7, 5, 3)),
        (lambda: keras.layers.LayerNormalization(scale=False), (7, 5, 3)),
        (lambda: keras.layers.GroupNormalization(-1, scale=False), (7, 5, 3)),
        (lambda: keras.layers.GroupNormalization(3, center=False, epsilon=0.01), (7, 5, 3)),
        (lambda: keras.layers.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 3.0]), (7, 5, 3)),
        (lambda: keras.layers.Normalization(mean=0.5, variance=0.0), (7, 5, 3)),
        (lambda: keras.layers.Reshape((-1, 3, 5)), (7, 5, 3)),
        (lambda: keras.layers.Reshape((105,)), (7, 5, 3)),
        (lambda: keras.layers.Conv2DTranspose(2, 3, 2, "same", use_bias=False), (7, 5, 3)),
    ],
)
@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_settings_of_the_newer_kinds_that_are_read(tmp_path, made, shape, name):
    layers = keras.layers
    model = keras.Sequential([keras.Input(shape), made(), layers.Flatten(), layers.Dense(3)])
    model = randomised(model, np.random.default_rng(3))
    images = np.random.default_rng(0).random((5, *shape)).astype(np.float32)
    network = file_reading.read(saved(model, tmp_path, name))
    *_, (_, _, answer) = network.steps(images)
    np.testing.assert_allclose(answer, model(images), atol=1e-4, rtol=1e-4)


def test_a_flat_input_that_is_scaled_and_laid_out(tmp_path):
    layers = keras.layers
    source = keras.Input((49,))
    tensor = layers.Conv2D(2, 3)(layers.Reshape((7, 7, 1))(source / 255.0))
    model = keras.Model(source, layers.Dense(3)(layers.Flatten()(tensor)))
    network = file_reading.read(saved(model, tmp_path))
    images = np.random.default_rng(0).random((5, 7, 7, 1)).astype(np.float32)
    assert network.architecture.input_shape == (7, 7, 1)
    *_, (_, _, answer) = network.steps(images)
    np.testing.assert_allclose(answer, model(images.reshape(5, 49)), atol=1e-5)


@pytest.mark.parametrize("file", ["model.keras", "model.h5"])
def test_names_that_become_one_are_told_apart(tmp_path, file):
    layers = keras.layers
    names = ("conv.1", "conv:1", "\U0001f431", "\U0001f436")
    model = keras.Sequential([keras.Input((9, 9, 1)), *(layers.Conv2D(2, 2, name=name) for name in names)])
    model.add(layers.Flatten())
    network = file_reading.read(saved(model, tmp_path, file))
    assert network.architecture.names[:4] == ("conv_1", "conv_1_", "_", "__")
    images = np.random.default_rng(0).random((3, 9, 9, 1)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images), atol=1e-5)


@pytest.mark.parametrize("named_output", [True, False])
def test_ends_with_names_are_ends(tmp_path, named_output):
    source = keras.Input((6, 5, 1), name="image")
    answer = keras.layers.Dense(3)(keras.layers.Flatten()(source))
    model = keras.Model({"image": source}, {"digit": answer} if named_output else answer)
    network = file_reading.read(saved(model, tmp_path))
    images = np.random.default_rng(0).random((3, 6, 5, 1)).astype(np.float32)
    given = model({"image": images})
    np.testing.assert_allclose(network.predict(images), given["digit"] if named_output else given, atol=1e-5)


@pytest.mark.parametrize("file", ["model.keras", "model.h5"])
def test_weights_in_bfloat16_are_read(tmp_path, file):
    layers = keras.layers
    made = [layers.Conv2D(2, 3, dtype="bfloat16"), layers.Flatten(dtype="bfloat16"), layers.Dense(3, dtype="bfloat16")]
    model = keras.Sequential([keras.Input((7, 5, 1)), *made])
    network = file_reading.read(saved(model, tmp_path, file))
    for layer in (made[0], made[2]):
        np.testing.assert_array_equal(network.kernel(layer.name), layer.get_weights()[0].astype(np.float32))
        assert network.kernel(layer.name).any()


def test_noise_before_a_picture_without_channels_is_left_out(tmp_path):
    layers = keras.layers
    model = keras.Sequential([keras.Input((9, 9)), layers.GaussianNoise(0.1), layers.Flatten(), layers.Dense(3)])
    network = file_reading.read(saved(model, tmp_path))
    images = np.random.default_rng(0).random((3, 9, 9)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images), atol=1e-5)
