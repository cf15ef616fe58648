"""The pickers that stand in the pages; each returns a plain value."""

from random import sample

import streamlit as st

from core.robustness import FARTHEST
from dashboard import links, looks, state, words

OWN_KERNEL = "this one"


def pick_second_image(look):
    """Another image of the same data set to compare with: at first the one after the default that shows another class.

    The default depends on the data set alone, so that a link without a second image always means the same one.
    """
    last = len(look.split) - 1
    labels, here = look.split.labels, looks.default_image(look.selection.data, look.split)
    other = next((index for index in (*range(here, last + 1), *range(here)) if labels[index] != labels[here]), here)
    links.check_number(state.SECOND_IMAGE, last, other)
    state.settle(state.SECOND_IMAGE, lambda index: 0 <= index <= last, other)
    return st.number_input("Second image", 0, last, value=other, key=state.SECOND_IMAGE, bind="query-params", width=180)


def pick_layer(architecture, names=None):
    """The layers as a row of choices above the page's figure, bound to the sidebar's layer.

    With `names`, only those layers are offered; the nearest one at or before the sidebar's layer is shown.
    """
    names = names or architecture.names
    chosen = looks.current().selection.layer
    before = [name for name in names if architecture.index(name) <= architecture.index(chosen)]
    shown = before[-1] if before else names[0]
    state.put(state.LAYER_ROW, shown)

    def changed():
        state.choose(layer=state.get(state.LAYER_ROW))
        state.forget(state.CHANNEL)

    return st.segmented_control("Layer", names, key=state.LAYER_ROW, required=True, on_change=changed)


def _pick(label, key, options, default, help=None):
    """One of a few options in a row, in the URL."""
    links.check_choice(key, options, default)
    return st.segmented_control(label, options, default=default, required=True, key=key, bind="query-params", help=help)


def pick_order():
    """How filters are sorted: by "index" or "orientation"."""
    return _pick(
        "Sorted by",
        state.ORDER,
        ["index", "orientation"],
        "index",
        help="Orientation: from filters for horizontal edges to filters for vertical edges.",
    )


def pick_input_channel(count):
    """Which of the `count` maps before a layer: every filter has one slice for each."""
    links.check_number(state.INPUT_CHANNEL, count - 1, 0)
    state.settle(state.INPUT_CHANNEL, lambda index: 0 <= index < count, 0)
    return st.number_input(
        f"Input channel, 0 to {count - 1}",
        0,
        count - 1,
        value=0,
        key=state.INPUT_CHANNEL,
        bind="query-params",
        width=200,
        help=f"A filter of this layer has one slice for each of the {count} maps before it.",
    )


def pick_kernel(hand_made):
    """The network's own kernel (`OWN_KERNEL`), or the name of one made by hand."""
    return _pick(
        "Kernel",
        state.KERNEL,
        [OWN_KERNEL, *hand_made],
        OWN_KERNEL,
        help="The others are kernels made by hand: they show what a convolution does without any learning.",
    )


def pick_range():
    """Which tiles share one colour range: "channel", "layer" or "network"."""
    return _pick(
        "One colour range for each",
        state.RANGE,
        ["channel", "layer", "network"],
        "layer",
        help="Per channel, noise in a nearly silent channel looks like a pattern; per layer and network do not.",
    )


def pick_view():
    """Which view of the activations."""
    return _pick("Show", state.VIEW, ["all channels", "before and after", "examples", "by depth"], "all channels")


def pick_size():
    """Whether tiles keep an "equal" width in every layer, or their "true" size next to the input's."""
    return _pick(
        "Size",
        state.SIZE,
        ["equal", "true"],
        "equal",
        help="Equal: pooled layers look zoomed in. True: they are as small as they are.",
    )


