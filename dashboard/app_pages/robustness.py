"""Robustness: what the networks make of digits that are moved, turned, scaled, thickened, noisy or covered."""

import streamlit as st

from core import robustness
from dashboard import controls, journey, looks, pictures, resources, shaking, state, verdicts, words
from dashboard.components import scene

look = looks.current()

st.title("Robustness")
claim = st.empty()
compared = controls.pick_runs(resources.evaluated_runs())
if not compared:
    st.info("Choose one run or more.")
    st.stop()
measured = shaking.measured(compared)
if measured:
    claim.markdown(f"**{verdicts.moved(measured)}**")

places = st.columns(1 + min(len(compared), 3), gap="large")
chosen = controls.pick_changes()
changed = robustness.change(look.image / 255, *chosen.values())
with places[0]:
    st.subheader(f"Image {look.selection.image}: {look.truth}")
    scene(pictures.large("changed", changed, "ink", (0, 1), "changed", "pixel", f"A changed {look.truth}"), "changed")
for at, run in enumerate(compared):
    with places[1 + at % 3]:
        probabilities = run.network.predict(changed)[0]
        best = run.class_names[probabilities.argmax()]
        mark = ":material/check:" if best == look.truth else ":material/close:"
        st.subheader(f"{run.key}: {best} {mark}")
        st.markdown(f"with {words.percent(float(probabilities.max()))}")
        scene(journey.bars(probabilities, run.class_names, 260, 1.1), f"bars_{run.key}")
if measured:
    shaking.maps(measured, (chosen[state.DOWN], chosen[state.RIGHT]))
st.markdown(verdicts.WHY_IT_FALLS)
if measured:
    shaking.curves(measured, chosen)
st.markdown(verdicts.CHANGED_TRAINING)
