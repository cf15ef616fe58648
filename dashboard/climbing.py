"""Climbs on a page: offered with a button, shown while they go on, stopped, begun anew."""

import numpy as np
import streamlit as st

from core.climbs import Climbed
from dashboard import controls, figures, filter_words, filters, orders, state, work
from dashboard.components import scene


def sheet(order, dead, draw):
    """The Sheet of a layer's filters, drawn with `draw(sheet)` as far as it is; None while there is none to look at."""
    climbed = order.kept()
    if climbed is None:
        frames = work.follow(order, lambda frames: draw(_sheet(frames, dead)), *_progress(order))
        if not frames:
            _offer(order, draw, dead)
            piece = orders.piece_of(order)
            return _sheet(piece.frames, dead) if piece and piece.done.is_set() and piece.frames else None
        climbed = Climbed.of(frames)
    stuck = np.flatnonzero(~climbed.moved)
    sheet = filters.Sheet(climbed, dead)
    if len(stuck):
        rescue = order.rescue(tuple(stuck.tolist()))
        if _wants_rescue(rescue) and (rescued := _rescued(rescue)):
            sheet = filters.Sheet(climbed, dead, rescued, stuck)
    draw(sheet)
    st.markdown(filter_words.summary(sheet.verdicts, sheet.is_rescued))
    return sheet


def kept_sheet(order, dead):
    """What ships of a layer's filters, those that were rescued among them; None where nothing does."""
    climbed = order.kept()
    if climbed is None:
        return None
    stuck = np.flatnonzero(~climbed.moved)
    rescued = order.rescue(tuple(stuck.tolist())).kept() if len(stuck) else None
    return filters.Sheet(climbed, dead, rescued, stuck)


def _sheet(frames, dead):
    return filters.Sheet(Climbed.of(frames), dead)


def _offer(order, draw, dead):
    piece = orders.piece_of(order)
    if piece is None or piece.done.is_set():
        label = f"Climb with {len(order.channels)} filters" if piece is None else "Climb again"
        work.offer(order, label, "climb", primary=True)
    if piece is None:
        st.markdown(filter_words.NOT_YET)
        draw(_sheet(orders.start_of(order), dead))


def _wants_rescue(rescue):
    state.settle(state.RESCUED, lambda on: on in (True, False), False)
    label = filter_words.rescue(len(rescue.channels))
    return st.toggle(label, key=state.RESCUED, bind="query-params")


def _rescued(rescue):
    if kept := rescue.kept():
        return kept
    frames = work.follow(rescue, lambda frames: None, *_progress(rescue))
    if not frames:
        work.offer(rescue, "Begin the rescue", "rescue")
    return frames and Climbed.of(frames)


def _progress(order):
    return work.climbing(order.ascent.steps, len(order.channels))


def one_filter(order, sheet, channel, contrast):
    """One filter large, its verdict, and the way to its passport."""
    scene(filters.large_scene(channel, sheet, contrast), "filter")
    st.markdown(filter_words.of_filter(*sheet.fate(channel), order.start))
    controls.open_passport(order.layer, channel)


def film(order, sheet, channel, contrast):
    """The curve of one filter, and its climb as a film."""
    steps, scores = sheet.curve(channel)
    curves, screen = st.columns([5, 3], gap="large")
    chart = figures.climb(sheet.climbed.steps, sheet.climbed.curves, steps, scores, channel)
    alt = f"The mean activation of filter {channel} climbs from {scores[0]:.3g} to {scores[-1]:.3g}"
    curves.plotly_chart(chart, key="climb_curve", config={"displayModeBar": False}, alt=alt)
    stuck = not sheet.climbed.moved[channel]
    alone = order.rescue((channel,)) if stuck else order.alone(channel)
    with screen:
        work.offer(alone, filter_words.WATCH[stuck], "film")
        if frames := work.follow(alone, lambda frames: None, *_progress(alone)):
            alt = filter_words.film(channel, frames)
            st.image(filters.film(frames, contrast), width=filters.FILM_WIDTH, caption=alt, alt=alt)
    if frames:
        scene(filters.strip_scene(frames, contrast), "strip")


def several(order, channel, contrast):
    """Different pictures of one filter."""
    many = order.several(channel)

    def draw(frames):
        found = Climbed.of(frames)
        scene(filters.several_scene(found.pictures, found.curves[:, -1], contrast), "several")

    work.offer(many, f"Climb from {orders.SEVERAL_AT_ONCE} starts", "several_offer")
    if frames := work.follow(many, draw, *_progress(many)):
        draw(frames)
        st.markdown(filter_words.several(channel, frames[-1].scores))
