"""A run's network for a file that is made when it is clicked."""

import weakref

from dashboard.compute import networks


def network_of(run, moment):
    """A function that gives it.

    Streamlit keeps what a button would call longer than the session is there: it must not hold the session's networks.
    """
    its_run = run_of(run)
    return lambda: its_run().network_at(moment)


def run_of(run):
    """As `network_of`, of the whole run."""
    return weakref.ref(run) if networks.is_own(run.key) else lambda: run
