"""Fool it: a small change of every pixel, made against one network, and what two networks make of it."""

import numpy as np
import streamlit as st

from core import fooling
from dashboard import attacks, controls, fooled, gradient_lines, journey, knobs, looks, pictures, resources, words
from dashboard.components import scene

look = looks.current()

st.title("Fool it")
claim = st.empty()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    epsilon = knobs.pick_epsilon()
    rival = knobs.pick_beside(look.run, resources.evaluated_runs())
    both = looks.beside(look, rival)
    chosen = knobs.pick_against([one.run.key for one in both])
    against = next(one for one in both if one.run.key == chosen)

known = look.truth in look.run.class_names
label = look.run.class_names.index(look.truth if known else against.answer)
directions = fooling.gradient_signs(against.network, look.image, np.array([label]))[0, ..., 0]
image = look.image / np.float32(255)
changed = fooling.changed(image, directions, epsilon)

places = st.columns(3, gap="large")
with places[0]:
    st.subheader(f"Image {look.selection.image}: {look.truth}")
    alt = f"Image {look.selection.image}: {look.truth}"
    scene(pictures.large("image", image, "ink", (0, 1), "image", "pixel", alt), "original")
with places[1]:
    st.subheader("The change, magnified")
    scene(fooled.change_scene(changed - image, epsilon), "change")
with places[2]:
    st.subheader(f"Moved by up to {words.number(epsilon)}")
    scene(pictures.large("changed", changed, "ink", (0, 1), "changed", "pixel", f"A changed {look.truth}"), "changed")
st.markdown(fooled.HOW + ("" if known else f" {fooled.NOT_SAID if look.truth == words.UNSAID else fooled.NO_TRUTH}"))

for place, one in zip(st.columns(2, gap="large"), both, strict=False):
    with place:
        answers = one.network.predict(changed)[0]
        st.subheader(one.title)
        st.markdown(words.read_as(answers, one.run.class_names, look.truth))
        scene(journey.bars(answers, one.run.class_names, 260, 1.1), f"bars_{one.run.key}")
        if one is against:
            after = one.run.class_names[int(answers.argmax())]
            claim.markdown(f"**{fooled.claim(one, after, epsilon)}**")

st.subheader("Accuracy of the trained networks when every image is changed")
attacks.curves([one.run for one in both], epsilon)
controls.in_keras(gradient_lines.fooled(label, epsilon))
question, answer = fooled.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
