"""Strangers' networks, `.keras` and HDF5: what is read equals Keras, and every attack ends in one sentence."""

import json
import os
import pickle
import tracemalloc

import h5py
import keras
import numpy as np
import pytest

from core.keras_io import containers, file_reading
from core.networks.layers.dropout import AUGMENTATION, NOISE
from tests.core import keras_makers
from tests.core.keras_makers import entry, remade, saved, small_model, zipped


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return saved(small_model(), tmp_path_factory.mktemp("keras"))


def _refused(content, sentence):
    """Refused in one sentence, with no memory to speak of."""
    tracemalloc.start()
    with pytest.raises(ValueError, match=sentence) as raised:
        file_reading.read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 500
    assert peak < 4 * len(content) + 30_000_000


def _layer(config, number):
    return config["config"]["layers"][number]


def _compare(network, model, images):
    names = [layer.name for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    expected = keras.Model(model.inputs[0], [model.get_layer(name).output for name in names])(images, training=False)
    expected = dict(zip(names, expected if isinstance(expected, list | tuple) else [expected], strict=True))
    ours = network.activations(images)
    idle = {layer.name for layer in model.layers if type(layer).__name__ in (*NOISE, *AUGMENTATION)}
    assert not idle & set(ours)
    for name in expected.keys() - idle:
        theirs = np.asarray(expected[name])
        scale = max(np.abs(theirs).max(), 0.01)  # Keras's own elu of -1e-4 is wrong by 6e-8
        np.testing.assert_allclose(ours[name], theirs, rtol=0, atol=1e-5 * scale, err_msg=name)


@pytest.mark.parametrize("seed", range(200))
def test_random_models_equal_keras_in_every_layer(seed, tmp_path):
    model = keras_makers.random_model(seed)
    network = file_reading.read(saved(model, tmp_path))
    shape = model.inputs[0].shape[1:]
    _compare(network, model, np.random.default_rng(seed).random((3, *shape)).astype(np.float32))
    _same(file_reading.read(saved(model, tmp_path, "model.h5")), network)


def _same(network, other):
    assert network.architecture == other.architecture
    assert network.weights.keys() == other.weights.keys()
    for key, array in network.weights.items():
        np.testing.assert_array_equal(array, other.weights[key])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("bare", [False, True])
def test_hdf5_of_keras_2(seed, bare, tmp_path):
    functional = keras_makers.random_model(seed)
    layers = [layer for layer in functional.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(functional.inputs[0].shape[1:]), *layers])
    if any(layer.get_config().get("activation") == "hard_sigmoid" for layer in layers):
        return _refused(keras_makers.as_keras_2(model, bare), "has Keras 2's hard_sigmoid")
    _same(file_reading.read(keras_makers.as_keras_2(model, bare)), file_reading.read(saved(model, tmp_path)))


def test_what_keras_2_computes_otherwise_is_not_read(tmp_path):
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(3, "hard_sigmoid")])
    file_reading.read(saved(model, tmp_path))
    _refused(keras_makers.as_keras_2(model), "layer 'dense.*' has Keras 2's hard_sigmoid, which is not the one of Ker")


def test_keras_2_12_counts_a_layer_twice(tmp_path):
    layers = keras.layers
    front = [keras.Input((9, 8, 1)), layers.Conv2D(2, 3), layers.ReLU(), layers.Conv2D(3, 3), layers.Flatten()]
    model = keras_makers.randomised(
        keras.Sequential([*front, layers.Dense(4), layers.Dense(5), layers.Dense(6)]), np.random.default_rng(2)
    )
    content = saved(model, tmp_path)

    def twice(file):
        file.move("layers", "_layer_checkpoint_dependencies")
        folder = file["_layer_checkpoint_dependencies"]
        for name in ("dense_2", "dense_1", "conv2d_1"):
            kind, number = name.split("_")
            folder.move(name, f"{kind}_{2 * int(number)}")
            folder.create_group(f"{kind}_{2 * int(number) - 1}/vars")

    _same(file_reading.read(remade(content, weights=twice)), file_reading.read(content))


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
    for bad in ([-1, 4, 3], [14, 56, 1], [2, 2], None, "x", [28, 28]):
        if bad != [14, 56, 1] or shape != (784,):
            _refused(
                remade(saved(model, tmp_path), _with(1, "target_shape", bad)),
                r"is not understood|must be pictures|no square",
            )


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float16"])
def test_policies_with_ordinary_weights(policy, tmp_path):
    model = keras.Sequential(
        [keras.Input((7, 5, 1)), keras.layers.Conv2D(2, 3, dtype=policy), keras.layers.Flatten(dtype=policy)]
    )
    network = file_reading.read(saved(model, tmp_path))
    np.testing.assert_array_equal(network.kernel(model.layers[0].name), model.layers[0].get_weights()[0])


