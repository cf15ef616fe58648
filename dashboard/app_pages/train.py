"""Train: design a network, start its training, and watch it learn."""

import streamlit as st

from core import jobs
from dashboard import designing, resources, run_pickers, settings, state, watching, words

st.title("Train")
st.markdown("**Weights start as noise; every batch of images corrects them a little.**")
designing.start_if_wanted()
own = jobs.own()
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = run_pickers.pick_train_view(has_runs=bool(own), is_training=any(job.is_active for job in own))
    if view == "watch":
        key = watching.pick_run(own)
    else:
        designing.pick_start()
if view == "watch":
    watching.show(key)
    st.stop()

draft = designing.current()
with st.container():  # takes one place whatever it says, so that nothing below it moves
    if refused := state.take(state.REFUSED):
        st.error(f"It was not started: {refused}.")
    try:
        architecture = draft.architecture()
        st.markdown(words.plan(architecture, draft.config, resources.training_seconds(architecture, draft.config)))
        designing.name_and_start()
    except ValueError as error:
        st.error(f"This network cannot be built: {error}.")
settings.edit()
designing.edit_layers()
