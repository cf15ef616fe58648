"""Climbs on a page: offered with a button, shown while they go on, stopped, begun anew."""

import numpy as np
import streamlit as st

from core import formats
from core.explanation.ascent_runs import Climbed
from dashboard.components import scene
from dashboard.compute import requests
from dashboard.draw import curves, filter_scenes
from dashboard.session import state
from dashboard.text import filter_sentences
from dashboard.widgets import link_checks, pickers, task_progress


def sheet(request, dead, draw):
    """The Sheet of a layer's filters, drawn with `draw(sheet)` as far as it is; None while there is none to look at."""
    climbed = request.kept()
    if climbed is None:
        iterates = task_progress.follow(request, lambda iterates: draw(_sheet(iterates, dead)), _doing(request))
        if not iterates:
            _offer(request, draw, dead)
            task = requests.task_of(request)
            return _sheet(task.partial_results, dead) if task and task.is_done and task.partial_results else None
        climbed = Climbed.of(iterates)
    stuck = np.flatnonzero(~climbed.moved)
    sheet = filter_scenes.Sheet(climbed, dead)
    if len(stuck) and requests.has_mean(request.network):
        rescue = request.rescue(tuple(stuck.tolist()))
        if _wants_rescue(rescue) and (rescued := _rescued(rescue)):
            sheet = filter_scenes.Sheet(climbed, dead, rescued, stuck)
    draw(sheet)
    st.markdown(filter_sentences.summary(sheet.verdicts, sheet.is_rescued))
    return sheet


def kept_sheet(request, dead):
    """What ships of a layer's filters, those that were rescued among them; None where nothing does."""
    climbed = request.kept()
    if climbed is None:
        return None
    stuck = np.flatnonzero(~climbed.moved)
    rescued = request.rescue(tuple(stuck.tolist())).kept() if len(stuck) else None
    return filter_scenes.Sheet(climbed, dead, rescued, stuck)


def _sheet(iterates, dead):
    return filter_scenes.Sheet(Climbed.of(iterates), dead)


def _offer(request, draw, dead):
    task = requests.task_of(request)
    if task is None or task.is_done:
        label = f"Climb with {formats.count(len(request.channels), 'filter')}" if task is None else "Climb again"
        task_progress.offer([request], label, "climb", primary=True)
    if task is None:
        st.markdown(filter_sentences.NOT_YET)
        draw(_sheet(requests.start_of(request), dead))


def _wants_rescue(rescue):
    link_checks.check_switch(state.RESCUED)
    state.settle(state.RESCUED, lambda on: on in (True, False), False)
    label = filter_sentences.rescue(len(rescue.channels))
    return st.toggle(label, key=state.RESCUED, bind="query-params")


def _rescued(rescue):
    if kept := rescue.kept():
        return kept
    iterates = task_progress.follow(rescue, lambda iterates: None, _doing(rescue))
    if not iterates:
        task_progress.offer([rescue], "Begin the rescue", "rescue")
    return iterates and Climbed.of(iterates)


def _doing(request):
    return task_progress.climbing(request.ascent.steps, len(request.channels))


def one_filter(request, sheet, channel, contrast):
    """One filter large, its verdict, and the way to its passport."""
    scene(filter_scenes.large_scene(channel, sheet, contrast), "filter")
    st.markdown(filter_sentences.of_filter(*sheet.fate(channel), request.start))
    pickers.open_passport(request.layer, channel)


def film(request, sheet, channel, contrast):
    """The curve of one filter, and its climb as a film."""
    steps, scores = sheet.curve(channel)
    beside, screen = st.columns([5, 3], gap="large")
    alt = f"The mean activation of filter {channel} climbs from {scores[0]:.3g} to {scores[-1]:.3g}"
    with beside:
        climbed = sheet.climbed
        scene(curves.climb(climbed.steps, climbed.curves, steps, scores, channel, alt), "climb_curve")
    stuck = not sheet.climbed.moved[channel] and requests.has_mean(request.network)
    alone = request.rescue((channel,)) if stuck else request.alone(channel)
    with screen:
        task_progress.offer([alone], filter_sentences.WATCH[stuck], "film")
        if iterates := task_progress.follow(alone, lambda iterates: None, _doing(alone)):
            alt = filter_sentences.film(channel, iterates)
            st.image(filter_scenes.film(iterates, contrast), width=filter_scenes.FILM_WIDTH, caption=alt, alt=alt)
    if iterates:
        scene(filter_scenes.strip_scene(iterates, contrast), "strip")


def several(request, channel, contrast):
    """Different pictures of one filter."""
    many = request.several(channel)

    def draw(iterates):
        found = Climbed.of(iterates)
        scene(filter_scenes.several_scene(found.pictures, found.curves[:, -1], contrast), "several")

    task_progress.offer([many], f"Climb from {requests.SEVERAL_AT_ONCE} starts", "several_offer")
    if iterates := task_progress.follow(many, draw, _doing(many)):
        draw(iterates)
        st.markdown(filter_sentences.several(channel, iterates[-1].scores))
