"""Train with scikit-learn's MLPClassifier, and turn what it learnt into a network that every page can open.

Imports scikit-learn.
"""

import time
import warnings
from itertools import pairwise
from math import ceil, prod
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.networks.network import Network, image_batch
from core.networks.recipe import TrainingConfig
from core.runs import writer


def fit(
    architecture: Architecture, config: TrainingConfig, learnt: tuple[np.ndarray, np.ndarray], out: Path
) -> tuple[str, int, float, Network]:
    """Train and record; gives `(status, step, seconds, Network)`: with patience, of the best epoch.

    scikit-learn splits off the validation images itself. Raises ValueError for what it has no word for.
    """
    images, labels = learnt
    rows = image_batch(images, architecture.input_shape).reshape(len(labels), -1)
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs are what the recipe asks for
        model = _classifier(architecture, config).fit(rows, labels)
    seconds = time.perf_counter() - started
    writer.write_checkpoint(Path(out), 0, _untrained(architecture, config, rows, labels))
    taken = len(labels) - (round(len(labels) * config.validation_share) if config.patience else 0)
    per_epoch = ceil(taken / config.batch_size)
    scores = model.validation_scores_ or [None] * model.n_iter_
    for epoch, (loss, score) in enumerate(zip(model.loss_curve_, scores, strict=True), start=1):
        row = {"kind": "epoch", "step": epoch * per_epoch, "epoch": epoch, "loss": round(float(loss), 6)}
        writer.append_history(Path(out), row if score is None else {**row, "validation_accuracy": round(score, 6)})
    kept = scores.index(max(scores)) + 1 if config.patience else model.n_iter_
    return "finished", kept * per_epoch, seconds, _network(architecture, model)


def learnt_from(architecture: Architecture, config: TrainingConfig, labels: np.ndarray) -> np.ndarray:
    """Indices, in order, of the images with `labels` `(n,)` that scikit-learn learns from.

    Early stopping keeps a share of every class back, drawn by the stream that has drawn the weights before.
    """
    everything = np.arange(len(labels))
    if config.patience is None:
        return everything
    random = np.random.RandomState(config.seed)
    units = (prod(architecture.input_shape), *_hidden_units(architecture), architecture.shapes[-1][0])
    for inputs, outputs in pairwise(units):
        random.uniform(size=(inputs + 1) * outputs)
    learnt, _ = train_test_split(everything, random_state=random, test_size=config.validation_share, stratify=labels)
    return np.sort(learnt)


def _classifier(architecture: Architecture, config: TrainingConfig) -> MLPClassifier:
    if config.optimizer not in ("adam", "sgd") or config.schedule != "constant" or config.augmentation:
        raise ValueError("scikit-learn trains with adam or sgd, a constant learning rate and no augmentation")
    return MLPClassifier(
        _hidden_units(architecture),
        solver=config.optimizer,
        learning_rate_init=config.learning_rate,
        batch_size=config.batch_size,
        max_iter=config.epochs,
        early_stopping=config.patience is not None,
        validation_fraction=config.validation_share or 0.1,
        n_iter_no_change=config.patience or config.epochs,
        random_state=config.seed,
    )


def _hidden_units(architecture: Architecture) -> tuple[int, ...]:
    """Units of the hidden layers, or ValueError: scikit-learn knows dense layers only."""
    units = []
    *hidden, _ = (layer for layer in architecture.layers if not isinstance(layer, Flatten))
    for layer in hidden:
        if not isinstance(layer, Dense) or layer.activation != "relu":
            raise ValueError(f"layer {layer.name!r} is none that scikit-learn has: it knows Dense with relu")
        units.append(layer.units)
    return tuple(units)


def _untrained(architecture: Architecture, config: TrainingConfig, rows: np.ndarray, labels: np.ndarray) -> Network:
    """The weights that scikit-learn drew before it learnt: the same seed, and one step of no length."""
    model = MLPClassifier(
        _hidden_units(architecture),
        solver="sgd",
        learning_rate_init=1e-30,
        momentum=0,
        alpha=0,
        batch_size=len(labels),
        max_iter=1,
        random_state=config.seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _network(architecture, model.fit(rows, labels))


def _network(architecture: Architecture, model: MLPClassifier) -> Network:
    dense = [layer.name for layer in architecture.layers if isinstance(layer, Dense)]
    kernels = {f"{name}/kernel": array for name, array in zip(dense, model.coefs_, strict=True)}
    biases = {f"{name}/bias": array for name, array in zip(dense, model.intercepts_, strict=True)}
    return Network(architecture, {**kernels, **biases})
