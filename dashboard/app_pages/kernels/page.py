"""Kernels: the weights themselves as pictures, and what one of them makes of two images."""

import streamlit as st

from core import formats
from core.inspection import kernels
from core.networks.layers import Convolution
from dashboard.app_pages.kernels import text, text_grid
from dashboard.components import scene
from dashboard.compute import inspection
from dashboard.draw import mosaics, responses
from dashboard.session import state
from dashboard.text import experiment_code, keras_code, sentences, view_code
from dashboard.widgets import code_panel, pickers, playing

look = inspection.current()
architecture = look.architecture
drawable = kernels.drawable_layers(architecture)

st.title("Kernels")
st.markdown("**What a network has learnt is nothing but these numbers.**")
if not drawable:
    st.info(f"No layer of {look.run.key} has weights that can be drawn as pictures.")
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    name = pickers.pick_layer(architecture, drawable)
    layer = architecture.layer(name)
    weights = look.network.kernel(name)
    convolution = isinstance(layer, Convolution)
    word = "filter" if convolution else "neuron"
    channel = look.channel_of(name)
    drawn = pickers.pick_kernels_drawn()
    order = pickers.pick_order() if convolution and drawn != pickers.AS_IN_THE_TEXT else "index"
    if kernels.reads_colors(architecture, name):
        part = pickers.pick_slice(has_tiles=drawn != pickers.AS_IN_THE_TEXT)
    else:
        part = pickers.pick_input_channel(weights.shape[2]) if convolution and weights.shape[2] > 1 else 0

with st.container():  # so that what stands below keeps its place
    if name != look.selection.layer:
        st.markdown(sentences.elsewhere(look.selection.layer, name))
count = weights.shape[-1]


in_color = part is None


def pictures_of(weights):
    if in_color:
        return kernels.in_color(weights)
    return kernels.slices(weights, part) if convolution else kernels.neuron_pictures(weights, architecture.input_shape)


maps = pictures_of(weights)
scores = kernels.orientation(weights) if convolution else None
shown = scores.argsort(kind="stable") if order == "orientation" and convolution else list(range(count))
limits = look.weight_limits(name)


def draw(at):
    """All kernels, and the chosen one large, as they are at one moment."""
    weights = at.network.kernel(name)
    maps, scores = pictures_of(weights), kernels.orientation(weights) if convolution else None
    names = [
        f"{word} {index}" + (f", orientation {formats.signed(scores[index])}" if convolution else "") for index in shown
    ]
    every = mosaics.mosaic(
        "kernels",
        maps[shown],
        "ink" if in_color else "signed",
        limits,
        tuple(names),
        responses.range_words(layer, weights, in_color),
        f"{formats.count(count, word)} of {name}: weights from {formats.number(maps.min())} to "
        f"{formats.number(maps.max())}",
        selected=list(shown).index(channel),
        decimals=1 if convolution and not in_color else None,
    )
    large = mosaics.large(
        "kernel",
        maps[channel],
        "ink" if in_color else "signed",
        limits,
        f"{word} {channel}",
        "weight",
        f"{word} {channel} of {name}",
        decimals=2 if convolution and not in_color else None,
        side=220 if in_color else 420,
    )
    slices = {"slices": responses.color_slices(weights[..., channel], limits)} if in_color else {}
    return {"every": every, "large": large, **slices}


if drawn == pickers.AS_IN_THE_TEXT:
    grid = text_grid.grid(name, maps, channel, convolution)
    scene(grid, "text_grid", lambda _, tile: state.choose({state.LAYER: name, state.CHANNEL: tile}))
    st.markdown(text.AS_IN_THE_TEXT[convolution])
else:
    pictures, films = draw(look), playing.films(look, draw)
    left, right = st.columns([5, 3], gap="large")
    with left:
        scene(
            pictures["every"],
            key="kernels_mosaic",
            on_pick=lambda _, tile: state.choose({state.LAYER: name, state.CHANNEL: int(shown[tile])}),
            film=films.get("every"),
        )
        st.markdown(responses.kernels_caption(name, layer, weights, maps, part))
    with right:
        st.header(f"{word.capitalize()} {channel}")
        scene(pictures["large"], key="kernel_large", film=films.get("large"))
        if in_color:
            scene(pictures["slices"], key="kernel_slices", film=films.get("slices"))
        bias = f"Bias {formats.number(look.network.bias(name)[channel])}." if layer.use_bias else "It has no bias."
        st.markdown(bias + responses.orientation_words(scores, channel))
if convolution:
    st.markdown(text.directions(scores))

st.header(f"One {'kernel' if convolution else 'neuron'}, two images")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    second = pickers.pick_second_image(look)
    kernel = pickers.pick_kernel(kernels.HAND_MADE) if convolution else pickers.OWN_KERNEL
st.markdown(f"By hand: {kernel}." if kernel in kernels.HAND_MADE else f"{word.capitalize()} {channel} of `{name}`.")
for place, (column, index) in enumerate(zip(st.columns(2, gap="large"), (look.selection.image, second), strict=True)):
    with column:
        image = look.split.images[index]
        if kernel in kernels.HAND_MADE:
            response, of_kernel = responses.by_hand(image, kernels.HAND_MADE[kernel]), None
        else:
            response, of_kernel = responses.of_channel(look.network, image, layer, channel), limits
        scene(responses.scene(response, look.name_of(index), of_kernel=of_kernel), key=f"response_{place}")
        st.markdown(responses.caption(response, look.name_of(index), index))

if kernel == pickers.OWN_KERNEL:
    code = keras_code.response(architecture, layer, channel, ":" if in_color else part)
    code_panel.offer(code, view_code.drawn("picture", "before", "after"))
else:
    code_panel.offer(
        experiment_code.by_hand(kernels.HAND_MADE[kernel]),
        view_code.drawn("kernel", "before", "after"),
        reads=code_panel.GREY,
    )
if text.is_plain(architecture):

    def show_exercises():
        first = architecture.layers[0]
        for question, answer in text.exercises(architecture, kernels.orientation(look.network.kernel(first.name))):
            st.markdown(f"- {question} **Answer:** {answer}")
        st.code(text.convolve(first, 0), language="python")

    pickers.opened("Exercises: take the network apart by hand", state.EXERCISES, show_exercises)
question, answer = sentences.TRY_FILTERS if convolution else sentences.TRY_NEURONS
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
