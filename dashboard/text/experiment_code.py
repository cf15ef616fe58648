"""The Keras and numpy lines that change a network, a kernel or an image, and test networks on images."""

from core.keras_io import recipe_code
from core.networks.layers import DepthwiseConv2D
from core.networks.layers.base import literal

ANSWERS = "answers = model(images, training=False)[0]"
DEPTH = """from PIL import Image

layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
activation_model = keras.Model(model.inputs[0], [layer.output for layer in layers])
values = [images, *map(np.asarray, activation_model(images, training=False))]
picture = images[0].mean(axis=-1)


def likeness(maps):
    \"\"\"Mean size of the correlation between the shrunken picture and every map with any contrast.\"\"\"
    small = np.asarray(Image.fromarray(picture).resize(maps.shape[1::-1], Image.Resampling.BOX)).ravel()
    flat = maps.reshape(len(small), -1).astype(float)
    flat, small = flat - flat.mean(axis=0), small - small.mean()
    sizes = np.sqrt((flat**2).sum(axis=0) * (small**2).sum())
    alive = sizes > 1e-9
    return np.abs(small @ flat[:, alive] / sizes[alive]).mean() if alive.any() else np.nan


sizes = [layer[0].size for layer in values]
sparsity = [(layer[0] == 0).mean() for layer in values]
likenesses = [1.0, *(likeness(layer[0]) for layer in values[1:] if layer.ndim == 4)]"""
MIDDLE = """

def about_the_middle(image, matrix):
    middle = (np.array(image.shape) - 1) / 2
    return ndimage.affine_transform(image, matrix, middle - matrix @ middle, order=1)


"""

MIDDLE_IN_COLOR = """

def about_the_middle(image, matrix):
    whole = np.eye(3)
    whole[:2, :2] = matrix
    middle = (np.array(image.shape) - 1) / 2
    return ndimage.affine_transform(image, whole, middle - whole @ middle, order=1)


"""


def by_hand(kernel, strides=(1, 1), padding="valid"):
    """What a kernel on its own makes of the image."""
    return (
        f"kernel = np.array({_rows(kernel)}, np.float32)\n"
        f"signed = keras.ops.conv(images[:1], kernel[:, :, None, None], strides={strides}, padding={padding!r})\n"
        "before = signed[0, :, :, 0]\n"
        "after = keras.ops.relu(before)"
    )


def _rows(kernel):
    """A kernel slice as numpy reads it, to the last of its digits."""
    return f"[{', '.join(f'[{_numbers(row)}]' for row in kernel)}]"


def _numbers(row):
    return ", ".join(f"{value:.9g}" for value in row)


def without(layer, off):
    """The answers with all channels on, and with those in `off` switched off."""
    channels = "kernel.reshape(*kernel.shape[:2], -1)" if isinstance(layer, DepthwiseConv2D) else "kernel"
    bias = f"bias[{list(off)}] = 0\n" if layer.use_bias else ""
    return _answers(_changed(layer, f"{channels}[..., {list(off)}] = 0\n{bias}"))


def edited(architecture, places):
    """The answers before and after: `places` are `((layer, filter, input channel), kernel slice)`."""
    return _answers(
        "\n".join(
            _changed(layer, f"kernel[:, :, {layer.keras_slice(channel, part)}] = {_rows(values)}\n")
            for (name, channel, part), values in places
            for layer in [architecture.layer(name)]
        )
    )


def _answers(change):
    return f"original = model(images, training=False)[0]\n\n{change}\n{ANSWERS}"


def _changed(layer, change):
    """Lines that change a layer's `kernel` and, if it has one, `bias`."""
    kept, arrays = ("kernel, bias", "kernel, bias") if layer.use_bias else ("(kernel,)", "kernel")
    return (
        f"layer = model.get_layer({literal(layer.name)})\n"
        f"{kept} = map(np.array, layer.get_weights())\n"
        f"{change}"
        f"layer.set_weights([{arrays}])\n"
    )


