"""Kernel workbench: edit the weights of a kernel inside the trained network, or of one on its own."""

import streamlit as st

from core import formats
from core.inspection.kernel_editing import edited, fit
from core.inspection.kernels import HAND_MADE, reads_colors
from core.networks.image_fitting import COLORS
from dashboard.app_pages.workbench import controls, editor, text
from dashboard.components import scene
from dashboard.compute import accuracy, ahead, data_sets, inspection
from dashboard.draw import network_flow, responses
from dashboard.text import experiment_code, sentences, view_code
from dashboard.widgets import code_panel, pickers

look = inspection.current()
architecture, key, moment = look.architecture, look.selection.network, look.selection.moment
kernels = architecture.convolutions

st.title("Kernel workbench")
claim = st.container()
if not kernels:
    st.info(
        f"{look.run.key} has no convolution, so there is no kernel in it to edit. A free kernel can still be tried."
    )

with st.container(horizontal=True, gap="medium"):
    view = controls.pick_bench(bool(kernels))
    if view == "free":
        kernel_size, strides, padding = controls.pick_free()
    else:
        name = pickers.pick_layer(architecture, kernels)
        weights = look.network.kernel(name)
        channel = look.channel_of(name)
        if has_colors := reads_colors(architecture, name):
            part = pickers.pick_slice(has_tiles=False)
        else:
            part = pickers.pick_input_channel(weights.shape[2]) if weights.shape[2] > 1 else 0
claim.markdown(text.OPENINGS[view])

width = kernel_size[1] if view == "free" else weights.shape[1]
left, right = controls.beside(width)
if view == "free":
    with left:
        title = f"A kernel of {formats.times(kernel_size)}"
        st.header(title)
        now = editor.edit(("free", kernel_size), "free", fit(HAND_MADE["vertical edges"], kernel_size), title)
    with right:
        response = responses.by_hand(look.image, now, strides, padding)
        scene(responses.scene(response, look.truth), "response")
        st.markdown(responses.caption(response, look.truth, look.selection.image))
        st.markdown(f"The size of the result: {formats.times(response.signed.shape)}")
        st.markdown(text.free(look.image.shape[:2], kernel_size, strides, padding))
    code_panel.offer(
        experiment_code.by_hand(now, strides, padding),
        view_code.drawn("kernel", "before", "after"),
        reads=code_panel.GREY,
    )
    st.stop()

owner, layer = (key, moment, architecture), architecture.layer(name)
with left:
    read = COLORS[part] if has_colors else f"input channel {part}"
    of = f", {read}" if weights.shape[2] > 1 else ""
    title = f"{name}, filter {channel}{of}"
    st.header(title)
    editor.edit(owner, (name, channel, part), weights[:, :, part, channel], title)
    st.markdown(text.HOW)
network = edited(look.network, editor.edits(owner))
places = editor.edited_places(look.network, owner)
answers = {"original": look.probabilities, "edited": network.predict(look.image)[0]}
said = [sentences.likeliest(look.run.class_names, probabilities) for probabilities in answers.values()]
with right:
    outcome = st.container()
    both = [responses.of_channel(one, look.image, layer, channel) for one in (look.network, network)]
    for title, response in zip(answers, both, strict=True):
        st.markdown(f"**{title.capitalize()}**")
        scene(responses.scene(response, look.truth, both), f"response {title}", of=text.called(title, look))
for column, (title, probabilities), class_name in zip(st.columns(2, gap="large"), answers.items(), said, strict=True):
    with column:
        st.header(f"{title.capitalize()}: {class_name}")
        bars = network_flow.bars(probabilities, look.run.class_names, 240, 1.2)
        scene(bars, f"bars {title}", of=text.called(title, look))
whole = accuracy.right(key, moment)
now = accuracy.right_when_edited(key, moment, network, {name for name, *_ in places}) if places else whole
with outcome.container():
    st.markdown(text.outcome(places, whole, now, *said) if now else sentences.NEEDS_TEST_IMAGES)
    if now:
        st.caption(sentences.sampled(now.count, len(data_sets.test_images(key))))
changed = [(place, network.kernel(place[0])[:, :, place[2], place[1]]) for place in places]
code_panel.offer(experiment_code.edited(architecture, changed), view_code.drawn("original", "answers"))
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
ahead.ask(lambda look: [accuracy.right(key, look.selection.moment)])
