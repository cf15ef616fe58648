"""The one Selection that every page is a function of, and the only file that spells session and URL keys.

The sidebar's widgets carry the keys below and are bound to the URL, so that a copied link restores the view.
"""

import math
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import menu
from dashboard.session.callbacks import session_values

# the Selection; what stands in for an image whose data set is still being fetched
NETWORK, DATA, IMAGE, MOMENT, LAYER, CHANNEL = "network", "data", "image", "moment", "layer", "channel"
STAND_IN, LAYER_ROW = "stand_in", "layer_row"

# the training as it plays: which time, None while it does not; whether the browser has the film; the next tick
PLAYING, PLAYS, FILMED, TICKING = "playing", "plays", "filmed", "ticking"

# how weights and activations are shown: kernels, activations
VIEW, RANGE, SIZE, COLUMNS = "view", "range", "size", "columns"
ORDER, INPUT_CHANNEL, SECOND_IMAGE, KERNEL = "order", "input_channel", "second", "kernel"
KERNELS_DRAWN, SLICE = "drawn_as", "slice"

# the cell that is worked out: one pixel
ROW, COLUMN, PART, TRAIL, SLIDING = "row", "column", "part", "trail", "sliding"

# which runs are compared, and how
RUNS, COMPARED, TESTS, CURVE = "runs", "compared", "tests", "curve"
MISREAD, DIAGONAL, RIVAL = "misread", "diagonal", "rival"

# what is trained: designed, begun, watched; which images of one's own, and whether they stay with the run
TRAIN_VIEW, WATCHED, DRAFT, WANTED, REFUSED = "training", "watch", "draft", "wanted", "refused"
TO_LEARN, KEEPS_IMAGES = "to_learn", "keeps_images"

# how an image is changed, and what that costs: robustness, fool it
DOWN, RIGHT, TURN, SCALE, THICKNESS, NOISE, COVER = "down", "right", "turn", "scale", "thickness", "noise", "cover"
CHANGE, EPSILON, AGAINST = "change", "epsilon", "against"

# what is asked of a network: channels switched off, a way into a sum cut, a class, another network beside it
OFF, CUT_WAY, CLASS, BESIDE = "off", "cut", "class", "beside"

# how pictures climb: filters, perfect digits and their blind tests
RECIPE, START, RESCUED = "recipe", "start", "rescued"
STEPS, STEP_SIZE, DECAY, JITTER, BLUR, VARIATION = "steps", "step", "decay", "jitter", "blur", "variation"
DIGITS_VIEW, DIGITS_RECIPE, BLIND_TESTS = "digits", "digits_recipe", "blind_tests"

# the kernel that is tried by hand: workbench
BENCH, BENCH_VIEW, HEIGHT, WIDTH, STRIDE, PADDING = "bench", "bench_view", "height", "width", "stride", "padding"
REFUSED_WEIGHT, REVISION = "refused_weight", "revision"

AHEAD = "ahead"  # what the page asks to have worked out for the next image and moment

# what a person draws, photographs and keeps; the lists that are made of it
STROKES, PAST, LAID, REFUSED_DRAWING = "strokes", "past", "laid", "refused_drawing"
SHEET_NUMBER, TOOL, PEN_WIDTH, DRAWN, LEFT_OUT = "sheet_number", "tool", "pen_width", "drawn", "left_out"
LABELS_ASKED, BELOW, READERS = "labels_asked", "below", "readers"
PHOTO_FILE, PHOTO, CUT, CUTTING, CHOSEN_PIECE, PREPARED = (
    "photo_file",
    "photo",
    "cut_photo",
    "cutting",
    "piece",
    "prepared",
)
EXAMPLES_FILE, KEPT, IMAGES, LABELLED = "examples_file", "kept", "images", "labelled"
FOR_THE_TAB = "for_the_tab"

# the data sets that a person brings: those that are here, the file that is being read, what is said of it, the drop
OWN_DATA_SETS, READING, SAID_OF_READING = "own_data_sets", "reading", "said_of_reading"
DATA_SET_FILE, DROPS = "data_set_file", "drops"
ROWS_SHOWN = "rows_shown"  # the rows of its table, as they are sent

