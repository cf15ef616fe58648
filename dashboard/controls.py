"""The pickers that several pages share; each returns plain values."""

from functools import partial
from random import randrange

import streamlit as st

from core import datasets, runs
from dashboard import looks, resources, state, words
from dashboard.components import scene
from dashboard.pictures import thumbnails, thumbnails_start

PARTS = {"test": "test", "train": "training"}
FIRST_IMAGE = {"mnist": 227, "fashion_mnist": 23, "uci_digits": 1}


def sidebar():
    """Network, data set, image, moment, layer and channel, on every page and in the URL. Remembers the Selection."""
    asked = state.asked_in_url()
    keys = runs.keys()
    _complain(asked, state.NETWORK, keys)
    state.keep_if(state.NETWORK, lambda key: key in keys)
    key = st.selectbox(
        "Network",
        keys,
        key=state.NETWORK,
        bind="query-params",
        on_change=_network_changed,
        help="Which trained network.",
    )
    try:
        run = resources.run(key)
    except runs.RunError as error:
        st.error(str(error))
        st.stop()
    name, part = _pick_data(asked, run)
    split = _read(name, run.config.classes if name == run.config.data_set else None, part)
    image = _pick_image(asked, name, split)
    moment = _pick_moment(asked, run)
    layer, channel = _pick_layer_and_channel(asked, run)
    state.remember(state.Selection(key, name, part, image, moment, layer, channel))
    _answer(looks.current())


def _network_changed():
    """Another network starts trained, on its own data set, at its first interesting layer."""
    state.forget(state.MOMENT, state.DATA, state.IMAGE, state.LAYER, state.CHANNEL)


def _complain(asked, key, options):
    """Say in one sentence that the link asked for something that is not there."""
    labels = [str(option) for option in options]
    if key in asked and asked[key] not in labels:
        names = ", ".join(labels) if len(labels) < 20 else f"{labels[0]} to {labels[-1]}"
        st.warning(f"The link asks for {key} {asked[key]!r}, which is not one of {names}.")


def _pick_data(asked, run):
    options = {
        f"{source.title} {words_of}": (name, part)
        for name, source in datasets.SOURCES.items()
        for part, words_of in PARTS.items()
    }
    _complain(asked, state.DATA, options)
    own = run.config.data_set
    default = own if datasets.locate(own) or own == "uci_digits" else "uci_digits"
    names = list(options)
    chosen = st.selectbox(
        "Images",
        names,
        index=names.index(f"{datasets.SOURCES[default].title} test"),
        key=state.DATA,
        bind="query-params",
        on_change=partial(state.forget, state.IMAGE),
        help="Test images were never learnt from. UCI digits need no download.",
    )
    if default != own:
        _fetch(own)
    name, part = options[chosen]
    if name != "uci_digits" and datasets.locate(name) is None:
        if name != own:
            _fetch(name)
        return "uci_digits", "test"
    return name, part


@st.fragment(run_every="1s")
def _fetch(name):
    """Fetch in the background and say how far it is; the page shows UCI digits until then."""
    title = datasets.SOURCES[name].title
    fetch = resources.fetch(name)
    if not fetch.done.is_set():
        st.progress(fetch.share, f"Fetching {title}; until then you see UCI digits")
    elif fetch.error:
        st.caption(f":material/cloud_off: {fetch.error}")
        st.button("Try again", help=f"Fetch {title} again", on_click=partial(resources.fetch_again, name))
    else:
        st.rerun()


def _read(name, classes, part):
    try:
        return resources.images(name, classes, part)
    except datasets.DataSetError as error:
        st.error(str(error))
        st.stop()


def first_image(name, split):
    """An image with something to see: MNIST's 227 is the 4 of the lesson."""
    position = (split.indices == FIRST_IMAGE[name]).argmax()
    return int(position)


def _pick_image(asked, name, split):
    last = len(split) - 1
    if state.IMAGE in asked and not (asked[state.IMAGE].isdigit() and int(asked[state.IMAGE]) <= last):
        st.warning(f"The link asks for image {asked[state.IMAGE]!r}, which is outside 0 to {last}.")
    state.keep_if(state.IMAGE, lambda index: index is not None and 0 <= index <= last)
    default = first_image(name, split)
    index = state.get(state.IMAGE, default)
    number, shuffle = st.columns([3, 1], vertical_alignment="bottom", gap="small")
    index = number.number_input(
        "Image", 0, last, value=default, key=state.IMAGE, bind="query-params", help=f"0 to {last:,}; step with - and +."
    )
    index = default if index is None else index
    shuffle.button(
        "",
        icon=":material/shuffle:",
        help="A random image",
        key="shuffle",
        on_click=lambda: state.choose(image=randrange(last + 1)),
        width="stretch",
    )
    scene(
        thumbnails(split.images, index),
        key="thumbnails",
        on_pick=lambda _, tile: state.choose(image=thumbnails_start(index, last) + tile),
    )
    return index


def _pick_moment(asked, run):
    labels = {words.moment(step, run.moments): step for step in run.moments}
    if len(labels) == 1:
        st.caption("This run has kept no moment but the untrained one.")
        return run.moments[0]
    names = list(labels)
    _complain(asked, state.MOMENT, names)
    state.keep_if(state.MOMENT, lambda name: name in labels)
    chosen = st.select_slider(
        "Moment",
        names,
        value=names[-1],
        key=state.MOMENT,
        bind="query-params",
        help="The same network before, while and after it learnt.",
    )
    return labels[chosen]


