"""A view as code: the lines that load its network and image, compute what is on the screen, and draw it."""

import base64
import textwrap
import zlib
from dataclasses import dataclass

import numpy as np

from core.datasets.catalogue import IMAGE_SHAPE
from core.networks.image_fitting import LUMA
from core.networks.layers.base import literal
from dashboard.text import keras_code

BY_KERAS = ("mnist", "fashion_mnist")  # the data sets that Keras fetches by these names
IMPORTS = "import keras\nimport numpy as np\n"


@dataclass(frozen=True)
class ViewCode:
    """`loading`, `images` and `lines` run one after the other; `drawing` uses the notebook's own `show`.

    `loading` gives `model`, `images` a float batch of that name; either is "" where `lines` need none. `files` are the
    networks' files that have to lie beside. `note` is Markdown.
    """

    lines: str
    drawing: str
    loading: str = ""
    images: str = ""
    files: tuple[str, ...] = ()
    note: str = ""

    @property
    def pasted(self):
        """The lines as they run where they are pasted, in a folder with the files."""
        return "\n".join(part for part in (self.loading, self.images, self.lines) if part)


def answer(architecture):
    """Lines that give the outputs of all layers and the probabilities of one image, and those that draw them."""
    code = f"{keras_code.outputs(architecture)}probabilities = {keras_code.answers(architecture)}[0]"
    if architecture.is_chain:
        return code, "for layer, output in zip(model.layers, outputs):\n    show({layer.name: output[0]})"
    return code, "for layer in model.layers:\n    show({layer.name: outputs[layer.name][0]})"


def loading(file):
    """Lines that give `model`."""
    return f"{IMPORTS}\nmodel = keras.saving.load_model({literal(file)})\n"


def images(data, part, indices, pixels, input_shape=IMAGE_SHAPE):
    """Lines that give `images`: of a data set that Keras fetches by their `indices`, else by their own numbers.

    `pixels` are uint8 `(n, height, width)`, or in colour; the lines bring them to a network's `input_shape`.
    """
    return f"{_of(data, part, indices, pixels)}{_fitting(np.shape(pixels)[1:], input_shape)}"


def _of(data, part, indices, pixels):
    if data not in BY_KERAS:
        return _held(pixels)
    pictures = "(pictures, _), _" if part == "train" else "_, (pictures, _)"
    first, *others = indices
    chosen = f"[{', '.join(map(str, indices))}], :, :, None" if others else f"{first} : {first + 1}, :, :, None"
    return f'{pictures} = keras.datasets.{data}.load_data()\nimages = pictures[{chosen}].astype("float32") / 255\n'


def _held(pixels):
    shape = pixels.shape if pixels.ndim == 4 else (*pixels.shape, 1)
    return (
        "import base64\nimport zlib\n\n"
        f"packed = {packed(pixels)}\n"
        "pixels = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8)\n"
        f'images = pixels.reshape({shape}).astype("float32") / 255\n'
    )


def _fitting(shape, input_shape):
    """As `core.networks.image_fitting`, from images `(height, width)` or in colour."""
    *size, channels = input_shape
    lines = ""
    if len(shape) == 3 and channels != shape[2]:
        lines += f"images = images @ np.float32({[[round(float(share), 3)] for share in LUMA]})\n"
    if list(shape[:2]) != size:
        lines += f'images = np.asarray(keras.ops.image.resize(images, {tuple(size)}, interpolation="bilinear"))\n'
    if len(shape) == 2 and channels > 1:
        lines += f"images = np.repeat(images, {channels}, axis=-1)\n"
    return lines


def packed(array):
    """The bytes of an array, compressed, as text that Python reads."""
    text = base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes(), 9)).decode()
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 100))
    return f"(\n{lines}\n)"


def drawn(*names):
    """A line that draws what is called so."""
    return f"show({{{', '.join(f'{literal(name)}: {name}' for name in names)}}})"
