"""Real files of Keras: written by Keras, of random models, or taken apart and put together with a change."""

import io
import json
import zipfile

import h5py
import keras
import numpy as np

from core.networks.layers.functions import ACTIVATIONS

BENDING = [name for name in ACTIVATIONS if name not in ("softmax", "exponential")]


def saved(model, folder, name="model.keras"):
    """The bytes that Keras writes into a file of this name."""
    path = folder / name
    model.save(path)
    return path.read_bytes()


def small_model():
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((12, 11, 1)),
            layers.Conv2D(3, 3, activation="relu", name="edges"),
            layers.MaxPooling2D(name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(4, activation="softmax", name="answer"),
        ]
    )
    return randomised(model, np.random.default_rng(7))


def randomised(model, random):
    """The model with weights of which none is zero, and no variance below a half."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            randomised(layer, random)
            continue
        for variable in layer.weights:
            values = random.normal(0, 0.3, variable.shape)
            if "variance" in variable.name:
                values = random.uniform(0.5, 2, variable.shape)
            if variable.dtype.startswith("float"):
                variable.assign(values)
        if isinstance(layer, LAYERS.Normalization):
            layer.finalize_state()
    return model


def random_model(seed):
    """A Sequential or Functional of any layers that can be read, with names of its own or Keras's."""
    random = np.random.default_rng(seed)
    height, width, channels = random.integers(5, 14), random.integers(5, 14), random.choice([1, 3])
    tensor = source = keras.Input((int(height), int(width), int(channels)))
    makers = [
        *random.choice(PICTURE_MAKERS, random.integers(1, 6)),
        random.choice(ROW_MAKERS),
        *random.choice(LATE_MAKERS, random.integers(0, 4)),
    ]
    chain = [maker(random) for maker in makers]
    for number, layer in enumerate(chain):
        if random.random() < 0.3:
            layer.name = f"my {number}"
        tensor = layer(tensor)
    functional = keras.Model(source, tensor)
    model = keras.Sequential(functional.layers) if random.random() < 0.5 else functional
    return randomised(model, random)


def random_graph(seed):
    """A Functional whose layers are also joined, stand in models inside it, are laid out anew, or are arithmetic."""
    random = np.random.default_rng(seed)
    height, width, channels = random.integers(5, 12), random.integers(5, 12), random.choice([1, 3])
    tensor = source = keras.Input((int(height), int(width), int(channels)))
    for part in random.choice(PARTS, random.integers(2, 5)):
        tensor = part(random, tensor)
    tensor = LAYERS.Dense(3)(random.choice(ROW_MAKERS)(random)(tensor))
    if random.random() < 0.5:
        tensor = _joined(random, [LAYERS.Dense(4)(tensor), LAYERS.Dense(4)(tensor)])
    return randomised(keras.Model(source, tensor), random)


def _pick(random, *choices):
    return choices[random.integers(len(choices))]


def _window(random):
    return {
        "kernel_size": tuple(map(int, random.integers(1, 5, 2))),
        "strides": int(random.integers(1, 3)),
        "padding": "same",
        "activation": _pick(random, *BENDING),
        "use_bias": _pick(random, True, True, False),
    }


def _pool(random):
    return {
        "pool_size": tuple(map(int, random.integers(1, 4, 2))),
        "strides": _pick(random, None, 1, 2),
        "padding": "same",
    }


LAYERS = keras.layers
CELLWISE = [
    lambda random: LAYERS.BatchNormalization(
        center=_pick(random, True, False), scale=_pick(random, True, False), epsilon=_pick(random, 1e-3, 1e-5)
    ),
    lambda random: LAYERS.Normalization(),
    lambda random: LAYERS.LayerNormalization(
        center=_pick(random, True, False), scale=_pick(random, True, False), epsilon=_pick(random, 1e-3, 0.01)
    ),
    lambda random: LAYERS.GroupNormalization(_pick(random, 1, -1)),
    lambda random: LAYERS.Normalization(mean=0.5, variance=0.25, invert=_pick(random, True, False)),
    lambda random: LAYERS.Activation(_pick(random, *BENDING, "softmax")),
    lambda random: LAYERS.ReLU(_pick(random, None, 6.0), _pick(random, 0.0, 0.25), _pick(random, 0.0, 0.5)),
    lambda random: LAYERS.LeakyReLU(_pick(random, 0.3, 0.1)),
    lambda random: LAYERS.ELU(),
    lambda random: LAYERS.Softmax(),
    lambda random: LAYERS.Dropout(0.4),
    lambda random: LAYERS.GaussianNoise(0.2),
    lambda random: LAYERS.Rescaling(_pick(random, 1 / 255, 2.0), _pick(random, 0.0, -1.0)),
]
PICTURE_MAKERS = [
    lambda random: LAYERS.ZeroPadding2D(_pick(random, 1, (0, 2), ((1, 0), (2, 1)))),
    lambda random: LAYERS.UpSampling2D(_pick(random, 2, (1, 2)), interpolation=_pick(random, "nearest", "bilinear")),
    lambda random: LAYERS.Conv2DTranspose(_pick(random, 1, 3), **{**_window(random), "strides": _pick(random, 1, 2)}),
    lambda random: LAYERS.Permute((2, 1, 3)),
    lambda random: LAYERS.Normalization(axis=_pick(random, None, -1, (1, 3), (1, 2, 3))),
    lambda random: LAYERS.Conv2D(_pick(random, 1, 2, 7), **_window(random)),
    lambda random: LAYERS.DepthwiseConv2D(**_window(random), depth_multiplier=_pick(random, 1, 2, 3)),
    lambda random: LAYERS.SeparableConv2D(_pick(random, 1, 5), **_window(random), depth_multiplier=_pick(random, 1, 2)),
    lambda random: LAYERS.MaxPooling2D(**_pool(random)),
    lambda random: LAYERS.AveragePooling2D(**_pool(random)),
    lambda random: LAYERS.PReLU(shared_axes=_pick(random, None, [1, 2], [1], [3])),
    lambda random: LAYERS.SpatialDropout2D(0.2),
    lambda random: LAYERS.RandomRotation(0.1),
    *CELLWISE,
]
ROW_MAKERS = [
    lambda random: LAYERS.Flatten(),
    lambda random: LAYERS.GlobalAveragePooling2D(),
    lambda random: LAYERS.GlobalMaxPooling2D(),
]
LATE_MAKERS = [
    lambda random: LAYERS.Dense(
        _pick(random, 2, 3, 10), activation=_pick(random, *BENDING, "softmax"), use_bias=_pick(random, True, False)
    ),
    lambda random: LAYERS.PReLU(),
    *CELLWISE,
]


