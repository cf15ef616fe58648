"""Train with scikit-learn's MLPClassifier, and turn what it learnt into a network that every page can open.

It is watched, paused and stopped between two epochs. Imports scikit-learn.
"""

import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from math import ceil, prod
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

from core.networks.architecture import Architecture
from core.networks.layers import Dense
from core.networks.network import Network, image_batch
from core.networks.recipe import TrainingConfig
from core.runs import writer
from core.training import compatibility, control
from core.training.loop import moments


class _WatchedClassifier(MLPClassifier):
    """Calls `after_epoch(self)` after each of its iterations; KeyboardInterrupt raised there is its polite end."""

    after_epoch: Callable[[MLPClassifier], None]

    def _update_no_improvement_count(self, *validation: object) -> None:
        super()._update_no_improvement_count(*validation)
        self.after_epoch(self)


def fit(
    architecture: Architecture, config: TrainingConfig, learnt: tuple[np.ndarray, np.ndarray], out: Path
) -> tuple[str, int, float, Network]:
    """Train, record and obey after every epoch; gives `(status, step, seconds, Network)`: with patience, of the best.

    scikit-learn splits off the validation images itself. Raises ValueError for what it has no word for.
    """
    images, labels = learnt
    rows = image_batch(images, architecture.input_shape).reshape(len(labels), -1)
    writer.write_checkpoint(out, 0, _untrained(architecture, config, rows, labels))
    taken = len(labels) - (round(len(labels) * config.validation_share) if config.patience else 0)
    per_epoch = ceil(taken / config.batch_size)
    status, paused, kept = "finished", 0.0, set(moments(config.epochs, config.moments))

    def after_epoch(model: MLPClassifier) -> None:
        nonlocal status, paused
        epoch, scores = model.n_iter_, model.validation_scores_
        row = {"kind": "epoch", "step": epoch * per_epoch, "epoch": epoch, "loss": round(float(model.loss_), 6)}
        writer.append_history(out, {**row, "validation_accuracy": round(scores[-1], 6)} if scores else row)
        if epoch in kept:
            writer.write_checkpoint(out, epoch * per_epoch, _network(architecture, model))
        if control.read(out) != control.TRAIN:
            began = time.perf_counter()
            command = control.obey(out)
            paused += time.perf_counter() - began
            if command == control.STOP:
                status = "stopped"
                raise KeyboardInterrupt

    started = time.perf_counter()
    model = _classifier(architecture, config)
    model.after_epoch = after_epoch
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs are what the recipe asks for
        warnings.filterwarnings("ignore", "Training interrupted by user")
        model.fit(rows, labels)
    seconds = time.perf_counter() - started - paused
    scores = model.validation_scores_
    epoch = scores.index(max(scores)) + 1 if scores else model.n_iter_
    return status, epoch * per_epoch, seconds, _network(architecture, model)


def learnt_from(architecture: Architecture, config: TrainingConfig, labels: np.ndarray) -> np.ndarray:
    """Indices, in order, of the images with `labels` `(n,)` that scikit-learn learns from.

    Early stopping keeps a share of every class back, drawn by the stream that has drawn the weights before.
    """
    everything = np.arange(len(labels))
    if config.patience is None:
        return everything
    random = np.random.RandomState(config.seed)
    units = (prod(architecture.input_shape), *compatibility.hidden_units(architecture), architecture.shapes[-1][0])
    for inputs, outputs in pairwise(units):
        random.uniform(size=(inputs + 1) * outputs)
    learnt, _ = train_test_split(everything, random_state=random, test_size=config.validation_share, stratify=labels)
    return np.sort(learnt)


def _classifier(architecture: Architecture, config: TrainingConfig) -> _WatchedClassifier:
    return _WatchedClassifier(
        compatibility.hidden_units(architecture),
        solver=config.optimizer,
        learning_rate_init=config.learning_rate,
        batch_size=config.batch_size,
        max_iter=config.epochs,
        early_stopping=config.patience is not None,
        validation_fraction=config.validation_share or 0.1,
        n_iter_no_change=config.patience or config.epochs,
        random_state=config.seed,
    )


def _untrained(architecture: Architecture, config: TrainingConfig, rows: np.ndarray, labels: np.ndarray) -> Network:
    """The weights that scikit-learn drew before it learnt: the same seed, and one step of no length."""
    model = MLPClassifier(
        compatibility.hidden_units(architecture),
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
