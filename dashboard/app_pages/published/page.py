"""Published numbers: what the five source texts say, beside what we measured, and why some of it differs."""

import streamlit as st

from core.reproduce import NUMBERS, TEXTS, results
from dashboard.app_pages.published import tables, text
from dashboard.session import state
from dashboard.text.quotation import escaped
from dashboard.widgets import page_saving
from dashboard.widgets.pickers import pick

st.title("Published numbers")
shipped = results.read(results.SHIPPED)
try:
    own = results.read(results.own())
except ValueError as error:
    st.warning(escaped(str(error)))
    own = {}
measured = {**shipped, **{key: number for key, number in own.items() if key in NUMBERS}}
st.markdown(f"**{text.claim(NUMBERS.values(), measured)}**")

by_letter = {f"{letter.letter}: {letter.title}": letter for letter in TEXTS}
chosen = by_letter[pick("Text", state.TEXT, list(by_letter), list(by_letter)[-1])]
st.markdown(text.of_text(chosen, measured))
table = tables.tinted(tables.numbers(chosen.numbers, measured))
st.dataframe(table, hide_index=True, height=420, column_config=tables.COLUMNS)
st.caption(text.TABLE)
st.markdown(text.HOW)

differing = text.differing(chosen.numbers, measured)
if differing:
    st.header("What is not the same, and why")
    st.markdown(differing)
st.header("Measure them again")
st.code(text.COMMAND.format(letter=chosen.letter), language="sh")
st.markdown(text.again(measured, own))
if chosen.left_out:
    with st.expander("Numbers of this text that are not in the table"):
        st.markdown(text.left_out(chosen))
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
page_saving.offer("page")
