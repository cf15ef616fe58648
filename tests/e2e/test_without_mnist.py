"""The first start on a machine that reaches nothing: real digits all the same, and a sentence on what is missing."""

import pytest

from tests.servers import serve

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def offline_server(tmp_path):
    with serve(tmp_path, CONVSCOPE_DATASETS="", https_proxy=NOWHERE, HTTPS_PROXY=NOWHERE) as server:
        yield server


def test_opens_on_uci_digits_and_says_why(offline_server, page):
    page.goto(offline_server.address)
    expect(page.locator("h1")).to_have_text("Journey of a digit")
    expect(page.get_by_text("Read as")).to_be_visible()
    page.locator("[data-testid=stMain] canvas").wait_for()
    expect(page.get_by_text("MNIST could not be fetched: there is no network")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("combobox", name="Images")).to_have_value("UCI digits test")
