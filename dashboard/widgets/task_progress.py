"""An order's work on a page: the button that begins it, what there is of it so far, its progress and its end."""

import streamlit as st

from core.workers.background_worker import WorkshopError
from dashboard.compute import requests, workers
from dashboard.session import state


def offer(order, label, key, primary=False):
    """A button that begins an order; it says so where that cannot be."""
    piece = requests.piece_of(order)
    going = piece is not None and not piece.done.is_set()
    kind = "primary" if primary else "secondary"
    if st.button(label, icon=":material/landscape:", key=key, type=kind, disabled=going):
        try:
            requests.begin(order)
        except WorkshopError as error:
            st.error(f"This cannot be begun now: {error}.")
        else:
            st.rerun()


def follow(order, draw, doing, share):
    """The frames of an order that is whole; of another, None: what there is of it is drawn, and how far it is said.

    `draw(frames)`, `doing(frames)` (what goes on, in words) and `share(frames)` (of 1) are given the frames so far.
    """
    piece = requests.piece_of(order)
    if piece is None:
        return None
    if not piece.done.is_set():
        _wait(order, draw, doing, share)
        return None
    if piece.frames and not piece.stopped and not piece.error:
        return list(piece.frames)
    if piece.error:
        st.error(f"It failed: {piece.error}.")
    if piece.frames:
        draw(list(piece.frames))
    if piece.stopped and piece.frames:
        where = doing(piece.frames).removeprefix("Climbing: ")
        st.markdown(f"Stopped, by you or by somebody else who looks at the same: {where}.")
    elif piece.stopped:
        st.markdown("Stopped before it began.")
    return None


@st.fragment(run_every=0.5)
def _wait(order, draw, doing, share):
    piece = requests.piece_of(order)
    if piece is None or piece.done.is_set():
        st.rerun()
    bar, stop = st.columns([3, 1], vertical_alignment="center")
    ahead = workers.workshop().ahead(piece)
    starting = f"Waiting: {ahead} before it" if ahead else "Starting"
    frames = list(piece.frames)
    bar.progress(share(frames) if frames else 0.0, doing(frames) if frames else starting)
    stop.button("Stop", icon=":material/stop:", key=state.widget("stop", order), on_click=requests.stop, args=(order,))
    if frames:
        draw(frames)


def climbing(steps, several):
    """What is said of a climb that goes on, and how far it is: two functions of its frames."""
    return (
        lambda frames: f"Climbing: step {frames[-1].step} of {steps:,}, {several} at once",
        lambda frames: frames[-1].step / steps,
    )
