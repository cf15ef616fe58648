"""How a network learnt: its hyperparameters, what they gave, and the same as code. No streamlit."""

from collections import defaultdict
from math import ceil

from core import formats
from core.datasets.catalogue import class_names_of, source_of
from core.keras_io import rebuild_script, recipe_code
from core.networks.layers import Conv2D, Dense, WeightedLayer
from core.networks.layers.base import literal
from core.networks.presets import PRESETS
from core.training.time_estimate import available_images, training_images
from dashboard.text.quotation import quoted

NEW_LINE = "\n"

NOT_KNOWN = "How this network learnt is not known: it was trained elsewhere."
CHOSEN = (
    "All this was chosen before the training began: these are the *hyperparameters*. What the training found are the "
    "{parameters} *parameters*. The learning rate, and how wide and deep the network is, matter most. (The [TensorFlow "
    "Playground](https://playground.tensorflow.org) lets you feel that with tiny networks.)"
)
ITERATIONS = (
    "What scikit-learn calls an *iteration* is an epoch: every image was seen once. After the last one, here {epochs}, "
    "it warns that it has not converged (`ConvergenceWarning`): its loss has not come to rest, so there is more to "
    "learn from these images. Whether that helps with others, only others can say."
)
STOPPED = (
    "What scikit-learn calls an *iteration* is an epoch: every image was seen once. When to stop is decided by the "
    "accuracy on the images held back, not by the loss on the others, which goes on falling."
)
SCHEDULES = {
    "constant": "all the way",
    "cosine": "at first, falling along a cosine to 0",
    "one_cycle": "at its height: it climbs and falls once",
}


def facts(run):
    """`(name, value)` of a training that is known."""
    config, seen = run.config, training_images(run.config)
    word = "iterations" if config.library == "scikit-learn" else "epochs"
    published = PRESETS[run.key].published if run.key in PRESETS else ""
    return [
        ("library", "scikit-learn's MLPClassifier" if config.library == "scikit-learn" else "Keras"),
        ("learnt from", f"{seen:,} images of {source_of(config).title}{_classes(config)}"),
        ("held back to validate", _held_back(config)),
        ("optimizer", f"{config.optimizer}, learning rate {config.learning_rate:g} {SCHEDULES[config.schedule]}"),
        ("batch", f"{config.batch_size} images: {ceil(seen / config.batch_size):,} corrections an epoch"),
        (word, _epochs(run)),
        *([("label smoothing", _smoothing(config))] if config.label_smoothing else []),
        ("moved and turned", _changes(config.augmentation)),
        ("first weights", _first_weights(run)),
        ("seed", str(config.seed)),
        ("reached", _reached(run)),
        *([("published", f"{published}: {PRESETS[run.key].reproduces}")] if published else []),
    ]


def _classes(config):
    if config.classes is None:
        return ""
    return f", classes {formats.listed(class_names_of(config))}"


def _held_back(config):
    count = min(config.training_images or available_images(config), available_images(config)) - training_images(config)
    if not count:
        return "none"
    if config.library == "scikit-learn":
        return f"{count:,} images, drawn at random from every class"
    return f"{count:,} images, {'drawn at random' if config.own else 'the last ones of the file'}"


def _epochs(run):
    config = run.config
    if config.patience is None:
        return f"{config.epochs}"
    kept = "" if run.kept_epoch is None else f"; epoch {run.kept_epoch:g} is kept"
    return f"at most {config.epochs}, ended after {config.patience} without a better validation accuracy{kept}"


def _smoothing(config):
    other = config.label_smoothing / len(class_names_of(config))
    return (
        f"{config.label_smoothing:g}: labels say {formats.percent(1 - config.label_smoothing + other)} of the right "
        f"class and {formats.percent(other)} of each other one"
    )


def _changes(augmentation):
    if augmentation is None:
        return "no"
    return (
        f"anew in every epoch: by up to {augmentation.shift:.1%} of the width, {augmentation.rotation:g} degrees, "
        f"a shear of {augmentation.shear:g} and a zoom of {augmentation.zoom:.0%}"
    )


def _first_weights(run):
    if run.config.library == "scikit-learn":
        return "glorot_uniform, the biases too"
    layers = defaultdict(list)
    for layer in run.architecture.layers:
        if isinstance(layer, WeightedLayer):
            layers[layer.initializer].append(layer.name)
    biases = "; all biases 0" if any(key.endswith("/bias") for key in run.architecture.weight_shapes) else ""
    return "; ".join(f"{name} for {formats.listed(names)}" for name, names in layers.items()) + biases


