"""Filter pictures: for every filter of a convolution, the picture that makes it fire most."""

import streamlit as st

from core import atlas
from dashboard import climbing, controls, filter_words, filters, gradient_lines, knobs, looks, orders, state, words
from dashboard.components import scene

look = looks.current()
network, moment = look.selection.network, look.selection.moment

st.title("Filter pictures")
claim = st.empty()
names = look.architecture.convolutions
if not names:
    st.info(filter_words.NEEDS_CONVOLUTION.format(network))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    name = controls.pick_layer(look.architecture, names)
    recipe = knobs.pick_recipe([*atlas.RECIPES, knobs.OWN])
    start = knobs.pick_start(orders.STARTS)
ascent = knobs.pick_ascent(atlas.RECIPES["smooth"]) if recipe == knobs.OWN else atlas.RECIPES[recipe]
contrast, channel = filters.contrast_of(recipe), look.channel_of(name)
image = (
    (look.selection.data, look.classes, look.selection.part, look.selection.image) if start == orders.IMAGE else None
)
count = look.architecture.output_shape(name)[-1]
order = orders.Filters(network, moment, name, tuple(range(count)), ascent, start, image)
if start == orders.TOP and not orders.has_top_images(order):
    st.info(words.NEEDS_TEST_IMAGES)
    st.stop()


def draw(sheet):
    picture = filters.sheet_scene(name, sheet, contrast, channel)
    scene(picture, "filters", lambda _, tile: state.choose(layer=name, channel=tile))


left, right = st.columns([5, 3], gap="large")
with left:
    sheet = climbing.sheet(order, look.dead(name), draw)
with right:
    if sheet:
        st.subheader(f"Filter {channel}")
        climbing.one_filter(order, sheet, channel, contrast)
if sheet:
    claim.markdown(f"**{filter_words.claim(name, sheet.verdicts, sheet.is_rescued, start)}**")
    st.subheader(f"How filter {channel} climbed")
    climbing.film(order, sheet, channel, contrast)
    st.subheader(f"Six pictures of filter {channel}")
    climbing.several(order, channel, contrast)
st.markdown(filter_words.HOW)
controls.in_keras(gradient_lines.filter_picture(name, channel, look.architecture.input_shape), filter_words.IN_KERAS)
question, answer = filter_words.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
