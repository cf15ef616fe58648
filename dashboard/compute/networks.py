"""The runs that can be looked at and their networks: what is on this machine, and what this session brought."""

from contextlib import suppress
from functools import lru_cache

from core import paths, runs
from core.networks.presets import PRESETS
from core.training import time_estimate
from dashboard.compute import large
from dashboard.session import own_networks, visitor

TELLING = 5  # seconds a training must have taken to tell how fast this machine is


def keys():
    """Keys of every run that this session can look at: what is on this machine for it, and what it has brought."""
    here = filter(_is_for_visitors, runs.keys()) if visitor.is_visitor() else runs.keys()
    return tuple(dict.fromkeys((*here, *own_networks.keys())))


def _is_for_visitors(key):
    """Whether this visitor may see it; what cannot be read is shown, and said, to the person at the machine only."""
    with suppress(runs.RunError):
        return key in PRESETS or visitor.may_see(run(key))
    return False


def is_own(key):
    """Whether this session has brought the run."""
    return own_networks.find(key) is not None


def is_of_one_session(key):
    """Whether what is worked out of the run is this session's alone: it has brought the run, or the run's images."""
    return is_own(key) or run(key).config.own is not None


def stamp(key):
    """A value that changes when a run does."""
    return own_networks.find(key).stamp if own_networks.find(key) else runs.stamp(key)


def identity(key):
    """What tells a run from another of the same key: when its training began, or what was brought."""
    own = own_networks.find(key)
    return own.digest if own else run(key).description.get("started")


def run(key):
    """The run with this key; read again when its files have changed."""
    own = own_networks.find(key)
    return own.run if own else _run(key, runs.stamp(key))


@lru_cache(1024)  # asked for dozens of times in a rerun, when Streamlit's own cache would take a tenth of all its time
def _run(key, stamp):
    return runs.load(key)


def other_seeds(key):
    """The same training from other seeds, as far as the run ships with them."""
    return () if own_networks.find(key) else _other_seeds(key, runs.stamp(key))


@lru_cache(64)
def _other_seeds(key, stamp):
    return runs.other_seeds(runs.load(key))


def network(key, step):
    own = own_networks.find(key)
    return own.network_at(step) if own else _network(key, runs.stamp(key), step)


def at_all_moments(key):
    """The network at every moment of a run, in order."""
    own, moments = own_networks.find(key), run(key).moments
    if own:
        return [own.network_at(step) for step in moments]
    stamp = runs.stamp(key)
    return [_network(key, stamp, step) for step in moments]


@large.kept
def _network(key, stamp, step):
    return _run(key, stamp).network_at(step)


def evaluated_runs():
    """Every run that was trained and tested, in the order of the sidebar; what cannot be read is left out."""
    evaluated = []
    for key in keys():
        with suppress(runs.RunError):
            if (one := run(key)).is_tested:
                evaluated.append(one)
    return evaluated


def training_seconds(architecture, config):
    """About how long a training will take, and whether runs that were made on this machine tell how fast it is.

    From those and the runs that ship. What this session has brought says whatever it likes.
    """
    here_or_shipped = [one for one in evaluated_runs() if not is_own(one.key)]
    finished = [one for one in here_or_shipped if (one.status, one.config.library) == ("finished", config.library)]
    own = [one for one in finished if one.path.parent == paths.own_runs()]
    here = [one for one in own if "experiment" not in one.description and one.seconds >= TELLING]
    shipped = [one for one in finished if one not in own]
    return time_estimate.seconds(architecture, config, shipped, here), bool(here)