def test_the_layout_of_keras_2(content):
    def older(config):
        layers = config["config"]["layers"]
        layers[0]["config"]["batch_input_shape"] = layers[0]["config"].pop("batch_shape")
        for layer in layers:
            layer["config"]["dtype"] = "float32"

    def moved(file):
        file.move("layers", "_layer_checkpoint_dependencies")

    again, network = file_reading.read(remade(content, older, moved)), file_reading.read(content)
    np.testing.assert_array_equal(again.kernel("edges"), network.kernel("edges"))


def test_a_functional_model_as_keras_2_notes_it(tmp_path):
    source = keras.Input((8, 8, 1), name="picture")
    model = keras.Model(source, keras.layers.Flatten(name="b")(keras.layers.Conv2D(2, 3, name="a")(source)))

    def older(config):
        config["config"].update(input_layers=[["picture", 0, 0]], output_layers=[["b", 0, 0]])
        for number, name in ((1, "picture"), (2, "a")):
            _layer(config, number)["inbound_nodes"] = [[[name, 0, 0, {}]]]

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
        _layer(config, 2)["config"]["name"] = name

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


class Malice:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_pickles_are_never_opened(content, tmp_path):
    malice = pickle.dumps(Malice(str(tmp_path / "owned")))
    _refused(malice, r"seems to be a Python pickle, not a .keras file; .* model.save\(\"mine.keras\"\)")
    _refused(zipped({"archive/data.pkl": malice, "archive/version": b"3"}), "seems to be a PyTorch file")
    _refused(remade(content, config_json=malice), r"config.json is not JSON")
    _refused(remade(content, model_weights_h5=malice), "the weights file is damaged or cut off")
    file_reading.read(remade(content, assets_pkl=malice))
    assert list(tmp_path.iterdir()) == []


def test_what_other_files_seem_to_be(content, tmp_path):
    small_model().save_weights(tmp_path / "my.weights.h5")
    _refused((tmp_path / "my.weights.h5").read_bytes(), "this file holds weights without the model that they belong to")
    with h5py.File(tmp_path / "photos.h5", "w") as file:
        file["images"] = np.zeros((3, 28, 28))
    _refused((tmp_path / "photos.h5").read_bytes(), 'this HDF5 file holds no Keras model; .* model.save."mine.keras".')
    _refused(b"hello", "seems to be a plain text")
    _refused(b"", "seems to be an empty file")
    _refused(zipped({"m/saved_model.pb": b"", "m/variables/index": b""}), "seems to be a TensorFlow SavedModel")
    _refused(zipped({"readme.txt": b""}), r"has no config.json, so it is not a .keras file")
    _refused(remade(content, model_weights_h5=None), r"has no model.weights.h5")
    _refused(remade(content, config_json=b"{"), r"config.json is not JSON")
    _refused(remade(content, config_json=b"[" * 100_000), r"config.json is not JSON, or nested too deeply")
    _refused(remade(content, config_json=b" " * (5 << 20)), r"config.json has more than 4 MB|unpack")


def _with(number, key, value):
    return lambda config: _layer(config, number)["config"].update({key: value})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_with(1, "dilation_rate", [2, 2]), r"layer 'edges' of class Conv2D: dilation_rate \(=\[2, 2\]\) is not under"),
        (_with(1, "groups", 3), r"groups \(=3\) is not understood; it must be 1"),
        (_with(1, "data_format", "channels_first"), r"data_format \(='channels_first'\) is not understood"),
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
        (lambda config: _layer(config, 1).update(module="os"), "is from module 'os', not Keras's own"),
        (lambda config: _layer(config, 1).update(module="keras_evil"), "is from module 'keras_evil'"),
        (lambda config: _layer(config, 1).update(module=None), "is from module None"),
        (lambda config: _layer(config, 1).update(registered_name="my>Conv2D"), "is registered as 'my>Conv2D'"),
        (lambda config: _layer(config, 1).update(class_name="Attention"), "'edges' of class Attention is not one of"),
        (lambda config: _layer(config, 1).update(class_name="__reduce__"), "of class __reduce__ is not one of"),
        (lambda config: _layer(config, 1).update(class_name=["Conv2D"]), "description lacks 'class_name'"),
        (lambda config: config.update(class_name="MyModel"), "the model is of class MyModel"),
        (lambda config: config.update(module="subprocess"), "the model of class Sequential is from module 'subproc"),
        (lambda config: config["config"].update(layers={}), "description lacks 'layers'"),
        (lambda config: config["config"].update(layers=[3]), "layer name None must be"),
        (lambda config: config["config"]["layers"].extend([_layer(config, 3)] * 200), "has 205 layers, more than 100"),
        (lambda config: config["config"]["layers"].append(_layer(config, 0)), "the model has 2 inputs in its chain"),
        (lambda config: config["config"].update(layers=[_layer(config, 0)]), "needs at least one layer"),
        (lambda config: config["config"]["layers"].insert(2, _layer(config, 4)), "Dense needs a row of units"),
    ],
)
def test_configurations_that_are_refused(content, change, sentence):
    _refused(remade(content, change), sentence)


