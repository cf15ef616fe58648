"""Holding compared runs to the images of one's own."""

import streamlit as st

from core import formats
from core.datasets.catalogue import DIGITS
from dashboard.compute import measures


def hold(compared):
    """The runs that know all ten digits, as they do on the images that this session has labelled."""
    knowing = [run for run in compared if run.class_names == DIGITS]
    if len(knowing) < len(compared):
        st.info(f"{formats.listed([run.key for run in compared if run not in knowing])} never learnt the ten digits.")
    if not knowing:
        st.stop()
    return [measures.evaluated_on_own_images(run.key) for run in knowing]
