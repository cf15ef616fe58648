"""Kept with a run: what it would most like to see as each of its classes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.loading import Split
from core.explanation.ascent_runs import Climbed
from core.explanation.class_pictures import RECIPES, climb
from core.measures.measure import Measure, Progress, check_channels, unheard
from core.runs import learnt_images
from core.runs.run import Run

Pictures = dict[str, Climbed]


def compute(run: Run, split: Split, progress: Progress = unheard) -> Pictures:
    """`{recipe: Climbed}` of the trained network; `split` plays no part, pictures need no images."""
    mean = learnt_images.mean_image(run)
    pictures: Pictures = {}
    for recipe in RECIPES:
        pictures[recipe] = Climbed.of(list(climb(run.network, recipe, mean).partial_results()))
        progress(len(pictures) / len(RECIPES))
    return pictures


def pack(value: Pictures) -> dict[str, np.ndarray]:
    return {name: array for recipe, climbed in value.items() for name, array in climbed.arrays(recipe).items()}


def unpack(run: Run, content: Mapping[str, Any]) -> Pictures:
    pictures = {recipe: Climbed.kept(content, recipe) for recipe in RECIPES}
    for climbed in pictures.values():
        check_channels(run, run.architecture.names[-1], len(climbed.moved))
    return pictures


def summary_line(value: Pictures) -> str:
    return ", ".join(
        f"{recipe}: {climbed.curves[:, -1].min():.4g} to {climbed.curves[:, -1].max():.4g}"
        for recipe, climbed in value.items()
    )


CLASS_PICTURES = Measure("perfect_digits.npz", compute, pack, unpack, summary_line)
