"""Fool it: a small change of every pixel, made against one network, and what two networks make of it."""

import numpy as np
import streamlit as st

from core import formats
from core.explanation import adversarial
from core.networks.image_fitting import squeezed
from dashboard.app_pages.fool import controls, curves, text
from dashboard.components import scene
from dashboard.compute import inspection, networks
from dashboard.draw import mosaics, network_flow
from dashboard.text import gradient_code, sentences, view_code
from dashboard.widgets import beside_picker, code_panel

look = inspection.current()

st.title("Fool it")
claim = st.container()
with st.container(horizontal=True, gap="medium"):
    epsilon = controls.pick_epsilon()
    rival = beside_picker.pick_beside(look.run, networks.evaluated_runs())
    both = inspection.beside(look, rival)
    chosen = controls.pick_against([one.run.key for one in both])
    against = next(one for one in both if one.run.key == chosen)

known = look.truth in look.run.class_names
label = look.run.class_names.index(look.truth if known else against.answer)
directions = adversarial.gradient_signs(against.network, look.image, np.array([label]))
image, direction = against.picture, squeezed(directions)[0]
changed = adversarial.changed(image, direction, epsilon)

places = st.columns(3, gap="large")
with places[0]:
    st.header(f"Image {look.selection.image}: {look.truth}")
    alt = f"Image {look.selection.image}: {look.truth}"
    scene(mosaics.large("image", image, "ink", (0, 1), "image", "pixel", alt), "original")
with places[1]:
    st.header("The change, magnified")
    scene(text.change_scene(changed - image, epsilon), "change")
with places[2]:
    st.header(f"Moved by up to {formats.number(epsilon)}")
    scene(mosaics.large("changed", changed, "ink", (0, 1), "changed", "pixel", f"A changed {look.truth}"), "changed")
drawn = text.IN_GREY if image.ndim == 2 else text.IN_COLOR
unknown = text.NOT_SAID if look.truth == sentences.UNSAID else text.NO_TRUTH
st.markdown(f"{text.HOW} {drawn}" + ("" if known else f" {unknown}"))

for place, one in zip(st.columns(2, gap="large"), both, strict=False):
    with place:
        answers = one.network.predict(changed)[0]
        st.header(one.title)
        st.markdown(sentences.read_as(answers, one.run.class_names, look.truth))
        bars = network_flow.bars(answers, one.run.class_names, 260, 1.1)
        scene(bars, f"bars_{one.run.key}", of=sentences.at_moment(one.run.key, one.moment))
        if one is against:
            after = one.run.class_names[int(answers.argmax())]
            claim.markdown(f"**{text.claim(one, after, epsilon)}**")

st.header("Accuracy of the trained networks when every image is changed")
curves.curves([one.run for one in both], epsilon)
code_panel.offer(gradient_code.fooled(label, epsilon), view_code.drawn("images", "found"))
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
