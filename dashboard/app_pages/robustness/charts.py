"""The measured part of the robustness page: a map of accuracies for every place, and curves for every change."""

import numpy as np
import streamlit as st

from core import formats
from core.evaluation.robustness import CHANGES, FARTHEST
from dashboard.app_pages.robustness import controls
from dashboard.components import scene
from dashboard.draw.curves import changes
from dashboard.draw.mosaics import color_bar
from dashboard.draw.scenes import Scene, Text, Tiles
from dashboard.session import state
from dashboard.text import sentences
from dashboard.widgets import measurement

STRENGTH = {
    "rotate": state.TURN,
    "scale": state.SCALE,
    "thicken": state.THICKNESS,
    "noise": state.NOISE,
    "occlude": state.COVER,
}
SIDE = 2 * FARTHEST + 1


def measured(compared, on_yours):
    """`{run's key: Robustness}` of those that are measured; the others are being measured, and say how far it is."""
    what = measurement.ROBUSTNESS_ON_YOURS if on_yours else "robustness"
    found = {run.key: measurement.found(run, what) for run in compared}
    return {key: one for key, one in found.items() if one}


def maps(measured, place):
    """Accuracy of every network for every place the digits are moved to; a click moves the image there."""
    st.header("Accuracy when all digits are moved")
    at = (place[0] + FARTHEST) * SIDE + place[1] + FARTHEST
    for start in range(0, len(measured), 3):
        group = list(measured.items())[start : start + 3]
        for column, (key, found) in zip(st.columns(min(max(len(measured), 2), 3), gap="large"), group, strict=False):
            with column:
                scene(_map(key, found, at), f"map_{key}", lambda _, tile: _move(tile), of=sentences.at_moment(key))
    st.markdown(
        f"The cell in the middle is where the data set has them, the others are up to {FARTHEST} pixels away. Click a "
        "cell to move the image there. Measured on "
        f"{formats.listed(sorted({str(found.count) for found in measured.values()}))} test images, spread evenly "
        "over each network's test set: the share of all of them differs a little."
    )


def _move(tile):
    state.choose({state.DOWN: tile // SIDE - FARTHEST, state.RIGHT: tile % SIDE - FARTHEST})


def _map(key, found, at):
    shares = (found.moved / found.count).astype(np.float32).reshape(-1, 1, 1)
    names = tuple(
        f"{key}, moved {abs(down)} {'down' if down > 0 else 'up'}, {abs(right)} {'right' if right > 0 else 'left'}"
        for down in range(-FARTHEST, FARTHEST + 1)
        for right in range(-FARTHEST, FARTHEST + 1)
    )
    tiles = Tiles(key, shares, "probability", (0, 1), names, 0.3, 1.3, columns=SIDE, gutter=0.06, selected=at)
    low, high = formats.percent(float(shares.min())), formats.percent(float(shares.max()))
    return Scene(
        tiles.size[1] + 0.6,
        tiles.size[0] + 1.6,
        f"{key}: accuracy from {low} to {high} over {SIDE * SIDE} places",
        (tiles,),
        (Text(0.3, 0.6, key, bold=True),),
        bars=(color_bar("probability", (0, 1), "share that is read right"),),
        largest=34,
    )


def curves(measured, chosen):
    """Accuracy over the strength of one kind of change."""
    kind = controls.pick_change({name: change.title for name, change in CHANGES.items()})
    change = CHANGES[kind]
    accuracies = {key: found.changed[kind] / found.count for key, found in measured.items()}
    least = {key: formats.percent(float(shares.min())) for key, shares in accuracies.items()}
    alt = f"Accuracy when digits are {change.title}: at worst {formats.listed([f'{k} {v}' for k, v in least.items()])}"
    strength = chosen[STRENGTH[kind]]
    scene(changes(change.title, change.unit, change.strengths, accuracies, strength, alt), "changes")
