"""The page in one file, to be opened without a server."""

from dashboard import components
from dashboard.session import state


def save():
    """Where it was asked for; the browser waits until the page is drawn, which may end early."""
    if state.take(state.SAVING):
        state.put(state.SAVED, state.get(state.SAVED, 0) + 1)
        components.page_file(state.get(state.SAVED))
