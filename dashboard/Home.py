"""The frame: page settings, the menu and the sidebar. Start it with `streamlit run dashboard/Home.py`."""

from itertools import groupby
from pathlib import Path

import streamlit as st

from core import datasets, runs
from dashboard import menu
from dashboard.session import state
from dashboard.widgets import sidebar

HERE = Path(__file__).parent


def in_menu(page):
    icon = f":material/{page.icon}:"
    return st.Page(page.path, title=page.title, icon=icon, url_path=page.key, default=page is menu.START)


st.set_page_config(page_title="Convscope", page_icon=str(HERE / "icon.svg"), layout="wide")
groups = groupby(menu.EVERY_PAGE, lambda page: page.group)
page = st.navigation({group: list(map(in_menu, pages)) for group, pages in groups}, position="top")
st.html(HERE / "frame.css")
state.follow()
state.start()
try:
    with st.sidebar:
        sidebar.show()
    page.run()
except (runs.RunError, datasets.DataSetError) as error:
    st.error(str(error))
