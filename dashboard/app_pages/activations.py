"""Activations: every channel of every layer, for the chosen image, with the network as it was at the chosen moment."""

import streamlit as st

from dashboard import controls, layer_views, layer_words, looks

look = looks.current()
architecture = look.architecture

st.title("Activations")
st.markdown("**An activation says how strongly one filter or neuron answers, and in a feature map also where.**")
name = controls.pick_layer(architecture)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = controls.pick_view()
    ranged = view in ("all channels", "before and after") and architecture.layer(name).activation != "softmax"
    choice = controls.pick_range() if ranged else "layer"
    size = controls.pick_size() if view == "all channels" and len(architecture.output_shape(name)) == 3 else "equal"
if view != "by depth":
    st.markdown(layer_words.layer_in(architecture, name))

match view:
    case "all channels":
        layer_views.all_channels(look, name, choice, size)
    case "before and after":
        layer_views.before_and_after(look, name, choice)
    case "examples":
        layer_views.by_examples(look, name)
    case "by depth":
        layer_views.by_depth(look)