def moved(files, image_shape, input_shapes, down=0, right=0, turn=0, size=1.0, thickness=0, noise=0.0, cover=0):
    """What networks that read `input_shapes` answer to the image after these changes; it is grey or in colour."""
    in_color = image_shape[2] > 1
    steps = []
    if thickness:
        grow = "grey_dilation" if thickness > 0 else "grey_erosion"
        steps += [
            f"cross = ndimage.generate_binary_structure(2, 1){'[..., None]' if in_color else ''}",
            f"for _ in range({abs(thickness)}):",
        ]
        steps += [f"    changed = ndimage.{grow}(changed, footprint=cross)"]
    if size != 1:
        steps += [f"changed = about_the_middle(changed, np.eye(2) / {size:g})"]
    if turn:
        steps += [f"angle = np.radians({turn:g})", "across = [np.cos(angle), np.sin(angle)]"]
        steps += ["changed = about_the_middle(changed, np.array([across, [-across[1], across[0]]]))"]
    if down or right:
        steps += [f"changed = ndimage.shift(changed, ({down}, {right}{', 0' if in_color else ''}), order=0)"]
    if noise:
        steps += ["random = np.random.default_rng(0).standard_normal((1, *changed.shape), dtype=np.float32)[0]"]
        steps += [f"changed = np.clip(changed + np.float32({noise:g}) * random, 0, 1)"]
    if cover:
        steps += [f"top, left = (max(side - {cover}, 0) // 2 for side in changed.shape[:2])"]
        steps += [f"changed[top : top + {cover}, left : left + {cover}] = 0"]
    scipy = "from scipy import ndimage\n" if any("ndimage" in step or "about" in step for step in steps) else ""
    middle = "\n" if size == 1 and not turn else MIDDLE_IN_COLOR if in_color else MIDDLE
    batch = "changed[None]" if in_color else "changed[None, :, :, None]"
    fitted = ""
    if {*input_shapes} != {image_shape}:
        fitted, batch = f"{recipe_code.FITTED}\n\n", f"fitted({batch}, model.input_shape[1:])"
    return (
        f"{scipy}{middle}{fitted}changed = images[0{'' if in_color else ', :, :, 0'}].copy()\n"
        + "".join(f"{step}\n" for step in steps)
        + "changed = np.clip(changed, 0, 1)\n\nanswers = {}\n"
        + _for_each(files, f"answers[file] = model({batch}, training=False)[0]")
    )


def accuracies(files, config, input_shapes):
    """How many of the test images each of some networks reads, and what it takes for what; `config` names the data."""
    x_test, fitted = "x_test", ""
    if not recipe_code.are_read_as_they_are(config, input_shapes):
        x_test, fitted = "fitted(x_test, model.input_shape[1:])", f"\n\n{recipe_code.FITTED}\n"
    return f"{recipe_code.test_images(config)}{fitted}\naccuracies, confusions = {{}}, {{}}\n" + _for_each(
        files,
        f"answers = model.predict({x_test}, verbose=0).argmax(axis=1)",
        "accuracies[file] = np.mean(answers == y_test)",
        "confusions[file] = np.zeros(2 * model.output_shape[-1:], int)",
        "np.add.at(confusions[file], (y_test, answers), 1)",
    )


def _for_each(files, *lines):
    load = "model = keras.saving.load_model(file)"
    return f"for file in {literal(list(files))}:\n" + "\n".join(f"    {line}" for line in (load, *lines))


def fires(name, channel, config, input_shape, top=9):
    """The test images that fire a channel most, how often it is silent, and its mean activation for each class."""
    fitted = ""
    if not recipe_code.are_read_as_they_are(config, [input_shape]):
        fitted = f"\n\n{recipe_code.FITTED}\n\nx_test = fitted(x_test, {input_shape})\n"
    return (
        f"{recipe_code.test_images(config)}{fitted}\n"
        f"part = keras.Model(model.inputs[0], model.get_layer({literal(name)}).output[..., {channel}])\n"
        "values = part.predict(x_test, verbose=0).reshape(len(x_test), -1)\n"
        "largest = values.max(axis=1)\n"
        f'top_images = np.argsort(-largest, kind="stable")[:{top}]\n'
        "top_values = largest[top_images]\n"
        "silent = (largest <= 0).mean()\n"
        "profile = [values[y_test == label].mean() for label in np.unique(y_test)]"
    )
