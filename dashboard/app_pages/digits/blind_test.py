"""The blind test: perfect digits in an order nobody knows, named one by one; then the score, beside the network's."""

from random import sample

import streamlit as st

from core.explanation import class_pictures
from dashboard.app_pages.digits import scenes
from dashboard.components import scene
from dashboard.draw import mosaics
from dashboard.session import state

NO_IDEA = "no idea"


def show(key, found, answers, class_names):
    """`found` are the pictures as climbed, `answers` what the network makes of them when they are fed back."""
    of = key, found.tobytes()
    order, named = state.blind_test(of, lambda: sample(range(len(found)), len(found)))

    def name(at, label):
        """A second click on the same picture counts for nothing."""
        if at == len(named):
            named.append(label)

    if len(named) == len(order):
        _score(of, answers, class_names, found, order, named)
        return
    st.markdown(f"**Picture {len(named) + 1} of {len(order)}: what is it?**")
    left, right = st.columns([3, 4], gap="large")
    with left:
        fed = class_pictures.de_averaged(found)[order[len(named)]]
        scene(mosaics.large("blind", fed, "ink", (0, 1), "picture", "", "A picture to be named", side=400), "to_name")
    with right:
        with st.container(horizontal=True, gap="small"):
            for label, class_name in enumerate(class_names):
                st.button(class_name, key=f"name_{label}", on_click=name, args=(len(named), label))
        st.button(NO_IDEA, key="no_idea", on_click=name, args=(len(named), None))
        st.progress(len(named) / len(order), f"{len(named)} of {len(order)} named")


def _score(of, answers, class_names, found, order, named):
    st.markdown(f"**{scenes.blind_score(named, order, of[0], scenes.right(answers))}**")
    scene(scenes.blind_scene(found, order, named, class_names), "blind_result")
    st.button(
        "Again, in another order",
        icon=":material/shuffle:",
        key="blind_again",
        on_click=state.forget_blind_test,
        args=(of,),
    )
