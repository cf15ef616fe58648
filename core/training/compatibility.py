"""What goes together in a training: layers with images and classes, and either with what the library can do."""

from core import checks
from core.datasets import own_source
from core.datasets.catalogue import IMAGE_SHAPE, class_names_of, source_of
from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.networks.recipe import OPTIMIZERS, TrainingConfig

OPTIMIZERS_OF = {"keras": OPTIMIZERS, "scikit-learn": ("adam", "sgd")}


def check(architecture: Architecture, config: TrainingConfig) -> None:
    """Raises ValueError where such a network cannot be trained by such a recipe."""
    own_source.check(config)
    classes, title = class_names_of(config), source_of(config).title
    if architecture.input_shape != IMAGE_SHAPE:
        raise ValueError(f"input_shape {architecture.input_shape} must be {IMAGE_SHAPE}, as {title} is")
    last = architecture.layers[-1]
    if architecture.shapes[-1] != (len(classes),) or last.activation != "softmax":
        raise ValueError(
            f"the last layer {last.name!r} gives {architecture.shapes[-1]} with {last.activation}; "
            f"{title} needs {(len(classes),)} with softmax, one for each class"
        )
    checks.choice("library that trains", config.library, tuple(OPTIMIZERS_OF))
    if config.library == "scikit-learn":
        hidden_units(architecture)
        if len(classes) == 2:
            raise ValueError("scikit-learn tells two classes apart by a single number, not by one for each class")
        if (
            config.optimizer not in OPTIMIZERS_OF["scikit-learn"]
            or config.schedule != "constant"
            or config.augmentation
            or config.label_smoothing
        ):
            raise ValueError(
                "scikit-learn trains with adam or sgd, a constant learning rate, and neither augmentation nor label "
                "smoothing"
            )
        if config.validation_share and config.patience is None:
            raise ValueError("scikit-learn holds images back for early stopping only")


def hidden_units(architecture: Architecture) -> tuple[int, ...]:
    """Units of the hidden layers, or ValueError: scikit-learn knows dense layers with relu only."""
    units = []
    *hidden, _ = (layer for layer in architecture.layers if not isinstance(layer, Flatten))
    for layer in architecture.layers:
        if isinstance(layer, Dense) and not layer.use_bias:
            raise ValueError(f"layer {layer.name!r} has no biases; with scikit-learn every layer has")
    for layer in hidden:
        if not isinstance(layer, Dense) or layer.activation != "relu":
            raise ValueError(f"layer {layer.name!r} is none that scikit-learn has: it knows Dense with relu")
        units.append(layer.units)
    return tuple(units)