def test_a_lambda_is_refused_by_its_class(tmp_path):
    model = keras.Sequential([keras.Input((5, 5, 1)), keras.layers.Lambda(lambda x: x, output_shape=(5, 5, 1))])
    _refused(saved(model, tmp_path), "of class Lambda is not one of Conv2D, ")


def _functional(build):
    source = keras.Input((8, 8, 1), name="picture")
    return keras.Model(source, build(source))


def test_models_that_are_no_chain(tmp_path):
    layers = keras.layers
    convolution = layers.Conv2D(1, 3, padding="same", name="twice")

    def branching(source):
        return layers.Add()([layers.Conv2D(2, 3)(source), layers.Conv2D(2, 3)(source)])

    def skipping(source):
        return [layers.Conv2D(2, 3, name="one")(source), layers.Conv2D(2, 3, name="two")(source)]

    cases = {
        "is not one of Conv2D": branching,
        "the model has 2 outputs; only one can be read": skipping,
        "layer 'twice' is used 2 times; only a single chain": lambda source: convolution(convolution(source)),
        "layer 'inner' is a whole model inside the model": lambda source: keras.Sequential(
            [layers.Conv2D(2, 3), layers.Flatten()], name="inner"
        )(source),
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
        return _refused(content, "is called with {'training': True}")
    images = np.random.default_rng(0).random((5, 8, 8, 1), np.float32)
    _compare(file_reading.read(content), model, images)


def test_functional_nodes_that_lie(tmp_path):
    layers = keras.layers
    content = saved(
        _functional(lambda source: layers.Flatten(name="b")(layers.Conv2D(2, 3, name="a")(source))), tmp_path
    )
    file_reading.read(content)

    def node(config):
        return _layer(config, 2)["inbound_nodes"][0]

    _refused(
        remade(content, lambda config: node(config)["args"][0]["config"].update(keras_history=["picture", 0, 0])),
        "layer 'b' does not simply follow layer 'a'",
    )
    _refused(remade(content, lambda config: node(config)["kwargs"].update(mask=1)), "masks and the like")
    _refused(remade(content, lambda config: node(config).update(args=[[]])), "does not simply follow")
    for odd in ([], [3], [[]], [["a", 0, 1, {}]], [["a", 0, 0, {"mask": 1}]], [["a", 0, 0], ["a", 0, 0]], "a", None):

        def change(config, odd=odd):
            _layer(config, 2)["inbound_nodes"] = [odd]

        _refused(remade(content, change), "layer 'b' does not simply follow layer 'a'")
    _refused(remade(content, lambda config: config["config"].update(output_layers=["a", 0, 0])), "are not one chain")


def _replaced(path, make):
    """The dataset is taken away and `make(file, path)` puts something else there."""

    def change(file):
        del file[path]
        make(file, path)

    return change


def test_hdf5_that_is_refused(tmp_path):
    content = saved(small_model(), tmp_path, "small.h5")
    edges = "model_weights/edges"

    def named(*names):
        return lambda file: file[edges].attrs.__setitem__("weight_names", list(names))

    def moved(link):
        def change(file):
            del file[edges]
            file[edges] = link

        return change

    def attribute(name, value):
        return lambda file: file.attrs.__setitem__(name, value)

    def huge(file):
        del file.attrs["model_config"]
        file.attrs.create("model_config", np.full(2000, b"x"))

    for change, sentence in (
        (named("sequential/edges/kernel"), "layer 'edges' has 1 arrays in the file; 2 are needed"),
        (named("a", "b"), "the weights file has no 'model_weights/edges/a'"),
        (named("../../../x", "b"), "the weights file has no"),
        (lambda file: file[edges].attrs.__delitem__("weight_names"), "layer 'edges' has 0 arrays in the file; 2 are n"),
        (lambda file: file[edges].attrs.__setitem__("weight_names", [1.5, 2]), "layer 'edges' has 0 arrays"),
        (lambda file: file.__delitem__(edges), "the weights file has no 'model_weights/edges'"),
        (moved(h5py.SoftLink("/model_weights/answer")), "is a soft link; none is followed"),
        (moved(h5py.ExternalLink("/etc/passwd", "/")), "is a link to another file; none is followed"),
        (moved(np.zeros(3)), "'model_weights/edges' in the weights file is not a group"),
        (attribute("model_config", "{"), "model_config is not JSON, or nested too deeply"),
        (attribute("model_config", "[" * 50_000), "model_config is not JSON, or nested too deeply"),
        (attribute("model_config", 3), "this HDF5 file holds no Keras model"),
        (huge, "this HDF5 file holds no Keras model"),
        (attribute("model_config", json.dumps({"class_name": "Mine"})), "the model is of class Mine"),
    ):
        _refused(keras_makers.remade_hdf5(content, file=change), sentence)
    _refused(keras_makers.remade_hdf5(content, lambda config: _layer(config, 1).update(class_name="Lambda")), "Lambda")
    for keep in range(0, len(content), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|empty file"):
            file_reading.read(content[:keep])


KERNEL = "layers/conv2d/vars/0"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda file, path: None, f"the weights file has no '{KERNEL}'"),
        (lambda file, path: file.create_group(path), "is not an array"),
        (lambda file, path: file.create_dataset(path, data=np.zeros((3, 3, 3, 1))), "has shape"),
        (lambda file, path: file.create_dataset(path, (10**5, 10**5), "f4"), r"has shape \(100000, 100000\)"),
        (lambda file, path: file.create_dataset(path, data=h5py.Empty("f4")), "has shape None"),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "i4"), "holds int32, not floating-point numbers"),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "S9"), "not floating-point numbers"),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "c16"), "not floating-point numbers"),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), h5py.string_dtype()), "not floating-point numbers"),
        (
            lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "f4"),
            "was never written: there are no numbers in",
        ),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "f4", compression="gzip"), "is compressed or in"),
        (lambda file, path: file.create_dataset(path, (3, 3, 1, 3), "f4", chunks=True), "is compressed or in chunks"),
        (lambda file, path: file.__setitem__(path, h5py.SoftLink("/layers/dense/vars/0")), "is a soft link"),
    ],
)
def test_arrays_that_are_refused(content, make, sentence):
    _refused(remade(content, weights=_replaced(KERNEL, make)), sentence)


