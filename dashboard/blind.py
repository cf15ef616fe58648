"""The blind test: perfect digits in an order nobody knows, named one by one; then the score, beside the network's."""

from random import sample

import streamlit as st

from core import perfect_digits
from dashboard import digits, pictures, state
from dashboard.components import scene

NO_IDEA = "no idea"


def show(key, found, answers, class_names):
    """`found` are the pictures as climbed, `answers` what the network makes of them when they are fed back."""
    order, named = state.blind_test((key, found.tobytes()), lambda: sample(range(len(found)), len(found)))

    def name(at, label):
        """A second click on the same picture counts for nothing."""
        if at == len(named):
            named.append(label)

    if len(named) == len(order):
        _score(key, found, answers, class_names, order, named)
        return
    st.markdown(f"**Picture {len(named) + 1} of {len(order)}: what is it?** Nobody knows which one it is.")
    left, right = st.columns([3, 4], gap="large")
    with left:
        fed = perfect_digits.de_averaged(found)[order[len(named)]]
        scene(pictures.large("blind", fed, "ink", (0, 1), "picture", "", "A picture to be named", side=400), "blind")
    with right:
        for start in range(0, len(class_names), 5):
            for place, label in zip(st.columns(5), range(start, min(start + 5, len(class_names))), strict=False):
                place.button(
                    class_names[label], key=f"name_{label}", width="stretch", on_click=name, args=(len(named), label)
                )
        st.button(NO_IDEA, key="no_idea", on_click=name, args=(len(named), None))
        st.progress(len(named) / len(order), f"{len(named)} of {len(order)} named")


def _score(key, found, answers, class_names, order, named):
    st.markdown(f"**{digits.blind_score(named, order, key, digits.right(answers))}**")
    scene(digits.blind_scene(found, order, named, class_names), "blind_result")
    st.button("Again, in another order", icon=":material/shuffle:", key="blind_again", on_click=state.forget_blind_test)
