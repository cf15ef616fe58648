"""The lesson that a page is shown in: which step it is, its words, its question, and the way on."""

from dataclasses import dataclass

import streamlit as st

from core.classroom import Shown
from dashboard import menu
from dashboard.compute import classrooms
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import Lesson, LessonError
from dashboard.session import state
from dashboard.text.lesson_facts import filled
from dashboard.text.quotation import escaped, quoted
from dashboard.widgets import lesson_question, projector, room_door, room_panel

SHELL = (  # not shown
    "[data-testid=stSidebar]",
    "[data-testid=stHeader]",
    "[data-testid=stElementContainer]:has(h1)",
    "[class*=st-key-widget-numbers]",
    "[data-testid=stLayoutWrapper]:has(> [class*=st-key-widget-numbers])",
)
ICONS = {"back": ":material/arrow_back:", "next": ":material/arrow_forward:"}
COLUMN = "[data-testid=stColumn]"
WRAPPER = "[data-testid=stLayoutWrapper]"  # of a container; left alone it would leave a gap
KEYS = {
    "ArrowRight": "next",
    "PageDown": "next",
    "ArrowLeft": "back",
    "PageUp": "back",
    " ": "reveal",
    **projector.KEYS,
}


@dataclass(frozen=True)
class Given:
    """A Lesson, the key of it in links, and the number of the step that is shown, from 1."""

    key: str
    lesson: Lesson
    number: int

    @property
    def step(self):
        return self.lesson.steps[self.number - 1]


def follow():
    """The Given of this run, or None. A link opens it; the browser's back button leads to the step before, or out."""
    in_link, shown = state.lesson_in_link(), state.lesson_shown()
    if state.is_leaving() or in_link == shown:
        return _given(*shown)
    given = _given(*in_link)
    state.show_step(given and given.key, given and given.number)
    if given:
        state.show_view(given.step.view, but_in_link=shown[0] is None)
    return given


def _given(key, number):
    """None where there is no lesson of that key; its first step where it has none of that number."""
    if key is None:
        return None
    try:
        lesson = catalogue.find(key)
    except LessonError as error:
        st.warning(f"There is no lesson to show: {escaped(str(error))}.")
        return None
    steps = {str(step): step for step in range(1, len(lesson.steps) + 1)}
    if number not in (None, *steps):
        state.put(state.NO_STEP, number)
    return Given(key, lesson, steps.get(number, 1))


def open_step(key, lesson, number):
    """From a callback: show a step of a lesson, with its own view."""
    step = lesson.steps[number - 1]
    state.show_step(key, number)
    state.show_view(step.view)
    state.go(step.page, {})


def leave():
    """From a callback: the view stays, the lesson goes."""
    state.show_step(None, None)


def show(given, look):
    """What stands above the page."""
    hidden = (*SHELL, *(selector for key in given.step.hide for selector in _selectors(key)))
    st.html(f"<style>{', '.join(hidden)} {{display: none}}</style>")
    with st.container(key="lesson_panel"):
        _bar(given, look)
        if number := state.take(state.NO_STEP):
            last = len(given.lesson.steps)
            st.warning(
                f"The link asks for step {quoted(number)}, which is not a whole number from 1 to {last}. Shown is "
                f"{given.number}."
            )
        st.markdown(filled(given.step.words, look))
        place = f"step {given.number} of {len(given.lesson.steps)}"
        if given.step.question:
            lesson_question.show(given.step.question, look, (given.key, given.number), place)
        else:
            classrooms.show(Shown(place=place))
            if classrooms.own():
                room_panel.show_in_lesson(look)


def _selectors(key):
    """What is hidden with a key: the control or figure itself, its wrapper, and the innermost column of it."""
    itself = f".st-key-{key}"
    return itself, f"{WRAPPER}:has(> {itself})", f"{COLUMN}:has({itself}):not(:has({COLUMN} {itself}))"


def _bar(given, look):
    last = len(given.lesson.steps)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lesson_bar"):
        title = menu.PAGES[given.step.page].title
        view = f"{title} \u00b7 {escaped(look.title)} \u00b7 image {look.selection.image:,}"
        st.markdown(f"**{escaped(given.lesson.title)}**  \n:small[{view}]", width="stretch")
        _step_button(given, "back", "Also the left arrow key or Page Up", given.number == 1)
        st.markdown(f"{given.number} of {last}", width="content")
        _step_button(given, "next", "Also the right arrow key or Page Down", given.number == last, "primary")
        room_door.in_lesson()
        st.button(
            "Leave the lesson",
            icon=":material/close:",
            key="lesson_leave",
            on_click=leave,
            help="Leave the lesson: this view stays, with all its controls",
        )


def _step_button(given, name, help, disabled, type="secondary"):
    st.button(
        name.capitalize(),
        icon=ICONS[name],
        key=f"lesson_{name}",
        on_click=press,
        args=(given, name),
        disabled=disabled,
        type=type,
        help=help,
    )


def press(given, name):
    """From a callback: a key was pressed, or its button; the one before may have led to another step, or out."""
    key, shown = state.lesson_shown()
    if key != given.key:
        return
    number = int(shown)
    match name:
        case "next" if number < len(given.lesson.steps):
            open_step(given.key, given.lesson, number + 1)
        case "back" if number > 1:
            open_step(given.key, given.lesson, number - 1)
        case "reveal":
            state.put(state.REVEALED, not state.get(state.REVEALED))
        case "next" | "back":
            pass
        case "projector":
            projector.toggle()
        case _:
            raise ValueError(f"{name!r} is no key of a lesson")
