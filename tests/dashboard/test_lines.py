"""The lines of the five source texts: each has a link, and what it promises stands on the page behind it.

A is the one in TensorFlow.js, B that on Fashion-MNIST, C goes channel by channel, D is on filter pictures and perfect
digits, E is the university lesson.
"""

import json
from dataclasses import dataclass

import pytest
from streamlit.testing.v1.element_tree import Block

from dashboard.session import state

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")


@dataclass(frozen=True)
class Line:
    """One line of a text: the `link` (page, query) that shows it, and the `words` that are found there."""

    key: str
    page: str
    query: str
    words: tuple[str, ...]


TFJS, FASHION, THREE = "network=tfjs_recognizer", "network=fashion_kernels", "network=three_conv"
FOUR = "network=four_conv"
IN_TEXT = "as in the text"

LINES = (
    Line("A1", "summary", TFJS, ("5,994", "24 x 24 x 8", "variance_scaling", "sgd, learning rate 0.15")),
    Line("A2", "train", "", ("500 images", "10 epochs", "Start training")),
    Line("A3", "summary", TFJS, ("output shape", "parameters", "trainable", "conv2d_1")),
    Line("A4", "summary", TFJS, ("minimum", "maximum", "zeros", "NaNs", "infinities", "Histogram of the")),
    Line(
        "A5", "kernels", f"{TFJS}&kernel=vertical edges", ("By hand: vertical edges", "outline", "sharpen", "filter 7")
    ),
    Line("A6", "activations", f"{TFJS}&view=examples&layer=conv2d_1", ("A row is an image", "channel 15")),
    Line("A7", "activations", f"{TFJS}&view=examples&layer=dense", ("the 10 probabilities",)),
    Line("A8", "activations", f"{TFJS}&view=before and after", ("untrained", "trained")),
    Line("A9", "data_set", TFJS, ("Images 220 to 239, with their labels", "image 239")),
    Line("A9", "comparison", "runs=tfjs_recognizer", ("noted no validation accuracy, for no images were held back",)),
    Line("A9", "comparison", "runs=tfjs_recognizer&compared=confusion", ("Diagonal in the colours",)),
    Line("A9", "comparison", "runs=tfjs_recognizer&compared=classes", ("Hardest to read", "/980")),
    Line("A10", "activations", f"{TFJS}&view=before and after", ("before any training", "three places of interest")),
    Line("B1", "summary", FASHION, ("`conv2d` is `model.layers[0]`", "get_weights()")),
    Line("B2", "summary", FASHION, ("kernels (3, 3, 1, 5) (height, width, channels that are read (1: grey)", "(5,)")),
    Line("B3", "kernels", f"{FASHION}&drawn_as={IN_TEXT}", ("hard to understand", "`kernels[:, :, 0, 0]`", "filter 0")),
    Line("B4", "kernels", FASHION, ("def convolve(image, kernel)", "it gives what Keras gives")),
    Line("B5", "data_set", FASHION, ("0 (T-shirt/top), 3 (Dress) and 9 (Ankle boot)", "Ankle boot, is number 23")),
    Line("B5", "data_set", f"{FASHION}&image=4", ("T-shirt/top, is number 27",)),
    Line("B6", "kernels", f"{FASHION}&channel=2&second=4", ("before ReLU", "Ankle boot", "T-shirt/top")),
    Line("B7", "kernels", f"{FASHION}&channel=1&second=4", ("filter 1 answers most clearly to horizontal edges",)),
    Line("B7", "kernels", f"{FASHION}&channel=1&second=4", ("Image 4, T-shirt/top", "before ReLU")),
    Line("B8", "kernels", FASHION, ("Exercises: take the network apart by hand", "Answer:")),
    Line("C1", "activations", f"{THREE}&view=by depth", ("Zeros:", "Likeness to the input", "*Deeper is sparser*")),
    Line("C2", "journey", f"{THREE}&image=227", ("Read as **4**", "input")),
    Line("C3", "summary", THREE, ("93,322", "26 x 26 x 32", "18,496", "36,928", "650")),
    Line("C4", "activations", f"{THREE}&layer=conv2d&channel=25", ("Channel 25 through all layers", "5 layers")),
    Line("C4", "activations", f"{THREE}&layer=conv2d&channel=7", ("Channel 7 through all layers",)),
    Line("C5", "activations", f"{THREE}&layer=conv2d_2", ("silent on this image (slanted lines)",)),
    Line("C6", "activations", f"{THREE}&layer=max_pooling2d&size=true", ("pooled layers look zoomed in",)),
    Line("C7", "activations", f"{THREE}&layer=conv2d_2", ("channel 0", "channel 63")),
    Line(
        "C8",
        "comparison",
        "runs=narrow_3_6_12&runs=wide_16_32_64",
        ("98.14\u00a0%", "98.09\u00a0%", "99.27\u00a0%", "of 54,000"),
    ),
    Line("C8", "summary", "network=narrow_3_6_12", ("3, 6, 9 in one place", "tf.layers")),
    Line("C9", "kernels", "order=orientation", ("orientation +", "with another seed, others do")),
    Line("C10", "activations", f"{THREE}&view=by depth", ("information distillation", "common habit", "textures")),
    Line("D1", "summary", FOUR, ("1,716,202", "22 x 22 x 32", "12 degrees", "validation accuracy .9974")),
    Line("D2", "filters", f"{FOUR}&layer=conv2d_3&recipe={IN_TEXT}", ("filter 63", "range(256)", "1e-5")),
    Line(
        "D3", "filters", f"{FOUR}&recipe={IN_TEXT}", ("* 0.1 + 0.5", "over its standard deviation, times .1, plus .5")
    ),
    Line("D4", "digits", f"{FOUR}&digits_recipe={IN_TEXT}", ("range(4096)", "(100 + 10 * step)", "perfect 9")),
    Line(
        "D5",
        "digits",
        f"{FOUR}&digits_recipe={IN_TEXT}",
        ("reads all 10 of its own", "without its average", "fed_back"),
    ),
    Line("D6", "digits", f"{FOUR}&digits=blind test", ("blind test",)),
    Line("D7", "filters", f"{FOUR}&layer=conv2d_3&recipe={IN_TEXT}", ("gradient of exactly zero", "Rescue the")),
    Line("D8", "filters", f"{FOUR}&recipe={IN_TEXT}", ("0.00392157, is 1/255", "from 0 to 255 in the text")),
    Line("D8", "digits", f"{FOUR}&digits_recipe={IN_TEXT}", ("from 0 to 255, ours from 0 to 1",)),
    Line("D9", "filters", FOUR, (".hdf5", "learning phase", "get_layer(name)", "margin of 2 pixels", "over-fitted")),
    Line("E1", "summary", "", ("*hyperparameters*", "*parameters*", "3 x 3 x 1 x 32 + 32")),
    Line("E2", "data_set", "", ("70,000 digits", "28 x 28 = 784", "Image 227 as numbers", "pixel 783")),
    Line("E3", "summary", "network=sklearn_16_16", ("MLPClassifier", "*iteration* is an epoch", "ConvergenceWarning")),
    Line(
        "E3",
        "summary",
        "network=sklearn_40",
        ("early_stopping=True", ".9647", "by the accuracy on the images held back"),
    ),
    Line("E4", "kernels", f"network=sklearn_40&drawn_as={IN_TEXT}", ("neuron 39", "rows of 10", "half the smallest")),
    Line("E5", "robustness", "", ("Moved by 2 pixels", "by 4 pixels", "*Flatten*")),
    Line(
        "E6", "summary", "", ("**Conv2D**", "**MaxPooling2D**", "**Flatten**", "**Dropout**", "54,000 images make 270")
    ),
    Line("E7", "summary", "network=lesson_cnn", ("34,826", "136.04 KB", "270 corrections", ".9753", ".9891")),
    Line(
        "E8", "summary", "network=lesson_mlp", ("12,560 + 272 + 170 = 13,002", "50.79 KB", ".9461", "layers.Dense(16")
    ),
    Line("E9", "kernels", f"drawn_as={IN_TEXT}", ("filter 31", "rows of 8", "each weight to one decimal")),
    Line("E10", "activations", "data=MNIST training&image=0", ("`model.input`", "`model.inputs`", "picture of 5")),
    Line("E11", "kernels", "channel=0", ("Filter 0", "before ReLU", "0 to 31, and compare response and kernel")),
    Line("E12", "activations", "layer=conv2d_1", ("channel 63", "equal")),
    Line("E13", "activations", "layer=conv2d_1", ("What do you notice as we go deeper?", "Zeros:")),
    Line("E14", "data_set", "", ("Census Bureau", "pixel 0", "reshape(28, 28)", "test_size=.2", "3Blue1Brown")),
    Line("E14", "summary", "", ("TensorFlow Playground",)),
)
LINKS = {}
for line in LINES:
    LINKS.setdefault((line.page, line.query), []).append(line)


