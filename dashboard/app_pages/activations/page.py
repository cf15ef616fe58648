"""Activations: every channel of every layer, for the chosen image, with the network as it was at the chosen moment."""

import streamlit as st

from core.inspection.layer_statistics import stages
from dashboard.app_pages.activations import views
from dashboard.compute import ahead, inspection
from dashboard.text import sentences
from dashboard.widgets import pickers

look = inspection.current()
architecture = look.architecture

st.title("Activations")
st.markdown("**An activation says how strongly one filter or neuron answers, and in a feature map also where.**")
name = pickers.pick_layer(architecture)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = pickers.pick_view()
    ranged = view in ("all channels", "before and after") and architecture.layer(name).activation != "softmax"
    choice = pickers.pick_range() if ranged else "layer"
    size = pickers.pick_size() if view == "all channels" and len(architecture.output_shape(name)) == 3 else "equal"
if view != "by depth":
    st.markdown(f"{architecture.sentence(name)} {sentences.place(architecture, name)}")

match view:
    case "all channels":
        views.all_channels(look, name, choice, size)
    case "before and after":
        views.before_and_after(look, name, choice)
    case "examples":
        views.by_examples(look, name)
    case "by depth":
        views.by_depth(look)
    case _:
        raise ValueError(f"no view is called {view!r}")
with st.expander("Try this: go through the layers one by one. What do you notice as we go deeper?"):
    st.markdown(f"{sentences.deeper(stages(look.network, look.image))} The view *by depth* draws these figures.")
if view in ("all channels", "before and after"):
    ahead.ask(lambda look: [look.extremes_over_run(look.selection.layer)])
