"""Every file that Keras wrote a whole model into, and every other one, which is refused by what it is."""

import io
import json
import os
import pickle

import h5py
import keras
import numpy as np
import pytest

from core.keras_io import containers, file_reading, file_writing, live_models, rebuild_script
from tests.core import keras_makers
from tests.core.keras_io.conftest import layer_of, refused, same
from tests.core.keras_makers import entry, remade, saved, small_model, zipped


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("bare", [False, True])
def test_hdf5_of_keras_2(seed, bare, tmp_path):
    functional = keras_makers.random_model(seed)
    layers = [layer for layer in functional.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(functional.inputs[0].shape[1:]), *layers])
    if any(layer.get_config().get("activation") == "hard_sigmoid" for layer in layers):
        return refused(keras_makers.as_keras_2(model, bare), "has Keras 2's hard_sigmoid")
    same(file_reading.read(keras_makers.as_keras_2(model, bare)), file_reading.read(saved(model, tmp_path)))


def _frozen(*layers):
    for layer in layers:
        layer.trainable = False
    return layers


def _convolution(name=None):
    return keras.layers.Conv2D(4, 3, padding="same", activation="relu", name=name)


INSIDE = {
    "a frozen one between": lambda: [_convolution(), *_frozen(_convolution()), _convolution()],
    "normalization between": lambda: [_convolution(), keras.layers.BatchNormalization(), _convolution()],
    "all are frozen": lambda: _frozen(_convolution(), keras.layers.BatchNormalization(), _convolution()),
    "frozen normalization": lambda: [_convolution(), *_frozen(keras.layers.BatchNormalization()), _convolution()],
}


@pytest.mark.parametrize("make", INSIDE.values(), ids=INSIDE)
@pytest.mark.parametrize("ending", ["h5", "keras"])
def test_a_model_inside_keeps_its_weights_whatever_learns(make, ending, tmp_path):
    """HDF5 lists what learns first: the order of the layers is another."""
    size = (9, 7, 4)
    deeper = keras.Sequential([keras.Input(size), *make(), _convolution("same_name")], name="deeper")
    inner = keras.Sequential([keras.Input(size), _convolution("same_name"), deeper, *make()], name="inner")
    outer = [keras.Input((9, 7, 1)), keras.layers.Conv2D(4, 1), inner, keras.layers.Flatten(), keras.layers.Dense(3)]
    model = keras_makers.randomised(keras.Sequential(outer), np.random.default_rng(5))
    image = np.random.default_rng(6).integers(0, 256, (2, 9, 7)).astype(np.uint8)
    ours = file_reading.read(saved(model, tmp_path, f"model.{ending}")).predict(image)
    np.testing.assert_allclose(ours, model.predict(image[..., None] / np.float32(255), verbose=0), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["input", "input_layer", "input_"])