# the networks that a person uploads, and their tests
NETWORK_FILE, UPLOADED, UPLOAD_TESTS = "network_file", "uploaded_networks", "upload_tests"

# the lesson that is given, at which step, its answer shown; the one that is composed; text for the back of a room
LESSON, AT, QUESTION, REVEALED, HANDS = "lesson", "at", "question", "revealed", "hands"
PROJECTOR, MY_LESSON, LESSON_REVISION, LESSON_FILE = "projector", "my_lesson", "lesson_revision", "lesson_file"
TAKEN_STEP = "taken_step"

# a room of phones: its code, on the phone; what this session's page shows the class; what is said once; what is picked
ROOM, CODE_TYPED, ON_WALL, REFUSAL, PICKED_DRAWING = "room", "code_typed", "on_wall", "refusal", "picked_drawing"
ASKED_DIGIT, OF_CLASS = "asked_digit", "of_class"

# whose published numbers are shown
TEXT = "text"

# what is open: the code of a figure, and the exercises with theirs; the code of the whole view
CODE, EXERCISES, VIEW_CODE = "code", "exercises", "view_code"

# between two runs of a page: what the link asks for, where to go next, what was looked at, whose values are shown,
# which page is open and how many were opened, what was looked for in vain, where the help is opened; whether the page
# is to be saved, and how many were; whether the browser is ready for the page that a mistyped address means, and the
# address that is no page's; which step a link asks for that its lesson does not have; when the browser was
# sent the scripts that draw figures; when the last key was pressed that was heard
ASKED, CLEANED, DESTINATION, INSPECTION, OWNERS = "asked", "cleaned", "destination", "inspection", "owners"
PAGE, VISIT, NOT_FOUND, HELP, SAVING, SAVED = "page", "visit", "not_found", "help", "saving", "saved"
MOVING, NO_PAGE, NO_STEP, SCRIPTS_SENT, HEARD = "moving", "no_page", "no_step", "scripts_sent", "heard"

# what a link may set, by what kind of value it has
OF_A_LINK = {
    **dict.fromkeys((NETWORK, DATA, MOMENT, LAYER, VIEW, RANGE, SIZE, COLUMNS, ORDER, KERNEL, SLICE), "text"),
    **dict.fromkeys(
        (COMPARED, TESTS, CURVE, MISREAD, RIVAL, TRAIN_VIEW, CHANGE, AGAINST, CUT_WAY, CLASS, BESIDE), "text"
    ),
    **dict.fromkeys(
        (KERNELS_DRAWN, RECIPE, START, DIGITS_VIEW, DIGITS_RECIPE, BENCH_VIEW, PADDING, BELOW, TEXT), "text"
    ),
    **dict.fromkeys((IMAGE, CHANNEL, SECOND_IMAGE, INPUT_CHANNEL, ROW, COLUMN, DOWN, RIGHT, TURN), "whole number"),
    **dict.fromkeys((THICKNESS, COVER, STEPS, JITTER, HEIGHT, WIDTH, STRIDE), "whole number"),
    **dict.fromkeys((SCALE, NOISE, EPSILON, STEP_SIZE, DECAY, BLUR, VARIATION), "number"),
    **dict.fromkeys((DIAGONAL, RESCUED), "switch"),
    **dict.fromkeys((RUNS, READERS), "list of texts"),
    OFF: "list of whole numbers",
}

VISITOR = "visitor"  # the secret of a session whose browser has none

YOURS = "your images"  # the value of TESTS that is not the runs' own test sets


@dataclass(frozen=True)
class Selection:
    """What is being looked at: a run's key, a data set's part, an image, a step of the run, a layer, a channel."""

    network: str
    data: str
    part: str
    image: int
    moment: int
    layer: str
    channel: int


def is_in_session():
    """Whether a session asks; none does where a file is made for a download, and Streamlit would log each question."""
    return get_script_run_ctx(suppress_warning=True) is not None


def get(key, default=None):
    return session_values().get(key, default)


def put(key, value):
    """Set a widget's value; only before the widget is drawn, or from a callback."""
    session_values()[key] = value


def take(key):
    """A value that is said once."""
    return session_values().pop(key, None)


