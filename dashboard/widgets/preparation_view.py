"""The X-ray of a preparation: every step a picture and a switch, and why a digit was misread."""

import streamlit as st

from core.datasets.catalogue import DIGITS
from core.digits import misreading
from dashboard.components import scene
from dashboard.compute import data_sets
from dashboard.draw import preparation_steps
from dashboard.session import own_images, state
from dashboard.text import preparation_sentences


def show(prepared, key):
    """The steps of a Prepared, each with its switch; a switch counts for all pictures of the session."""
    done = own_images.steps()
    with st.container(key=state.widget("close", key)):
        places = st.columns(5, gap="medium")
    for place, (step, told) in zip(places, preparation_sentences.STEPS.items(), strict=True):
        with place:
            is_done = getattr(done, step)
            name = state.widget(key, step)
            state.put(name, is_done)
            idle = step == "center" and not done.scale
            st.toggle(told.title, key=name, on_change=_switch, args=(step, name), disabled=idle)
            scene(preparation_steps.picture(step, prepared.pictures[step], told.title), f"{key}_{step}")
            st.caption(preparation_sentences.NO_ROOM if idle else told.does if is_done else told.without)


def _switch(step, name):
    own_images.leave_out(step, not state.get(name))


def explain(look, prepare, label):
    """Why the network does not read a picture as `label`, if it does not. `prepare(steps)` gives a Prepared."""
    names = look.run.class_names
    if label not in names:
        st.markdown(f"{look.run.key} has never learnt what a {label} is: choose another network in the sidebar.")
        return
    known = data_sets.means_of(look.run.config) or (data_sets.means("mnist") if names == DIGITS else None)
    means, meant = known and known.images, names.index(label)
    found = misreading.find(look.network, prepare, own_images.steps(), meant, means)
    if found is None:
        st.markdown(f"{look.title} reads it as **{label}**, as it was meant.")
        return
    words, pictures = st.columns([3, 2], gap="large", vertical_alignment="center")
    words.markdown(preparation_sentences.why(found, names, meant, own_images.steps()))
    if means is not None:
        image = prepare(own_images.steps()).image
        pictures_scene = preparation_steps.comparison(image, means, names, meant, found.answer)
        with pictures:
            scene(pictures_scene, "misread")
