"""Your images: the examples that were kept, as a small test set of one's own."""

import streamlit as st

from dashboard.app_pages.own_images import data_sets, kept_images, text
from dashboard.compute import inspection
from dashboard.session import own_images
from dashboard.text import own_sentences
from dashboard.widgets import own_test_set

st.title("Your images")
claim = st.container()
look = inspection.current()

if not len(own_images.kept()):
    claim.markdown("**Draw digits and keep them: they become a test set of your own, for every network.**")
    st.markdown(
        "Whatever you keep on *Draw a digit* and *Read a photo* is collected here, in this tab of your browser, over a "
        "reload too; who closes the tab, or opens a link elsewhere, has it no more. Download it to have it again. A "
        "class that draws a hundred digits can test its networks on them."
    )
else:
    claim.markdown(f"**{own_sentences.reads_kept(look, own_images.kept())}**")
    chosen = kept_images.chosen()
    kept_images.show(look, chosen)
    if chosen is not None:
        kept_images.edit(chosen)
    st.markdown(
        "Under each example: what it shows, and after an arrow what it was misread as. Click one to look at it."
    )
    own_test_set.offer_uses()
    kept = own_images.kept()
    own_test_set.offer_files(lambda: kept, "examples")
if len(own_images.of_class()):
    st.markdown(own_sentences.of_class(len(own_images.of_class())))
kept_images.bring()
data_sets.show()
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
