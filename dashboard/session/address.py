"""By which address others reach this dashboard: that by which this browser did, or else this machine's own."""

import ipaddress
import socket
from urllib.parse import unquote, urlsplit, urlunsplit

import psutil
import streamlit as st

from dashboard import menu

HERE_ONLY = ("localhost", "127.0.0.1", "::1")
ANY = ("0.0.0.0", "::")  # what a server listens on; a browser that opens it means the machine that it is on


def last_part():
    """What stands behind the last slash of the address: a page's key, or what a person took for one."""
    path = unquote(_opened().path)
    return path.rstrip(" /").rpartition("/")[2].strip()


def is_of_this_machine():
    """Whether the page was opened by a name that means this very machine, whichever reads it."""
    return _opened().hostname in (*HERE_ONLY, *ANY)


def is_server_closed():
    """Whether the server was started to answer this machine alone."""
    return st.get_option("server.address") in HERE_ONLY


def join_link(code):
    """What a phone opens to join a room."""
    opened, own = _opened(), own_address()
    place = opened.netloc
    if is_of_this_machine() and own:
        place = f"{own}:{opened.port}" if opened.port else own
    root = opened.path.rstrip("/")
    for key in (*menu.PAGES, menu.JOIN.key):
        root = root.removesuffix(f"/{key}")
    return urlunsplit((opened.scheme, place, f"{root}/{menu.JOIN.key}", f"room={code}", ""))


def own_address():
    """This machine's address in its network, found without asking anybody; None where it has none."""
    addresses = [
        one.address
        for of_interface in psutil.net_if_addrs().values()
        for one in of_interface
        if one.family == socket.AF_INET and _is_reachable(one.address)
    ]
    routed = _routed_address()
    return routed if routed in addresses else next(iter(addresses), None)


def _routed_address():
    """From which of its addresses this machine would speak to another; no packet is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


def _is_reachable(address):
    return not (ipaddress.ip_address(address).is_loopback or ipaddress.ip_address(address).is_link_local)


def _opened():
    return urlsplit(st.context.url or "http://localhost:8501/")
