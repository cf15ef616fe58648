"""The rooms of phones that all sessions share: the one that this browser has opened, and its seat in another."""

from functools import cache

from core.classroom import Classrooms, Shown
from core.datasets import labelled_images
from dashboard.session import state, visitor

NOTHING = Shown()


@cache  # not by Streamlit: any browser may tell it to clear its caches, and the rooms would end with them
def rooms():
    return Classrooms()


def open_own():
    """From a callback: this browser's own Classroom. Raises ClassroomError."""
    return rooms().open(visitor.browser())


def own():
    """The Classroom that this browser has opened and steers, or None."""
    return rooms().of(visitor.browser())


def drawings():
    """What the class has drawn in it, as LabelledImages; none without a room."""
    room = own()
    return room.labelled() if room else labelled_images.EMPTY


def close_own():
    """From a callback."""
    rooms().close(visitor.browser())


def seat(code):
    """This browser's Seat in the room with this code. Raises ClassroomError."""
    return rooms().sit(code, visitor.browser())


def show(shown=NOTHING, is_revealed=False):
    """Let the phones of this browser's room see what this page shows.

    A page that shows the class nothing says so only where the one before it in this session did: a second tab beside
    that of the lesson does not disturb it.
    """
    room = own()
    shows = shown != NOTHING
    if room and (shows or state.get(state.ON_WALL)):
        room.show(shown, is_revealed)
        state.put(state.ON_WALL, shows)
