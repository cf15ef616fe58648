"""Robustness: what the networks make of digits that are moved, turned, scaled, thickened, noisy or covered."""

import streamlit as st

from core import robustness
from dashboard import (
    holding,
    journey,
    knobs,
    looks,
    pictures,
    resources,
    run_pickers,
    shaking,
    state,
    verdicts,
    words,
    yours,
)
from dashboard.components import scene

look = looks.current()

st.title("Robustness")
claim = st.empty()
compared = run_pickers.pick_runs(resources.evaluated_runs())
if not compared:
    st.info("Choose one run or more.")
    st.stop()
on_yours = run_pickers.pick_tests(len(yours.images().labelled))
if on_yours:
    compared = holding.hold(compared)
together = [run for run in compared if run.test_set == compared[0].test_set]
if len(together) < len(compared):
    st.info(verdicts.other_test_set(compared, together))
measured = shaking.measured(compared, on_yours)
if measured:
    claim.markdown(f"**{verdicts.moved(measured, compared)}**")

chosen = knobs.pick_changes()
places = st.columns(1 + min(len(compared), 2), gap="large")
changed = robustness.change(look.image / 255, *chosen.values())
with places[0]:
    st.subheader(f"Image {look.selection.image}: {look.truth}")
    scene(pictures.large("changed", changed, "ink", (0, 1), "changed", "pixel", f"A changed {look.truth}"), "changed")
for at, run in enumerate(compared):
    with places[1 + at % 2]:
        probabilities = resources.network(run.key, run.final_step).predict(changed)[0]
        st.subheader(run.key)
        st.markdown(words.read_as(probabilities, run.class_names, look.truth))
        scene(journey.bars(probabilities, run.class_names, 260, 1.1), f"bars_{run.key}")
if measured:
    shaking.maps(measured, (chosen[state.DOWN], chosen[state.RIGHT]))
st.markdown(verdicts.WHY_IT_FALLS)
if measured:
    shaking.curves(measured, chosen)
st.markdown(
    verdicts.what_was_learnt(*(resources.measured(key, "robustness").found for key in ("four_conv", "lesson_cnn")))
)