def test_a_layer_may_be_called_as_the_picture_is(name, tmp_path):
    front = [
        keras.Input((9, 7, 1)),
        keras.layers.Conv2D(2, 3, name=name),
        keras.layers.Conv2D(2, 3, name="input_layer_"),
    ]
    model = keras.Sequential([*front, keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")])
    network = file_reading.read(saved(model, tmp_path))
    assert not {"input", "input_layer"} & set(network.architecture.names)
    same(file_reading.read(file_writing.write(network)), network)
    live_models.to_keras(network)
    made = {}
    exec(rebuild_script.built(network.architecture), {"keras": keras, "layers": keras.layers}, made)
    assert [layer.name for layer in made["model"].layers] == list(network.architecture.names)


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

    same(file_reading.read(remade(content, weights=twice)), file_reading.read(content))


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


class Malice:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_pickles_are_never_opened(content, tmp_path):
    malice = pickle.dumps(Malice(str(tmp_path / "owned")))
    refused(malice, r"seems to be a Python pickle, not a .keras file; .* model.save\(\"mine.keras\"\)")
    refused(zipped({"archive/data.pkl": malice, "archive/version": b"3"}), "seems to be a PyTorch file")
    refused(remade(content, config_json=malice), r"config.json is not JSON")
    refused(remade(content, model_weights_h5=malice), "the weights file is damaged or cut off")
    file_reading.read(remade(content, assets_pkl=malice))
    assert list(tmp_path.iterdir()) == []


def test_what_other_files_seem_to_be(content, tmp_path):
    small_model().save_weights(tmp_path / "my.weights.h5")
    refused((tmp_path / "my.weights.h5").read_bytes(), "this file holds weights without the model that they belong to")
    with h5py.File(tmp_path / "photos.h5", "w") as file:
        file["images"] = np.zeros((3, 28, 28))
    refused((tmp_path / "photos.h5").read_bytes(), 'this HDF5 file holds no Keras model; .* model.save."mine.keras".')
    refused(b"hello", "seems to be a plain text")
    refused(b"", "seems to be an empty file")
    refused(zipped({"m/saved_model.pb": b"", "m/variables/index": b""}), "seems to be a TensorFlow SavedModel")
    refused(zipped({"readme.txt": b""}), r"has no config.json, so it is not a .keras file")
    refused(remade(content, model_weights_h5=None), r"has no model.weights.h5")
    refused(remade(content, config_json=b"{"), r"config.json is not JSON")
    refused(remade(content, config_json=b"[" * 100_000), r"config.json is not JSON, or nested too deeply")
    refused(remade(content, config_json=b" " * (5 << 20)), r"config.json has more than 4 MB|unpack")


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
        refused(keras_makers.remade_hdf5(content, file=change), sentence)
    refused(keras_makers.remade_hdf5(content, lambda config: layer_of(config, 1).update(class_name="Lambda")), "Lambda")
    for keep in range(0, len(content), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|empty file"):
            file_reading.read(content[:keep])


def _replaced(path, make):
    """The dataset is taken away and `make(file, path)` puts something else there."""

    def change(file):
        del file[path]
        make(file, path)

    return change


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
    refused(remade(content, weights=_replaced(KERNEL, make)), sentence)


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
        refused(remade(content, weights=_replaced(KERNEL, make)), sentence)
    assert {path.name for path in tmp_path.iterdir()} == {"secret.h5", "raw"}


def test_cut_off_at_every_kilobyte(content):
    for keep in range(0, len(content), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|empty file"):
            file_reading.read(content[:keep])
    weights = entry(content, containers.WEIGHTS)
    for keep in range(0, len(weights), 1024):
        with pytest.raises(ValueError, match=r"damaged or cut off|has no 'layers"):
            file_reading.read(remade(content, model_weights_h5=weights[:keep]))


SUBCLASSED = {"class_name": "MyModel", "module": "mine", "registered_name": "mine>MyModel", "config": {}}


def weightless():
    file = io.BytesIO()
    h5py.File(file, "w").close()
    return file.getvalue()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (b"\x08\x08\x12\x07pytorch\x1a\x052.1.0" + bytes(50), "this seems to be an ONNX model, not a .keras file"),
        (b"\x08\x01\x12\xb0\x7f\n\xc3\x10" + bytes(50), "the saved_model.pb of a TensorFlow SavedModel, not a .keras"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(50), "this seems to be a TensorFlow Lite model, not a .keras file"),
        (b'{"format": "layers-model", "modelTopology": {}}', "this seems to be the model.json of TensorFlow.js"),
        (zipped({"keras_model.h5": b"", "labels.txt": b"0 A"}), "what Teachable Machine exports.* keras_model.h5 out"),
        (zipped({"model.json": b"{}", "weights.bin": b""}), "Teachable Machine or TensorFlow.js .*choose Tensorflow"),
        (
            zipped({"config.json": json.dumps(SUBCLASSED), "model.weights.h5": weightless()}),
            r"of class MyModel; .* keras.Model\(x, model.call\(x\)\).save\(\"mine.keras\"\)",
        ),
    ],
)
def test_each_file_that_is_not_read_is_named_with_the_way_out(other, said):
    refused(other, said)


def test_a_group_whose_name_is_no_text_is_passed_over(content):
    """h5py gives the name as bytes."""
    changed = remade(content, weights=lambda file: file["layers"].create_group(b"conv2d\xff"))
    same(file_reading.read(changed), file_reading.read(content))
