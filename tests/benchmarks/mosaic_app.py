"""A page with one layer's activations twice: as our mosaic and as plotly.express facets. For the benchmark only."""

import numpy as np
import plotly.express as px
import streamlit as st

from core import datasets, runs
from core.networks.network import image_batch
from dashboard import components
from dashboard.draw import mosaics
from dashboard.session import state


@st.cache_resource
def load():
    return datasets.load("mnist").test.images, runs.load("lesson_cnn").network


state.start()
state.open_page("activations")
components.library()
images, network = load()
way = st.segmented_control("way", ["ours", "facets"], key="way")
token = st.number_input("image", 0, 9999, key="token")
maps = mosaics.as_maps(network.activations(image_batch(images[token]))["conv2d_1"][0])
title = f"picture {token}"
if way == "ours":
    limits = mosaics.full_range("activation", maps)
    names = tuple(f"channel {index}" for index in range(len(maps)))
    components.scene(mosaics.mosaic("mosaic", maps, "activation", limits, names, "", title), "mosaic")
if way == "facets":
    limits = (0, float(np.max(maps)))
    figure = px.imshow(maps, facet_col=0, facet_col_wrap=8, zmin=limits[0], zmax=limits[1], title=title, height=900)
    st.plotly_chart(figure, key="facets")
components.library_is_sent()
