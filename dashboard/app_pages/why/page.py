"""Why this answer: which pixels speak for it, by every method there is, for two networks side by side."""

import streamlit as st

from core.explanation.attribution import METHODS
from dashboard.app_pages.why import controls, scenes, text
from dashboard.components import scene
from dashboard.compute import ahead, attributions, inspection, networks
from dashboard.draw import mosaics
from dashboard.text import attribution_code, sentences
from dashboard.widgets import beside_picker, code_panel

look = inspection.current()
class_names = look.run.class_names

st.title("Why this answer?")
claim = st.container()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    chosen = controls.pick_class(class_names)
    rival = beside_picker.pick_beside(look.run, networks.evaluated_runs())
label = chosen or look.answer
asked = class_names.index(label)
claim.markdown(f"**{text.claim(look, label)}**")
both = inspection.beside(look, rival)

for place, inspected in enumerate(both):
    key, of = inspected.run.key, sentences.at_moment(inspected.run.key, inspected.moment)
    st.header(inspected.title)
    st.markdown(sentences.answer(inspected))
    with st.container(key=f"methods_{place}", horizontal=True, gap="medium"):
        alt = f"Image {look.selection.image}: {look.truth}"
        image = mosaics.large("image", inspected.picture, "ink", (0, 1), alt, "pixel", alt, side=230)
        scene(image, f"image_{key}", of=of, title="The image", note=sentences.seen(inspected))
        for method in METHODS.values():
            if method.needs_convolution and not inspected.architecture.convolutions:
                st.info(text.NO_CONVOLUTION.format(key, method.title))
                continue
            values = attributions.attribution_map(inspected.selection, inspected.classes, method.name, asked)
            if values is None:
                st.info(text.BROKEN.format(key, method.title))
                continue
            change = attributions.change_from_black(inspected.selection, inspected.classes, asked) if method.note else 0
            note = text.note(method, values, change)
            drawn = scenes.attribution_map(key, method, values)
            scene(drawn, f"{method.name}_{key}", of=of, title=method.title, note=note)
    if inspected is look:
        st.markdown("\n".join(f"- **{method.title}**: {method.question}" for method in METHODS.values()))
st.markdown(text.how_to_read(METHODS.values()))
architectures = [inspected.architecture for inspected in both]
st.markdown(
    "\n".join(
        f"- **{method.title}** ({method.paper}). {text.weakness(method, architectures)}" for method in METHODS.values()
    )
)
code_panel.offer(
    attribution_code.explained(look.architecture, asked), attribution_code.drawn(look.architecture), note=text.CODE
)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)


def maps(look):
    """All that this page shows of another image or moment."""
    asked = class_names.index(chosen or look.answer)
    for inspected in inspection.beside(look, rival):
        for method in METHODS.values():
            if inspected.architecture.convolutions or not method.needs_convolution:
                yield attributions.attribution_map(inspected.selection, inspected.classes, method.name, asked)


ahead.ask(maps)
