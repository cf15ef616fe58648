"""Lines of Keras and numpy that give the maps of *Why this answer?*: for `model` and `images`, the page's numbers."""

import numpy as np

from core.explanation.attribution import COMPLETE, FEWEST_STEPS, METHODS, MOST_STEPS, SIDE, cell_middles
from core.networks.layers import Dense
from core.networks.layers.base import literal

NEAR = SIDE // 2
SALIENCY = "saliency = np.abs(slopes(images)[0]).max(axis=-1)"
INTEGRATED_GRADIENTS = f"""black, whole = logits(np.concatenate([0 * images, images]))[:, label]
steps = {FEWEST_STEPS // 2}
while steps < {MOST_STEPS}:
    steps *= 2
    places, weights = np.polynomial.legendre.leggauss(steps)
    brightness = np.float32((places + 1) / 2)[:, None, None, None]
    way = [slopes(part * images) for part in np.split(brightness, steps // {FEWEST_STEPS})]
    slope = np.average(np.concatenate(way), axis=0, weights=weights)
    integrated_gradients = (slope * images[0]).sum(axis=-1)
    if abs(integrated_gradients.sum() - (whole - black)) <= {COMPLETE:g} * abs(whole - black):
        break"""
OCCLUSION = f"""height, width = images.shape[1:3]
occlusion = np.zeros((height, width))
for row in range(height):
    covered = np.repeat(images, width, axis=0)
    for column in range(width):
        top, left = max(row - {NEAR}, 0), max(column - {NEAR}, 0)
        covered[column, top : row + {NEAR + 1}, left : column + {NEAR + 1}] = 0
    occlusion[row] = logits(images)[0, label] - logits(covered)[:, label]"""


def grad_cam(architecture):
    """The last convolution's maps, weighed, and the pixels between the middles of what their cells see."""
    name = architecture.convolutions[-1]
    height, width, _ = architecture.input_shape
    middles = cell_middles(architecture, name)
    rows, columns = map(_places, middles)
    return (
        f"{_maps_and_logit(architecture, name)}"
        "weights = tf.reduce_mean(tape.gradient(logit, maps), axis=(1, 2))\n"
        f"cells = np.maximum(np.sum(maps[0] * weights[0], axis=-1), 0){_that_see(middles)}\n"
        f"rows = {rows}  # of pixels, in the middle of what the cells see\n"
        f"columns = {columns}\n"
        f"lines = np.stack([np.interp(range({height}), rows, line) for line in cells.T], axis=-1)\n"
        f"grad_cam = np.stack([np.interp(range({width}), columns, line) for line in lines])"
    )


def _maps_and_logit(architecture, name):
    """Lines that give a layer's maps and, worked out from them, the logit, on one tape.

    A chain is walked layer by layer: that of a file has more than one `output` of each, of which no other is made.
    """
    last = architecture.layers[-1]
    if not architecture.is_chain:
        return (
            f"both = keras.Model(model.inputs[0], [model.get_layer({literal(name)}).output, before_softmax])\n"
            "pixels = tf.constant(images)\n"
            "with tf.GradientTape() as tape:\n"
            "    tape.watch(pixels)\n"
            "    maps, scores = both(pixels, training=False)\n"
            "    logit = scores[0, label]\n"
        )
    layers = "model.layers[:-1]" if _has_own_logits(last) else "model.layers"
    return (
        "values = tf.constant(images)\n"
        "with tf.GradientTape() as tape:\n"
        "    tape.watch(values)\n"
        f"    for layer in {layers}:\n"
        "        values = layer(values, training=False)\n"
        f"        if layer.name == {literal(name)}:\n"
        "            maps = values\n"
        f"    logit = ({_scores(last, 'values')})[0, label]\n"
    )


def _places(middles):
    """The middles that are known, as numpy reads them."""
    known = middles[np.isfinite(middles)]
    even = np.linspace(known[0], known[-1], len(known))
    if len(known) > 1 and np.allclose(known, even, atol=1e-9, rtol=0):
        return f"np.linspace({known[0]:.12g}, {known[-1]:.12g}, {len(known)})"
    return f"[{', '.join(f'{middle:.12g}' for middle in known)}]"


def _that_see(middles):
    """Which cells see any pixel, where some see none."""
    if np.isfinite(np.concatenate(middles)).all():
        return ""
    rows, columns = (np.flatnonzero(np.isfinite(axis)).tolist() for axis in middles)
    return f"[np.ix_({rows}, {columns})]"


LINES = {
    "saliency": lambda architecture: SALIENCY,
    "integrated_gradients": lambda architecture: INTEGRATED_GRADIENTS,
    "occlusion": lambda architecture: OCCLUSION,
    "grad_cam": grad_cam,
}


def explained(architecture, label):
    """Every method that fits, one after the other: each map `(height, width)` is called what its method is."""
    parts = [f"# {method.title}\n{LINES[method.name](architecture)}" for method in fitting(architecture)]
    return "\n\n".join([_logits(architecture, label), *parts])


def drawn(architecture):
    """A line that draws the maps of `explained`."""
    return f"show({{{', '.join(f'{literal(method.title)}: {method.name}' for method in fitting(architecture))}}})"


def fitting(architecture):
    """The methods that can be asked about a network."""
    return [method for method in METHODS.values() if architecture.convolutions or not method.needs_convolution]


def _logits(architecture, label):
    """What all methods call: the logits of images, and how that of the class changes with their pixels."""
    return (
        "import numpy as np\n"
        "import tensorflow as tf\n\n"
        f"label = {label}  # the class that is asked about\n"
        f"{_before_softmax(architecture.layers[-1])}\n"
        "before = keras.Model(model.inputs[0], before_softmax)\n\n\n"
        "def logits(images):\n"
        "    return before(images, training=False).numpy()\n\n\n"
        "def slopes(images):\n"
        "    pixels = tf.constant(images)\n"
        "    with tf.GradientTape() as tape:\n"
        "        tape.watch(pixels)\n"
        "        logit = tf.reduce_sum(before(pixels, training=False)[:, label])\n"
        "    return tape.gradient(logit, pixels).numpy()\n"
    )


def _before_softmax(last):
    """The last layer's numbers before its activation, as Keras has them."""
    if not _has_own_logits(last):
        return "before_softmax = model.outputs[0]"
    return f"last = model.get_layer({literal(last.name)})\nbefore_softmax = {_scores(last, 'last.input')}"


def _has_own_logits(last):
    """Whether the logits come before the last layer's activation; else they are what it gives."""
    return isinstance(last, Dense) or last.activation != "linear"


def _scores(last, reads):
    """What the last layer makes of what it `reads`, before its activation."""
    return f"keras.ops.matmul({reads}, last.kernel){last.plus_bias('last.bias')}" if isinstance(last, Dense) else reads
