"""MLP versus CNN: any runs side by side, opening on two with the same number of parameters."""

import streamlit as st

from core.keras_io import recipe_code
from dashboard.app_pages.comparison import text, views
from dashboard.compute import networks
from dashboard.text import run_sentences
from dashboard.widgets import code_panel, own_test_set, run_pickers

st.title("MLP versus CNN")
claim = st.container()
everyone = networks.evaluated_runs()
compared = run_pickers.pick_runs(everyone)
if not compared:
    st.info("Choose one run or more to compare.")
    st.stop()
test_set = own_test_set.pick()
if test_set:
    compared = own_test_set.evaluate(compared, test_set)

claim.markdown(f"**{run_sentences.verdict(compared)}**")
views.table(compared)
st.container(key="fairness").markdown(run_sentences.fairness(compared))
together = [run for run in compared if run.test_set == compared[0].test_set]
if len(together) < len(compared):
    st.info(run_sentences.other_test_set(compared, together))

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = run_pickers.pick_comparison(len(together), bool(test_set))
    quantity = run_pickers.pick_curve() if view == "learning curves" else None
    rival = run_pickers.pick_rival([run.key for run in together[1:]]) if view == "who is right" else None
match view:
    case "learning curves":
        views.curves(compared, quantity)
    case "classes":
        views.classes(together)
    case "confusion":
        views.confusions(compared)
    case "who is right":
        views.who_is_right(together[0], next(run for run in together if run.key == rival))
    case "same image":
        views.same_image(compared)
    case "size":
        views.by_size(compared, everyone)
    case _:
        raise ValueError(f"no view is called {view!r}")
if not test_set and recipe_code.can_load(together[0].config):
    code_panel.offer_of_several(code_panel.accuracies(together), "show(confusions)", together)
question, answer = text.TRY
with st.expander(f"Try this: {question}"):
    st.markdown(answer)
