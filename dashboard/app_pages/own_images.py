"""Your images: the examples that were kept, as a small test set of one's own."""

import streamlit as st

from dashboard import looks, own_words, shelf, state, yours

st.title("Your images")
claim = st.empty()
look = looks.current()

if not len(yours.kept()):
    claim.markdown("**Draw digits and keep them: they become a test set of your own, for every network.**")
    st.markdown(
        "Whatever you keep on *Draw a digit* and *Read a photo* is collected here, in this session only. Download it "
        "to have it again another day. A class that draws a hundred digits can hold its networks to them."
    )
else:
    claim.markdown(f"**{own_words.held(look, yours.kept())}**")
    chosen = shelf.chosen()
    shelf.show(look, chosen)
    if chosen is not None:
        shelf.edit(chosen)
    st.markdown(
        "Under each example: what it shows, and after an arrow what it was misread as. Click one to look at it."
    )
    with st.container(horizontal=True, gap="small"):
        for title, page in (("Compare networks on them", "comparison"), ("Move and turn them", "robustness")):
            st.button(title, key=page, on_click=state.go, args=(f"app_pages/{page}.py",), kwargs={"tests": state.YOURS})
    shelf.offer()
shelf.bring()
