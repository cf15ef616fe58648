"""Components of our own, drawn in the browser: a folder each, with a script and a style sheet, behind one function."""

from pathlib import Path

import streamlit as st

from dashboard import state

FOLDER = Path(__file__).parent

_SCENE = st.components.v2.component(
    "convscope_scene",
    html="<div class='scene' tabindex='-1'></div>\n",
    css=(FOLDER / "scene" / "scene.css").read_text(),
    js=(FOLDER / "scene" / "scene.js").read_text(),
)


def scene(scene, key, on_pick=None):
    """Show a Scene. A click on a clickable tile calls `on_pick(tiles key, tile index)` before the page runs again."""

    def picked():
        if on_pick and (pick := state.event(key, "picked")):
            on_pick(pick["key"], int(pick["tile"]))

    _SCENE(key=key, data=scene.to_data(), on_picked_change=picked)
