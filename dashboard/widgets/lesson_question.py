"""A question of a lesson: predicted by hands, phones or alone, then revealed with its working."""

import numpy as np
import streamlit as st

from core import questions
from core.classroom import Shown
from core.questions import NoQuestion, Option, Question
from dashboard.components import scene
from dashboard.compute import classrooms, networks
from dashboard.draw.mosaics import gallery
from dashboard.draw.ranges import symmetric_range
from dashboard.lessons.lesson import OPEN
from dashboard.session import state
from dashboard.text import room_sentences
from dashboard.text.lesson_facts import filled
from dashboard.text.lesson_parts import LETTERS
from dashboard.text.quotation import escaped
from dashboard.widgets import room_panel

MEANINGS = {"signed": "signed", "image": "ink"}
SIDE = 75  # screen pixels


def show(asked, look, owner, place):
    """`asked` of the view; `owner` is what the hands that are counted and the choice belong to.

    The phones of a room see it too, as that of `place`.
    """
    try:
        question = state.worked_out(state.QUESTION, (asked, look.selection, look.network), lambda _: made(asked, look))
    except NoQuestion as error:
        st.info(f"No question here: {error}.")
        classrooms.show(Shown(place=place))
        return
    classrooms.show(Shown((owner, asked, look.selection), question, place), bool(state.get(state.REVEALED)))
    with st.container(key="lesson_question"):
        if pictures(question):
            left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
            with left:
                show_pictures(question)
        else:
            right = st.container()
        with right:
            _ask(question, look, owner)


def _ask(question, look, owner):
    is_revealed, room = bool(state.get(state.REVEALED)), classrooms.own()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson_ask"):
        st.markdown(f":material/quiz: **{question.ask}**", width="stretch")
        chosen = _choose(question, owner) if question.options else None
        st.button(
            "Hide the answer" if is_revealed else "Reveal",
            key="lesson_reveal",
            on_click=lambda: state.put(state.REVEALED, not is_revealed),
            help="Also the space bar",
        )
        if question.options and not room:
            _count_hands(question, owner)
    if room:
        room_panel.show_in_lesson(look, question.right)
    if is_revealed:
        st.markdown(_told(question, chosen, _counted(question, owner, room)))


def made(asked, look):
    """The Question of a step, its words as Markdown. Raises NoQuestion where the view gives none."""
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


def pictures(question):
    """`(key, maps, captions)` of what is asked about, and of the options that are pictures, under their letters."""
    options = [option.picture for option in question.options if option.picture is not None]
    asked = [("asked", question.picture[None], ("this",))] if question.picture is not None else []
    return asked + ([("options", np.stack(options), tuple(LETTERS[: len(options)]))] if options else [])


def show_pictures(question):
    """What is asked about, and the options that are pictures, under their letters; nothing where there are none."""
    shown = scenes(question)
    if not shown:
        return
    places = st.columns([len(maps) for _, maps, _ in pictures(question)])
    for place, (key, tiles) in zip(places, shown.items(), strict=True):
        with place:
            scene(tiles, f"lesson_{key}")


def scenes(question):
    """`{key: scene}` of what is asked about, and of the options that are pictures."""
    found = {}
    for key, maps, captions in pictures(question):
        limits = symmetric_range(maps) if question.meaning == "signed" else (0, 1)
        meaning = MEANINGS[question.meaning]
        found[key] = gallery(key, maps, captions, captions, len(maps), meaning=meaning, limits=limits, side=SIDE)
    return found


def arepictures(question):
    """Whether pictures are to choose from, and no words."""
    return bool(question.options) and question.options[0].picture is not None


def label(question, at):
    """What an option is called: its letter, with its words where it is no picture."""
    return LETTERS[at] if arepictures(question) else f"{LETTERS[at]}: {question.options[at].words}"


def _choose(question, owner):
    """The index of the option that is chosen on this screen, or None."""
    labels = [label(question, at) for at in range(len(question.options))]
    key = state.widget("choice", *owner)
    chosen = st.segmented_control("Predict", labels, key=key, label_visibility="collapsed")
    return labels.index(chosen) if chosen in labels else None


def _count_hands(question, owner):
    with st.popover("Hands", icon=":material/back_hand:"):
        for first in range(0, len(question.options), 2):  # four below each other are higher than a projector's screen
            for place, at in zip(st.columns(2), range(first, len(question.options)), strict=False):
                key = state.widget(state.HANDS, at, *owner)
                place.number_input(_worded(question, at), 0, 999, 0, key=key, persist_state="session")


def _worded(question, at):
    return f"{LETTERS[at]}: {question.options[at].words}"


def _counted(question, owner, room):
    """`(how many chose each option, what they did it with)`."""
    if room:
        return room.board().votes, "vote"
    return [state.get(state.widget(state.HANDS, at, *owner)) or 0 for at in range(len(question.options))], "hand"


def _told(question, chosen, counted):
    parts, (counted, means) = [], counted
    if question.options:
        right = _worded(question, question.right)
        parts.append(f":material/check: **{right}.**")
        if chosen is not None:
            parts.append("That was your choice." if chosen == question.right else f"You chose {LETTERS[chosen]}.")
        parts.append(room_sentences.had_it(counted, question.right, means))
    return " ".join(filter(None, (*parts, question.working)))
