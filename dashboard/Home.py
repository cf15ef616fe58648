"""The shell: page settings, the menu and the sidebar. Start it with `streamlit run dashboard/Home.py`."""

from functools import partial
from itertools import groupby
from pathlib import Path

import streamlit as st

from core import datasets, runs
from dashboard import components, menu
from dashboard.compute import ahead, classrooms, inspection, large
from dashboard.lessons import own_lesson
from dashboard.session import address, departed, memory, own_images, state, turns, uploads
from dashboard.text import sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import (
    foot,
    help,
    late_marks,
    lesson_shell,
    looked_at,
    page_saving,
    playing,
    projector,
    shortcuts,
    sidebar,
)

HERE = Path(__file__).parent
SIDEBAR = 264  # pixels; of a small projector's 1,024 three quarters are left for the page


def in_menu(page):
    icon = f":material/{page.icon}:"
    visibility = "hidden" if page is menu.JOIN else "visible"
    default = page is menu.START
    place = "" if default else page.key
    return st.Page(page.path, title=page.title, icon=icon, url_path=place, default=default, visibility=visibility)


def move(meant, no_page):
    """Open the page that was meant, and say if the address was no page's at all.

    The browser first learns to keep its steps: one back must not lead here again.
    """
    state.put(state.NO_PAGE, no_page)
    state.move_when_ready(meant)
    components.tab(meant, on_ready=state.get_ready_to_move)
    st.stop()


def mistyped():
    """Pages that no menu has: by the address that was typed, where it is no page's. Like none means the first one."""
    typed = address.last_part()
    if not typed or (typed in (*menu.PAGES, menu.JOIN.key) and typed != menu.START.key):
        return []
    like_it = menu.meant(typed)
    meant = like_it or menu.START.key
    open_it = partial(move, meant, None if like_it else typed)
    return [st.Page(open_it, title=menu.page(meant).title, url_path=typed, visibility="hidden")]


def loses():
    """Whether there is something here that neither a link nor the browser's tab keeps over a reload."""
    return bool(memory.of_this_session() or own_images.photo() or own_lesson.lesson().steps)


st.set_page_config(
    page_title="Convscope", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state=SIDEBAR
)
with turns.turn():
    uploads.bound()
    departed.give_back(inspection.let_go, large.forget)
    state.start()
    given = lesson_shell.follow()
    groups = groupby((*menu.EVERY_PAGE, menu.JOIN), lambda page: page.group)
    pages = {group: list(map(in_menu, pages)) for group, pages in groups}
    pages[menu.JOIN.group] += (moved := mistyped())
    page = st.navigation(pages, position="hidden" if given else "top")
    if page in moved:
        page.run()
    if given and page.url_path == menu.LESSONS:
        lesson_shell.open_step(given.key, given.lesson, given.number)
    opened = menu.page(page.url_path or menu.START.key)
    st.html(f"<style>{(HERE / 'shell.css').read_text()}{sidebar.style(opened.uses)}</style>")
    components.tab(opened.key)
    components.library()
    state.open_page(opened.key)
    if opened is menu.JOIN:
        page.run()
        components.library_is_sent()
        st.stop()
    components.kept_drawing(own_images.for_the_tab(), own_images.is_begun(), own_images.come_back)
    own_images.bring_class(classrooms.drawings())
    state.follow()
    try:
        with st.sidebar:
            sidebar.show(opened.uses)
            foot.show(is_in_lesson=bool(given))
            page_saving.save()
        projector.show()
        if given:
            components.keys(lesson_shell.KEYS, "keys", lambda name: lesson_shell.press(given, name))
            lesson_shell.show(given, inspection.current())
        else:
            components.keys(shortcuts.KEYS, "keys", shortcuts.press)
            help.show()
            classrooms.show()
            if opened.uses:
                looked_at.show(opened.uses)
        if typed := state.take(state.NO_PAGE):
            st.warning(sentences.no_page(typed, opened.title))
        if {menu.NETWORK, menu.IMAGE} <= set(opened.uses) and (broken := sentences.broken(inspection.current())):
            st.warning(broken)
        page.run()
        playing.go_on()
        if opened.uses:
            late_marks.follow(inspection.current())
            ahead.work_out(inspection.current(), partial(sidebar.ahead, uses=opened.uses))
    except (runs.RunError, datasets.DataSetError) as error:
        st.error(escaped(str(error)))
    components.leaving(loses())
    components.library_is_sent()
