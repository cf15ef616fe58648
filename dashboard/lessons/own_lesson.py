"""The lesson that is composed in a session: views added from any page, then put in order and given words."""

from dataclasses import replace

from dashboard import menu
from dashboard.lessons.lesson import MOST_STEPS, Lesson, Step, read, write
from dashboard.session import state

TITLE = "My lesson"


def lesson():
    """The Lesson so far; without steps as long as nothing was added."""
    return state.get(state.MY_LESSON) or Lesson(TITLE)


def revision():
    """How often its steps were added, moved or taken away: what stands at a place may be another step since then."""
    return state.get(state.LESSON_REVISION, 0)


def has_room():
    return len(lesson().steps) < MOST_STEPS


def keep(changed):
    """Keep a Lesson as a file would hold it. Raises LessonError for one that no file may hold."""
    state.put(state.MY_LESSON, read(write(changed)) if changed.steps else changed)


def reorder(steps):
    """The lesson with its steps in another order, or with others."""
    keep(replace(lesson(), steps=tuple(steps)))
    state.put(state.LESSON_REVISION, revision() + 1)
    state.forget(state.TAKEN_STEP)


def add(page):
    """From a callback: the view that is shown now becomes the last step, without what its page does not use."""
    unused = set(menu.EVERY_PART) - set(menu.page(page).uses)
    view = {key: value for key, value in state.view().items() if key not in unused}
    reorder((*lesson().steps, Step(page, view=view)))


def load(name, content):
    """What a file holds takes the place of what was there; returns a sentence. Raises LessonError."""
    brought = read(content)
    keep(brought)
    reorder(brought.steps)
    return f"{name} is here, with {len(brought.steps)} steps."


def change(number, **changes):
    """The step `number`, from 0, with other words, hidden controls or another question. Raises LessonError."""
    steps = list(lesson().steps)
    steps[number] = replace(steps[number], **changes)
    keep(replace(lesson(), steps=tuple(steps)))


def move(number, by):
    """A step changes places with the one `by` further; with `by` None it goes, and can be brought back."""
    steps = list(lesson().steps)
    step = steps.pop(number)
    if by is not None:
        steps.insert(number + by, step)
    reorder(steps)
    if by is None:
        state.put(state.TAKEN_STEP, (number, step))


def taken():
    """`(number, Step)` that was taken away, if nothing was put in another order since; or None."""
    return state.get(state.TAKEN_STEP)


def bring_back():
    """From a callback: the step that was taken away stands where it was."""
    number, step = taken()
    steps = list(lesson().steps)
    steps.insert(number, step)
    reorder(steps)
