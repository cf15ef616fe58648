"""A task on a page: the button that begins it, how far it is, what there is of it so far, its stop, its failure."""

from collections.abc import Callable

import streamlit as st

from core.workers.task import Task, TaskError
from dashboard.compute import requests, workers
from dashboard.session import state


def going(task: Task, doing: str, stop_key: str | None = None) -> None:
    """How far a task is, in a bar that says what it is doing; with a key, the button that stops it."""
    if stop_key is None:
        st.progress(task.share, doing)
        return
    bar, stop = st.columns([3, 1], vertical_alignment="center")
    bar.progress(task.share, doing)
    stop.button("Stop", icon=":material/stop:", key=stop_key, on_click=task.stop)


def failed(sentence: str, again: Callable | None = None, args: tuple = (), key: str | None = None) -> None:
    """Why a task failed; with `again(*args)`, the button that has it tried once more."""
    st.error(sentence)
    if again:
        st.button("Try again", key=key, on_click=again, args=args)


def offer(wanted, label, key, icon=":material/landscape:", primary=False):
    """A button that begins the requests in `wanted`; it says so where that cannot be."""
    is_going = any(requests.is_going(request) for request in wanted)
    kind = "primary" if primary else "secondary"
    if st.button(label, icon=icon, key=key, type=kind, disabled=is_going):
        try:
            for request in wanted:
                requests.begin(request)
        except TaskError as error:
            st.error(f"This cannot be begun now: {error}.")
        else:
            st.rerun()


def follow(request, draw, doing):
    """The partial results of a request that is whole; of another, None: what there is is drawn, and how far it is said.

    `draw(partial_results)` and `doing(partial_results)` (what goes on, in words) are given those so far.
    """
    task = requests.task_of(request)
    if task is None:
        return None
    if not task.is_done:
        _wait(request, draw, doing)
        return None
    if task.is_whole and task.partial_results:
        return list(task.partial_results)
    if task.error:
        failed(f"It failed: {task.error}.")
    if task.partial_results:
        draw(list(task.partial_results))
    if task.is_stopped and task.partial_results:
        where = doing(task.partial_results).removeprefix("Climbing: ")
        st.markdown(f"Stopped, by you or by somebody else who looks at the same: {where}.")
    elif task.is_stopped:
        st.markdown("Stopped before it began.")
    return None


@st.fragment(run_every=0.5)
def _wait(request, draw, doing):
    task = requests.task_of(request)
    if task is None or task.is_done:
        st.rerun()
    before = workers.worker().count_before(task)
    starting = f"Waiting: {before} before it" if before else "Starting"
    partial_results = list(task.partial_results)
    going(task, doing(partial_results) if partial_results else starting, state.widget("stop", request))
    if partial_results:
        draw(partial_results)


def climbing(steps, several):
    """What is said of a climb that goes on: a function of its iterates."""
    return lambda iterates: f"Climbing: step {iterates[-1].step} of {steps:,}, {several} at once"