def everything(app):
    """All that the page says: words, code, tables, the names and words in its pictures, what its widgets offer."""
    said = []

    def walk(node):
        said.append(node.type)
        if node.type == "bidi_component":
            said.extend(strings(json.loads(node.proto.bytes or node.proto.json or "{}")))
        elif node.type == "dataframe":
            said.extend(map(str, node.value.columns))
        else:
            said.extend(str(getattr(node, name, "")) for name in ("label", "help", "value", "options"))
        if isinstance(node, Block):
            for child in node.children.values():
                walk(child)

    walk(app.main)
    return "\n".join([*said, *(note.value for note in app.sidebar.markdown)])


def strings(content):
    """Every string in JSON content."""
    if isinstance(content, str):
        return [content]
    inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for part in inner for text in strings(part)]


def test_every_line_has_a_link():
    counts = {"A": 10, "B": 8, "C": 10, "D": 9, "E": 14}
    expected = [f"{letter}{number}" for letter, count in counts.items() for number in range(1, count + 1)]
    assert list(dict.fromkeys(line.key for line in LINES)) == expected


@pytest.mark.parametrize(("page", "query"), LINKS, ids=[f"{page}?{query}" for page, query in LINKS])
def test_each_link_shows_its_lines(open_page, page, query):
    asked = {}
    for part in filter(None, query.split("&")):
        key, value = part.split("=", 1)
        asked.setdefault(key, []).append(value)
    app = open_page(page, {state.CODE: True, state.EXERCISES: True}, **asked)
    assert not app.error
    assert not app.warning
    said = everything(app)
    missing = {line.key: word for line in LINKS[page, query] for word in line.words if word not in said}
    assert not missing
