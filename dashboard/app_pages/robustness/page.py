"""Robustness: what the networks make of digits that are moved, turned, scaled, thickened, noisy or covered."""

import streamlit as st

from core.evaluation import image_transforms
from dashboard.app_pages.robustness import charts, controls, text
from dashboard.components import scene
from dashboard.compute import inspection, measures, networks
from dashboard.draw import mosaics, network_flow
from dashboard.session import state
from dashboard.text import run_sentences, sentences
from dashboard.widgets import code_panel, own_test_set, run_pickers

look = inspection.current()

st.title("Robustness")
claim, sliders, pictures = st.container(key="robustness_claim"), st.container(), st.container()
compared = run_pickers.pick_runs(networks.evaluated_runs())
if not compared:
    st.info("Choose one run or more.")
    st.stop()
test_set = own_test_set.pick()
if test_set:
    compared = own_test_set.evaluate(compared, test_set)
together = [run for run in compared if run.test_set == compared[0].test_set]
if len(together) < len(compared):
    st.info(run_sentences.other_test_set(compared, together))
measured = charts.measured(compared, bool(test_set))
if measured:
    claim.markdown(f"**{run_sentences.moved(measured, compared)}**")

with sliders:
    chosen = controls.pick_changes()
with pictures:
    places = st.columns(1 + min(len(compared), 2), gap="large")
changed = image_transforms.change(look.image / 255, *chosen.values())
with places[0]:
    st.header(f"Image {look.selection.image}: {look.truth}")
    scene(mosaics.large("changed", changed, "ink", (0, 1), "changed", "pixel", f"A changed {look.truth}"), "changed")
for at, run in enumerate(compared):
    with places[1 + at % 2]:
        probabilities = networks.network(run.key, run.final_step).predict(changed)[0]
        st.header(run.key)
        st.markdown(sentences.read_as(probabilities, run.class_names, look.truth))
        bars = network_flow.bars(probabilities, run.class_names, 260, 1.1)
        scene(bars, f"bars_{run.key}", of=sentences.at_moment(run.key))
if measured:
    charts.maps(measured, (chosen[state.DOWN], chosen[state.RIGHT]))
st.container(key="why_it_falls").markdown(run_sentences.WHY_IT_FALLS)
if measured:
    charts.curves(measured, chosen)
shipped = (measures.kept(key, "robustness") for key in ("four_conv", "lesson_cnn"))
st.container(key="what_was_learnt").markdown(run_sentences.what_was_learnt(*shipped))
code = code_panel.moved(look, compared, *chosen.values())
code_panel.offer_of_several(code, 'show({"changed": changed} | answers)', compared, reads_image=True)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
