"""Filter pictures: for every filter of a convolution, the picture that makes it fire most."""

import streamlit as st

from core.explanation import filter_pictures
from dashboard.app_pages.filters import controls
from dashboard.components import scene
from dashboard.compute import inspection, requests
from dashboard.draw import filter_scenes
from dashboard.session import state
from dashboard.text import filter_sentences, gradient_code, sentences, view_code
from dashboard.widgets import code_panel, filter_climbs, pickers

look = inspection.current()
network, moment = look.selection.network, look.selection.moment

st.title("Filter pictures")
claim = st.container()
names = look.architecture.convolutions
if not names:
    st.info(filter_sentences.NEEDS_CONVOLUTION.format(network))
    st.stop()

with st.container(horizontal=True, gap="medium"):
    name = pickers.pick_layer(look.architecture, names)
    recipe = controls.pick_recipe([*filter_pictures.RECIPES, controls.OWN])
    start = controls.pick_start(requests.starts_of(network))
ascent = (
    controls.pick_ascent(filter_pictures.RECIPES["smooth"])
    if recipe == controls.OWN
    else filter_pictures.RECIPES[recipe]
)
contrast, channel = filter_scenes.contrast_of(recipe), look.channel_of(name)
image = (
    (look.selection.data, look.classes, look.selection.part, look.selection.image) if start == requests.IMAGE else None
)
count = look.architecture.output_shape(name)[-1]
request = requests.Filters(network, moment, name, tuple(range(count)), ascent, start, image)
if start == requests.TOP and not requests.has_top_images(request):
    st.info(sentences.NEEDS_TEST_IMAGES)
    st.stop()


def draw(sheet):
    picture = filter_scenes.sheet_scene(name, sheet, contrast, channel)
    scene(picture, "filters", lambda _, tile: state.choose({state.LAYER: name, state.CHANNEL: tile}))


left, right = st.columns([5, 3], gap="large")
with left:
    with st.spinner("Looking through the test images for one that wakes the silent channels"):
        dead = look.dead(name)
    sheet = filter_climbs.sheet(request, dead, draw)
with right:
    if sheet:
        st.header(f"Filter {channel}")
        filter_climbs.one_filter(request, sheet, channel, contrast)
if sheet:
    said = filter_sentences.claim(name, sheet.verdicts, sheet.is_rescued, start)
    claim.markdown(f"A filter answers to one kind of pattern. **{said}**")
    st.header(f"How filter {channel} climbed")
    filter_climbs.film(request, sheet, channel, contrast)
    st.header(f"Six pictures of filter {channel}")
    filter_climbs.several(request, channel, contrast)
st.markdown(filter_sentences.HOW)
code = gradient_code.filter_picture(name, channel, look.architecture.input_shape)
code_panel.offer(code, view_code.drawn("picture", "grey"), filter_sentences.IN_KERAS, filter_sentences.CODE_NOTE)
with st.expander("What the text says around its pictures"):
    st.markdown(filter_sentences.around(look.run))
question, answer = filter_sentences.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
