"""A lesson of one's own: its steps in order, their words, what they hide and ask; taken along as a file or a link."""

import re
from dataclasses import replace
from functools import partial

import streamlit as st

from core.questions import KINDS
from dashboard import menu
from dashboard.lessons import catalogue, own_lesson
from dashboard.lessons.lesson import LONGEST, OPEN, Asked, LessonError, write
from dashboard.session import state
from dashboard.text.lesson_facts import FACTS
from dashboard.text.quotation import escaped, quoted
from dashboard.widgets import file_drop, lesson_shell

NOTHING = "no question"
HOW = (
    "Go to any page, set it up as the class should see it, and press *Add to my lesson* at the foot of the "
    "sidebar. Here you then put the views in order and say what is to be seen."
)
MARKS = (
    "`**bold**`, an empty line for a new paragraph, and in braces what the view gives: "
    f"{', '.join(f'`{{{fact}}}`' for fact in FACTS)}"
)
OPEN_AT_FIRST = Asked(OPEN, ask="What do you notice?", answer="Write here what is to be noticed.")


def show():
    """The whole composer, or how to begin."""
    lesson = own_lesson.lesson()
    st.header("A lesson of your own")
    if refused := state.take(state.widget("lesson", "refused")):
        st.error(escaped(f"This was not kept: {refused}."))
    if taken := own_lesson.taken():
        number, step = taken
        back = f"Bring back step {number + 1}, {menu.PAGES[step.page].title}"
        st.button(back, icon=":material/undo:", key=_key("back"), on_click=own_lesson.bring_back)
    if lesson.steps:
        _head(lesson)
        for number, step in enumerate(lesson.steps):
            _step(number, step, len(lesson.steps))
        _take_along(lesson)
    else:
        st.markdown(HOW)
    file_drop.drop("Load a lesson: a file .toml", state.LESSON_FILE, own_lesson.load)


def _key(*parts):
    return state.widget("lesson", own_lesson.revision(), *parts)


def _kept(change):
    """A callback for `change()`; what would be no lesson is not kept, and said."""

    def changed():
        try:
            change()
        except LessonError as error:
            said = re.sub(r"^line \d+: |, line \d+", "", str(error))  # nobody has seen a file yet
            state.put(state.widget("lesson", "refused"), said)

    return changed


def _head(lesson):
    places = st.columns([2, 5])
    for place, name in zip(places, ("title", "about"), strict=True):
        key = _key(name)

        def change(key=key, name=name):
            own_lesson.keep(replace(own_lesson.lesson(), **{name: state.get(key)}))

        value = getattr(lesson, name)
        place.text_input(name.capitalize(), value, LONGEST[name], key=key, on_change=_kept(change))


def _step(number, step, last):
    title = f"{number + 1}. {menu.PAGES[step.page].title}"
    said = f"{title}: {escaped(step.words[:60])}" if step.words else title
    label = state.once(_key("label", number), lambda: said)  # with another label all in it is made anew, without focus
    key = _key("step", number)
    with st.expander(label, state.once(_key("begun", number), lambda: not step.words), key=key, on_change="rerun"):
        view = ", ".join(f"{key} {quoted(str(value))}" for key, value in step.view.items())
        st.caption(f"Its view: {view or 'as the page opens'}")
        _words("What is to be seen", number, "words", step.words, MARKS)
        left, right = st.columns(2, gap="medium")
        with left:
            _hide(number, step)
        with right:
            _ask(number, step.question)
        with st.container(horizontal=True, gap="small"):
            for label, by, is_possible in (
                ("Up", -1, number > 0),
                ("Down", 1, number + 1 < last),
                ("Take away", None, True),
            ):
                change = partial(own_lesson.move, number, by)
                st.button(label, key=_key(label, number), on_click=change, disabled=not is_possible)


def _words(label, number, name, value, help=None, into=None):
    """A text of a step, or of its question."""
    key = _key(name, number)

    def change():
        words = state.get(key)
        own_lesson.change(number, **(into(words) if into else {name: words}))

    st.text_area(label, value, key=key, max_chars=LONGEST.get(name), height=90, on_change=_kept(change), help=help)


def _hide(number, step):
    key = _key("hide", number)
    st.multiselect(
        "Hide these controls of the page",
        sorted({*state.OF_A_LINK, *step.hide}),
        step.hide,
        key=key,
        on_change=_kept(lambda: own_lesson.change(number, hide=tuple(state.get(key)))),
        help="The sidebar is always hidden in a lesson.",
    )


def _ask(number, asked):
    key = _key("kind", number)
    kinds = [NOTHING, *KINDS, OPEN]

    def change():
        kind = state.get(key)
        own_lesson.change(
            number, question=None if kind == NOTHING else OPEN_AT_FIRST if kind == OPEN else Asked(kind, seed=number)
        )

    chosen = asked.kind if asked else NOTHING
    st.selectbox("Question", kinds, kinds.index(chosen), key=key, on_change=_kept(change))
    if chosen == OPEN:
        _open_question(number, asked)


def _open_question(number, asked):
    def changed(**changes):
        return {"question": replace(asked, **changes)}

    def options(text):
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        return changed(options=lines, right=0 if lines else None)

    _words("Asked", number, "ask", asked.ask, into=lambda words: changed(ask=words))
    _words("To choose from, a line each; none is fine", number, "options", "\n".join(asked.options), into=options)
    if asked.options:
        key = _key("right", number)
        right = st.number_input(
            "The right one is number",
            1,
            len(asked.options),
            asked.right + 1,
            key=key,
            on_change=_kept(lambda: own_lesson.change(number, **changed(right=state.get(key) - 1))),
        )
        st.caption(escaped(asked.options[right - 1]))
    _words("Answer", number, "answer", asked.answer, into=lambda words: changed(answer=words))


def _take_along(lesson):
    key = catalogue.key_of(lesson)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if key:
            st.button(
                "Begin my lesson",
                type="primary",
                key="begin_own",
                on_click=lesson_shell.open_step,
                args=(key, lesson, 1),
            )
        st.download_button("Download it", write(lesson), "lesson.toml", "application/toml", key="download_lesson")
    if key:
        st.markdown("The link that holds it whole, after this server's address:")
        st.code(f"/lessons?lesson={key}", language=None, wrap_lines=True)
    else:
        st.markdown("It is too long for a link: download it, and load it again where it is given.")
    st.caption("When this page is loaded anew, your lesson is gone from it: keep the file or the link.")
