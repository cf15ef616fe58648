"""The drawings of a room on the wall: they arrive, are read by the chosen network, and can be taken away."""

import numpy as np
import streamlit as st

from core.datasets.catalogue import DIGITS
from dashboard.components import scene
from dashboard.compute import networks
from dashboard.draw.mosaics import gallery, meant_and_read
from dashboard.session import state
from dashboard.text import room_sentences

AT_ONCE = 24
PER_ROW = 12
NEWEST, MISREAD = "newest", "misread"


def ask(room, digit, place):
    """Which digit the class is asked to draw; tapped again, none. `place` tells several of these from each other."""
    key = state.widget("asked", place)
    state.put(key, None if digit is None else DIGITS[digit])

    def asked():
        chosen = state.get(key)
        room.ask_for(None if chosen is None else DIGITS.index(chosen))

    st.segmented_control("Have the class draw a", DIGITS, key=key, on_change=asked, width="stretch")


def show(room, drawings, look):
    """How the network of `look` reads them, and the newest or the misread ones."""
    answers = [_answers(room, drawings, look)[one.number] for one in drawings]
    words = room_sentences.class_read(look, [one.digit for one in drawings], answers)
    st.markdown(f"**{words}**")
    names = look.run.class_names
    misread = [one for one, answer in zip(drawings, answers, strict=True) if names[answer] != DIGITS[one.digit]]
    wants_misread = _wants_misread(len(misread))
    shown = misread if wants_misread else drawings
    if wants_misread and drawings and not misread:
        st.markdown("None of them is misread.")
    if shown:
        _gallery(room, shown[-AT_ONCE:], dict(zip((one.number for one in drawings), answers, strict=True)), names)


def _answers(room, drawings, look):
    """`{number of a drawing: class that it is read as}`; each drawing is read once."""
    stamp = networks.stamp(look.selection.network)
    known = state.once(state.widget("read", room.code, look.selection.network, stamp, look.selection.moment), dict)
    new = [one for one in drawings if one.number not in known]
    if new:
        found = look.network.predict(np.stack([one.image for one in new])).argmax(axis=1)
        known.update(zip((one.number for one in new), map(int, found), strict=True))
    return known


def _wants_misread(count):
    options = {NEWEST: "the newest", MISREAD: f"the {count} misread" if count else "the misread"}
    key = state.widget("drawings", "shown")
    shown = st.segmented_control(
        "Show", options, default=NEWEST, format_func=options.get, key=key, label_visibility="collapsed", required=True
    )
    return shown == MISREAD


def _gallery(room, shown, answers, names):
    """Pictures with what was asked for and what was read; a click picks one."""
    numbers = [one.number for one in shown]
    picked = state.get(state.PICKED_DRAWING)
    read = [names[answers[number]] for number in numbers]
    captions = tuple(meant_and_read(DIGITS[one.digit], answer) for one, answer in zip(shown, read, strict=True))
    picture = gallery(
        ",".join(map(str, numbers)),
        np.stack([one.image for one in shown]) / np.float32(255),
        tuple(f"drawing {number}" for number in numbers),
        captions,
        columns=PER_ROW,
        selected=numbers.index(picked) if picked in numbers else None,
        side=62,
    )
    scene(picture, "class_drawings", _pick)
    if picked in numbers:
        st.button(
            f"Take drawing {picked} away",
            icon=":material/delete:",
            key="remove_drawing",
            on_click=room.remove,
            args=(picked,),
        )
    else:
        st.caption(room_sentences.UNDER_DRAWINGS)


def _pick(key, tile):
    """`key` names the numbers of what was shown when it was clicked: there may be newer drawings since then."""
    state.put(state.PICKED_DRAWING, int(key.split(",")[tile]))
