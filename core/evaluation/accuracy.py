"""How well a network does on a data set: accuracy, loss, and the confusion matrix that per-class figures come from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.networks.network import Network


@dataclass(frozen=True, eq=False)
class Evaluation:
    """`confusion[true, answered]` `(classes, classes)` counts images; `loss` is the mean cross-entropy in nats."""

    confusion: np.ndarray
    loss: float

    @property
    def count(self) -> int:
        """How many images were read."""
        return int(self.confusion.sum())

    @property
    def correct(self) -> int:
        """How many of them rightly."""
        return int(np.trace(self.confusion))

    @property
    def accuracy(self) -> float:
        """The fraction of images that were read rightly, 0 to 1."""
        return self.correct / self.count

    def to_json(self) -> dict[str, Any]:
        """Plain lists and numbers that `from_json` turns back into an equal evaluation."""
        return {
            "accuracy": self.accuracy,
            "correct": self.correct,
            "count": self.count,
            "loss": self.loss,
            "confusion": self.confusion.tolist(),
        }

    @classmethod
    def from_json(cls, description: dict[str, Any]) -> "Evaluation":
        """What `to_json` gave."""
        return cls(np.array(description["confusion"]), description["loss"])


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network says to each image of a test set: the class, uint8 `(n,)`, and its probability, float16 `(n,)`."""

    classes: np.ndarray
    probabilities: np.ndarray

    @classmethod
    def from_probabilities(cls, probabilities: np.ndarray) -> "Answers":
        """The likeliest classes of `(n, classes)`."""
        return cls(probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1).astype(np.float16))

    def save(self, file: BinaryIO) -> None:
        """Write an .npz without pickles."""
        np.savez_compressed(file, classes=self.classes, shares=self.probabilities)

    @classmethod
    def load(cls, file: Path | BinaryIO) -> "Answers":
        """What `save` wrote."""
        with np.load(file, allow_pickle=False) as archive:
            return cls(archive["classes"], archive["shares"])


def evaluate(network: Network, images: np.ndarray, labels: np.ndarray) -> Evaluation:
    """The evaluation of `network` on `images` as `image_batch` takes them, with integer `labels` `(n,)`.

    Raises ValueError where there are no images, or not as many labels.
    """
    if len(images) == 0 or len(images) != len(labels):
        raise ValueError(f"{len(images)} images and {len(labels)} labels: there must be as many, and at least one")
    return from_probabilities(network.predict(images), labels)


def judged(probabilities: np.ndarray, labels: np.ndarray) -> tuple[Evaluation, Answers]:
    """`from_probabilities`, and what was said to each image."""
    return from_probabilities(probabilities, labels), Answers.from_probabilities(probabilities)


def from_probabilities(probabilities: np.ndarray, labels: np.ndarray) -> Evaluation:
    """The evaluation of answers already worked out: probabilities `(n, classes)`, integer labels `(n,)`.

    Raises ValueError for a label without an output.
    """
    classes = probabilities.shape[1]
    if labels.max() >= classes:
        raise ValueError(f"label {labels.max()} has no output: the network answers 0 to {classes - 1}")
    answers = probabilities.argmax(axis=1)
    confusion = np.bincount(labels.astype(int) * classes + answers, minlength=classes**2).reshape(classes, classes)
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return Evaluation(confusion, float(-np.log(np.maximum(chosen, np.finfo(np.float32).tiny)).mean()))
