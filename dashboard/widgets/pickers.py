"""The pickers that stand in the pages; each returns a plain value."""

import streamlit as st

from core.networks.image_fitting import COLORS
from dashboard.compute import data_sets, inspection
from dashboard.session import state
from dashboard.widgets import link_checks

OWN_KERNEL = "this one"
AS_IN_THE_TEXT = "as in the text"
IN_COLOR = "in colour"
IN_A_ROW = 10  # layers; more of them would take the figure from the first screen


def pick_second_image(look):
    """Another image of the same data set to compare with: at first the one after the default that shows another class.

    The default depends on the data set alone, so that a link without a second image always means the same one.
    """
    last = len(look.split) - 1
    labels, here = look.split.labels, inspection.default_image(look.selection.data, look.split)
    other = next((index for index in (*range(here, last + 1), *range(here)) if labels[index] != labels[here]), here)
    link_checks.check_number(state.SECOND_IMAGE, last, other)
    state.settle(state.SECOND_IMAGE, lambda index: 0 <= index <= last, other)
    return st.number_input("Second image", 0, last, value=other, key=state.SECOND_IMAGE, bind="query-params", width=180)


def pick_layer(architecture, names=None):
    """The layers as a row of choices above the page's figure, many as a list, bound to the sidebar's layer.

    With `names`, only those layers are offered; the nearest one at or before the sidebar's layer is shown.
    """
    names = names or architecture.names
    chosen = inspection.current().selection.layer
    state.put(state.LAYER_ROW, inspection.nearest_layer(architecture, names, chosen))

    def changed():
        state.choose({state.LAYER: state.get(state.LAYER_ROW)})
        state.forget(state.CHANNEL)

    if len(names) > IN_A_ROW:
        return st.selectbox("Layer", names, key=state.LAYER_ROW, on_change=changed, width=300)
    return st.segmented_control("Layer", names, key=state.LAYER_ROW, required=True, on_change=changed)


def pick(label, key, options, default, help=None):
    """One of a few options in a row, in the URL."""
    link_checks.check_choice(key, options, default)
    state.settle(key, lambda chosen: chosen in options, default)
    return st.segmented_control(label, options, default=default, required=True, key=key, bind="query-params", help=help)


def pick_kernels_drawn():
    """How kernels are drawn: with the chosen one large, or all together `AS_IN_THE_TEXT`."""
    options = ["colours", AS_IN_THE_TEXT]
    return pick(
        "Drawn", state.KERNELS_DRAWN, options, options[0], "As in the text: rows, range and decimals of the lesson."
    )


def pick_order():
    """How filters are sorted: by "index" or "orientation"."""
    return pick(
        "Sorted by",
        state.ORDER,
        ["index", "orientation"],
        "index",
        help="Orientation: from filters for horizontal edges to filters for vertical edges.",
    )


def pick_input_channel(count):
    """Which of the `count` maps before a layer: every filter has one slice for each."""
    link_checks.check_number(state.INPUT_CHANNEL, count - 1, 0)
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


def pick_slice(has_tiles):
    """Which slice of kernels that read colours: 0 to 2, or None for all three together, where `has_tiles`."""
    options = [*[IN_COLOR] * has_tiles, *COLORS]
    chosen = pick(
        "Slices", state.SLICE, options, options[0], "In colour: a kernel's three slices laid over one another."
    )
    return None if chosen == IN_COLOR else COLORS.index(chosen)


def pick_kernel(hand_made):
    """The network's own kernel (`OWN_KERNEL`), or the name of one made by hand."""
    return pick(
        "Kernel",
        state.KERNEL,
        [OWN_KERNEL, *hand_made],
        OWN_KERNEL,
        help="The others are kernels made by hand: they show what a convolution does without any learning.",
    )


def pick_range():
    """Which tiles share one colour range: "channel", "layer" or "network"."""
    return pick(
        "One colour range for each",
        state.RANGE,
        ["channel", "layer", "network"],
        "layer",
        help="Per channel, noise in a nearly silent channel looks like a pattern; per layer and network do not.",
    )


def pick_view():
    """Which view of the activations."""
    return pick("Show", state.VIEW, ["all channels", "before and after", "examples", "by depth"], "all channels")


def pick_size():
    """Whether tiles keep an "equal" width in every layer, or their "true" size next to the input's."""
    return pick(
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
    link_checks.check_choice(state.COLUMNS, names, names[0])
    state.settle(state.COLUMNS, lambda name: name in groups, names[0])
    chosen = st.selectbox("Channels", names, key=state.COLUMNS, bind="query-params", width=220)
    return list(range(groups[chosen], min(groups[chosen] + at_once, count)))


def choose_channel(layer):
    """A callback for scenes whose tiles are the channels of `layer`."""
    return lambda _, tile: state.choose({state.LAYER: layer, state.CHANNEL: tile})


def choose_example(layer, image, channel):
    """From a callback: another image and, where a channel was meant, that channel of `layer`."""
    state.choose({state.IMAGE: image})
    if channel is not None:
        state.choose({state.LAYER: layer, state.CHANNEL: channel})


def choose_test_image(look, index):
    """From a callback: an image of the run's own test set."""
    state.choose({state.DATA: data_sets.tested_name(look.run), state.IMAGE: index})


def open_passport(layer, channel):
    """A button that opens the passport of a channel."""
    st.button(
        f"Passport of channel {channel}",
        icon=":material/badge:",
        key="open_passport",
        wrap=True,
        on_click=lambda: state.go("passport", {state.LAYER: layer, state.CHANNEL: channel}),
    )


def open_filter(layer, channel):
    """A button that opens the filter pictures at a filter."""
    st.button(
        "All filter pictures of the layer",
        icon=":material/landscape:",
        key="open_filter",
        on_click=lambda: state.go("filters", {state.LAYER: layer, state.CHANNEL: channel}),
    )


def opened(title, key, show, icon=None):
    """An expander whose content is made when it is opened: to read Python's colours takes a browser half a second."""
    expander = st.expander(title, key=key, icon=icon, on_change="rerun")
    if expander.open:
        with expander:
            show()