def pick_columns(count, at_once):
    """At most `at_once` of `count` channels, in file order."""
    groups = {f"{start} to {min(start + at_once, count) - 1}": start for start in range(0, count, at_once)}
    if len(groups) == 1:
        return list(range(count))
    names = list(groups)
    links.check_choice(state.COLUMNS, names, names[0])
    state.settle(state.COLUMNS, lambda name: name in groups, names[0])
    chosen = st.selectbox("Channels", names, key=state.COLUMNS, bind="query-params", width=220)
    return list(range(groups[chosen], min(groups[chosen] + at_once, count)))


SUGGESTED = {
    "the fair pair": ("lesson_cnn", "budget_mlp"),
    "narrow and wide": ("narrow_3_6_12", "wide_16_32_64"),
    "scikit-learn and Keras": ("sklearn_16_16", "lesson_mlp"),
    "early stopping": ("sklearn_40", "mlp_40"),
}
AT_ONCE = 6


def pick_train_view(has_runs, is_training):
    """Whether to "design" a training or to "watch" one: what trains is watched, if nothing else was chosen."""
    views = ["design", "watch"] if has_runs else ["design"]
    if is_training:
        state.suggest(state.TRAIN_VIEW, "watch")
    state.settle(state.TRAIN_VIEW, lambda view: view in views, "design")
    return _pick("Show", state.TRAIN_VIEW, views, "design")


def pick_runs(evaluated):
    """The runs to compare, at most six; at first the fair pair."""
    keys = [run.key for run in evaluated]
    default = [key for key in SUGGESTED["the fair pair"] if key in keys]
    state.settle(state.RUNS, lambda chosen: set(chosen) <= set(keys), default)
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
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Compare:", width="content")
        for name, pair in SUGGESTED.items():
            st.button(name, key=f"compare_{name}", type="tertiary", on_click=state.put, args=(state.RUNS, list(pair)))
    return [run for key in chosen for run in evaluated if run.key == key]


def pick_comparison(comparable):
    """Which view of the runs; who is right takes two that were tested on the same images."""
    views = ["learning curves", "classes", "confusion", "who is right", "same image", "size"]
    if comparable < 2:
        views.remove("who is right")
    state.settle(state.COMPARED, lambda view: view in views, views[0])
    return _pick("Show", state.COMPARED, views, views[0])


def pick_curve():
    return _pick("Curve", state.CURVE, ["accuracy", "loss"], "accuracy")


def pick_misread(labels):
    """Which cell of a confusion matrix to look into."""
    links.check_choice(state.MISREAD, labels, labels[0])
    state.settle(state.MISREAD, lambda label: label in labels, labels[0])
    return st.selectbox("Images of the cell", labels, key=state.MISREAD, bind="query-params", width=420)


def pick_diagonal():
    """Whether the right answers take part in the colour scale."""
    return st.toggle(
        "Diagonal in the colours",
        key=state.DIAGONAL,
        bind="query-params",
        help="The diagonal holds the right answers. Beside their large counts all mistakes would look alike.",
    )


def pick_rival(keys):
    """The run that the first one is held against."""
    state.settle(state.RIVAL, lambda key: key in keys, keys[0])
    return keys[0] if len(keys) == 1 else _pick("Against", state.RIVAL, keys, keys[0])


CHANGED = {
    state.DOWN: ("Down", -FARTHEST, FARTHEST, 0, 1),
    state.RIGHT: ("Right", -FARTHEST, FARTHEST, 0, 1),
    state.TURN: ("Turned, degrees", -180, 180, 0, 5),
    state.SCALE: ("Size", 0.4, 1.6, 1.0, 0.1),
    state.THICKNESS: ("Thickness", -2, 3, 0, 1),
    state.NOISE: ("Noise", 0.0, 1.0, 0.0, 0.05),
    state.COVER: ("Covered square", 0, 20, 0, 1),
}


