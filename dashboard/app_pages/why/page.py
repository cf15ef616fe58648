"""Why this answer: which pixels speak for it, by four methods, for two networks side by side."""

import streamlit as st

from dashboard.app_pages.why import controls, methods
from dashboard.components import scene
from dashboard.compute import attributions, inspection, networks
from dashboard.draw import mosaics
from dashboard.text import gradient_code, sentences
from dashboard.widgets import beside_picker, pickers

look = inspection.current()
class_names = look.run.class_names

st.title("Why this answer?")
claim = st.empty()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    label = controls.pick_class(class_names) or look.answer
    rival = beside_picker.pick_beside(look.run, networks.evaluated_runs())
asked = class_names.index(label)
claim.markdown(f"**{methods.claim(look, label)}**")
both = inspection.beside(look, rival)

for place, method in zip(st.columns(5, gap="medium")[1:], methods.METHODS.values(), strict=True):
    place.markdown(f"**{method.title}**  \n{method.plain}")
for one in both:
    key = one.run.key
    st.subheader(one.title)
    st.markdown(sentences.answer(one))
    places = st.columns(5, gap="medium")
    with places[0]:
        alt = f"Image {look.selection.image}: {look.truth}"
        scene(mosaics.large("image", look.image / 255, "ink", (0, 1), alt, "pixel", alt, side=230), f"image_{key}")
    for place, (name, method) in zip(places[1:], methods.METHODS.items(), strict=True):
        with place:
            if name == "grad_cam" and not one.architecture.convolutions:
                st.info(methods.NO_CONVOLUTION.format(key))
                continue
            values = attributions.reason(one.selection, one.classes, name, asked)
            if values is None:
                st.info(methods.BROKEN.format(key))
                continue
            scene(methods.tile(name, key, method, values), f"{name}_{key}")
            if not values.any():
                st.caption(methods.NOTHING[name])
            if name == "integrated_gradients":
                st.caption(methods.adds_up(values, attributions.change_from_black(one.selection, one.classes, asked)))
st.markdown(
    "Integrated gradients and occlusion are signed: red speaks for the class, blue against it. Saliency and Grad-CAM "
    "only say how much. The *logit* is the sum that softmax turns into a share. Each picture has its own range. They "
    "do not agree, because each asks another question:"
)
for method in methods.METHODS.values():
    st.markdown(
        f"- **{method.title}** ({method.paper}). {methods.weakness(method, [one.architecture for one in both])}"
    )
pickers.in_keras(gradient_code.saliency(look.architecture.layers[-1], asked), "Saliency in Keras")
question, answer = methods.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
