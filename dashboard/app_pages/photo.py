"""Read a photo: its digits are cut out, prepared as a drawing is, and read."""

import streamlit as st

from dashboard import inspecting, looks, meant, own_words, photos, preparing, words, yours

st.title("Read a photo")
claim = st.empty()
photos.bring()

if yours.photo() is None:
    claim.markdown("**A photo of handwriting is cut into its digits, and each is prepared and read.**")
    st.markdown(
        "Write up to 100 digits on plain paper without lines, not touching each other, and photograph them: in any "
        "light, dark on light or light on dark, of any size. The picture stays in this browser session and is not "
        "stored."
    )
else:
    found = photos.read()
    at = photos.show(found)
    piece, prepared = yours.pieces()[at], yours.prepared_pieces()[at]
    look = looks.of_own(yours.place_of_piece(at))
    claim.markdown(f"**{own_words.read_in_order([answer for answer, _ in found], look.run.key)}**")
    st.subheader(f"Digit {at + 1}")
    st.markdown(f"{words.answer(look)} {preparing.left_out(yours.steps())}")
    label = meant.pick()
    meant.offer_to_keep("Keep it as an example", label, lambda label: photos.keep(prepared.image, label))
    inspecting.show(look, prepared, piece.prepare, label)
