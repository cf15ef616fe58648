"""On a real server: what one person alone will ask for is worked out, and nothing for one of two."""

import pytest

from tests.servers import serve

pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'")

APP = """
import os
from pathlib import Path

import streamlit as st

from dashboard.compute import ahead

class Look:
    next_image = next_moment = lambda self, by: by

def of(look):
    with Path(os.environ["WORKED_OUT"]).open("a") as file:
        file.write("x")
    yield

st.title("Drawn")
ahead.work_out(Look(), of)
"""


def test_one_alone_is_served_so_and_one_of_two_is_not(browser, tmp_path):
    (tmp_path / "app.py").write_text(APP)
    worked_out = tmp_path / "worked_out.txt"
    worked_out.touch()

    def visit():
        page = browser.new_page()
        page.goto(server.address)
        page.get_by_role("heading", name="Drawn").wait_for()
        page.wait_for_timeout(1000)
        return page

    with serve(tmp_path, app=str(tmp_path / "app.py"), WORKED_OUT=str(worked_out)) as server:
        first = visit()
        assert worked_out.read_text() == "xx"
        second = visit()
        assert worked_out.read_text() == "xx"
        first.close()
        second.close()
