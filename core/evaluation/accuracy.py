"""How well a network does on a data set: accuracy, loss, and the confusion matrix that per-class figures come from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Evaluation:
    """`confusion[true, answered]` counts images; `loss` is the mean cross-entropy in nats."""

    confusion: np.ndarray
    loss: float

    @property
    def count(self):
        return int(self.confusion.sum())

    @property
    def correct(self):
        return int(np.trace(self.confusion))

    @property
    def accuracy(self):
        return self.correct / self.count

    def to_json(self):
        return {
            "accuracy": self.accuracy,
            "correct": self.correct,
            "count": self.count,
            "loss": self.loss,
            "confusion": self.confusion.tolist(),
        }

    @classmethod
    def from_json(cls, description):
        return cls(np.array(description["confusion"]), description["loss"])


@dataclass(frozen=True, eq=False)
class Answers:
    """What a network says to each image of a test set: the class `(n,)` and its probability `(n,)`."""

    classes: np.ndarray
    shares: np.ndarray

    @classmethod
    def from_probabilities(cls, probabilities):
        return cls(probabilities.argmax(axis=1).astype(np.uint8), probabilities.max(axis=1).astype(np.float16))

    def save(self, file):
        np.savez_compressed(file, classes=self.classes, shares=self.shares)

    @classmethod
    def load(cls, file):
        with np.load(file, allow_pickle=False) as archive:
            return cls(archive["classes"], archive["shares"])


def evaluate(network, images, labels):
    """The evaluation of `network` on uint8 or float `images` with integer `labels`."""
    if len(images) == 0 or len(images) != len(labels):
        raise ValueError(f"{len(images)} images and {len(labels)} labels: there must be as many, and at least one")
    return from_probabilities(network.predict(images), labels)


def from_probabilities(probabilities, labels):
    """The evaluation of answers already worked out: probabilities `(n, classes)`, integer labels `(n,)`."""
    classes = probabilities.shape[1]
    if labels.max() >= classes:
        raise ValueError(f"label {labels.max()} has no output: the network answers 0 to {classes - 1}")
    answers = probabilities.argmax(axis=1)
    confusion = np.bincount(labels.astype(int) * classes + answers, minlength=classes**2).reshape(classes, classes)
    chosen = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return Evaluation(confusion, float(-np.log(np.maximum(chosen, np.finfo(np.float32).tiny)).mean()))
