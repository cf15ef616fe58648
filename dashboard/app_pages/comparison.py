"""MLP versus CNN: any runs side by side, opening on two with the same number of parameters."""

import streamlit as st

from dashboard import comparisons, holding, resources, run_pickers, verdicts, yours

st.title("MLP versus CNN")
claim = st.empty()
everyone = resources.evaluated_runs()
compared = run_pickers.pick_runs(everyone)
if not compared:
    st.info("Choose one run or more to compare.")
    st.stop()
on_yours = run_pickers.pick_tests(len(yours.images().labelled))
if on_yours:
    compared = holding.hold(compared)

claim.markdown(f"**{verdicts.verdict(compared)}**")
comparisons.table(compared)
st.markdown(verdicts.fairness(compared))
together = [run for run in compared if run.test_set == compared[0].test_set]
if len(together) < len(compared):
    st.info(verdicts.other_test_set(compared, together))

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    view = run_pickers.pick_comparison(len(together), on_yours)
    quantity = run_pickers.pick_curve() if view == "learning curves" else None
    rival = run_pickers.pick_rival([run.key for run in together[1:]]) if view == "who is right" else None
match view:
    case "learning curves":
        comparisons.curves(compared, quantity)
    case "classes":
        comparisons.classes(together)
    case "confusion":
        comparisons.confusions(compared)
    case "who is right":
        comparisons.who_is_right(together[0], next(run for run in together if run.key == rival))
    case "same image":
        comparisons.same_image(compared)
    case "size":
        comparisons.by_size(compared, everyone)
