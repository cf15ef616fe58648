"""A training recipe as lines of Keras: the images, the optimizer, and the call that learns."""

from core.networks.layers.base import literal
from core.networks.recipe import TrainingConfig

OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
COMPILE = 'compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])\n'


def images(config: TrainingConfig) -> str:
    """Lines that make `x_train`, `y_train`, `x_test` and `y_test`: of the classes that are known, from 0 to 1.

    The data set has to be one that Keras has.
    """
    lines = [f"(x_train, y_train), (x_test, y_test) = keras.datasets.{config.data_set}.load_data()"]
    if config.classes is not None:
        lines += [
            f"classes = np.array({literal(config.classes)})",
            "x_train, x_test = x_train[np.isin(y_train, classes)], x_test[np.isin(y_test, classes)]",
            "y_train, y_test = (labels[np.isin(labels, classes)] for labels in (y_train, y_test))",
            "y_train, y_test = ((labels[:, None] == classes).argmax(axis=1) for labels in (y_train, y_test))",
        ]
    if config.training_images is not None:
        lines.append(f"x_train, y_train = x_train[:{config.training_images}], y_train[:{config.training_images}]")
    lines.append('x_train, x_test = (images[..., None].astype("float32") / 255 for images in (x_train, x_test))')
    return "".join(f"{line}\n" for line in lines)


def test_images(config: TrainingConfig) -> str:
    """Lines that make `x_test` and `y_test`, as `images`, for a network that is there already."""
    lines = [f"_, (x_test, y_test) = keras.datasets.{config.data_set}.load_data()"]
    if config.classes is not None:
        lines += [
            f"classes = np.array({literal(config.classes)})",
            "x_test, y_test = x_test[np.isin(y_test, classes)], y_test[np.isin(y_test, classes)]",
            "y_test = (y_test[:, None] == classes).argmax(axis=1)",
        ]
    lines.append('x_test = x_test[..., None].astype("float32") / 255')
    return "".join(f"{line}\n" for line in lines)


def compiled(config: TrainingConfig) -> str:
    """Lines that give `model` its optimizer, with the learning rate or its schedule. Needs the lines of `images`."""
    rate, before = f"{config.learning_rate:g}", ""
    if config.schedule != "constant":
        learnt = f"(len(x_train) - int({config.validation_share:g} * len(x_train)))"
        before = f"steps = {config.epochs} * -(-{learnt} // {config.batch_size})\n"
    decay = "keras.optimizers.schedules.CosineDecay"
    match config.schedule:
        case "constant":
            pass
        case "cosine":
            before += f"rate = {decay}({rate}, steps)\n"
            rate = "rate"
        case "one_cycle":
            low, warm_up = f"{config.learning_rate / 25:g}", f"warmup_target={rate}, warmup_steps=climb"
            before += f"climb = round(0.3 * steps)\nrate = {decay}({low}, steps - climb, {warm_up})\n"
            rate = "rate"
        case _:
            raise ValueError(f"no schedule is called {config.schedule!r}")
    return f"{before}optimizer = keras.optimizers.{OPTIMIZERS[config.optimizer]}({rate})\nmodel.{COMPILE}"


def fit(config: TrainingConfig) -> str:
    """Lines that learn: batches, epochs, what is held back, moved and turned, and when it ends early."""
    settings, before, learner = [f"batch_size={config.batch_size}", f"epochs={config.epochs}"], "", "model"
    if config.validation_share:
        settings.append(f"validation_split={config.validation_share:g}")
    if config.augmentation:
        before, learner = _moving(config), "moving"
    if config.patience is not None:
        watched = f'"val_accuracy", patience={config.patience}, restore_best_weights=True'
        before += f"stop = keras.callbacks.EarlyStopping({watched})\n"
        settings.append("callbacks=[stop]")
    return f"{before}{learner}.fit(x_train, y_train, {', '.join(settings)})\n"


def _moving(config: TrainingConfig) -> str:
    """Keras's own layers that change images while learning, before the model, which then learns from those."""
    assert config.augmentation
    change = config.augmentation
    amounts = {
        "RandomTranslation": f"{change.shift:g}, {change.shift:g}",
        "RandomRotation": f"{change.rotation:g} / 360",
        "RandomShear": f"{change.shear:g}, {change.shear:g}",
        "RandomZoom": f"{change.zoom:g}, {change.zoom:g}",
    }
    changes = "".join(f'    layers.{kind}({amount}, fill_mode="constant"),\n' for kind, amount in amounts.items())
    moving = "moving = keras.Sequential([keras.Input(x_train.shape[1:]), *changes, model])\n"
    return f"changes = [\n{changes}]\n{moving}moving.{COMPILE}"
