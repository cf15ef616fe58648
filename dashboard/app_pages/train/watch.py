"""Watching a training: how far it is, its curves, and the network as it is now, looking at the sidebar's image."""

from functools import partial

import streamlit as st

from core import formats, runs
from core.datasets.loading import DataSetError
from core.inspection import kernels
from core.networks.layers import Convolution
from core.networks.network import as_seen
from core.runs import learnt_images
from core.training import control, queue, time_estimate
from dashboard.app_pages.train import text
from dashboard.components import scene
from dashboard.compute import data_sets, inspection
from dashboard.draw import curves, mosaics, network_flow
from dashboard.draw.ranges import half_range, symmetric_range
from dashboard.session import own_data_sets, state, visitor
from dashboard.text import sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import link_checks

REFRESH, REFRESH_OF_A_SHORT_ONE = 1.0, 0.1  # seconds between two looks: each takes from the training
SHORT = 10_000  # images learnt from in all epochs together: some seconds


def pick_run(own):
    """One of one's own runs; at first the one that trains, else the newest."""
    keys = [job.run.key for job in own]
    at_work = next((job.run.key for job in own if job.is_active and job.state != "waiting"), keys[0])
    state.suggest(state.WATCHED, at_work)
    state.settle(state.WATCHED, lambda key: key in keys, keys[0])
    link_checks.check_choice(state.WATCHED, keys, keys[0])
    return st.selectbox("Run", keys, key=state.WATCHED, bind="query-params", width=420)


def show(key):
    """The run as it is now, again and again as long as it is at work."""
    every = _pace(queue.status(key))
    st.fragment(_show_or_say, run_every=every)(key, every)


def _pace(job):
    """Seconds to the next look; None where nothing happens any more."""
    if not job.is_active:
        return None
    config = job.run.config
    is_short = config.epochs * time_estimate.training_images(config) <= SHORT
    is_at_work = job.state == "running" or (job.state == "waiting" and not job.ahead)
    return REFRESH_OF_A_SHORT_ONE if is_short and is_at_work and not visitor.is_visitor() else REFRESH


def _show_or_say(key, pace):
    try:
        _show(key, pace)
    except runs.RunError as error:
        st.error(escaped(str(error)))


def _show(key, pace):
    try:
        job = queue.status(key)
    except runs.RunError:
        st.rerun()
    if job.state == "waiting":
        _move_on()
    if pace != _pace(job) or state.is_leaving():
        st.rerun()
    _progress(job)
    _buttons(job)
    with st.container():  # takes one place whether it says anything or not
        _images(job)
    _curves(job.run)
    _network(job.run)
    _line(key)


def _move_on():
    """Whoever waits sees to it that the line moves."""
    try:
        queue.move_on()
    except OSError as error:
        st.error(f"No process can be started: {error}")


def _progress(job):
    """Where the training is, in a line."""
    run, total = job.run, time_estimate.steps(job.run.config)
    last = run.history[-1] if run.history else {"step": 0, "epoch": 0}
    step = run.final_step if run.final_step is not None else last["step"]
    step = run.latest.step if job.state == "paused" and run.latest else step
    share = min(step / total, 1.0)
    match job.state:
        case "waiting" if job.ahead:
            st.info(f"Waiting in line: {formats.count(job.ahead, 'training')} before it.", icon=":material/hourglass:")
        case "waiting":
            st.progress(0.0, f"Starting: loading {text.LOADED[run.config.library]} takes some seconds")
        case "running" if step >= total:
            st.progress(1.0, "Trained. Now it reads the test images.")
        case "running":
            st.progress(share, f"Epoch {last['epoch']:.1f} of {run.config.epochs}, step {step:,} of {total:,}")
        case "paused":
            kept = f"its place in the line is kept for {control.LONGEST_PAUSE / 60:.0f} minutes, then it is stopped"
            st.progress(share, f"Paused at step {step:,} of {total:,}: {kept}")
        case "finished" | "stopped":
            found = run.evaluation
            if job.state == "finished" and found and found.accuracy < 1.2 / len(run.class_names):
                st.warning("It reads no better than guessing: try a smaller learning rate, or more epochs.")
            end = "Finished" if job.state == "finished" else f"Stopped at step {step:,} of {total:,}"
            reads = sentences.reads(found.correct, found.count) if found else ""
            st.success(f"{end} after {run.seconds or 0:.1f} s of training. {reads}", icon=":material/check:")
        case "failed" | "died":
            kept = (
                "What it had learnt is kept." if run.latest or len(run.moments) > 1 else "It had not learnt anything."
            )
            verb = "failed" if job.state == "failed" else "ended before its time"
            st.error(f"The training {verb}: {escaped(job.error)}. {kept}", icon=":material/error:")
        case _:
            raise ValueError(f"nothing is said of a training that is {job.state!r}")


