"""A question of a lesson: predicted by hands or alone, then revealed with its working."""

import numpy as np
import streamlit as st

from core import questions
from core.questions import NoQuestion, Option, Question
from dashboard.components import scene
from dashboard.compute import networks
from dashboard.draw.mosaics import gallery
from dashboard.draw.ranges import symmetric_range
from dashboard.lessons.lesson import OPEN
from dashboard.session import state
from dashboard.text.lesson_facts import filled
from dashboard.text.quotation import escaped

LETTERS = "ABCDEF"
MEANINGS = {"signed": "signed", "image": "ink"}
SIDE = 75  # screen pixels


def show(asked, look, owner):
    """`asked` of the view; `owner` is what the hands that are counted and the choice belong to."""
    try:
        question = state.worked_out(
            state.QUESTION, (asked, look.selection, look.network), lambda _: _question(asked, look)
        )
    except NoQuestion as error:
        st.info(f"No question here: {error}.")
        return
    with st.container(key="lesson_question"):
        if pictures := _pictures(question):
            left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
            with left:
                _show(pictures, question.meaning)
        else:
            right = st.container()
        with right:
            _ask(question, owner)


def _ask(question, owner):
    is_revealed = bool(state.get(state.REVEALED))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson_ask"):
        st.markdown(f":material/quiz: **{question.ask}**", width="stretch")
        chosen = _choose(question, owner) if question.options else None
        st.button(
            "Hide the answer" if is_revealed else "Reveal",
            key="lesson_reveal",
            on_click=lambda: state.put(state.REVEALED, not is_revealed),
            help="Also the space bar",
        )
        if question.options:
            _count_hands(question, owner)
    if is_revealed:
        st.markdown(_told(question, chosen, _hands(question, owner)))


def _question(asked, look):
    if asked.kind == OPEN:
        options = tuple(Option(filled(words, look)) for words in asked.options)
        return Question(filled(asked.ask, look), options, asked.right, filled(asked.answer, look))
    run, selection = look.run, look.selection
    subject = questions.Subject(
        look.network,
        run.class_names,
        look.split.images,
        selection.image,
        selection.layer,
        look.channel_of(selection.layer),
        run.moments,
        lambda step: networks.network(run.key, step),
    )
    question = questions.make(asked.kind, subject, asked.seed)
    options = tuple(Option(escaped(option.words), option.picture) for option in question.options)
    return Question(
        escaped(question.ask), options, question.right, escaped(question.working), question.picture, question.meaning
    )


def _pictures(question):
    """`(key, maps, captions)` of what is asked about, and of the options that are pictures, under their letters."""
    options = [option.picture for option in question.options if option.picture is not None]
    asked = [("asked", question.picture[None], ("this",))] if question.picture is not None else []
    return asked + ([("options", np.stack(options), tuple(LETTERS[: len(options)]))] if options else [])


def _show(pictures, meaning):
    places = st.columns([len(maps) for _, maps, _ in pictures])
    for place, (key, maps, captions) in zip(places, pictures, strict=True):
        limits = symmetric_range(maps) if meaning == "signed" else (0, 1)
        tiles = gallery(key, maps, captions, captions, len(maps), meaning=MEANINGS[meaning], limits=limits, side=SIDE)
        with place:
            scene(tiles, f"lesson_{key}")


def _label(at, option):
    return f"{LETTERS[at]}: {option.words}"


def _choose(question, owner):
    """The index of the option that is chosen on this screen, or None."""
    are_pictures = question.options[0].picture is not None
    labels = [LETTERS[at] if are_pictures else _label(at, option) for at, option in enumerate(question.options)]
    key = state.widget("choice", *owner)
    chosen = st.segmented_control("Predict", labels, key=key, label_visibility="collapsed")
    return labels.index(chosen) if chosen in labels else None


def _count_hands(question, owner):
    with st.popover("Hands", icon=":material/back_hand:"):
        for at, option in enumerate(question.options):
            st.number_input(
                _label(at, option), 0, 999, 0, key=state.widget(state.HANDS, at, *owner), persist_state="session"
            )


def _hands(question, owner):
    return [state.get(state.widget(state.HANDS, at, *owner)) or 0 for at in range(len(question.options))]


def _told(question, chosen, hands):
    parts = []
    if question.options:
        right = _label(question.right, question.options[question.right])
        parts.append(f":material/check: **{right}.**")
        if chosen is not None:
            parts.append("That was your choice." if chosen == question.right else f"You chose {LETTERS[chosen]}.")
        if sum(hands):
            parts.append(f"{hands[question.right]} of {sum(hands)} hands had it.")
    return " ".join((*parts, question.working))
