"""A cache that all sessions share, and beside it one that ends with its session, for what a person brought."""

from collections.abc import Callable


def shared_or_own(cache, **settings):
    """Decorate with `st.cache_data` or `st.cache_resource`; `decorated(is_own)` is the cached function.

    What was made of a person's images or network is kept in their session only, so no other session can come by it.
    """

    def decorate(work) -> Callable:
        shared, own = cache(**settings)(work), cache(**settings, scope="session")(work)
        return lambda is_own: own if is_own else shared

    return decorate
