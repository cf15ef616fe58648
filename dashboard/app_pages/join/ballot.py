"""A question on a phone: the same as on the wall, with a button for every option."""

from functools import partial

import streamlit as st

from core.classroom import ClassroomError
from dashboard.session import state
from dashboard.text import room_sentences
from dashboard.widgets import lesson_question

CHOSEN, YOURS = ":material/radio_button_checked:", " \u00b7 your choice"


def show(seat, desk):
    """What is asked, and what may be chosen; after the answer was shown, how it went."""
    question = desk.shown.question
    st.markdown(f"#### {question.ask}")
    lesson_question.show_pictures(question)
    if desk.is_revealed:
        _show_answer(question, desk.chosen)
    elif question.options:
        _offer(seat, desk)
    else:
        st.markdown("There is nothing to press: think of an answer, and say it.")


def _offer(seat, desk):
    question = desk.shown.question
    for at in range(len(question.options)):
        is_chosen = at == desk.chosen
        st.button(
            lesson_question.label(question, at),
            icon=CHOSEN if is_chosen else None,
            key=state.widget("vote", hash(desk.shown.key), at),
            type="primary" if is_chosen else "secondary",
            width="stretch",
            on_click=partial(_vote, seat, desk.shown.key, at),
        )
    st.caption(room_sentences.NOT_VOTED if desk.chosen is None else room_sentences.VOTED)


def _vote(seat, key, option):
    try:
        seat.vote(key, option)
    except ClassroomError as error:
        state.put(state.REFUSAL, str(error))


def _show_answer(question, chosen):
    if question.options:
        st.markdown(room_sentences.own_answer(chosen, question.right))
        for at in range(len(question.options)):
            words, is_right = lesson_question.label(question, at), at == question.right
            with st.container(border=True, key="phone_right" if is_right else f"phone_option_{at}"):
                st.markdown((f":material/check: **{words}**" if is_right else words) + (YOURS if at == chosen else ""))
    st.markdown(question.working)