def pick_changes():
    """How the image is changed: one slider for each way; `{key: strength}`."""
    chosen = {}
    places = [*st.columns(4, gap="medium"), *st.columns(4, gap="medium")]
    for place, (key, (label, low, high, rest, step)) in zip(places, CHANGED.items(), strict=False):
        state.settle(key, lambda value, low=low, high=high: low <= value <= high, rest)
        chosen[key] = place.slider(label, low, high, rest, step, key=key, bind="query-params")
    rest = {key: numbers[3] for key, numbers in CHANGED.items()}
    with places[-1]:
        st.space("small")
        st.button("As it was", icon=":material/undo:", on_click=lambda: state.choose(**rest), disabled=chosen == rest)
    return chosen


def pick_change(titles):
    """Which kind of change the curves are about; `titles` maps its key to its name."""
    names = list(titles.values())
    chosen = _pick("Accuracy when digits are", state.CHANGE, names, names[0])
    return next(key for key, name in titles.items() if name == chosen)


def choose_channel(layer):
    """A callback for scenes whose tiles are the channels of `layer`."""
    return lambda _, tile: state.choose(layer=layer, channel=tile)


def choose_example(layer, image, channel):
    """From a callback: another image and, where a channel was meant, that channel of `layer`."""
    state.choose(image=image)
    if channel is not None:
        state.choose(layer=layer, channel=channel)


def choose_test_image(look, index):
    """From a callback: an image of the run's own test set."""
    state.choose(data=words.split_name(look.run.config.data_set, "test"), image=index)


def pick_bench(has_kernels):
    """Whether kernels are edited "in the network" or on their own, "free"."""
    views = ["in the network", "free"] if has_kernels else ["free"]
    state.settle(state.BENCH_VIEW, lambda view: view in views, views[0])
    return _pick("Kernel", state.BENCH_VIEW, views, views[0])


def pick_free():
    """`(kernel_size, strides, padding)` of a kernel on its own."""
    with st.container(horizontal=True, gap="small"):
        height, width, stride = (
            st.number_input(label, 1, last, first, key=key, bind="query-params", width=140)
            for key, label, last, first in (
                (state.HEIGHT, "Kernel height", 9, 3),
                (state.WIDTH, "Kernel width", 9, 3),
                (state.STRIDE, "Stride", 6, 1),
            )
        )
        padding = _pick("Padding", state.PADDING, ["valid", "same"], "valid")
    return (height, width), (stride, stride), padding


def pick_off(count, ranking, owner):
    """The channels of a layer that are switched off; `ranking` offers some sets of them, None where it is not known.

    Another `owner`, a layer of a network, starts with all on.
    """
    state.belong(owner, state.OFF)
    state.settle(state.OFF, lambda chosen: all(0 <= channel < count for channel in chosen), [])
    off = st.multiselect(
        "Switched off",
        range(count),
        [],
        key=state.OFF,
        bind="query-params",
        placeholder="Tap a channel, or choose here",
    )
    sets = {"all on": []}
    if ranking is not None:
        together = [int(channel) for channel in ranking.order]
        sets["the one that costs most"] = [int(ranking.alone.argmin())]
        sets[f"the {len(together)} that cost most together"] = together
        sets[f"{len(together)} at random"] = sorted(sample(range(count), len(together)))
    with st.container(horizontal=True, gap="small"):
        for name, channels in sets.items():
            st.button(name, key=state.widget(name), on_click=state.put, args=(state.OFF, channels))
    return tuple(off)


def toggle_off(channel):
    """From a callback: switch a channel on or off."""
    off = state.get(state.OFF) or []
    state.put(state.OFF, sorted({*off} ^ {channel}))


def open_passport(layer, channel):
    """A button that opens the passport of a channel."""
    st.button(
        f"Passport of channel {channel}",
        icon=":material/badge:",
        key="open_passport",
        on_click=lambda: state.go("app_pages/passport.py", layer=layer, channel=channel),
    )


def in_keras(code):
    """The Keras expression that gives the numbers in the figure."""
    with st.expander("The same in Keras", icon=":material/code:"):
        st.code(code, language="python")