def forget(*keys):
    """Let widgets go back to their defaults; `settle` puts those in place when the widget is next drawn."""
    for key in keys:
        if key in session_values():
            session_values()[key] = None


def belong(owner, *keys):
    """Values that belong to an owner, such as a layer: another owner finds its own again, or none."""
    known = session_values().setdefault(OWNERS, {})
    before = known.get(keys[0], owner)
    if before != owner:
        known[keys[0], before] = [get(key) for key in keys]
        for key, value in zip(keys, known.get((keys[0], owner), [None] * len(keys)), strict=True):
            if key in session_values():
                session_values()[key] = value
    known[keys[0]] = owner


def hand_over(owner, key):
    """From a callback that chooses an owner together with what belongs to it."""
    session_values()[OWNERS][key] = owner


def worked_out(key, of, work):
    """What `work(of)` gave, kept until it is asked for something else: for what belongs to one session alone."""
    known = session_values().get(key)
    if known is None or known[0] != of:
        known = session_values()[key] = of, work(of)
    return known[1]


def once(key, make):
    """What `make()` gave the first time in this session."""
    if key not in session_values():
        session_values()[key] = make()
    return session_values()[key]


def widget(*parts):
    """A key for one of many widgets of a kind, such as the filters of layer 3."""
    return "-".join(map(str, ("widget", *parts)))


def settle(key, is_possible, default):
    """Before a widget is drawn: put its default where its value was forgotten or is no longer possible.

    The browser learns of a changed value only when it is set, not when it is deleted. On the first run there is no
    value yet: the link or the widget's own default decides.
    """
    if key in session_values() and (session_values()[key] is None or not is_possible(session_values()[key])):
        session_values()[key] = default


def is_open(key):
    """Whether neither the person nor the link has chosen a value."""
    return session_values()[key] is None if key in session_values() else key not in st.query_params


def suggest(key, value):
    """Put a value where none is chosen; unlike a default it shows in the URL."""
    if is_open(key):
        session_values()[key] = value


def blind_test(of, shuffled):
    """`(order, named so far)` of the blind test `of` some pictures, begun if there is none."""
    tests = session_values().setdefault(BLIND_TESTS, {})
    if of not in tests:
        tests[of] = shuffled(), []
    return tests[of]


def forget_blind_test(of):
    session_values()[BLIND_TESTS].pop(of, None)


def event(component, name):
    """The value a component just sent, inside its callback; None where its page was left in the same moment."""
    return getattr(session_values().get(component), name, None)


def choose(values):
    """Change the shared selection from a callback, e.g. `choose({LAYER: "conv2d", CHANNEL: 7})`."""
    for key, value in values.items():
        session_values()[key] = value


def go(page, values):
    """From a callback: change the selection and open another page, by its key in the menu."""
    choose(values)
    session_values()[DESTINATION] = page, {RUNS: values[RUNS]} if RUNS in values else {}


def checked(key, value):
    """The value as its widget takes it. Raises ValueError where no link sets `key`, or not to such a value."""
    if key not in OF_A_LINK:
        raise ValueError(f"{key!r} is not one of {', '.join(OF_A_LINK)}")
    kind = OF_A_LINK[key]
    items = value if kind.startswith("list of ") else [value]
    if not isinstance(items, list) or not all(
        _is_a(kind.removeprefix("list of ").removesuffix("s"), item) for item in items
    ):
        raise ValueError(f"{key} {value!r} is not a {kind}")
    return float(value) if kind == "number" else value


def _is_a(kind, value):
    match kind:
        case "text":
            return isinstance(value, str)
        case "switch":
            return isinstance(value, bool)
        case "whole number":
            return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
        case _:
            raise ValueError(f"{kind!r} is no kind of value")


def view():
    """What a link to this view holds of the widgets that are there now, by key."""
    here = {key: get(key) for key in OF_A_LINK if key in st.query_params}
    return {key: value for key, value in here.items() if value is not None}


def show_view(values, but_in_link=False):
    """Before any widget is drawn, or from a callback: this view and no other; the rest goes back to its defaults.

    With `but_in_link` what the address says counts more.
    """
    forget(*OF_A_LINK)
    session_values()[OWNERS] = {}
    choose({key: value for key, value in values.items() if not (but_in_link and key in st.query_params)})


