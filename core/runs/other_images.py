"""A run held to other test images than its own, such as those that a class has drawn."""

from dataclasses import dataclass

from core.evaluation.accuracy import Answers, Evaluation, from_probabilities
from core.runs.run import Run


@dataclass(frozen=True)
class Held(Run):
    """As a Run, but `evaluation` and `answers` are those to the images that `test_set` names."""

    evaluation: Evaluation | None = None
    answers: Answers | None = None
    test_set: tuple = ()


def hold(run, split, test_set):
    """`run`, trained, as it does on a split whose labels are its classes."""
    probabilities = run.network.predict(split.images)
    evaluation, answers = from_probabilities(probabilities, split.labels), Answers.from_probabilities(probabilities)
    return Held(run.path, run.description, run.architecture, run.config, evaluation, answers, test_set)
