"""Room in bytes for what people bring: of one person, and of all visitors together; who leaves makes room."""

import gc
import weakref
from dataclasses import dataclass

import pytest
import streamlit as st

from dashboard.session import memory, state, visitor


@dataclass(frozen=True, eq=False)
class Thing:
    size: int = 10


@pytest.mark.parametrize("is_visitor", [False, True])
@pytest.mark.parametrize("place", [state.UPLOADED, state.OWN_DATA_SETS])
def test_what_is_brought_has_room_in_bytes(is_visitor, place, monkeypatch):
    monkeypatch.setattr(visitor, "is_visitor", lambda: is_visitor)
    monkeypatch.setattr(memory, "_of_visitors", weakref.WeakSet())
    monkeypatch.setattr(st, "session_state", {})
    for name, size in (("BYTES", 40), ("BYTES_OF_VISITOR", 20), ("BYTES_OF_VISITORS", 30)):
        monkeypatch.setattr(memory, name, size)

    def bring():
        thing = Thing()
        memory.check(thing)
        memory.note(thing)
        state.put(place, state.get(place, {}) | {str(id(thing)): thing})

    for _ in range(2 if is_visitor else 4):
        bring()
    with pytest.raises(
        ValueError, match="with it what you brought would take 0 MB here, more than 0: forget a network"
    ):
        bring()
    memory.check(Thing(), instead_of=next(iter(state.get(place).values())))
    left = state.get(place)
    state.put(place, {})
    bring()
    if is_visitor:
        with pytest.raises(ValueError, match="what all visitors brought fills the memory that it may have"):
            bring()
    del left
    gc.collect()
    bring()
