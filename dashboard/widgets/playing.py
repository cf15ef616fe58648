"""The training as it plays: by the browser alone where a page gives it the film, else moment by moment."""

import streamlit as st

from dashboard.draw.scenes import WIDTHS, Film, Scene
from dashboard.session import state

TICK = 0.8  # seconds a moment is shown where it is asked for anew
MOST = 8_000_000  # bytes of a film's numbers


def advance(labels):
    """Before the moment is drawn: the next one, if it is time."""
    state.put(state.FILMED, False)
    if state.get(state.PLAYING):
        at = labels.index(state.get(state.MOMENT))
        if state.get(state.TICKING) == "now" and at + 1 < len(labels):
            state.put(state.MOMENT, labels[at + 1])
            state.put(state.TICKING, None)
        if state.get(state.MOMENT) == labels[-1]:
            state.put(state.PLAYING, None)


def button(labels):
    """Lets the moments pass by, from the first one where the last one is shown."""
    is_playing = bool(state.get(state.PLAYING))

    def toggle():
        state.put(state.PLAYS, state.get(state.PLAYS, 0) + 1)
        state.put(state.PLAYING, None if is_playing else state.get(state.PLAYS))
        if not is_playing and state.get(state.MOMENT) == labels[-1]:
            state.put(state.MOMENT, labels[0])

    icon, words = (":material/stop:", "Stop") if is_playing else (":material/play_arrow:", "Play the training")
    st.button(words, icon=icon, help=words, key="play", on_click=toggle)


def end():
    """Where there is nothing to play."""
    state.put(state.PLAYING, None)


def films(look, draw):
    """While the training plays, a Film of each of the scenes of `draw(look at a moment)`, by name; else none.

    None either where they would be too large: then it plays moment by moment. The first one has to be shown.
    """
    if not state.get(state.PLAYING):
        return {}
    rest = [one for one in look.over_run if one.selection.moment >= look.selection.moment]
    drawn = [draw(one) for one in rest]
    if len(drawn) * sum(_size(picture) for picture in drawn[0].values()) > MOST:
        return {}
    state.put(state.FILMED, True)
    ticket, words, leader = state.get(state.PLAYING), tuple(one.moment for one in rest), next(iter(drawn[0]))
    return {name: Film(ticket, words, tuple(pictures[name] for pictures in drawn), name == leader) for name in drawn[0]}


def _size(picture):
    """Bytes of what a Scene shows, or a function of the width gives."""
    scene = picture if isinstance(picture, Scene) else picture(WIDTHS[-1])
    return sum(tiles.values.nbytes for tiles in scene.tiles)


def go_on():
    """At the end of a page: where the browser has no film, the next moment a little later."""
    if state.get(state.PLAYING) and not state.get(state.FILMED):
        state.put(state.TICKING, "next")
        _tick()


@st.fragment(run_every=TICK)
def _tick():
    """Drawn with the page it only waits; the timer's own call is the next moment."""
    if state.get(state.TICKING) == "next":
        state.put(state.TICKING, "waiting")
    elif state.get(state.TICKING) == "waiting":
        state.put(state.TICKING, "now")
        st.rerun()
