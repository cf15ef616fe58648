"""A room: the door to it on the wall, and what the class does in it."""

import streamlit as st

from dashboard.app_pages.room import text
from dashboard.compute import classrooms, inspection
from dashboard.session import address, own_images, state
from dashboard.text import room_sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import own_test_set, room_door, room_panel

st.title("A room with phones")
room = classrooms.own()
if said := state.take(state.REFUSAL):
    st.error(escaped(said))
if room is None:
    code = state.room_in_link()
    if classrooms.rooms().is_open(code):
        st.warning(escaped(room_sentences.NOT_YOURS.format(code)))
        st.link_button("Join it", address.join_link(code), icon=":material/phonelink:")
    st.markdown(room_sentences.INVITATION)
    st.markdown(room_sentences.BOUNDS)
    room_door.offer(type="primary")
else:
    state.put_room_in_link(room.code)
    st.markdown("**Begin a lesson and let phones vote, or have the class draw.**")
    is_drawn = len(own_images.of_class())
    door, drawn = st.columns([1, 2], gap="medium") if is_drawn else (st.container(), st.container())
    with door:
        room_door.show(room)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button("To the lessons", icon=":material/school:", on_click=state.go, args=("lessons", {}))
            room_door.offer_to_close(room)
    with drawn:
        room_panel.show_drawings(inspection.current())
        if is_drawn:
            st.markdown(room_sentences.TEST_SET)
            own_test_set.offer_uses()
            own_test_set.offer_files(room.labelled, "class")
    st.caption(room_sentences.BOUNDS)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
