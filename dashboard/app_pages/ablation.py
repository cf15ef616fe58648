"""Ablation board: switch channels off and see what the network can no longer read."""

import numpy as np
import streamlit as st

from core import switching
from core.comparison import per_class
from dashboard import (
    controls,
    figures,
    journey,
    knobs,
    layer_words,
    looks,
    losing,
    measuring,
    pictures,
    resources,
    words,
)
from dashboard.components import scene

look = looks.current()
architecture, key, moment = look.architecture, look.selection.network, look.selection.moment
QUIET = {"displayModeBar": False}

st.title("Ablation board")
claim = st.empty()
names = switching.layers(architecture)
if not names:
    st.info(f"{look.run.key} has no layer before its answer that could be switched off.")
    st.stop()

name = controls.pick_layer(architecture, names)
if name != look.selection.layer:
    st.markdown(losing.elsewhere(look.selection.layer, name))
layer = architecture.layer(name)
unit, count = layer_words.unit(layer), architecture.output_shape(name)[-1]
trained = moment == look.run.final_step
rankings = measuring.found(look.run, "ablation") if trained else None
ranking = rankings[name] if rankings else None
if ranking:
    claim.markdown(f"**{losing.lesson(name, layer, ranking)}**")
off = knobs.pick_off(count, ranking, (key, name))
without = switching.without(look.network, name, off)
answers = without.predict(look.image)[0]

outcome = st.empty()
left, right = st.columns([5, 3], gap="large")
with left:
    scene(pictures.board(name, layer, look.activations[name], off), "board", on_switch=knobs.switch_off)
with right:
    st.subheader(f"Answer: {look.run.class_names[answers.argmax()]}")
    scene(journey.bars(answers, look.run.class_names, 260, 1.1), "bars")
whole, now = (resources.right(key, moment, name, channels) for channels in ((), off))
if now is None:
    outcome.info(words.NEEDS_TEST_IMAGES)
    st.stop()
outcome.markdown(losing.what_happened(off, now, whole, look.run.class_names[answers.argmax()], look.answer, unit))

if off:
    st.subheader("Class by class")
    both = {"all on": per_class(whole.confusion), "switched off": per_class(now.confusion)}
    st.plotly_chart(
        figures.per_class(both, look.run.class_names), key="classes", config=QUIET, alt="Right answers of each class"
    )
if ranking:
    lost = ranking.whole - ranking.alone
    shown = np.argsort(-lost, kind="stable")[:24]
    st.subheader(f"Which {unit}s matter" + (f": the {len(shown)} that cost most" if count > len(shown) else ""))
    alone, together = st.columns(2, gap="large")
    alt = f"Without {unit} {shown[0]} {lost[shown[0]]} more of {ranking.count:,} images are misread"
    alone.plotly_chart(
        figures.losses(shown.tolist(), lost[shown].tolist(), off, unit), key="alone", config=QUIET, alt=alt
    )
    shares = [ranking.whole / ranking.count, *(ranking.together / ranking.count)]
    alt = f"Accuracy falls from {shares[0]:.1%} to {shares[-1]:.1%} as {len(ranking.order)} {unit}s are switched off"
    together.plotly_chart(figures.falling(shares, ranking.order.tolist(), unit), key="together", config=QUIET, alt=alt)
    st.markdown(losing.GREEDY)
elif not trained:
    st.info(losing.NOT_RANKED if look.run.final_step else losing.NOT_RANKED_YET)
question, answer = losing.TRY_ABLATION
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
