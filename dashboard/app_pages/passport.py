"""Channel passport: one channel's weights, what fires it, whom it resembles, over the whole test set."""

import streamlit as st

from core import kernels
from dashboard import (
    climbing,
    controls,
    figures,
    filter_words,
    filters,
    identity,
    layer_words,
    looks,
    orders,
    resources,
    state,
    tables,
    words,
)
from dashboard.components import scene

look = looks.current()
architecture = look.architecture
found_in = resources.passports_at(look.selection.network, look.selection.moment)

st.title("Channel passport")
claim = st.empty()
if found_in is None:
    st.info(words.NEEDS_TEST_IMAGES)
    st.stop()

name = controls.pick_layer(architecture, [layer for layer in architecture.names if layer in found_in])
if name != look.selection.layer:
    st.markdown(words.learnt_elsewhere(look.selection.layer, name))
layer, channel, found = architecture.layer(name), look.channel_of(name), found_in[name]
unit = layer_words.unit(layer)
split = resources.test_images(look.selection.network)
claim.markdown(f"**{name}, {unit} {channel}.** {identity.claim(found, channel, unit, look.run.class_names)}")


def open_image(_, tile):
    controls.choose_test_image(look, int(found.top_images[channel, tile]))


def open_reader(_, tile):
    """The passport of the channel that a slice reads."""
    if source := look.source_of(architecture.names[architecture.index(name) - 1]):
        state.choose(layer=source.name, channel=tile)


st.subheader("The nine test images that fire it most")
if split is None:
    st.info(words.NEEDS_TEST_IMAGES)
else:
    name_of = look.run.class_names.__getitem__
    top = identity.top_scene(architecture, found, name, channel, split, lambda index: name_of(split.labels[index]))
    scene(top, "top", open_image)
    where = "The frame is what the firing cell sees. " if unit == "channel" else ""
    st.markdown(f"{where}Below each: its class and the activation. Click one to choose it.")

left, right = st.columns(2, gap="large")
with left:
    st.subheader("Its weights")
    weights = identity.weights_scene(architecture, look.network, name, channel)
    if weights:
        scene(weights, "slices", open_reader)
    else:
        st.markdown(words.unit_weights(look.network.kernel(name)[:, channel], name))
with right:
    st.subheader("Mean activation for each class")
    profile = figures.bars(look.run.class_names, found.profile[:, channel], "mean activation", look.truth)
    alt = f"Mean activation of {unit} {channel} for each class"
    st.plotly_chart(profile, key="profile", config={"displayModeBar": False}, alt=alt)
    score = kernels.orientation(look.network.kernel(name))[channel] if unit == "channel" else None
    cost = resources.cost_of_losing(look.selection.network, look.selection.moment, name, channel)
    st.html(tables.facts(identity.facts(found, channel, look.network.bias(name)[channel], score, cost)))

if unit == "channel" and (sheet := climbing.kept_sheet(orders.smooth_filters(look, name), found.dead)):
    st.subheader("What it looks for")
    picture, verdict = st.columns([2, 5], gap="large")
    with picture:
        scene(filters.large_scene(channel, sheet, filters.STRONGER), "filter")
    with verdict:
        st.markdown(filter_words.of_filter(*sheet.fate(channel), orders.NOISE))
        if sheet.verdicts[channel] == "works":
            st.markdown(filter_words.PASSPORT)
        controls.open_filter(name, channel)

st.subheader("Whom it resembles")
if look.activations[name].ndim == 3:
    others = [channel, *found.neighbours[channel]]
    picture = identity.neighbours_scene(layer, look.activations[name], found, channel)
    scene(picture, "neighbours", lambda _, tile: state.choose(layer=name, channel=int(others[tile])))
    st.markdown(words.NEIGHBOURS)
else:
    st.markdown(identity.resembles(found, channel, unit))