def lesson_in_link():
    """`(lesson, number of the step)` as the address has them now; None where it has none."""
    return tuple(st.query_params.get(key) for key in (LESSON, AT))


def lesson_shown():
    """`(lesson, number of the step)` as this session has them, as text."""
    return get(LESSON), get(AT)


def show_step(lesson, number):
    """The lesson and step that this session and its address have from now on; None for no lesson."""
    choose({REVEALED: False, LESSON: lesson, AT: str(number) if lesson else None})
    for key in () if lesson else (LESSON, AT):
        if key in st.query_params:
            del st.query_params[key]


def room_in_link():
    """The code of a room as the address has it now; "" where it has none."""
    return st.query_params.get(ROOM, "")


def put_room_in_link(code):
    """So that a reload, or the link as it is copied, finds the room again."""
    if st.query_params.get(ROOM) != code:
        st.query_params[ROOM] = code


def get_ready_to_move():
    """From a callback: what the link asks for is asked once more, on the page that it means."""
    ask_again()
    put(MOVING, True)


def move_when_ready(page):
    """Open another page instead of this one, by its key, with all that the link asks for."""
    if take(MOVING):
        ask_again()
        st.switch_page(menu.PAGES[page].path, query_params=asked())


def is_leaving():
    """Whether another page was asked for; a fragment has to run the whole page again for it."""
    return DESTINATION in session_values()


def follow():
    """Open the page that `go` asked for, once. The URL is emptied of all but the runs to compare, whose widget
    is on that page alone; the sidebar's widgets write their values into it again.
    """
    if destination := session_values().pop(DESTINATION, None):
        page, query = destination
        st.switch_page(menu.PAGES[page].path, query_params=query | _of_the_lesson() | _of_the_projector())
    st.query_params.update({key: value for key, value in _of_the_lesson().items() if st.query_params.get(key) != value})


def _of_the_projector():
    """What the address says of it before its switch was ever drawn; from then on the switch writes it there."""
    is_said = PROJECTOR in st.query_params and PROJECTOR not in session_values()
    return {PROJECTOR: st.query_params[PROJECTOR]} if is_said else {}


def _of_the_lesson():
    return {key: get(key) for key in (LESSON, AT) if get(key) is not None}


def start():
    """Note at the start of a run what the link asks for; it is asked on the first run of a session only.

    A number that no widget can have written is taken out of the URL: Streamlit would round it, or fall over it.
    """
    if ASKED in session_values():
        session_values()[ASKED] = take(CLEANED) or {}
        return
    session_values()[ASKED] = {key: st.query_params.get_all(key) for key in st.query_params}
    odd = [key for key, values in asked().items() if any(_is_odd_number(key, value) for value in values)]
    if odd:
        for key in odd:
            del st.query_params[key]
        session_values()[CLEANED] = session_values()[ASKED]
        st.rerun()


def _is_odd_number(key, text):
    """Whether it is a number without end, or with a fraction where numbers have none."""
    try:
        number = float(text)
    except ValueError:
        return False
    return not math.isfinite(number) or (OF_A_LINK.get(key) == "whole number" and not number.is_integer())


def asked():
    """What the link asks for, as lists of text, by key; nothing after the first run."""
    return session_values()[ASKED]


def last_asked(key):
    """What the link asks for last, or None."""
    return asked().get(key, [None])[-1]


def ask_again(but=()):
    """From a callback right after the first run: what the link asks for is asked in the next run too."""
    put(CLEANED, {key: values for key, values in asked().items() if key not in but})


def open_page(key):
    """Note at the start of a run which page is shown, by its key."""
    if get(PAGE) != key:
        put(PAGE, key)
        put(VISIT, visit() + 1)


def visit():
    """A number that is another whenever a page is opened from another one."""
    return get(VISIT, 0)


def page():
    return menu.page(session_values()[PAGE])


def page_ahead():
    """The page that `go` leads to next, else the one that is shown."""
    return menu.page(session_values()[DESTINATION][0]) if is_leaving() else page()


def remember(inspection):
    session_values()[INSPECTION] = inspection


def remembered():
    """The Inspection that the sidebar remembered last, or None."""
    return session_values().get(INSPECTION)