def _pick_layer_and_channel(asked, run):
    architecture = run.architecture
    names = architecture.names
    _complain(asked, state.LAYER, names)
    state.keep_if(state.LAYER, lambda name: name in names)
    first = next(name for name in names if architecture.layer(name).weight_shapes((1, 1, 1)))
    left, right = st.columns([3, 2], gap="small")
    layer = left.selectbox(
        "Layer",
        names,
        names.index(first),
        key=state.LAYER,
        bind="query-params",
        on_change=partial(state.forget, state.CHANNEL),
    )
    last = architecture.output_shape(layer)[-1] - 1
    if state.CHANNEL in asked and not (asked[state.CHANNEL].isdigit() and int(asked[state.CHANNEL]) <= last):
        st.warning(f"The link asks for channel {asked[state.CHANNEL]!r}, which is outside 0 to {last} of {layer}.")
    state.keep_if(state.CHANNEL, lambda channel: channel is not None and 0 <= channel <= last)
    default = looks.default_channel(run, layer)
    channel = right.number_input("Channel", 0, last, value=default, key=state.CHANNEL, bind="query-params")
    return layer, default if channel is None else channel


def _answer(look):
    """What the network says to the image, and what it really is."""
    said, share = look.answer, words.percent(float(look.probabilities.max()))
    verdict = ":material/check: right" if said == look.truth else f":material/close: it is {look.truth}"
    if look.truth not in look.run.class_names:
        verdict = f"(it is {look.truth}: nothing that this network has learnt)"
    st.markdown(f"Read as **{said}** with {share} {verdict}")


def pick_second_image(look):
    """Another image of the same data set to compare with: at first the next one that shows something else."""
    last = len(look.split) - 1
    labels, here = look.split.labels, look.selection.image
    other = next((index for index in (*range(here, last + 1), *range(here)) if labels[index] != labels[here]), here)
    state.keep_if(state.SECOND_IMAGE, lambda index: index is not None and 0 <= index <= last)
    index = st.number_input(
        "Second image", 0, last, value=other, key=state.SECOND_IMAGE, bind="query-params", width=180
    )
    return other if index is None else index


def pick_layer(architecture, names=None):
    """The layers as a row of choices above the page's figure, bound to the sidebar's layer.

    With `names`, only those layers are offered; the nearest one at or before the sidebar's layer is shown.
    """
    names = names or architecture.names
    chosen = state.selection().layer
    before = [name for name in names if architecture.index(name) <= architecture.index(chosen)]
    shown = before[-1] if before else names[0]
    key = "layer_row"
    state.put(key, shown)

    def changed():
        state.choose(layer=state.get(key))
        state.forget(state.CHANNEL)

    return st.segmented_control("Layer", names, key=key, required=True, on_change=changed)


def pick_order():
    """How filters are sorted: by "index" or "orientation"."""
    return st.segmented_control(
        "Sorted by",
        ["index", "orientation"],
        default="index",
        required=True,
        key="order",
        bind="query-params",
        help="Orientation: from filters for horizontal edges to filters for vertical edges.",
    )


def pick_input_channel(count):
    """Which of the `count` maps before a layer: every filter has one slice for each."""
    state.keep_if(state.INPUT_CHANNEL, lambda index: index is not None and 0 <= index < count)
    index = st.number_input(
        f"Input channel, 0 to {count - 1}",
        0,
        count - 1,
        value=0,
        key=state.INPUT_CHANNEL,
        bind="query-params",
        width=200,
        help=f"A filter of this layer has one slice for each of the {count} maps before it.",
    )
    return index or 0


def pick_maker(own, hand_made):
    """The network's own filter, or a kernel made by hand."""
    return st.segmented_control(
        "Kernel",
        [own, *hand_made],
        default=own,
        required=True,
        key=f"maker of {own}",
        help="The others are kernels made by hand: they show what a convolution does without any learning.",
    )


def pick_range():
    """Which tiles share one colour range: "channel", "layer" or "network"."""
    return st.segmented_control(
        "One colour range for each",
        ["channel", "layer", "network"],
        default="layer",
        required=True,
        key="range",
        bind="query-params",
        help="Per channel, noise in a nearly silent channel looks like a pattern; per layer and network do not.",
    )


def pick_view():
    """Which view of the activations."""
    return st.segmented_control(
        "Show",
        ["all channels", "before and after", "examples", "by depth"],
        default="all channels",
        required=True,
        key="view",
        bind="query-params",
    )


def pick_size():
    """Whether tiles keep an "equal" width in every layer, or their "true" size next to the input's."""
    return st.segmented_control(
        "Size",
        ["equal", "true"],
        default="equal",
        required=True,
        key="size",
        bind="query-params",
        help="Equal: pooled layers look zoomed in. True: they are as small as they are.",
    )


def pick_columns(count, at_once):
    """At most `at_once` of `count` channels, in file order."""
    groups = {f"{start} to {min(start + at_once, count) - 1}": start for start in range(0, count, at_once)}
    if len(groups) == 1:
        return list(range(count))
    names = list(groups)
    state.keep_if(state.COLUMNS, lambda name: name in groups)
    chosen = st.selectbox("Channels", names, key=state.COLUMNS, bind="query-params", width=220)
    return list(range(groups[chosen], min(groups[chosen] + at_once, count)))


def choose_channel(layer):
    """A callback for scenes whose tiles are the channels of `layer`."""
    return lambda _, tile: state.choose(layer=layer, channel=tile)


def choose_example(layer, image, channel):
    """From a callback: another image and, where a channel was meant, that channel of `layer`."""
    state.choose(image=image)
    if channel is not None:
        state.choose(layer=layer, channel=channel)


def in_keras(code):
    """The Keras expression that gives the numbers in the figure."""
    with st.expander("The same in Keras", icon=":material/code:"):
        st.code(code, language="python")
