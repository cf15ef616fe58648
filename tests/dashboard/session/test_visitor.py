"""Who is a visitor, and what is theirs."""

from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from dashboard.session import visitor


@pytest.fixture
def come(monkeypatch):
    """`come(address, cookie)` as a new session."""

    def come(address=None, cookie=None):
        cookies = {} if cookie is None else {visitor.COOKIE: cookie}
        monkeypatch.setattr(st, "context", SimpleNamespace(ip_address=address, cookies=cookies))
        monkeypatch.setattr(st, "session_state", {})

    return come


def run(owner):
    return SimpleNamespace(owner=owner)


def test_the_person_at_the_machine_may_do_everything(come):
    come()
    assert visitor.identity() == ""
    assert all(visitor.may_see(run(owner)) and visitor.may_steer(run(owner)) for owner in ("", "another"))


def test_a_visitor_has_what_is_theirs_and_sees_what_is_everybodys(come):
    come("10.0.0.7")
    me = visitor.identity()
    assert len(me) == 64
    assert visitor.identity() == me
    assert [visitor.may_see(run(owner)) for owner in (me, "", "another")] == [True, True, False]
    assert [visitor.may_steer(run(owner)) for owner in (me, "", "another")] == [True, False, False]
    come("10.0.0.7")
    assert visitor.identity() != me


def test_a_browser_is_known_again_by_any_cookie_of_its_token(come):
    """As Streamlit writes them: every one is masked anew."""
    token, known = bytes(range(16)), set()
    for _ in range(3):
        come("10.0.0.7", generate_xsrf_token_string(token))
        known.add(visitor.identity())
    assert len(known) == 1
    come("10.0.0.7", generate_xsrf_token_string(token[::-1]))
    assert visitor.identity() not in known


@pytest.mark.parametrize("cookie", ["", "2", "2|x|y|z", "2||00|1", "2|00|0|1", "||||", "2|0a|zz|1"])
def test_a_cookie_that_is_none_is_passed_over(come, cookie):
    identities = set()
    for _ in range(2):
        come("10.0.0.7", cookie)
        identities.add(visitor.identity())
    assert len(identities) == 2


def test_on_a_demo_host_everybody_is_a_visitor(come, monkeypatch):
    come()
    monkeypatch.setenv(visitor.DEMO, "1")
    assert visitor.is_visitor()
    assert visitor.identity()


def test_on_streamlit_cloud_everybody_is_a_visitor(come, monkeypatch, tmp_path):
    come()
    monkeypatch.setattr(visitor, "CLOUD", tmp_path)
    assert visitor.is_visitor()
