"""A run evaluated on other test images than its own, such as those that a class has drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.datasets.loading import Split
from core.evaluation.accuracy import Answers, Evaluation, judged
from core.runs.run import Run


@dataclass(frozen=True)
class EvaluatedOnOthers(Run):
    """As a Run, but `evaluation` and `answers` are those to the images that `test_set` names."""

    evaluation: Evaluation | None = None
    answers: Answers | None = None
    test_set: tuple[object, ...] = ()


def of_classes(split: Split, names: Sequence[str], run: Run) -> Split:
    """The images of a split, with labels into `names`, that show a class of the run, labelled as the run has it."""
    outputs = {name: at for at, name in enumerate(run.class_names)}
    known = np.array([*(outputs.get(name, -1) for name in names), -1])[split.labels]
    at = np.flatnonzero(known >= 0)
    return Split(split.images[at], known[at], split.indices[at])


def evaluate_on(run: Run, split: Split, test_set: tuple[object, ...]) -> EvaluatedOnOthers:
    """`run`, trained, evaluated on a split whose labels are its classes; `test_set` names the split."""
    probabilities = run.network.predict(split.images)
    evaluation, answers = judged(probabilities, split.labels)
    return EvaluatedOnOthers(run.path, run.description, run.architecture, run.config, evaluation, answers, test_set)
