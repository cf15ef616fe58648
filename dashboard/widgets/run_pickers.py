"""The pickers of the comparing and training pages: which runs, which view of them."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

SUGGESTED = {
    "the fair pair": ("lesson_cnn", "budget_mlp"),
    "narrow and wide": ("narrow_3_6_12", "wide_16_32_64"),
    "shortcuts": ("residual_cnn", "plain_cnn"),
    "scikit-learn and Keras": ("sklearn_16_16", "lesson_mlp"),
    "early stopping": ("sklearn_40", "mlp_40"),
}
AT_ONCE = 6
THEIR_OWN = "their test sets"


def pick_train_view(has_runs, is_training):
    """Whether to "design" a training or to "watch" one: what trains is watched, if nothing else was chosen."""
    views = ["design", "watch"] if has_runs else ["design"]
    if is_training:
        state.suggest(state.TRAIN_VIEW, "watch")
    state.settle(state.TRAIN_VIEW, lambda view: view in views, "design")
    return pick("Show", state.TRAIN_VIEW, views, "design")


def pick_runs(evaluated):
    """The runs to compare, at most six; at first the fair pair."""
    keys = [run.key for run in evaluated]
    default = [key for key in SUGGESTED["the fair pair"] if key in keys]
    link_checks.check_names(state.RUNS, keys, default)
    state.settle(state.RUNS, lambda chosen: link_checks.is_some_of(chosen, keys, AT_ONCE), default)
    chosen = st.multiselect(
        "Runs",
        keys,
        default,
        key=state.RUNS,
        bind="query-params",
        persist_state="session",
        max_selections=AT_ONCE,
        label_visibility="collapsed",
        placeholder="Choose runs to compare",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="suggested_runs"):
        st.markdown("Compare:", width="content")
        for name, pair in SUGGESTED.items():
            st.button(name, key=f"compare_{name}", type="tertiary", on_click=state.put, args=(state.RUNS, list(pair)))
    note = st.container(key="runs_note")
    note.caption("Each network as it is at the end of its training, whatever moment other pages show.")
    return [run for key in chosen for run in evaluated if run.key == key]


def pick_tests(labelled, sets):
    """What runs are tested on instead of their own test sets: state.YOURS, the name of a set, or "" for nothing.

    `labelled` images are this session's own; `sets` are what it brought, `{what it is called: name}`.
    """
    choices = {THEIR_OWN: ""} | ({state.YOURS: state.YOURS} if labelled else {}) | sets
    if len(choices) == 1:
        link_checks.check_choice(state.TESTS, [THEIR_OWN], THEIR_OWN)
        return ""
    options = list(choices)
    state.settle(state.TESTS, lambda chosen: chosen in options, THEIR_OWN)
    help = f"Your images: the {labelled} that you have labelled, see the page Your images." if labelled else None
    return choices[pick("Tested on", state.TESTS, options, THEIR_OWN, help)]


def pick_comparison(comparable, on_yours):
    """Which view of the runs; who is right takes two that were tested on the same images."""
    views = ["classes", "confusion", "who is right", "same image"]
    if not on_yours:
        views = ["learning curves", *views, "size"]
    if comparable < 2:
        views.remove("who is right")
    state.settle(state.COMPARED, lambda view: view in views, views[0])
    return pick("Show", state.COMPARED, views, views[0])


def pick_curve():
    return pick("Curve", state.CURVE, ["accuracy", "loss"], "accuracy")


def pick_misread(labels):
    """Which cell of a confusion matrix to look into."""
    link_checks.check_choice(state.MISREAD, labels, labels[0])
    state.settle(state.MISREAD, lambda label: label in labels, labels[0])
    return st.selectbox("Images of the cell", labels, key=state.MISREAD, bind="query-params", width=420)


def pick_diagonal():
    """Whether the right answers take part in the colour scale."""
    state.settle(state.DIAGONAL, lambda on: on in (True, False), False)
    link_checks.check_switch(state.DIAGONAL)
    return st.toggle(
        "Diagonal in the colours",
        key=state.DIAGONAL,
        bind="query-params",
        help="The diagonal holds the right answers. Beside their large counts all mistakes would look alike.",
    )


def pick_rival(keys):
    """The run that the first one is held against."""
    state.settle(state.RIVAL, lambda key: key in keys, keys[0])
    if len(keys) == 1:
        link_checks.check_choice(state.RIVAL, keys, keys[0])
        return keys[0]
    return pick("Against", state.RIVAL, keys, keys[0])
