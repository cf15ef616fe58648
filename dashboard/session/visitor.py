"""Who sits before this session: the person at the machine, who may do everything on it, or a visitor of a host.

A visitor has what they trained themselves, and what the host shows to everybody. They are told apart by the token that
Streamlit gives to every browser in a cookie against forged requests: it is secret, and a reload keeps it. What is
written beside a run is a digest of it.
"""

import hashlib
import os
import secrets
from binascii import unhexlify
from itertools import cycle
from pathlib import Path

import streamlit as st

from core.training.limits import AT_THE_MACHINE, VISITOR
from dashboard.session import state

DEMO = "CONVSCOPE_DEMO"
CLOUD = Path("/mount/src")  # where Streamlit Cloud puts what it runs
COOKIE = "_streamlit_xsrf"
HOURS_KEPT = 24  # a visitor's run, after it has ended


def is_hosted():
    """Whether everybody is a visitor, who sits at this machine too: the host said so, or is Streamlit Cloud."""
    return bool(os.environ.get(DEMO)) or CLOUD.is_dir()


def is_visitor():
    """Whether this session is not that of the person at the machine."""
    return is_hosted() or isinstance(st.context.ip_address, str)


def identity():
    """The digest by which this visitor's runs are known; empty for the person at the machine."""
    return browser() if is_visitor() else ""


def browser():
    """The digest by which this browser is known again, whoever sits before it; where it has no cookie, this session."""
    token = _token(st.context.cookies.get(COOKIE, "")) or state.once(state.VISITOR, lambda: secrets.token_bytes(16))
    return hashlib.sha256(token).hexdigest()


def limits():
    """How much this session may train."""
    return VISITOR if is_visitor() else AT_THE_MACHINE


def may_see(run):
    """Whether the run is shown to this session: one that a visitor made is to nobody but them and the host's person."""
    return not is_visitor() or run.owner in ("", identity())


def may_steer(run):
    """Whether this session may stop, resume or delete the run."""
    return not is_visitor() or run.owner == identity()


def _token(cookie):
    """What every cookie of one browser has in common: they are written `2|mask|masked token|time`."""
    try:
        _, mask, masked, _ = cookie.strip('"').split("|")
        return bytes(byte ^ other for byte, other in zip(unhexlify(masked), cycle(unhexlify(mask))))
    except ValueError:
        return b""
