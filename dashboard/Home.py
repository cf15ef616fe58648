"""The frame: page settings, the menu and the sidebar. Start it with `streamlit run dashboard/Home.py`."""

from pathlib import Path

import streamlit as st

from core import datasets, runs
from dashboard import sidebar, state

HERE = Path(__file__).parent

st.set_page_config(page_title="Convscope", page_icon=str(HERE / "icon.svg"), layout="wide")
page = st.navigation(
    {
        "Look inside": [
            st.Page("app_pages/journey.py", title="Journey of a digit", icon=":material/route:", default=True),
            st.Page("app_pages/summary.py", title="Model summary", icon=":material/table_rows:"),
            st.Page("app_pages/kernels.py", title="Kernels", icon=":material/grid_on:"),
            st.Page("app_pages/activations.py", title="Activations", icon=":material/grid_view:"),
            st.Page("app_pages/pixel.py", title="One pixel", icon=":material/center_focus_strong:"),
            st.Page("app_pages/passport.py", title="Channel passport", icon=":material/badge:"),
            st.Page("app_pages/filters.py", title="Filter pictures", icon=":material/landscape:"),
            st.Page("app_pages/why.py", title="Why this answer?", icon=":material/help_center:"),
        ],
        "Experiment": [
            st.Page("app_pages/workbench.py", title="Kernel workbench", icon=":material/handyman:"),
            st.Page("app_pages/ablation.py", title="Ablation board", icon=":material/toggle_off:"),
            st.Page("app_pages/digits.py", title="Perfect digits", icon=":material/star:"),
            st.Page("app_pages/fool.py", title="Fool it", icon=":material/theater_comedy:"),
        ],
        "Compare": [
            st.Page("app_pages/comparison.py", title="MLP versus CNN", icon=":material/balance:"),
            st.Page("app_pages/robustness.py", title="Robustness", icon=":material/open_with:"),
        ],
        "Make": [
            st.Page("app_pages/draw.py", title="Draw a digit", icon=":material/draw:"),
            st.Page("app_pages/photo.py", title="Read a photo", icon=":material/photo_camera:"),
            st.Page("app_pages/own_images.py", title="Your images", icon=":material/collections_bookmark:"),
            st.Page("app_pages/own_network.py", title="Your own network", icon=":material/upload_file:"),
            st.Page("app_pages/train.py", title="Train", icon=":material/model_training:"),
        ],
    },
    position="top",
)
st.html(HERE / "frame.css")
state.follow()
state.start()
try:
    with st.sidebar:
        sidebar.show()
    page.run()
except (runs.RunError, datasets.DataSetError) as error:
    st.error(str(error))
