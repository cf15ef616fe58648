"""The lessons that come along, by their file's name; and the one that a link names or holds."""

from functools import cache
from pathlib import Path

from dashboard.lessons import lesson

FOLDER = Path(__file__).parent
IN_LINK = "~"  # what begins a lesson that the link holds whole


@cache
def shipped():
    """`{key: Lesson}`, in the order of their files' names."""
    return {path.stem[2:]: lesson.read(path.read_bytes()) for path in sorted(FOLDER.glob("*.toml"))}


def find(key):
    """The Lesson that a link's `lesson=` names or holds. Raises LessonError."""
    if key.startswith(IN_LINK):
        return lesson.unpack(key.removeprefix(IN_LINK))
    if key not in shipped():
        raise lesson.LessonError(f"lesson {lesson._shown(key)} is not one of {', '.join(shipped())}")
    return shipped()[key]


def key_of(one):
    """What a link to a lesson of one's own holds, or None where it is too long."""
    packed = lesson.pack(one)
    return packed and IN_LINK + packed
