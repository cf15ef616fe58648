"""The start page: one digit on its way through every layer to ten probabilities."""

import streamlit as st

from dashboard import controls, journey, keras_lines, layer_words, looks, state, words
from dashboard.components import scene

look = looks.current()
layers = look.architecture.layers

ACTIVATIONS = "app_pages/activations.py"


def open_layer(layer, channel):
    state.go(ACTIVATIONS, layer=layer, channel=channel)


st.title("Journey of a digit")
st.markdown("**The picture is taken apart layer by layer, until only the answer is left.**")

marks = {layer.name: look.marks(layer.name) for layer in layers}
spans = {layer.name: look.values_over_run(layer.name) for layer in layers}
picture = journey.scene(look.image / 255, layers, look.activations, spans, look.run.class_names, marks)
scene(picture, "journey", on_pick=open_layer)

st.markdown(
    f"Every picture at its true size next to the others: {look.image.size} pixels become "
    f"{sum(values.size for values in look.activations.values()):,} numbers in {len(layers)} layers, "
    f"and then one answer: **{look.answer}**, with {words.percent(float(look.probabilities.max()))}. "
    f"{words.state_of(look)} {words.silence_anywhere(marks)}"
)
st.markdown("Click a picture, or choose a layer, to see it large:")
with st.container(horizontal=True, gap="small"):
    for layer in layers:
        sentence = layer_words.layer_in(look.architecture, layer.name)
        st.button(
            layer.name,
            key=f"open_{layer.name}",
            help=sentence,
            on_click=open_layer,
            args=(layer.name, looks.default_channel(look.run, layer.name)),
        )
with st.expander("Try this: pull the moment in the sidebar back to untrained. What changes, and what does not?"):
    kernels = words.RANDOM_KERNELS if look.activations[layers[0].name].ndim == 3 else ""
    st.markdown(f"The pictures keep their sizes: those follow from the layers alone. {kernels} {words.TRY_UNTRAINED}")
controls.in_keras(keras_lines.OUTPUTS)
