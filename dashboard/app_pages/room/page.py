"""A room: the door to it on the wall, and what the class does in it."""

import streamlit as st

from dashboard.app_pages.room import text
from dashboard.compute import classrooms
from dashboard.session import address, state
from dashboard.text import room_sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import room_door

st.title("A room with phones")
room = classrooms.own()
if said := state.take(state.REFUSAL):
    st.error(escaped(said))
if room is None:
    if code := state.room_in_link():
        link = address.join_link(code[:20])
        st.warning(f"{escaped(room_sentences.NOT_YOURS.format(code[:20]))} {escaped(link)}")
    st.markdown(room_sentences.INVITATION)
    st.markdown(room_sentences.BOUNDS)
    room_door.offer(type="primary")
else:
    state.put_room_in_link(room.code)
    st.markdown("**Now begin a lesson: phones vote on its questions as you show them.**")
    room_door.show(room)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("To the lessons", icon=":material/school:", on_click=state.go, args=("lessons", {}))
        room_door.offer_to_close(room)
    st.caption(room_sentences.BOUNDS)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
