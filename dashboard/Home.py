"""The frame: page settings, the menu and the sidebar. Start it with `streamlit run dashboard/Home.py`."""

from itertools import groupby
from pathlib import Path

import streamlit as st

from core import datasets, runs
from dashboard import components, menu
from dashboard.compute import classrooms, inspection
from dashboard.session import own_images, state
from dashboard.widgets import foot, help, lesson_frame, looked_at, page_saving, playing, projector, shortcuts, sidebar

HERE = Path(__file__).parent
SIDEBAR = 264  # pixels; of a small projector's 1,024 three quarters are left for the page


def in_menu(page):
    icon = f":material/{page.icon}:"
    visibility = "hidden" if page is menu.JOIN else "visible"
    default = page is menu.START
    return st.Page(page.path, title=page.title, icon=icon, url_path=page.key, default=default, visibility=visibility)


st.set_page_config(
    page_title="Convscope", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state=SIDEBAR
)
state.start()
given = lesson_frame.follow()
groups = groupby((*menu.EVERY_PAGE, menu.JOIN), lambda page: page.group)
pages = {group: list(map(in_menu, pages)) for group, pages in groups}
page = st.navigation(pages, position="hidden" if given else "top")
if given and page.url_path == menu.LESSONS:
    lesson_frame.open_step(given.key, given.lesson, given.number)
st.html(HERE / "frame.css")
components.frame()
state.open_page(page.url_path or menu.START.key)
if page.url_path == menu.JOIN.key:
    page.run()
    st.stop()
components.kept_drawing(own_images.for_the_tab(), own_images.is_begun(), own_images.come_back)
own_images.bring_class(classrooms.drawings())
state.follow()
try:
    uses = state.page().uses
    with st.sidebar:
        sidebar.show(uses)
        foot.show(is_in_lesson=bool(given))
    projector.show()
    if given:
        components.keys(lesson_frame.KEYS, "keys", lambda name: lesson_frame.press(given, name))
        lesson_frame.show(given, inspection.current())
    else:
        components.keys(shortcuts.KEYS, "keys", shortcuts.press)
        help.show()
        classrooms.show()
        if uses:
            looked_at.show(uses)
        else:
            st.html("<style>[data-testid=stSidebar] {display: none}</style>")
    page.run()
    playing.go_on()
    page_saving.save()
except (runs.RunError, datasets.DataSetError) as error:
    st.error(str(error))