def test_links_and_bytes_outside_the_file(content, tmp_path):
    """Even where what they lead to would fit."""
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["kernel"] = np.ones((3, 3, 1, 3), np.float32)
    (tmp_path / "raw").write_bytes(np.ones(27, np.float32).tobytes())

    def external(file, path):
        file[path] = h5py.ExternalLink(str(secret), "/kernel")

    def elsewhere(file, path):
        made = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        made.set_external(str(tmp_path / "raw").encode(), 0, 108)
        space = h5py.h5s.create_simple((3, 3, 1, 3))
        h5py.h5d.create(file["layers/conv2d/vars"].id, b"0", h5py.h5t.IEEE_F32LE, space, made)

    def virtual(file, path):
        layout = h5py.VirtualLayout((3, 3, 1, 3), "f4")
        layout[:] = h5py.VirtualSource(str(secret), "kernel", (3, 3, 1, 3))
        file.create_virtual_dataset(path, layout)

    def group_link(file, path):
        del file["layers/conv2d"]
        file["layers/conv2d"] = h5py.ExternalLink(str(secret), "/")

    for make, sentence in (
        (external, "is a link to another file; none is followed"),
        (elsewhere, "takes its numbers from another file; none is opened"),
        (virtual, "takes its numbers from another file; none is opened"),
        (group_link, "is a link to another file; none is followed"),
    ):
        _refused(remade(content, weights=_replaced(KERNEL, make)), sentence)
    assert {path.name for path in tmp_path.iterdir()} == {"secret.h5", "raw"}


def test_cut_off_at_every_kilobyte(content):
    for keep in range(0, len(content), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|empty file"):
            file_reading.read(content[:keep])
    weights = entry(content, containers.WEIGHTS)
    for keep in range(0, len(weights), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|has no 'layers"):
            file_reading.read(remade(content, model_weights_h5=weights[:keep]))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999", "1e999", "9" * 4000, "9" * 5000, "true", "null", "[]"])
@pytest.mark.parametrize(("layer", "key"), [(1, "filters"), (2, "pool_size"), (3, "rate"), (4, "scale")])
def test_strange_numbers(content, number, layer, key):
    def change(config):
        kind = {"rate": "Dropout", "scale": "Rescaling"}.get(key, _layer(config, layer)["class_name"])
        _layer(config, layer).update(class_name=kind)
        _layer(config, layer)["config"][key] = "here"

    changed = remade(content, change)
    text = entry(changed, "config.json").replace(b'"here"', number.encode())
    _refused(remade(changed, config_json=text), rf"{key} \(=|config.json is not JSON")
