"""Channel passport: one channel's weights, what fires it, whom it resembles, over the whole test set."""

import streamlit as st

from core.inspection import kernels
from core.keras_io import recipe_code
from dashboard.app_pages.passport import scenes, text
from dashboard.components import scene
from dashboard.compute import ahead, data_sets, inspection, measures, requests
from dashboard.draw import columns, filter_scenes, tables
from dashboard.session import state
from dashboard.text import experiment_code, filter_sentences, sentences
from dashboard.widgets import code_panel, filter_climbs, pickers

look = inspection.current()
architecture = look.architecture
found_in = measures.passports_at(look.selection.network, look.selection.moment)

st.title("Channel passport")
claim = st.container()
if found_in is None:
    st.info(sentences.NEEDS_TEST_IMAGES)
    st.stop()
if not found_in:
    st.info(f"{look.run.key} has no layer that learns, and so no channel with a passport.")
    st.stop()

name = pickers.pick_layer(architecture, [layer for layer in architecture.names if layer in found_in])
with st.container():  # so that what stands below keeps its place
    if name != look.selection.layer:
        st.markdown(sentences.learnt_elsewhere(look.selection.layer, name))
layer, channel, found = architecture.layer(name), look.channel_of(name), found_in[name]
unit = layer.unit
split = data_sets.test_images(look.selection.network)
claim.markdown(
    f"{text.OPENINGS[unit]} **{name}, {unit} {channel}.** {scenes.claim(found, channel, unit, look.run.class_names)}"
)


def open_image(_, tile):
    pickers.choose_test_image(look, int(found.top_images[channel, tile]))


def open_reader(_, tile):
    """The passport of the channel that a slice reads."""
    before, *_ = architecture.sources(name)
    if source := look.source_of(before):
        state.choose({state.LAYER: source.name, state.CHANNEL: tile})


st.header("The nine test images that fire it most")
if split is None:
    st.info(sentences.NEEDS_TEST_IMAGES)
else:
    name_of = look.run.class_names.__getitem__
    top = scenes.top_scene(architecture, found, name, channel, split, lambda index: name_of(split.labels[index]))
    scene(top, "top", open_image)
    where = "The frame is what the firing cell sees. " if unit == "channel" else ""
    st.markdown(f"{where}Below each: its class and the activation. Click one to choose it.")

left, right = st.columns(2, gap="large")
with left:
    st.header("Its weights")
    weights = scenes.weights_scene(architecture, look.network, name, channel, look.weight_limits(name))
    if weights:
        scene(weights, "slices", open_reader)
    else:
        st.markdown(sentences.unit_weights(look.network.kernel(name)[:, channel], name))
with right:
    st.header("Mean activation for each class")
    alt = f"Mean activation of {unit} {channel} for each class"
    profile = found.profile[:, channel]
    scene(columns.named(look.run.class_names, profile, "mean activation", alt, look.truth), "profile")
    if absent := scenes.absent(found.profile, look.run.class_names):
        st.caption(absent)
    score = kernels.orientation(look.network.kernel(name))[channel] if unit == "channel" else None
    cost = measures.cost_of_losing(look.selection.network, look.selection.moment, name, channel)
    bias = look.network.bias(name)[channel] if architecture.layer(name).use_bias else None
    st.html(tables.facts(scenes.facts(found, channel, bias, score, cost)))

if unit == "channel" and (sheet := filter_climbs.kept_sheet(requests.smooth_filters(look, name), found.dead)):
    st.header("What it looks for")
    picture, verdict = st.columns([2, 5], gap="large")
    with picture:
        scene(filter_scenes.large_scene(channel, sheet, filter_scenes.STRONGER), "filter")
    with verdict:
        st.markdown(filter_sentences.of_filter(*sheet.fate(channel), requests.NOISE))
        if sheet.verdicts[channel] == "works":
            st.markdown(filter_sentences.PASSPORT)
        pickers.open_filter(name, channel)

st.header("Whom it resembles")
if look.activations[name].ndim == 3:
    others = [channel, *found.neighbours[channel]]
    picture = scenes.neighbours_scene(layer, look.activations[name], found, channel, look.marks(name))
    scene(picture, "neighbours", lambda _, tile: state.choose({state.LAYER: name, state.CHANNEL: int(others[tile])}))
    meant = sentences.silence_anywhere({"": [look.marks(name)[other] for other in others]})
    st.markdown(f"{sentences.NEIGHBOURS} {meant}")
else:
    st.markdown(scenes.resembles(found, channel, unit))
if split is not None and found.count == len(split) and recipe_code.can_load(look.run.config):
    code = experiment_code.fires(name, channel, look.run.config, architecture.input_shape)
    code_panel.offer(code, 'show({"profile": profile})\nfor image in x_test[top_images[:3]]:\n    show({"": image})')
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
ahead.ask(lambda look: [measures.passports_at(look.selection.network, look.selection.moment)])
