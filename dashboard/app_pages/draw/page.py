"""Draw a digit: a sheet of paper beside the answer; what is drawn becomes the image of every page."""

import streamlit as st

from core.digits import pen_strokes, preparation, segmentation
from dashboard.components import scene
from dashboard.compute import inspection
from dashboard.draw import network_flow
from dashboard.session import own_images
from dashboard.text import own_sentences, preparation_sentences, sentences
from dashboard.widgets import drawing_sheet, image_inspection, label_picker

st.title("Draw a digit")
claim = st.container()
sheet, answer = st.columns(2, gap="medium")
with sheet:
    drawing_sheet.show()

if own_images.drawing() is None:
    claim.markdown("**A network reads what you draw, stroke by stroke.**")
    with answer:
        if own_images.strokes():
            st.warning(own_sentences.ALL_COVERED, icon=":material/help:")
        st.markdown(own_sentences.invitation(inspection.current().run.class_names))
        st.markdown(
            "What you draw becomes the image in the sidebar: every page then works on it, from the journey to a single "
            "pixel. It stays in this tab of your browser, over a reload too, and no server stores it: a link cannot "
            "carry it."
        )
else:
    look = inspection.of_own(len(own_images.images()) - 1)
    with answer:
        st.markdown(f"{sentences.answer(look)} {preparation_sentences.left_out(own_images.steps())}")
        strokes = own_images.strokes()
        is_several = segmentation.is_several(pen_strokes.ink(strokes))
        if doubt := own_sentences.doubt(is_several, pen_strokes.is_dot(strokes), pen_strokes.tangle(strokes)):
            st.warning(doubt, icon=":material/help:")
        scene(network_flow.bars(look.probabilities, look.run.class_names, 190, 1.9), "drawn_bars")
        label = label_picker.pick(look.run.class_names)
        label_picker.offer_to_keep("Keep it, and draw the next", label, own_images.keep_drawing)
    claim.markdown(f"**{own_sentences.drawn(look, label)}**")
    image_inspection.show(
        look, own_images.drawing(), lambda steps: preparation.prepare_strokes(own_images.strokes(), steps), label
    )
question, reply = preparation_sentences.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(reply)
