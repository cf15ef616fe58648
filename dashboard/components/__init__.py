"""What is drawn in the browser: a function each, and for all of our own a folder with a script and a style sheet."""

import json
import time
from pathlib import Path

import numpy as np
import orjson
import streamlit as st

from core.digits import fabric_paths
from core.networks.layers.cell_arithmetic import Cell
from dashboard.compute import inspection
from dashboard.draw import scenes
from dashboard.draw.colors import SCALES
from dashboard.draw.ranges import ticks
from dashboard.session import state
from dashboard.text import sentences

FOLDER = Path(__file__).parent
FIGURES = ("scene", "chain", "kernel")  # with the menu that takes them along
# what a component's script is put together from, before its own
SHARED = dict.fromkeys(FIGURES, ("*", "figure_menu/*")) | {
    "page_file": ("received", "files"),
    "library": (),
    "figure_call": ("library/shelf",),
}
SHOWN = 1.0  # seconds after the end of a page, in which it surely was
SAVED = "Saved from Convscope: pictures still say their values; what is pressed is left out."


def script(name):
    """All JavaScript of a component, one module."""
    return _together((*SHARED.get(name, ("received",)), f"{name}/*"), "js")


def style(name):
    """All its CSS."""
    return _together((*(("paint", "figure_menu/*") if name in FIGURES else ()), f"{name}/*"), "css")


def _together(patterns, kind):
    return "\n".join(part.read_text() for pattern in patterns for part in sorted(FOLDER.glob(f"{pattern}.{kind}")))


def _component(name, js=None):
    html = f"<div class='{name}' tabindex='-1'></div>\n"
    return st.components.v2.component(f"convscope_{name}", html=html, css=style(name), js=js or script(name))


def _figure(name):
    """Streamlit sends a component's script with each of its pictures, whenever one changes: these come by `library`."""
    return _component(name, script("figure_call").replace("the figure's", name))


def _library():
    scripts = json.dumps({name: script(name) for name in FIGURES})
    return _component("library", script("library").replace("SCRIPTS = {}", f"SCRIPTS = {scripts}"))


def _around(name):
    """What is put around another's component: its styles are the page's."""
    css, js = (_together([f"{name}/*"], kind) for kind in ("css", "js"))
    return st.components.v2.component(f"convscope_{name}", css=css, js=js, isolate_styles=False)


_SCENE, _CHAIN, _KERNEL = map(_figure, FIGURES)
_KEYS, _TAB, _LEAVING = map(_component, ("keys", "tab", "leaving"))
_PAGE_FILE, _KEPT_DRAWING = map(_component, ("page_file", "kept_drawing"))
_LIBRARY = _library()
_SHEET = _around("sheet")


def as_json(data):
    """As bytes Streamlit passes it on; in a dictionary it looks for frames, for which it imports pandas: 80 MB."""
    return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)


def library():
    """Before any figure: the scripts that draw them, until the browser of this session has them.

    What a page has sent is lost where another run begins before it was shown, as when somebody taps at once: so for a
    while it is sent again, and from then on where a picture asks for it.
    """
    sent = state.get(state.SCRIPTS_SENT)
    with st.container(key="library"):
        if sent is None or time.monotonic() - sent < SHOWN:
            _LIBRARY(key="library_scripts", data=as_json({}))


def library_is_sent():
    """At the end of a page, which then was sent whole."""
    if state.get(state.SCRIPTS_SENT) is None:
        state.put(state.SCRIPTS_SENT, time.monotonic())


def leaving(loses):
    """Where a reload `loses` something, the browser asks first."""
    _LEAVING(key="leaving", data=as_json(loses))


def _send_again():
    """From the callback of a figure that has waited for its script in vain."""
    state.put(state.SCRIPTS_SENT, None)


def scene(picture, key, on_pick=None, on_switch=None, film=None, of="", title="", note=""):
    """Show a Scene, or a function that gives one for the width it is told (see `draw/scenes.py`).

    A click on a clickable tile calls `on_pick(tiles key, tile index)` before the page runs again.

    Tiles that are switches call `on_switch(indices of all that are off)` instead, so that quick clicks are not lost.

    `of` is the words for the network that it is a picture of, where that is not always the sidebar's. `title` and
    `note` stand above and below it, plain text: as elements of the page each would be rendered with every click.

    A Film of moments is played by the browser alone; where it ends, or is stopped, is the moment from then on.
    """

    def picked():
        if on_pick and (pick := state.event(key, "picked")):
            on_pick(pick["key"], int(pick["tile"]))

    def switched():
        off = state.event(key, "switched")
        if on_switch and off is not None:
            on_switch([int(tile) for tile in off])

    def played():
        if moment := state.event(key, "played"):
            state.choose({state.MOMENT: moment, state.PLAYING: None})

    data = scenes.to_data(picture, film) | {"named": named(of), "hears": bool(on_pick or on_switch)}
    data |= {"title": title, "note": note}
    _SCENE(
        key=key,
        data=as_json(data),
        on_picked_change=picked,
        on_switched_change=switched,
        on_played_change=played,
        on_wanted_change=_send_again,
    )


