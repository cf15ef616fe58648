"""Your own network: upload one that was trained anywhere, look at it on every page, and download any of them."""

import streamlit as st

from dashboard.app_pages.own_network import downloads, text, upload
from dashboard.compute import inspection
from dashboard.session import own_networks, state
from dashboard.text import own_sentences

look = inspection.current()
uploaded = own_networks.find(look.run.key)

st.title("Your own network")
st.markdown("**Any small Keras network can be looked into: bring the file, and every page opens it.**")
upload.bring()
if uploaded is None:
    st.markdown(
        'Save yours with `model.save("mine.keras")`; an `.h5` file of an earlier Keras opens too. It may be a '
        "Sequential or a Functional with shortcuts and branches, of convolutions (also depthwise and separable), "
        "pools, normalisations, activations and dense layers, and reads pictures of up to 64 x 64 pixels, grey or in "
        "colour. The file is only read as numbers and names: nothing in it is ever run. It stays in this session and "
        "is not stored: a reload of the page forgets it, and the browser asks before it does so."
    )
else:
    run = uploaded.run
    st.header(run.key)
    st.markdown(own_sentences.uploaded(run))
    upload.settings(run.key)
    upload.follow_test(run.key)
    with st.container(horizontal=True, gap="small"):
        st.button("Its journey", icon=":material/route:", type="primary", on_click=state.go, args=("journey", {}))
        st.button("Forget it", icon=":material/delete:", on_click=upload.forget, args=(run.key,))

st.header(f"Download {look.title}")
downloads.offer(look.run, look.selection.moment, own_sentences.file_name(look))
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
