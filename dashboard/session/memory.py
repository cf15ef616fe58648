"""How much memory of the server the networks and data sets may take that people brought: one person, all visitors."""

from threading import Lock
from weakref import WeakSet

from dashboard.session import state, visitor

BYTES, BYTES_OF_VISITOR, BYTES_OF_VISITORS = 512 << 20, 64 << 20, 192 << 20  # of one person, and of all visitors
MEGABYTE = 1 << 20

_of_visitors = WeakSet()  # everything of a visitor that is still in some session; each has a `size` in bytes
_changing = Lock()  # who adds while another counts would end the counting


def of_this_session():
    """What this session's person brought, by its place in the session."""
    places = (state.UPLOADED, state.OWN_DATA_SETS)
    return [thing for place in places for thing in state.get(place, {}).values()]


def note(thing):
    """It is kept from now on."""
    if visitor.is_visitor():
        with _changing:
            _of_visitors.add(thing)


def check(thing, instead_of=None):
    """Raises ValueError where a thing is too large beside this session's others, or everybody's.

    It is put `instead_of` one that is there, or beside all.
    """
    most = BYTES_OF_VISITOR if visitor.is_visitor() else BYTES
    size = thing.size + sum(other.size for other in of_this_session() if other is not instead_of)
    if size > most:
        raise ValueError(
            f"with it what you brought would take {size // MEGABYTE} MB here, more than {most // MEGABYTE}: forget a "
            "network or a data set first"
        )
    with _changing:
        others = sum(other.size for other in _of_visitors if other is not instead_of)
    if visitor.is_visitor() and thing.size + others > BYTES_OF_VISITORS:
        raise ValueError("what all visitors brought fills the memory that it may have; try again later")
