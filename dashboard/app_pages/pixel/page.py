"""One pixel: the arithmetic behind any cell of any layer, from the answer down to the digit."""

import streamlit as st

from dashboard.app_pages.pixel import cell_picker
from dashboard.compute import ahead, inspection
from dashboard.text import keras_code, sentences, view_code
from dashboard.widgets import code_panel

look = inspection.current()

left, right = st.columns([9, 7], vertical_alignment="bottom", gap="small")
left.title("One pixel")
left.markdown("**Multiply, add, compare: every number can be followed down to the digit.**")
with right, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
    cell = cell_picker.pick_cell(look)
cell_picker.show(look, cell)
st.markdown(sentences.PIXEL_KEYS)
code_panel.offer(keras_code.cell(look.architecture, cell), view_code.drawn("inputs", "after"))
question, answer = sentences.try_pixel(look.architecture)
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
ahead.ask(lambda look: [look.extremes_over_run(look.selection.layer)])
