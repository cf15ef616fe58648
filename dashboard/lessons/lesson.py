"""A lesson as data, read from TOML, written as TOML, and packed into a link. What is read is from strangers.

    title = "Looking inside a digit recognizer"
    about = "What the layers of a small network make of a digit."

    [[step]]
    page = "activations"                # the page's address
    words = "Its first layer has **{channels}** filters."
    view = {network = "tfjs_recognizer", image = 227, layer = "conv2d"}
    hide = ["range"]                    # controls of the page, by their key
    question = {kind = "kernel of map", seed = 3}

`view` holds what the page's link would hold; the rest stands as the page opens by itself. Words in braces are worked
out from the view (`dashboard.text.lesson_facts`); `**` makes bold, an empty line a paragraph, nothing else is markup.
A question is of a kind of `core.questions`, or `{kind = "open", ask = "...", answer = "..."}`, with
`options = ["...", "..."]` and the number of the right one, `right = 1`, where there is something to choose.
"""

import base64
import binascii
import json
import re
import tomllib
import zlib
from dataclasses import dataclass, field, fields

from core.questions import KINDS
from dashboard import menu
from dashboard.session import state
from dashboard.text.lesson_facts import FACTS

OPEN = "open"
MOST_BYTES = 64_000
MOST_IN_A_LINK = 3_000
MOST_STEPS = 60
MOST_PARTS, LONGEST_WORD = 8, 40
STRINGS_AND_COMMENTS = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)|'[^'\n]*(?:'|(?=\n)|\Z)|#[^\n]*''',
    re.DOTALL,
)
LONGEST = {"title": 80, "about": 300, "words": 700, "ask": 300, "answer": 700, "option": 120}


class LessonError(Exception):
    """One sentence on what is wrong with a lesson, with the line where it is known."""


@dataclass(frozen=True)
class Asked:
    """A question of a step: `kind` with its `seed`, or OPEN with its own words; `right` counts from 0."""

    kind: str
    seed: int = 0
    ask: str = ""
    answer: str = ""
    options: tuple[str, ...] = ()
    right: int | None = None


@dataclass(frozen=True)
class Step:
    """A view of a page with words; `view` has a link's keys, `hide` the keys of what is not shown."""

    page: str
    words: str = ""
    view: dict[str, object] = field(default_factory=dict)
    hide: tuple[str, ...] = ()
    question: Asked | None = None


@dataclass(frozen=True)
class Lesson:
    title: str
    about: str = ""
    steps: tuple[Step, ...] = ()


def read(content):
    """The Lesson that a TOML file holds, as bytes or text. Raises LessonError."""
    text = _text(content)
    _check_keys_and_numbers(text)
    try:
        described = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LessonError(f"this is no TOML: {error or 'it is nested too deeply'}") from error
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*step\s*\]\]", line)]
    _know(described, {"title", "about", "step"}, "a lesson")
    steps = described.get("step", [])
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_STEPS:
        raise LessonError(f"a lesson has 1 to {MOST_STEPS} steps, each below a line [[step]]")
    return Lesson(
        _words(described, "title", "line 1", required=True),
        _words(described, "about", "line 1"),
        tuple(_step(step, _place(number, lines, len(steps))) for number, step in enumerate(steps)),
    )


def _check_keys_and_numbers(text):
    """Python's reader takes twenty seconds for a key of thirty thousand parts, and gives what cannot be shown then.

    Nor can a number of thousands of digits.
    """
    outside = re.sub(STRINGS_AND_COMMENTS, '""', text)
    parts = max(piece.count(".") for piece in re.split(r"[=,{}\[\]\n]", outside)) + 1
    if parts > MOST_PARTS:
        raise LessonError(
            f"a key has {parts:,} parts, with a dot between each two; in a lesson it has at most {MOST_PARTS}"
        )
    longest = max(map(len, re.findall(r"[\w+-]+", outside)), default=0)
    if longest > LONGEST_WORD:
        raise LessonError(
            f"outside quotes stands something of {longest:,} letters or digits; at most {LONGEST_WORD} may"
        )


def _text(content):
    if len(content) > MOST_BYTES:
        raise LessonError(f"it has {len(content):,} bytes; a lesson has at most {MOST_BYTES:,}")
    if isinstance(content, str):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise LessonError("this is no text in UTF-8, as TOML is") from error


def _place(number, lines, count):
    """Where step `number`, from 0, is: with its line where every step has one of its own."""
    return f"step {number + 1}" + (f", line {lines[number]}" if len(lines) == count else "")


