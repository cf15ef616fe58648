"""The start page: one digit on its way through every layer to ten probabilities."""

import streamlit as st

from dashboard.app_pages.journey import text
from dashboard.components import scene
from dashboard.compute import ahead, inspection
from dashboard.draw import network_flow
from dashboard.session import state
from dashboard.text import sentences, view_code
from dashboard.widgets import code_panel

look = inspection.current()
layers = look.architecture.layers


def open_layer(layer, channel):
    state.go("activations", {state.LAYER: layer, state.CHANNEL: channel})


st.title("Journey of a digit")
st.markdown("**The picture is taken apart layer by layer, until only the answer is left.**")

marks = {layer.name: look.marks(layer.name) for layer in layers}
spans = {layer.name: look.extremes_over_run(layer.name) for layer in layers}
picture = network_flow.scene(look.picture, look.architecture, look.activations, spans, look.run.class_names, marks)
scene(picture, "journey", on_pick=open_layer)

st.markdown(
    f"Every picture at its true size next to the others: {sentences.pixels(look.picture)} become "
    f"{sum(values.size for values in look.activations.values()):,} numbers in {len(layers)} layers, "
    f"and then one answer: {sentences.answer_in_short(look)}. "
    f"{sentences.state_of(look)} {sentences.silence_anywhere(marks)}{text.ways(look.architecture)}"
)
st.markdown("Click a picture, or choose a layer, to see it large:")
with st.container(horizontal=True, gap="small"):
    for layer in layers:
        sentence = look.architecture.sentence(layer.name)
        st.button(
            layer.name,
            key=f"open_{layer.name}",
            help=sentence,
            on_click=open_layer,
            args=(layer.name, inspection.default_channel(look.run, layer.name)),
        )
with st.expander("Try this: pull the moment back to untrained. What changes, and what does not?"):
    kernels = sentences.RANDOM_KERNELS if look.activations[layers[0].name].ndim == 3 else ""
    st.markdown(
        f"The pictures keep their sizes: those follow from the layers alone. {kernels} {sentences.TRY_UNTRAINED}"
    )
code_panel.offer(*view_code.answer(look.architecture))
ahead.ask(lambda look: [look.extremes_over_run(look.selection.layer)])
