"""A button that adds the view to the lesson of one's own."""

import streamlit as st

from dashboard import menu
from dashboard.lessons import own_lesson
from dashboard.lessons.lesson import LessonError


def offer(page):
    """At the foot of the sidebar of the page with this key."""
    if page in menu.WITHOUT_VIEW:
        return
    steps = len(own_lesson.lesson().steps)
    st.button(
        "Add to my lesson",
        icon=":material/playlist_add:",
        key="add_to_lesson",
        type="tertiary",
        on_click=_add,
        args=(page,),
        disabled=not own_lesson.has_room(),
        help=f"This view becomes step {steps + 1} of the lesson that you put together on the page Lessons.",
    )


def _add(page):
    """What would make the lesson too large for a file is not added, and said."""
    try:
        own_lesson.add(page)
    except LessonError as error:
        st.toast(f"This view was not added: {error}.")
