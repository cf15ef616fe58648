"""A bare page of Streamlit: as many texts and widgets as one of ours has, as the address says. For the benchmark."""

import streamlit as st

MAKE = {
    "markdown": lambda at: st.markdown(f"**{at}** words in a sentence, as a page has them."),
    "heading": lambda at: st.header(f"Header {at}"),
    "button": lambda at: st.button(f"Button {at}"),
    "selectbox": lambda at: st.selectbox(f"Select {at}", ["one", "two", "three"]),
    "multiselect": lambda at: st.multiselect(f"Some {at}", ["one", "two", "three"]),
    "number_input": lambda at: st.number_input("Image" if at == 0 else f"Number {at}", 0, 9999, at),
    "slider": lambda at: st.slider(f"Slide {at}", 0, 10, 5),
    "checkbox": lambda at: st.checkbox(f"Check {at}"),
    "button_group": lambda at: st.segmented_control(f"Choose {at}", ["one", "two", "three"]),
    "text_input": lambda at: st.text_input(f"Text {at}"),
    "html": lambda at: st.html(f"<p>{at}</p>"),
    "download_button": lambda at: st.download_button(f"Take {at}", b"numbers", f"{at}.csv"),
}

st.number_input("Image", 0, 9999, 0, key="image")
for kind, count in st.query_params.items():
    for at in range(1, int(count) + 1):
        MAKE[kind](at)
