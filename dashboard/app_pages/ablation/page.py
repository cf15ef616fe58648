"""Ablation board: switch channels off and see what the network can no longer read."""

import numpy as np
import streamlit as st

from core import formats
from core.evaluation.comparison import per_class
from core.inspection import ablation
from dashboard.app_pages.ablation import controls, text
from dashboard.components import scene
from dashboard.compute import accuracy, ahead, data_sets, inspection
from dashboard.draw import columns, curves, mosaics, network_flow
from dashboard.text import experiment_code, sentences, view_code
from dashboard.widgets import code_panel, measurement, pickers

look = inspection.current()
architecture, key, moment = look.architecture, look.selection.network, look.selection.moment

st.title("Ablation board")
claim = st.container()
names = ablation.layers(architecture)
if not names:
    st.info(f"{look.run.key} has no layer before its answer that could be switched off.")
    st.stop()

name = pickers.pick_layer(architecture, names)
with st.container():  # so that what stands below keeps its place
    if name != look.selection.layer:
        st.markdown(text.elsewhere(look.selection.layer, name))
layer = architecture.layer(name)
unit, count = layer.unit, architecture.output_shape(name)[-1]
trained = moment == look.run.final_step
rankings = measurement.found(look.run, "ablation") if trained else None
ranking = rankings[name] if rankings else None
if ranking:
    claim.markdown(f"{text.OPENING} **{text.lesson(name, layer, ranking)}**")
off = controls.pick_off(count, ranking, (key, name))
without = ablation.without(look.network, name, off)
answers = without.predict(look.image)[0]
code = experiment_code.without(layer, off), view_code.drawn("original", "answers")

outcome = st.container()
left, right = st.columns([5, 3], gap="large")
with left:
    scene(mosaics.board(name, layer, look.activations[name], off), "board", on_switch=controls.switch_off)
with right:
    st.header(f"Answer: {sentences.likeliest(look.run.class_names, answers)}")
    of = text.without(sentences.at_moment(key, look.moment), name, off, unit)
    scene(network_flow.bars(answers, look.run.class_names, 260, 1.1), "bars", of=of)
whole, now = (accuracy.right(key, moment, name, channels) for channels in ((), off))
if now is None:
    outcome.info(sentences.NEEDS_TEST_IMAGES)
    code_panel.offer(*code)
    st.stop()
outcome.markdown(text.what_happened(off, now, whole, look.run.class_names[answers.argmax()], look.answer, unit))
st.caption(sentences.sampled(whole.count, len(data_sets.test_images(key))))

if shortcuts := ablation.shortcuts(architecture):
    st.header("Cut a way into a sum")
    st.markdown(text.CUTTING)
    if cut := controls.pick_cut(shortcuts):
        read = ablation.cut(look.network, *cut).predict(look.image)[0].argmax()
        found = accuracy.right_without(key, moment, *cut)
        st.markdown(text.what_was_cut(*cut, found, whole, look.run.class_names[read], look.answer))
with st.container():
    if off:
        st.header("Class by class")
        both = {"all on": per_class(whole.confusion), "switched off": per_class(now.confusion)}
        scene(curves.per_class(both, look.run.class_names, "Right answers of each class"), "classes")
if ranking:
    lost = ranking.whole - ranking.alone
    shown = np.argsort(-lost, kind="stable")[:12]
    st.header(f"Which {unit}s matter" + (f": the {len(shown)} that cost most" if count > len(shown) else ""))
    alone, together = st.columns(2, gap="large")
    alt = f"Without {unit} {shown[0]} {lost[shown[0]]} more of {ranking.count:,} images are misread"
    with alone:
        scene(columns.losses(shown.tolist(), lost[shown], off, unit, alt), "alone")
    shares = [ranking.whole / ranking.count, *(ranking.together / ranking.count)]
    first, last = formats.percent(shares[0]), formats.percent(shares[-1])
    alt = f"Accuracy falls from {first} to {last} as {formats.count(len(ranking.order), unit)} are switched off"
    with together:
        scene(curves.falling(shares, ranking.order.tolist(), unit, alt), "together")
    st.markdown(text.GREEDY)
elif not trained:
    st.info(text.NOT_RANKED if look.run.final_step else text.NOT_RANKED_YET)
code_panel.offer(*code)
question, answer = text.TRY_ABLATION
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
ahead.ask(lambda look: (accuracy.right(key, look.selection.moment, name, some) for some in ((), off)))
