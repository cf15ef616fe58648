"""Why this answer: which pixels speak for it, by four methods, for two networks side by side."""

import streamlit as st

from dashboard import controls, gradient_lines, knobs, looks, pictures, reasons, resources, words
from dashboard.components import scene

look = looks.current()
class_names = look.run.class_names

st.title("Why this answer?")
claim = st.empty()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    label = knobs.pick_class(class_names) or look.answer
    rival = knobs.pick_beside(look.run, resources.evaluated_runs())
asked = class_names.index(label)
claim.markdown(f"**{reasons.claim(look, label)}**")
both = looks.beside(look, rival)

for place, method in zip(st.columns(5, gap="medium")[1:], reasons.METHODS.values(), strict=True):
    place.markdown(f"**{method.title}**  \n{method.plain}")
for one in both:
    key = one.run.key
    st.subheader(one.title)
    st.markdown(words.answer(one))
    places = st.columns(5, gap="medium")
    with places[0]:
        alt = f"Image {look.selection.image}: {look.truth}"
        scene(pictures.large("image", look.image / 255, "ink", (0, 1), alt, "pixel", alt, side=230), f"image_{key}")
    for place, (name, method) in zip(places[1:], reasons.METHODS.items(), strict=True):
        with place:
            if name == "grad_cam" and not one.architecture.convolutions:
                st.info(reasons.NO_CONVOLUTION.format(key))
                continue
            values = resources.reason(one.selection, one.classes, name, asked)
            if values is None:
                st.info(reasons.BROKEN.format(key))
                continue
            scene(reasons.tile(name, key, method, values), f"{name}_{key}")
            if not values.any():
                st.caption(reasons.NOTHING[name])
            if name == "integrated_gradients":
                st.caption(reasons.adds_up(values, resources.change_from_black(one.selection, one.classes, asked)))
st.markdown(
    "Integrated gradients and occlusion are signed: red speaks for the class, blue against it. Saliency and Grad-CAM "
    "only say how much. The *logit* is the sum that softmax turns into a share. Each picture has its own range. They "
    "do not agree, because each asks another question:"
)
for method in reasons.METHODS.values():
    st.markdown(
        f"- **{method.title}** ({method.paper}). {reasons.weakness(method, [one.architecture for one in both])}"
    )
controls.in_keras(gradient_lines.saliency(look.architecture.layers[-1], asked), "Saliency in Keras")
question, answer = reasons.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
