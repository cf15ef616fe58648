"""What is large is kept by its bytes, not by how many there are: images of data sets, and networks of many moments.

There is one store for the whole server. What was not asked for the longest goes first, and is read again when it is.
Other caches hold numbers and pictures of some kilobytes each, and count their entries.
"""

from functools import partial
from threading import Condition

import streamlit as st
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

MOST = 160 << 20  # bytes; all moments of `four_conv`, the largest run that ships, are 117 MB

_store, _reading = LRUCache(MOST, getsizeof=lambda thing: thing.nbytes), Condition()


def kept(read):
    """Decorate what reads a thing that has `nbytes`: by the same arguments it is read once, also by many at once."""
    return cached(_store, key=partial(hashkey, read), condition=_reading)(read)


def clear():
    with _reading:
        _store.clear()


def forget():
    """That, and what is kept of smaller things for all: it is worked out again when somebody asks."""
    clear()
    st.cache_data.clear()
    st.cache_resource.clear()
