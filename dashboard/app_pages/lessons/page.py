"""Lessons: those that come along, and one of one's own."""

import streamlit as st

from dashboard.app_pages.lessons import composer, take_along, text
from dashboard.compute import classrooms
from dashboard.lessons import catalogue
from dashboard.session import state
from dashboard.text import room_sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import lesson_shell

st.title("Lessons")
st.markdown(
    "**One link, and a class walks through the network step by step.** On each step stand a view, a few words and "
    "often a question: let the class predict, then reveal. The arrow keys, Page Up and Page Down lead on, the space "
    "bar reveals. The key `p` makes everything large, for a projector."
)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    room = classrooms.own()
    st.markdown(room_sentences.OPENED.format(room.code) if room else room_sentences.INVITATION, width="stretch")
    st.button(
        "The room" if room else "A room with phones",
        icon=":material/groups:",
        key="to_room",
        on_click=state.go,
        args=("room", {}),
    )
for key, lesson in catalogue.shipped().items():
    with st.container(border=True, key=f"lesson_card_{key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.markdown(f"**{escaped(lesson.title)}**  \n{escaped(lesson.about)}", width="stretch")
            st.button(
                "Begin",
                key=f"begin_{key}",
                type="primary",
                on_click=lesson_shell.open_step,
                args=(key, lesson, 1),
            )
        asked = sum(step.question is not None for step in lesson.steps)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(
                f"{len(lesson.steps)} steps, {asked} questions \u00b7 its link: `/lessons?lesson={key}`",
                width="stretch",
            )
            take_along.offer(key)
composer.show()
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
