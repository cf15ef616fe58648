"""Train: design a network, start its training, and watch it learn."""

import streamlit as st

from core import jobs
from dashboard import controls, designing, resources, state, watching, words

st.title("Train")
st.markdown("**Weights start as noise; every batch of images corrects them a little.**")
own = jobs.own()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = controls.pick_train_view(has_runs=bool(own))
    if view == "watch":
        key = watching.pick_run(own)
    else:
        designing.pick_start()
if view == "watch":
    watching.show(key)
    st.stop()

draft, architecture = designing.current(), None
try:
    architecture = draft.architecture()
    st.markdown(words.plan(architecture, draft.config, resources.training_seconds(architecture, draft.config)))
except ValueError as error:
    st.error(f"This network cannot be built: {error}.")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    default = jobs.free_name(f"my_{draft.preset}")
    name = st.text_input("Name of the run", default, key=state.widget("name", default), width=360)
    wanted = st.button("Start training", type="primary", icon=":material/play_arrow:", disabled=architecture is None)
if wanted:
    try:
        key = jobs.start(architecture, draft.config, name.strip())
    except (ValueError, OSError) as error:
        st.error(f"It was not started: {error}.")
    else:
        state.watch(key)
        st.rerun()
designing.edit_settings()
designing.edit_layers()