def _buttons(job):
    """What can be done with the run now."""
    key = job.run.key
    with st.container(horizontal=True, gap="small"):
        learns = not job.run.history or job.run.history[-1]["step"] < time_estimate.steps(job.run.config)
        if job.state == "running" and learns and not visitor.is_visitor():  # a pause would hold up the others
            _button("Pause", ":material/pause:", queue.pause, key)
        if job.state == "paused":
            _button("Go on", ":material/play_arrow:", queue.end_pause, key)
        if job.state == "paused" or (job.state == "running" and learns):
            _button("Stop", ":material/stop:", queue.stop, key, help=text.STOP[job.run.config.library])
        if job.state == "waiting":
            _button("Cancel", ":material/close:", queue.stop, key)
        if job.state in ("stopped", "failed", queue.DIED):
            again = text.AGAIN[job.run.config.library]
            _button(
                again,
                ":material/play_arrow:",
                partial(queue.resume, most=visitor.limits(), brought=_brought(job.run)),
                key,
            )
        if job.run.final_step and not job.is_active:
            st.button("Look inside", icon=":material/route:", on_click=_look_inside, args=(key,))
            st.button("Compare", icon=":material/balance:", on_click=_compare, args=(key,))
        if not job.is_active:
            with st.popover("Delete", icon=":material/delete:"):
                st.markdown(f"Delete {key} and all it learnt?")
                _button("Delete for good", None, queue.remove, key)


def _brought(run):
    """The images of one's own that the run learns, where this session has them."""
    name = run.config.own and own_data_sets.name_of(run.config.own)
    return name and own_data_sets.find(name)


def _images(job):
    """Where the images of one's own are that the run learns; what can be done with them once it has ended."""
    run = job.run
    if run.config.own is None:
        return
    lies, is_here = learnt_images.is_here(run), own_data_sets.name_of(run.config.own) is not None
    st.markdown(text.where_images_are(job, lies, is_here))
    if not lies or job.is_active:
        return
    with st.container(horizontal=True, gap="small"):
        if not is_here:
            _button("Bring its images back", ":material/photo_library:", _bring_back, run.key)
        _button("Delete its images", ":material/delete:", queue.forget_images, run.key)


def _bring_back(key):
    run = runs.load(key)
    own_data_sets.add(run.config.own.title, learnt_images.read(run))


def _button(label, icon, act, key, help=None, place=None):
    """Try it; what cannot be done any more is said."""

    def clicked():
        try:
            act(key)
        except (queue.JobError, runs.RunError, DataSetError, ValueError, OSError) as error:
            st.toast(escaped(str(error)))

    st.button(label, icon=icon, on_click=clicked, help=help, key=place and state.widget(place, key))


def _look_inside(key):
    state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
    inspection.suit(data_sets.name_here(runs.load(key).config))
    state.go("journey", {state.NETWORK: key})


def _compare(key):
    state.go("comparison", {state.RUNS: [key, "lesson_cnn"]})


def _curves(run):
    """Accuracy and loss, for every batch that was logged and every epoch; axes alone before the first.

    scikit-learn measures accuracy only where it holds images back.
    """
    is_measured = run.config.library == "keras" or run.config.patience is not None
    quantities = ("accuracy", "loss") if is_measured else ("loss",)
    last = run.history[-1] if run.history else {}
    for column, quantity in zip(st.columns(2, gap="large"), quantities, strict=False):
        value = last.get(quantity, last.get(f"validation_{quantity}"))
        alt = f"{quantity} of {run.key}, {formats.number(value) if value is not None else 'unknown'} at the end"
        with column:
            scene(curves.learning(run.history, quantity, run.config.epochs, alt), f"live_{quantity}")


def _network(run):
    """The network as it is now: its first kernels, and the sidebar's image on its way through it."""
    latest = run.latest if run.final_step is None else None
    is_newer = latest is not None and latest.step > run.moments[-1]
    network, step = (latest.network, latest.step) if is_newer else (run.network, run.moments[-1])
    look, layers = inspection.current(), run.architecture.layers
    activations = {name: values[0] for name, values in network.activations(look.image).items()}
    (picture,) = as_seen(look.image, run.architecture.input_shape)
    probabilities = activations[layers[-1].name]
    st.header(f"{run.key} at step {step:,}")
    st.markdown(f"The chosen image: {sentences.read_as(probabilities, run.class_names, look.truth)}")
    scene(
        network_flow.scene(picture, run.architecture, activations, activations, run.class_names, {}),
        "live_journey",
    )
    for name in kernels.drawable_layers(run.architecture)[:1]:
        layer, weights = run.architecture.layer(name), network.kernel(name)
        convolution = isinstance(layer, Convolution)
        shape = run.architecture.input_shape
        maps = kernels.slices(weights, 0) if convolution else kernels.neuron_pictures(weights, shape)
        limits = symmetric_range(weights) if convolution else half_range(weights)
        word = "filter" if convolution else "neuron"
        names = tuple(f"{word} {index}" for index in range(len(maps)))
        alt = f"{formats.count(len(maps), word)} of {name} at step {step}"
        st.header(f"The {word}s of {name}")
        scene(mosaics.mosaic("live", maps, "signed", limits, names, "weight; one range for all", alt), "live_kernels")


def _line(key):
    """Who trains and who waits, where that is another than this one; of other people's, how many."""
    line = queue.queue()
    if all(job.run.key == key for job in line):
        return
    st.header("In line")
    ours = [job for job in line if visitor.may_steer(job.run)]
    for job in ours:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            place = {"running": "trains", "paused": "is paused"}.get(job.state, f"waits, {job.ahead} before it")
            st.markdown(f"**{job.run.key}** {place}", width=320)
            label = "Cancel" if job.state == "waiting" else "Stop"
            _button(label, None, queue.stop, job.run.key, place="line")
    if others := len(line) - len(ours):
        st.markdown(text.in_line(others))