def _joined(random, tensors):
    names = ("Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Subtract")
    return getattr(LAYERS, _pick(random, *names))()(tensors)


def _branched(random, tensor):
    left, right = (_convolution(random)(tensor) for _ in range(2))
    return _joined(random, [left, LAYERS.BatchNormalization()(right)])


def _convolution(random):
    return LAYERS.Conv2D(4, _pick(random, 1, 3), padding="same", activation=_pick(random, *BENDING))


def _inside(random, tensor):
    """A model inside the model, in which there may be another."""
    source = keras.Input(tensor.shape[1:])
    inner = _convolution(random)(source)
    if random.random() < 0.5:
        inner = keras.Sequential([keras.Input(inner.shape[1:]), _convolution(random), LAYERS.ReLU()])(inner)
    return keras.Model(source, inner + _convolution(random)(source))(tensor)


def _calculated(random, tensor):
    return _pick(
        random,
        lambda: tensor / 255.0,
        lambda: 1.0 - tensor,
        lambda: -(2.0 * tensor - 0.5),
        lambda: tensor - np.linspace(0.1, 0.3, tensor.shape[-1], dtype=np.float32),
        lambda: tensor * tensor + tensor,
    )()


def _laid_out(random, tensor):
    height, width, channels = tensor.shape[1:]
    return _pick(
        random,
        lambda: LAYERS.Reshape((width, height, channels))(tensor),
        lambda: LAYERS.Reshape((-1, 1, channels))(tensor),
        lambda: LAYERS.Permute(_pick(random, (2, 1, 3), (1, 3, 2)))(tensor),
        lambda: LAYERS.Cropping2D(_pick(random, 1, ((1, 0), (0, 2))))(LAYERS.ZeroPadding2D(1)(tensor)),
        lambda: LAYERS.Resizing(9, 7)(tensor),
    )()


PARTS = [
    _branched,
    _inside,
    _calculated,
    _laid_out,
    lambda random, tensor: random.choice(PICTURE_MAKERS)(random)(tensor),
]


def remade(content, config=None, weights=None, **others):
    """The archive put together again: `config(dict)` changes the JSON in place, `weights(h5py.File)` the HDF5.

    Others are entries by name, with None for one that is left out; "." is written as "_".
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if config:
        description = json.loads(files["config.json"])
        config(description)
        files["config.json"] = json.dumps(description).encode()
    if weights:
        file = io.BytesIO(files["model.weights.h5"])
        with h5py.File(file, "r+") as opened:
            weights(opened)
        files["model.weights.h5"] = file.getvalue()
    files.update({name.replace("_", "."): entry for name, entry in others.items()})
    return zipped({name: entry for name, entry in files.items() if entry is not None})


def remade_hdf5(content, config=None, file=None):
    """The HDF5 file with a change: `config(dict)` changes the model's JSON in place, `file(h5py.File)` the rest."""
    memory = io.BytesIO(content)
    with h5py.File(memory, "r+") as opened:
        if config:
            description = json.loads(opened.attrs["model_config"])
            config(description)
            opened.attrs["model_config"] = json.dumps(description)
        if file:
            file(opened)
    return memory.getvalue()


def as_keras_2(model, bare=False):
    """What Keras 2 wrote of a Sequential as `.h5`: no modules, no input layer, kernel:0 in a layer's own group.

    With `bare` as its first versions did: the list of layers without a name around it, all texts in bytes.
    """
    layers = []
    for layer in model.layers:
        values = layer.get_config()
        values |= {"dtype": "float32"} | ({} if layers else {"batch_input_shape": [None, *model.inputs[0].shape[1:]]})
        layers.append({"class_name": type(layer).__name__, "config": values})
    config = {"class_name": "Sequential", "config": layers if bare else {"name": "old", "layers": layers}}
    encoded = (lambda text: np.bytes_(text)) if bare else str
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.attrs["keras_version"] = encoded("2.1.6" if bare else "2.11.0")
        file.attrs["model_config"] = encoded(json.dumps(config))
        for layer in model.layers:
            group, names = file.create_group(f"model_weights/{layer.name}"), []
            for variable, values in zip(layer.weights, layer.get_weights(), strict=True):
                names.append(f"{layer.name}/{variable.name}:0")
                group[names[-1]] = values
            group.attrs["weight_names"] = np.array(names, "S")
    return memory.getvalue()


def entry(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def zipped(files, method=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, entry in files.items():
            archive.writestr(name, entry)
    return file.getvalue()
