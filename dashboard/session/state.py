"""The one Selection that every page is a function of, and the only file that spells session and URL keys.

The sidebar's widgets carry the keys below and are bound to the URL, so that a copied link restores the view.
"""

from dataclasses import dataclass

import streamlit as st

from dashboard import menu

NETWORK, DATA, IMAGE, MOMENT, LAYER, CHANNEL = "network", "data", "image", "moment", "layer", "channel"
STAND_IN = "stand_in"
LAYER_ROW, VIEW, RANGE, SIZE = "layer_row", "view", "range", "size"
ORDER, INPUT_CHANNEL, SECOND_IMAGE, KERNEL, COLUMNS = "order", "input_channel", "second", "kernel", "columns"
RUNS, COMPARED, CURVE, MISREAD, DIAGONAL, RIVAL = "runs", "compared", "curve", "misread", "diagonal", "rival"
TRAIN_VIEW, WATCHED, DRAFT, WANTED, REFUSED = "training", "watch", "draft", "wanted", "refused"
DOWN, RIGHT, TURN, SCALE, THICKNESS, NOISE, COVER = "down", "right", "turn", "scale", "thickness", "noise", "cover"
CHANGE = "change"
PLAYING, TICKING = "playing", "ticking"
ROW, COLUMN, TRAIL, PART, OWNERS = "row", "column", "trail", "part", "owners"
SLIDING = "sliding"
OFF = "off"
RECIPE, START, RESCUED = "recipe", "start", "rescued"
DIGITS_VIEW, DIGITS_RECIPE, BESIDE, BLIND = "digits", "digits_recipe", "beside", "blind_tests"
CLASS, EPSILON, AGAINST = "class", "epsilon", "against"
STEPS, STEP_SIZE, JITTER, BLUR, VARIATION = "steps", "step", "jitter", "blur", "variation"
BENCH, HEIGHT, WIDTH, STRIDE, PADDING = "bench", "height", "width", "stride", "padding"
BENCH_VIEW, REFUSED_WEIGHT, REVISION = "bench_view", "refused_weight", "revision"
STROKES, SHEET, DRAWN, LEFT_OUT = "strokes", "sheet", "drawn", "left_out"
READERS, MEANT, DRAWN_VIEW = "readers", "meant", "below"
EXAMPLES_FILE, TESTS, UPLOAD_TESTS = "examples_file", "tests", "upload_tests"
YOURS = "your images"
GUESTS, GUEST_FILE = "guests", "network_file"
UPLOAD, CHOSEN_PIECE, CUTTING = "photo_file", "piece", "cutting"
PHOTO, CUT, PREPARED, KEPT, IMAGES, LABELLED = "photo", "cut", "prepared", "kept", "images", "labelled"
ASKED, DESTINATION, LOOK = "asked", "destination", "look"


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


def get(key, default=None):
    return st.session_state.get(key, default)


def put(key, value):
    """Set a widget's value; only before the widget is drawn, or from a callback."""
    st.session_state[key] = value


def take(key):
    """A value that is said once."""
    return st.session_state.pop(key, None)


def forget(*keys):
    """Let widgets go back to their defaults; `settle` puts those in place when the widget is next drawn."""
    for key in keys:
        if key in st.session_state:
            st.session_state[key] = None


def belong(owner, *keys):
    """Values that belong to an owner, such as a layer: another owner finds its own again, or none."""
    known = st.session_state.setdefault(OWNERS, {})
    before = known.get(keys[0], owner)
    if before != owner:
        known[keys[0], before] = [get(key) for key in keys]
        for key, value in zip(keys, known.get((keys[0], owner), [None] * len(keys)), strict=True):
            if key in st.session_state:
                st.session_state[key] = value
    known[keys[0]] = owner


def hand_over(owner, key):
    """From a callback that chooses an owner together with what belongs to it."""
    st.session_state[OWNERS][key] = owner


def worked_out(key, of, work):
    """What `work(of)` gave, kept until it is asked for something else: for what belongs to one session alone."""
    known = st.session_state.get(key)
    if known is None or known[0] != of:
        known = st.session_state[key] = of, work(of)
    return known[1]


def widget(*parts):
    """A key for one of many widgets of a kind, such as the filters of layer 3."""
    return "-".join(map(str, ("widget", *parts)))


def settle(key, is_possible, default):
    """Before a widget is drawn: put its default where its value was forgotten or is no longer possible.

    The browser learns of a changed value only when it is set, not when it is deleted. On the first run there is no
    value yet: the link or the widget's own default decides.
    """
    if key in st.session_state and (st.session_state[key] is None or not is_possible(st.session_state[key])):
        st.session_state[key] = default


def suggest(key, value):
    """Put a value where neither the person nor the link has chosen one; unlike a default it shows in the URL."""
    if st.session_state.get(key) is None and key not in st.query_params:
        st.session_state[key] = value


def blind_test(of, shuffled):
    """`(order, named so far)` of the blind test `of` some pictures, begun if there is none."""
    tests = st.session_state.setdefault(BLIND, {})
    if of not in tests:
        tests[of] = shuffled(), []
    return tests[of]


def forget_blind_test(of):
    st.session_state[BLIND].pop(of, None)


def event(component, name):
    """The value a component just sent, inside its callback."""
    return getattr(st.session_state[component], name)


def choose(**values):
    """Change the shared selection from a callback, e.g. `choose(layer="conv2d", channel=7)`."""
    for key, value in values.items():
        st.session_state[key] = value


def go(page, **values):
    """From a callback: change the selection and open another page, by its key in the menu."""
    choose(**values)
    st.session_state[DESTINATION] = page, {RUNS: values[RUNS]} if RUNS in values else {}


def is_leaving():
    """Whether another page was asked for; a fragment has to run the whole page again for it."""
    return DESTINATION in st.session_state


def follow():
    """Open the page that `go` asked for, once. The URL is emptied of all but the runs to compare, whose widget
    is on that page alone; the sidebar's widgets write their values into it again.
    """
    if destination := st.session_state.pop(DESTINATION, None):
        page, query = destination
        st.switch_page(menu.PAGES[page].path, query_params=query)


def start():
    """Note at the start of a run what the link asks for; it is asked on the first run of a session only."""
    first = ASKED not in st.session_state
    st.session_state[ASKED] = {key: st.query_params.get_all(key) for key in st.query_params} if first else {}


def asked():
    """What the link asks for, as lists of text, by key; nothing after the first run."""
    return st.session_state[ASKED]


def remember(look):
    st.session_state[LOOK] = look


def remembered():
    """The Look that the sidebar remembered last, or None."""
    return st.session_state.get(LOOK)
