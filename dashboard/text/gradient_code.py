"""The Keras and TensorFlow lines that climb and fool: for `model` they give the pages' own numbers."""

from core.explanation import class_pictures
from core.explanation.filter_pictures import RECIPES
from core.networks.layers.base import literal

CONTRAST = 0.1
CLASS_ASCENT = class_pictures.RECIPES["as in the text"]
IMPORTS = "import numpy as np\nimport tensorflow as tf\n\n"


def filter_picture(name, channel, input_shape):
    """The picture of a filter by the recipe of the text."""
    ascent = RECIPES["as in the text"]
    return (
        f"{IMPORTS}"
        f"part = keras.Model(model.inputs, model.get_layer({literal(name)}).output)\n"
        f"start = np.random.default_rng({channel}).uniform(0, 1, (1, {', '.join(map(str, input_shape))}))\n"
        "picture = tf.Variable(start, dtype=tf.float32)\n"
        f"for step in range({ascent.steps}):\n"
        "    with tf.GradientTape() as tape:\n"
        f"        score = tf.reduce_mean(part(picture)[..., {channel}])\n"
        "    gradient = tape.gradient(score, picture)\n"
        "    size = tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5\n"
        f"    picture.assign_add({ascent.step_size:.8f} * gradient / size)\n"
        "values = picture.numpy()[0]\n"
        f"grey = np.clip((values - values.mean()) / (values.std() + 1e-5) * {CONTRAST} + 0.5, 0, 1)"
    )


def class_picture(label, input_shape, steps=CLASS_ASCENT.steps):
    """A perfect digit by the recipe of the text, and as it is fed back."""
    return (
        f"{IMPORTS}"
        f"picture = tf.Variable(tf.zeros((1, {', '.join(map(str, input_shape))})))\n"
        f"for step in range({steps}):\n"
        "    with tf.GradientTape() as tape:\n"
        f"        score = model(picture, training=False)[0, {label}]\n"
        "    gradient = tape.gradient(score, picture)\n"
        "    size = tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5\n"
        f"    picture.assign_add(gradient / size / {_divisor()})\n"
        "lifted = np.maximum(picture - np.mean(picture), 0)\n"
        "fed_back = lifted / lifted.max()\n"
        "answer = model(fed_back, training=False)[0]"
    )


def _divisor():
    """The step of the recipe as the text writes it: `(100 + 10 * step)`."""
    first = 1 / CLASS_ASCENT.step_size
    return f"({first:g} + {first * CLASS_ASCENT.decay:g} * step)"


def fooled(label, epsilon):
    """`images` changed so that class `label` becomes less likely."""
    return (
        f"{IMPORTS}"
        "pixels = tf.constant(images)\n"
        "with tf.GradientTape() as tape:\n"
        "    tape.watch(pixels)\n"
        f"    loss = -tf.reduce_sum(tf.math.log(model(pixels, training=False)[:, {label}]))\n"
        f"found = tf.clip_by_value(pixels + {epsilon:g} * tf.sign(tape.gradient(loss, pixels)), 0, 1)"
    )