def named(of=""):
    """What a picture that is taken along is called: the page's title, and what of the selection the page shows."""
    page, look = state.page(), inspection.current()
    return {"title": page.title, "whose": sentences.whose(look, page.uses, of) if look else ""}


def chain(chain, key, on_pick, on_part, on_slide):
    """Show a Chain. A click on a number calls `on_pick(Cell)` or, on an input channel's sum, `on_part(channel)`.

    The play button calls `on_slide(turn)` for a Chain with a `slide`.
    """

    def picked():
        if pick := state.event(key, "picked"):
            on_pick(Cell(pick["layer"], tuple(map(int, pick["index"]))))

    def parted():
        part = state.event(key, "part")
        if part is not None:
            on_part(int(part))

    def slid():
        if turn := state.event(key, "slid"):
            on_slide(int(turn))

    _CHAIN(
        key=key,
        data=as_json(chain.to_data() | {"named": named()}),
        on_picked_change=picked,
        on_part_change=parted,
        on_slid_change=slid,
        on_wanted_change=_send_again,
    )


def kernel(values, limits, name, place, revision, key, on_edit):
    """A kernel slice `(height, width)` to be edited, coloured within `limits`; calls `on_edit(rows of numbers)`.

    `name` says aloud what is edited. Another `place` is another kernel. A new `revision` makes sure that `values` are
    heard again in the browser.
    """
    height, width = values.shape

    def edited():
        if numbers := state.event(key, "edited"):
            on_edit([numbers[start : start + width] for start in range(0, height * width, width)])

    numbers = [float(number) if np.isfinite(number) else None for number in values.ravel()]
    data = {"values": numbers, "columns": width, "limits": list(map(float, limits)), "scales": SCALES}
    data |= {"ticks": ticks(*limits), "name": name, "place": str(place), "revision": revision, "named": named()}
    _KERNEL(key=key, data=as_json(data), on_edited_change=edited, on_wanted_change=_send_again)


def sheet(strokes, number, key, on_draw, width, erases):
    """A square sheet of paper with a pen that is `width` of it wide, or an eraser, twice as wide.

    `strokes` are put on it when `number` is another than before; else the sheet is ahead of Python. After every stroke
    it calls `on_draw(drawing)`, with all strokes as `fabric_paths.from_json` reads them.
    """
    from streamlit_drawable_canvas import st_canvas  # only a running server knows where its script lies

    def drawn():
        if drawing := state.event(key, "drawing"):
            on_draw(drawing["raw"])

    st_canvas(
        stroke_width=round(width * (1 + erases) * fabric_paths.SIDE),
        stroke_color=fabric_paths.PAPER if erases else fabric_paths.INK,
        background_color=fabric_paths.PAPER,
        height=fabric_paths.SIDE,
        width=fabric_paths.SIDE,
        initial_drawing=fabric_paths.to_json(strokes, number),
        key=key,
        on_change=drawn,
    )
    _SHEET(key=f"{key}_frame", data={"side": fabric_paths.SIDE, "number": number})


def kept_drawing(drawing, is_begun, on_find):
    """Keep `drawing`, a text or None, in the tab's own storage; while none `is_begun`, call `on_find(the one kept)`."""

    def found():
        if kept := state.event("kept_drawing", "found"):
            on_find(kept)

    data = as_json({"drawing": drawing, "isBegun": is_begun})
    _KEPT_DRAWING(key="kept_drawing", data=data, on_found_change=found)


def keys(names, key, on_press):
    """Hear keys anywhere on the page: `names` maps a key, as browsers call it, to what `on_press` is called with.

    Where something is typed none is heard; on buttons and pictures not their own: arrows, space, Enter. Each press is
    heard once, in the order in which they were made, however quick they are.
    """

    def pressed():
        for moment, name in state.event(key, "pressed") or ():
            if moment > state.get(state.HEARD, 0):
                state.put(state.HEARD, moment)
                if name in names.values():  # else it was a key of the page before
                    on_press(name)

    data = {"names": names, "heard": state.get(state.HEARD, 0), "visit": state.visit()}
    _KEYS(key=key, data=as_json(data), on_pressed_change=pressed)


def tab(page, on_ready=None):
    """From now on one action of a person is one step back in the browser's history, and charts fit on paper.

    Another `page` than before, by its key, begins at its top. It calls `on_ready()`, if that is asked for, when all
    this is so.
    """

    def ready():
        if on_ready and state.event("tab", "ready"):
            on_ready()

    _TAB(key="tab", data=as_json({"page": page, "tells": on_ready is not None}), on_ready_change=ready)


def page_file(ticket):
    """Save the page as one file, once for each `ticket`."""
    scripts = {name: script(name) for name in ("scene", "chain")}
    data = {"ticket": ticket, "named": named(), "scripts": scripts, "from": SAVED}
    _PAGE_FILE(key="page_file", data=as_json(data))
