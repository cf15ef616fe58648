"""The link of a room leads a phone to where this browser is, or to this machine's own address."""

import socket
from types import SimpleNamespace

import pytest
import streamlit as st

from dashboard.session import address


@pytest.fixture
def opened(monkeypatch):
    """`opened(url)` as the address of the page; this machine's own is 10.1.2.3."""
    monkeypatch.setattr(address, "own_address", lambda: "10.1.2.3")
    return lambda url: monkeypatch.setattr(st, "context", SimpleNamespace(url=url))


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://school.example/", "https://school.example/join?room=ABCDE"),
        ("https://school.example/room", "https://school.example/join?room=ABCDE"),
        ("https://school.example/lab/kernels", "https://school.example/lab/join?room=ABCDE"),
        ("https://school.example/kernels/lessons/", "https://school.example/kernels/join?room=ABCDE"),
        ("http://192.168.0.7:8501/pixel", "http://192.168.0.7:8501/join?room=ABCDE"),
        ("http://[fe80::1]:8501/pixel", "http://[fe80::1]:8501/join?room=ABCDE"),
        ("http://localhost:8501/pixel", "http://10.1.2.3:8501/join?room=ABCDE"),
        ("http://127.0.0.1:8501", "http://10.1.2.3:8501/join?room=ABCDE"),
        ("http://[::1]:8501/lab", "http://10.1.2.3:8501/lab/join?room=ABCDE"),
        ("http://0.0.0.0:8501/room", "http://10.1.2.3:8501/join?room=ABCDE"),
        ("http://[::]:8501/room", "http://10.1.2.3:8501/join?room=ABCDE"),
        ("http://localhost/", "http://10.1.2.3/join?room=ABCDE"),
        (None, "http://10.1.2.3:8501/join?room=ABCDE"),
    ],
)
def test_the_link_of_a_room(opened, url, link):
    opened(url)
    assert address.join_link("ABCDE") == link


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://a/", ""),
        ("http://a/lab/One%20pixel/?image=3", "One pixel"),
        ("http://a/kernels", "kernels"),
        ("http://a/%20kernels%20", "kernels"),
        ("http://a/a%2Fb", "b"),
        ("http://a/%20", ""),
        ("http://a/%2F", ""),
        (None, ""),
    ],
)
def test_the_last_part_is_what_was_typed_for_a_page(opened, url, part):
    opened(url)
    assert address.last_part() == part


def test_without_a_network_the_link_stays_as_the_page_was_opened(opened, monkeypatch):
    opened("http://localhost:8501/room")
    monkeypatch.setattr(address, "own_address", lambda: None)
    assert address.join_link("ABCDE") == "http://localhost:8501/join?room=ABCDE"


def of(family, *addresses):
    return [SimpleNamespace(family=family, address=one) for one in addresses]


@pytest.mark.parametrize(
    ("routed", "own"), [("192.168.0.7", "192.168.0.7"), ("172.17.0.1", "172.17.0.1"), (None, "172.17.0.1")]
)
def test_this_machines_address_is_the_one_that_it_would_speak_from(monkeypatch, routed, own):
    interfaces = {
        "lo": of(socket.AF_INET, "127.0.0.1"),
        "none": of(socket.AF_INET, "169.254.3.4"),
        "bridge": of(socket.AF_INET, "172.17.0.1"),
        "air": of(socket.AF_INET6, "fe80::1") + of(socket.AF_INET, "192.168.0.7"),
    }
    monkeypatch.setattr(address.psutil, "net_if_addrs", lambda: interfaces)
    monkeypatch.setattr(address, "_routed_address", lambda: routed)
    assert address.own_address() == own


def test_a_machine_in_no_network_has_none(monkeypatch):
    monkeypatch.setattr(address.psutil, "net_if_addrs", lambda: {"lo": of(socket.AF_INET, "127.0.0.1")})
    assert address.own_address() is None
