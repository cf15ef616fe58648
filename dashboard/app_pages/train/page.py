"""Train: design a network, start its training, and watch it learn."""

import streamlit as st

from core.training import queue
from dashboard.app_pages.train import designer, hyperparameters, text, watch
from dashboard.session import state, visitor
from dashboard.text.quotation import escaped
from dashboard.widgets import run_pickers

st.title("Train")
st.markdown("**Weights start as noise; every batch of images corrects them a little.**")
designer.settle()
designer.start_if_wanted()
own = [job for job in queue.list_own() if visitor.may_steer(job.run)]
with st.container(horizontal=True, gap="medium"):
    view = run_pickers.pick_train_view(has_runs=bool(own), is_training=any(job.is_active for job in own))
    if view == "watch":
        key = watch.pick_run(own)
    else:
        designer.pick_start()
if view == "watch":
    watch.show(key)
    st.stop()

with st.container():  # takes one place whatever it says, so that nothing below it moves
    if refused := state.take(state.REFUSED):
        st.error(f"It was not started: {escaped(refused)}.")
    designer.plan_and_start()
hyperparameters.edit()
designer.edit_layers()
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