def _reached(run):
    validated = [row["validation_accuracy"] for row in run.history if "validation_accuracy" in row]
    parts = []
    if validated:
        first, last = (f"{validated[at]:.4f}".removeprefix("0") for at in (0, -1))
        parts.append(f"validation accuracy {first} after the first epoch, {last} after the last")
    for found, of in ((run.evaluation, "test images"), (run.training_evaluation, "images learnt from")):
        if found:
            parts.append(f"{f'{found.accuracy:.4f}'.removeprefix('0')} of {found.count:,} {of}")
    if run.seconds:
        parts.append(f"in {run.seconds:,.1f} seconds")
    return "; ".join(parts) or "nothing yet"


def sentences(run):
    """What the facts mean."""
    said = [CHOSEN.format(parameters=f"{run.architecture.parameters:,}")]
    if run.config.library == "scikit-learn":
        said.append(ITERATIONS.format(epochs=run.config.epochs) if run.config.patience is None else STOPPED)
    return " ".join(said)


def exercise(run):
    """What a person's own network has to give."""
    rows = [row for row in run.architecture.summary() if row.parameters]
    terms = " + ".join(f"{row.parameters:,}" for row in rows)
    reads = f", and read about {formats.percent(run.evaluation.accuracy)} of the test images" if run.evaluation else ""
    return (
        f"Yours must have {terms} = {run.architecture.parameters:,} parameters{reads}. Its weights will be others: the "
        "order of the batches and the first weights are drawn anew. One way to write it:"
    )


def code(run):
    """The network, built and trained by the same recipe, in the words of the library that has trained it."""
    if run.config.library == "scikit-learn":
        return _in_sklearn(run)
    parts = ["import keras\nimport numpy as np\nfrom keras import layers\n", rebuild_script.built(run.architecture)]
    if recipe_code.can_load(run.config):
        parts.append(recipe_code.images(run.config))
    parts.append(recipe_code.compiled(run.config))
    return "\n".join([*parts, f"{recipe_code.fit(run.config)}model.evaluate(x_test, y_test)"])


def _in_sklearn(run):
    config = run.config
    *hidden, _ = (layer.units for layer in run.architecture.layers if isinstance(layer, Dense))
    settings = [
        f"{tuple(hidden)}",
        f"solver={literal(config.optimizer)}",
        f"learning_rate_init={config.learning_rate:g}",
        f"batch_size={config.batch_size}",
        f"max_iter={config.epochs}",
        f"n_iter_no_change={config.patience or config.epochs}",
        f"random_state={config.seed}",
    ]
    if config.patience is not None:
        settings += ["early_stopping=True", f"validation_fraction={config.validation_share:g}"]
    return (
        "from sklearn.neural_network import MLPClassifier\n\n"
        f"model = MLPClassifier(\n{''.join(f'    {setting},{NEW_LINE}' for setting in settings)})\n"
        "model.fit(x_train.reshape(len(x_train), 784) / 255, y_train)\n"
        "model.score(x_test.reshape(len(x_test), 784) / 255, y_test)"
    )


def by_index(architecture, name):
    """A layer by its place in Keras's list of layers, and what its weights are."""
    index, layer = architecture.index(name), architecture.layer(name)
    call = f"model.layers[{index}]" if architecture.is_chain else f"model.get_layer({literal(name)})"
    found = f"In Keras the list above is `model.layers`: {quoted(name)} is {quoted(call)}"
    if not architecture.is_chain:
        found = f"In Keras {quoted(name)} is {quoted(call)}"
    if not isinstance(layer, Conv2D | Dense):
        return f"{found}."
    shapes = layer.weight_shapes(architecture.input_shapes[index])
    kernel = f"({', '.join(map(str, shapes['kernel']))})"
    axes = "inputs, units"
    if isinstance(layer, Conv2D):
        grey = " (1: grey)" if architecture.input_shapes[index][2] == 1 else ""
        axes = f"height, width, channels that are read{grey}, number of kernels"
    arrays, biases = ("two arrays", f", and biases ({shapes['bias'][0]},)") if layer.use_bias else ("one array", "")
    return f"{found}, and {quoted(f'{call}.get_weights()')} gives {arrays}: kernels {kernel} ({axes}){biases}."
