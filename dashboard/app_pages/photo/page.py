"""Read a photo: its digits are cut out, prepared as a drawing is, and read."""

import streamlit as st

from dashboard.app_pages.photo import photo_view, text
from dashboard.compute import inspection
from dashboard.session import own_images
from dashboard.text import own_sentences, preparation_sentences, sentences
from dashboard.widgets import image_inspection, label_picker

st.title("Read a photo")
claim = st.container()
photo_view.bring()

if own_images.photo() is None:
    claim.markdown("**A photo of handwriting is cut into its digits, and each is prepared and read.**")
    st.markdown(
        "Write up to 100 digits on plain paper, or on ruled or squared paper with a pen darker than its lines, not "
        "touching each other, and photograph them: in any light, dark on light or light on dark, of any size. The "
        "picture stays in this session and is not stored: a reload of the page forgets it, and the browser asks before "
        "it does so; the digits that you keep of it are there again."
    )
else:
    found = photo_view.read()
    at = photo_view.show(found)
    piece, prepared = own_images.pieces()[at], own_images.prepared_pieces()[at]
    look = inspection.of_own(own_images.place_of_piece(at))
    claim.markdown(f"**{own_sentences.read_in_order([answer for answer, _ in found], look.run.key)}**")
    st.header(f"Digit {at + 1}")
    st.markdown(f"{sentences.answer(look)} {preparation_sentences.left_out(own_images.steps())}")
    label = label_picker.pick(look.run.class_names)
    label_picker.offer_to_keep("Keep it as an example", label, lambda label: photo_view.keep(prepared.image, label))
    image_inspection.show(look, prepared, piece.prepare, label)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
