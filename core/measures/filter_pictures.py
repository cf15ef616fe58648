"""Kept with a run: for every filter of its convolutions the picture that excites it most."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.loading import Split
from core.explanation.ascent_runs import Climbed
from core.explanation.filter_pictures import RECIPES, Sheet, sheet
from core.measures.measure import Measure, Progress, check_channels, unheard
from core.runs import learnt_images
from core.runs.run import Run

Sheets = dict[tuple[str, str], Sheet]


def _wanted(run: Run) -> list[tuple[str, str]]:
    return [(recipe, name) for recipe in RECIPES for name in run.architecture.convolutions]


def compute(run: Run, split: Split, progress: Progress = unheard) -> Sheets:
    """`{(recipe, layer): Sheet}` of the trained network; `split` plays no part, pictures need no images."""
    mean, wanted = learnt_images.mean_image(run), _wanted(run)
    sheets: Sheets = {}
    for recipe, name in wanted:
        sheets[recipe, name] = sheet(run.network, name, RECIPES[recipe], mean)
        progress(len(sheets) / len(wanted))
    return sheets


def pack(value: Sheets) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray] = {}
    for (recipe, name), pictures in value.items():
        for part, climbed in (("noise", pictures.climbed), ("rescued", pictures.rescued)):
            arrays |= climbed.arrays(f"{recipe}/{name}/{part}") if climbed else {}
    return arrays


def unpack(run: Run, content: Mapping[str, Any]) -> Sheets:
    sheets = {(recipe, name): _sheet(content, f"{recipe}/{name}") for recipe, name in _wanted(run)}
    for (_, name), pictures in sheets.items():
        check_channels(run, name, len(pictures.climbed.moved))
    return sheets


def _sheet(content: Mapping[str, Any], place: str) -> Sheet:
    climbed = Climbed.kept(content, f"{place}/noise")
    stuck = np.flatnonzero(~climbed.moved)
    return Sheet(climbed, stuck, Climbed.kept(content, f"{place}/rescued") if len(stuck) else None)


def summary_line(value: Sheets) -> str:
    return "\n".join(
        f"{recipe}, {name}: {int(pictures.climbed.moved.sum())} of {len(pictures.climbed.moved)} from noise, "
        f"{int(pictures.rescued.moved.sum()) if pictures.rescued else 0} more from the mean image"
        for (recipe, name), pictures in value.items()
    )


FILTER_PICTURES = Measure("atlas.npz", compute, pack, unpack, summary_line)
