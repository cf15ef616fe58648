"""One pixel: the arithmetic behind any cell of any layer, from the answer down to the digit."""

import streamlit as st

from dashboard import controls, keras_lines, looks, walking, words

look = looks.current()

left, right = st.columns([2, 1], vertical_alignment="bottom", gap="medium")
left.title("One pixel")
left.markdown("**Multiply, add, compare: every number can be followed down to the digit.**")
with right, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
    cell = walking.pick_cell(look)
walking.show(look, cell)
st.markdown(words.PIXEL_KEYS)
controls.in_keras(keras_lines.cell(look.architecture, cell))
question, answer = words.try_pixel(look.architecture)
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
