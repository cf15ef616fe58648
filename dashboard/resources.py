"""Everything that is loaded once and shared: the only file with cache decorators, thin wrappers over core."""

import threading
from contextlib import suppress
from dataclasses import dataclass, field

import streamlit as st

from core import channels, comparison, datasets, estimates, paths, robustness, runs
from core.evaluation import evaluate

TELLING = 5  # seconds a training must have taken to tell how fast this machine is
TIMED = 100  # test images that a network is timed with
SCRUBBED = 200  # test images that a moment in between is tried on


def run(key):
    """The run with this key; read again when its files have changed."""
    return _run(key, runs.stamp(key))


@st.cache_resource(max_entries=1024, show_spinner=False)
def _run(key, stamp):
    return runs.load(key)


def network(key, step):
    return _network(key, runs.stamp(key), step)


@st.cache_resource(max_entries=64, show_spinner=False)
def _network(key, stamp, step):
    return _run(key, stamp).network_at(step)


@st.cache_resource(max_entries=8, show_spinner="Reading the data set")
def images(name, classes, part):
    """One split of a data set that is already on this machine."""
    return getattr(datasets.load(name, classes), part)


def evaluated_runs():
    """Every run that was trained and tested, in the order of the sidebar; what cannot be read is left out."""
    found = []
    for key in runs.keys():  # noqa: SIM118 (a function of the module)
        with suppress(runs.RunError):
            one = run(key)
            if one.is_tested:
                found.append(one)
    return found


def training_seconds(architecture, config):
    """About how long a training will take on this machine, from the runs that ship and those that were made here."""
    finished = [one for one in evaluated_runs() if one.status == "finished" and one.config.library == "keras"]
    own = [one for one in finished if one.path.parent == paths.own_runs()]
    here = [one for one in own if "experiment" not in one.description and one.seconds >= TELLING]
    return estimates.seconds(architecture, config, [one for one in finished if one not in own], here)


def test_images(key):
    """The test images that the run's answers are for, or None where they are not on this machine."""
    config = run(key).config
    return images(config.data_set, config.classes, "test") if config.data_set in datasets.available() else None


def accuracy(key, step):
    """`(right, count)` of test images at a moment: of all if the run says so, else of a sample; zeros without data."""
    found = run(key)
    if step == found.final_step and found.evaluation:
        return found.evaluation.correct, found.evaluation.count
    config = found.config
    if config.data_set not in datasets.available():
        return 0, 0
    return _accuracy(key, runs.stamp(key), step, config.data_set, config.classes)


@st.cache_data(max_entries=512, show_spinner=False)
def _accuracy(key, stamp, step, name, classes):
    split = images(name, classes, "test")
    every = max(len(split) // SCRUBBED, 1)
    found = evaluate(_network(key, stamp, step), split.images[::every][:SCRUBBED], split.labels[::every][:SCRUBBED])
    return found.correct, found.count


def seconds_per_thousand(key):
    """Seconds for 1,000 answers on this machine, or None where the run's images are not here."""
    config = run(key).config
    if config.data_set not in datasets.available():
        return None
    return _speed(key, runs.stamp(key), config.data_set, config.classes)


@st.cache_data(max_entries=64, show_spinner="Timing the networks")
def _speed(key, stamp, name, classes):
    network = _network(key, stamp, _run(key, stamp).moments[-1])
    return comparison.seconds_per_thousand(network, images(name, classes, "test").images[:TIMED])


def dead_channels(key, step, name, classes, layer):
    """Boolean `(channels,)`: zero on every test image, for any moment of a run."""
    return _dead_channels(key, runs.stamp(key), step, name, classes, layer)


@st.cache_data(max_entries=64, show_spinner="Looking through the test images for one that wakes the silent channels")
def _dead_channels(key, stamp, step, name, classes, layer):
    return channels.dead(_network(key, stamp, step), images(name, classes, "test").images, layer)


@dataclass
class Measuring:
    """A run's robustness, being measured in the background: the `share` done, and at the end what was `found`."""

    share: float = 0.0
    found: robustness.Robustness | None = None
    error: str = ""

    def hear(self, share):
        self.share = share


def measured(key):
    """The Measuring of a run: at once where it was measured before, else begun; None where its images are not here."""
    one = run(key)
    if found := robustness.read(one):
        return Measuring(1.0, found)
    return _measuring(key, runs.stamp(key)) if test_images(key) else None


ONE_AT_A_TIME = threading.Lock()


@st.cache_resource(max_entries=64, show_spinner=False)
def _measuring(key, stamp):
    going, one, images = Measuring(), run(key), robustness.sample(test_images(key))

    def work():
        try:
            with ONE_AT_A_TIME:
                going.found = robustness.measure(one.network, *images, progress=going.hear)
            if one.path.parent == paths.own_runs() and runs.stamp(key) == stamp:
                robustness.write(one, going.found)
        except Exception as error:  # whatever it was, a bar that stands still does not say so
            going.error = str(error) or type(error).__name__

    threading.Thread(target=work, daemon=True, name=f"measure {key}").start()
    return going


@dataclass
class Fetch:
    """A download going on in the background: `share` of the bytes so far, and at the end `error` or nothing."""

    done: threading.Event = field(default_factory=threading.Event)
    total: int = 0
    received: int = 0
    error: str = ""

    def update(self, count):
        self.received += count

    def reset(self):
        self.received = 0

    def close(self):
        pass

    @property
    def share(self):
        return min(self.received / self.total, 1.0) if self.total else 0.0


@st.cache_resource(show_spinner=False)
def fetch(name):
    """Start fetching a data set in the background, once for all sessions; ask `.done` and `.error` how it went."""
    going = Fetch()

    def work():
        try:
            datasets.fetch(name, progress=going)
        except datasets.DataSetError as error:
            going.error = str(error)
        finally:
            going.done.set()

    threading.Thread(target=work, daemon=True, name=f"fetch {name}").start()
    return going


def fetch_again(name):
    fetch.clear(name)
