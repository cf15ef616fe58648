"""Running the dashboard without a browser."""

from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core import datasets
from core.datasets import loading
from dashboard import menu
from dashboard.compute import inspection, large, networks, workers

HOME = Path(__file__).parents[2] / "dashboard" / "Home.py"


@pytest.fixture(autouse=True, scope="session")
def _one_search_for_components():
    """AppTest would read what every installed package says of itself, at each run; a server does so once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="module")
def _caches_of_one_module():
    """Tests share what is cached, as visitors of one server do."""
    _clear()


@pytest.fixture
def fresh_caches():
    """For a test that changes what a cache was filled from."""
    _clear()
    yield
    _clear()


def _clear():
    st.cache_data.clear()
    st.cache_resource.clear()
    networks._run.cache_clear()
    large.clear()


@pytest.fixture(autouse=True)
def _all_is_known(monkeypatch):
    """AppTest draws a page once; a browser draws it again as soon as it is known which channels are dead."""
    monkeypatch.setattr(inspection, "SOON", 60)


@pytest.fixture(autouse=True)
def _no_process_outlives_its_test():
    yield
    workers.worker().close()
    workers.reader().close()
    workers.data_set_reader().close()
    workers.worker.cache_clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """No test of a page downloads anything."""

    def fetch(name, progress=None):
        raise datasets.DataSetError(f"{name} could not be fetched: there is no network.")

    for module in (datasets, loading):
        monkeypatch.setattr(module, "fetch", fetch)


@pytest.fixture
def open_page():
    """Open a page as a link would: `open_page("kernels", network="lesson_mlp")`; `session` has what was done before."""

    def open_page(page=menu.START.key, session=(), **query):
        app = AppTest.from_file(str(HOME), default_timeout=60)
        for key, value in dict(session).items():
            app.session_state[key] = value
        for key, value in query.items():
            app.query_params[key] = value
        if page != menu.START.key:
            app._page_hash = calc_hash(page)  # as a link does; `switch_page` would first have to run the start page
        app.run()
        assert not app.exception, app.exception[0].message
        return app

    return open_page
