"""Draw a digit: a sheet of paper beside the answer; what is drawn becomes the image of every page."""

import streamlit as st

from core import drawings
from dashboard import inspecting, journey, looks, meant, own_words, preparing, words, yours
from dashboard.components import canvas, scene

st.title("Draw a digit")
claim = st.empty()
sheet, answer = st.columns([5, 6], gap="large")
with sheet:
    canvas(drawings.to_json(yours.strokes()), yours.sheet(), "paper", yours.draw)

if yours.drawing() is None:
    claim.markdown("**A network reads what you draw, stroke by stroke.**")
    with answer:
        st.markdown("Draw one digit, 0 to 9, anywhere and as large as you like. There is no button to press.")
        st.markdown(
            "What you draw becomes the image in the sidebar: every page then works on it, from the journey to a single "
            "pixel. It stays in this browser session and is not stored."
        )
else:
    look = looks.of_own(len(yours.images()) - 1)
    with answer:
        st.markdown(f"{words.answer(look)} {preparing.left_out(yours.steps())}")
        scene(journey.bars(look.probabilities, look.run.class_names, 190, 1.9), "drawn_bars")
        label = meant.pick()
        meant.offer_to_keep("Keep it, and draw the next", label, yours.keep_drawing)
    claim.markdown(f"**{own_words.drawn(look, label)}**")
    inspecting.show(look, yours.drawing(), lambda steps: yours.drawn(yours.strokes(), steps), label)
question, reply = preparing.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(reply)