def _step(described, place):
    _know(described, {one.name for one in fields(Step)}, place)
    page = described.get("page")
    if page not in menu.PAGES or page in menu.WITHOUT_VIEW:
        names = ", ".join(key for key in menu.PAGES if key not in menu.WITHOUT_VIEW)
        raise LessonError(f"{place}: page {_shown(page)} is not one of {names}")
    hide = described.get("hide", [])
    if not isinstance(hide, list) or not all(
        isinstance(key, str) and re.fullmatch("[a-z_0-9]{1,40}", key) for key in hide
    ):
        raise LessonError(f"{place}: hide {_shown(hide)} is not a list of names of controls, in small letters")
    question = described.get("question")
    return Step(
        page,
        _words(described, "words", place),
        _view(described.get("view", {}), place),
        tuple(hide),
        None if question is None else _asked(question, place),
    )


def _view(view, place):
    if not isinstance(view, dict):
        raise LessonError(f"{place}: view {_shown(view)} is not a table of values, such as {{image = 227}}")
    try:
        return {key: state.checked(key, value) for key, value in view.items()}
    except ValueError as error:
        raise LessonError(f"{place}: {error}") from error


def _asked(described, place):
    _know(described, {one.name for one in fields(Asked)}, f"{place}, its question")
    kind, seed = described.get("kind"), described.get("seed", 0)
    if kind not in (*KINDS, OPEN):
        raise LessonError(f"{place}: question {_shown(kind)} is not one of {', '.join((*KINDS, OPEN))}")
    if not _is_whole(seed) or not 0 <= seed < 2**31:
        raise LessonError(f"{place}: seed {_shown(seed)} is not a whole number from 0")
    if kind != OPEN:
        return Asked(kind, seed)
    options, right = described.get("options", []), described.get("right")
    if not isinstance(options, list) or len(options) > 6:
        raise LessonError(f"{place}: options {_shown(options)} is not a list of at most 6 answers")
    if bool(options) != (right is not None) or (options and not (_is_whole(right) and 1 <= right <= len(options))):
        raise LessonError(f"{place}: right {_shown(right)} is not the number of one of the {len(options)} options")
    return Asked(
        OPEN,
        ask=_words(described, "ask", place, required=True),
        answer=_words(described, "answer", place, required=True),
        options=tuple(_words({"option": option}, "option", place, required=True) for option in options),
        right=right - 1 if options else None,
    )


def _words(described, name, place, required=False):
    words = described.get(name, "")
    if not isinstance(words, str) or len(words) > LONGEST[name] or (required and not words.strip()):
        least = "1" if required else "0"
        raise LessonError(f"{place}: {name} {_shown(words)} is not a text of {least} to {LONGEST[name]} letters")
    for fact in re.findall(r"\{(\w*)\}", words):
        if fact not in FACTS:
            raise LessonError(f"{place}: {{{fact}}} in {name} is not one of {', '.join(FACTS)}")
    return words.strip()


def _know(described, names, place):
    if not isinstance(described, dict):
        raise LessonError(f"{place} is {_shown(described)}, not a table")
    if unknown := set(described) - names:
        raise LessonError(f"{place}: {_shown(min(unknown))} is not one of {', '.join(sorted(names))}")


def _is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value):
    text = repr(value)
    return text if len(text) < 60 else f"{text[:56]} ..."


def write(lesson):
    """The TOML of a Lesson; `read` gives the same again."""
    parts = [f"title = {_toml(lesson.title)}"]
    if lesson.about:
        parts.append(f"about = {_toml(lesson.about)}")
    for step in lesson.steps:
        parts += ["", "[[step]]", f"page = {_toml(step.page)}", f"words = {_toml(step.words)}"]
        parts += [f"{name} = {_toml(value)}" for name in ("view", "hide") if (value := getattr(step, name))]
        if asked := step.question:
            table = {one.name: getattr(asked, one.name) for one in fields(Asked)}
            table["right"] = None if asked.right is None else asked.right + 1
            kept = {name: value for name, value in table.items() if value not in ("", (), None)}
            parts.append(f"question = {_toml(kept)}")
    return "\n".join(parts) + "\n"


def _toml(value):
    match value:
        case bool() | str():  # JSON's strings without what it escapes by halves are TOML's
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{key} = {_toml(one)}' for key, one in value.items())}}}"
        case _:
            raise TypeError(f"{value!r} has no place in a lesson")


def pack(lesson):
    """The whole lesson as text for a link, or None where it is too long for one."""
    packed = base64.urlsafe_b64encode(zlib.compress(write(lesson).encode(), 9)).decode().rstrip("=")
    return packed if len(packed) <= MOST_IN_A_LINK else None


def unpack(packed):
    """The Lesson in a link. Raises LessonError."""
    try:
        compressed = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(compressed, MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise LessonError("the lesson in this link is damaged; perhaps the link was cut off") from error
    if not unpacking.eof and len(content) <= MOST_BYTES:
        raise LessonError("the lesson in this link is damaged; perhaps the link was cut off")
    return read(content)
