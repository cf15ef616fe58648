"""A training recipe as lines of Keras: the images, the optimizer, and the call that learns."""

from collections.abc import Iterable

from core.datasets.catalogue import IMAGE_SHAPE, class_names_of, source_of
from core.datasets.own_data_set import SPLIT_SEED
from core.networks.layers.base import Shape, literal
from core.networks.recipe import WARM_UP, TrainingConfig

OPTIMIZERS = {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
FITTED = '''def fitted(images, input_shape):
    """Images `(n, height, width, channels)` from 0 to 1 as a network reads them: in grey or colours, of its size."""
    height, width, channels = input_shape
    if images.shape[3] not in (1, channels):
        images = images @ np.float32([[0.299], [0.587], [0.114]])
    images = np.asarray(keras.ops.image.resize(images, (height, width), interpolation="bilinear"))
    return np.repeat(images, channels // images.shape[3], axis=3)
'''


def can_load(config: TrainingConfig) -> bool:
    """Whether lines can load the images: of a data set that Keras has, or of the file of one that a person brought."""
    return config.own.is_known if config.own is not None else bool(source_of(config).files)


def images(config: TrainingConfig) -> str:
    """Lines that make `x_train`, `y_train`, `x_test` and `y_test`: of the classes that are known, from 0 to 1.

    The data set has to be one that `can_load`; a person's own is read from the file that *Your images* writes of it.
    """
    if config.own is not None:
        lines = [
            *_of_file(config, "x_train, y_train, x_test, y_test"),
            f"order = np.random.default_rng({SPLIT_SEED}).permutation(len(y_train))",
            "x_train, y_train = x_train[order], y_train[order]",
            "y_train, y_test = ((labels[:, None] == classes).argmax(axis=1) for labels in (y_train, y_test))",
        ]
    else:
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
    lines.append(f"x_train, x_test = ({_floats('images', config)} for images in (x_train, x_test))")
    if config.own is not None:
        lines += ["", "", FITTED]
        lines.append(f"x_train, x_test = (fitted(images, {IMAGE_SHAPE}) for images in (x_train, x_test))")
    return "".join(f"{line}\n" for line in lines)


def test_images(config: TrainingConfig) -> str:
    """Lines that make `x_test` and `y_test`, for a network that is there already.

    As `images`, but not yet `fitted` to what the network reads.
    """
    if config.own is not None:
        lines = [*_of_file(config, "x_test, y_test"), "y_test = (y_test[:, None] == classes).argmax(axis=1)"]
    else:
        lines = [f"_, (x_test, y_test) = keras.datasets.{config.data_set}.load_data()"]
    if config.classes is not None:
        lines += [
            f"classes = np.array({literal(config.classes)})",
            "x_test, y_test = x_test[np.isin(y_test, classes)], y_test[np.isin(y_test, classes)]",
            "y_test = (y_test[:, None] == classes).argmax(axis=1)",
        ]
    lines.append(f"x_test = {_floats('x_test', config)}")
    return "".join(f"{line}\n" for line in lines)


def are_read_as_they_are(config: TrainingConfig, input_shapes: Iterable[Shape]) -> bool:
    """Whether networks read what `test_images` gives, and nothing has to be `fitted`."""
    return config.own is None and set(input_shapes) == {IMAGE_SHAPE}


def _floats(images: str, config: TrainingConfig) -> str:
    """From 0 to 1 with an axis of channels; those of a person may be in colour."""
    pixels = f"{images}[..., None]" if config.own is None else f"{images}.reshape(*{images}.shape[:3], -1)"
    return f'{pixels}.astype("float32") / 255'


def _of_file(config: TrainingConfig, names: str) -> list[str]:
    """Lines that read arrays, and the labels of the classes in the order of the outputs, from a person's own file."""
    assert config.own
    return [
        f"# {config.own.title}.npz is what *Your images* gives under *Take it along*; put it into this folder.",
        f"with np.load({literal(f'{config.own.title}.npz')}) as file:",
        f"    {names} = (file[name] for name in {literal(tuple(names.split(', ')))})",
        f'    classes = [list(file["class_names"]).index(name) for name in {literal(list(config.own.class_names))}]',
    ]


def compiled(config: TrainingConfig) -> str:
    """Lines that give `model` its optimizer, with the learning rate or its schedule, and its loss, after `images`."""
    rate, before = f"{config.learning_rate:g}", ""
    if config.schedule != "constant":
        learnt = f"int(len(x_train) * (1 - {config.validation_share:g}))"
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
            before += f"climb = round({WARM_UP:g} * steps)\nrate = {decay}({low}, steps - climb, {warm_up})\n"
            rate = "rate"
        case _:
            raise ValueError(f"no schedule is called {config.schedule!r}")
    settings = "".join(f", {name}={value:g}" for name, value in config.optimizer_settings.items())
    optimizer = f"optimizer = keras.optimizers.{OPTIMIZERS[config.optimizer]}({rate}{settings})\n"
    return f"{before}{optimizer}{_one_hot(config)}model.{_compile(config)}"


def _one_hot(config: TrainingConfig) -> str:
    """A line that makes the labels what a smoothed loss compares with: 1 for the right class, 0 for every other."""
    if not config.label_smoothing:
        return ""
    classes = len(class_names_of(config))
    return f"y_train, y_test = (keras.utils.to_categorical(labels, {classes}) for labels in (y_train, y_test))\n"


def _compile(config: TrainingConfig) -> str:
    loss = '"sparse_categorical_crossentropy"'
    if config.label_smoothing:
        loss = f"keras.losses.CategoricalCrossentropy(label_smoothing={config.label_smoothing:g})"
    return f'compile(optimizer, loss={loss}, metrics=["accuracy"])\n'


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
    return f"changes = [\n{changes}]\n{moving}moving.{_compile(config)}"
