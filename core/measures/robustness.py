"""Kept with a run: how well it reads digits that are moved and changed."""

from collections.abc import Mapping
from typing import Any

from core.datasets.loading import Split
from core.evaluation.robustness import SAMPLE, Robustness, measure
from core.measures.measure import Measure, Progress, unheard
from core.runs.run import Run


def compute(run: Run, split: Split, progress: Progress = unheard) -> Robustness:
    """The Robustness of the trained network on a sample of a split."""
    some = split.evenly(SAMPLE)
    return measure(run.network, some.images, some.labels, progress)


def unpack(run: Run, content: Mapping[str, Any]) -> Robustness:
    return Robustness.from_json(content)


def summary_line(value: Robustness) -> str:
    return ", ".join(f"moved by {pixels} px {value.at_distance(pixels):.3f}" for pixels in (0, 2, 4))


ROBUSTNESS = Measure("robustness.json", compute, Robustness.to_json, unpack, summary_line)
