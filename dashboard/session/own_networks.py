"""Networks that a person brought: runs kept in memory, in their session and nowhere else."""

import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property

from core import runs
from core.formats import numbered
from core.keras_io import adapting
from core.networks.network import Network
from core.runs import zip_archive
from core.runs.run import Run
from core.workers.background_thread import ONE_UPLOADED_NETWORK, begin
from dashboard.session import memory, state

AT_MOST = 8
LONGEST = 40
TESTED = " tested"


@dataclass(frozen=True, eq=False)
class UploadedNetwork:
    """A run that was brought, and a `stamp` that no other content has.

    A network from elsewhere has its `own` layers alone besides, which `pixels` it is given, and the `trials` of all.
    """

    run: Run
    stamp: str
    own: Network | None = None
    pixels: str = ""
    trials: dict | None = None

    def network_at(self, step):
        """The run's network, unpacked once; kept with it and not with what all sessions share."""
        return self._networks.get(step) or self._networks.setdefault(step, self.run.network_at(step))

    @cached_property
    def _networks(self):
        return {}

    @property
    def digest(self):
        """The stamp that it was brought with; what is noted of its test later does not change it."""
        return self.stamp.removesuffix(TESTED)

    @property
    def reads_something(self):
        """Whether some range of pixels was tried for which it reads more than by chance."""
        return _reads_something(self.trials)

    @property
    def size(self):
        """Bytes that it comes to, once all its moments were looked at, with the file that they are read from."""
        networks = len(self.run.moments) + (self.own is not None)
        return 4 * networks * self.run.architecture.parameters + zip_archive.size(self.run)


def keys():
    return tuple(_all())


def find(key):
    """The UploadedNetwork of this key, or None."""
    return _all().get(key)


def of_run(content):
    """From a callback: the key of the UploadedNetwork in a .zip that `brought.read` gave."""
    run = zip_archive.opened(content)
    return _add(UploadedNetwork(zip_archive.renamed(run, _free(run.path.name)), _stamp(content)))


def of_network(name, network, splits):
    """From a callback: the key of the UploadedNetwork that a network from elsewhere becomes.

    `splits` maps the TrainingConfig of what it may have learnt to images, or None. It is taken to have learnt the first
    that it reads, or else the one that it reads best; if it reads none, the last, where that says that it is not known.
    Raises ValueError for one that cannot be adapted.
    """
    tried = {}
    for config, split in splits.items():
        tried[config] = adapting.trials(network, split) if split else {}
        if any(trial.is_read for trial in tried[config].values()):
            break
    else:
        config = max(tried, key=lambda config: _best(tried[config]))
        *_, last = tried
        if last.own and not last.own.is_known and not _reads_something(tried[config]):
            config, tried = last, {last: {}}
    return _add(_adapted(_free(name), network, config, adapting.likeliest(tried[config]), tried[config]))


def _best(trials):
    return max((trial.accuracy for trial in trials.values()), default=0.0)


def _reads_something(trials):
    """Whether there is a range of pixels for which it reads more than by chance."""
    return any(trial.beats_chance for trial in trials.values())


def test_of(key):
    """The Task of an uploaded network's test that was begun, or None."""
    return state.get(state.UPLOAD_TESTS, {}).get(find(key).stamp)


def begin_test(key, measure):
    """Begin the test of an uploaded network."""
    test = begin(f"test of {key}", measure, ONE_UPLOADED_NETWORK)
    state.put(state.UPLOAD_TESTS, state.get(state.UPLOAD_TESTS, {}) | {find(key).stamp: test})


def stop_tests_of_forgotten():
    """Stop the tests that nobody waits for any more."""
    tests, stamps = state.get(state.UPLOAD_TESTS, {}), {own.stamp for own in _all().values()}
    for stamp in tests.keys() - stamps:
        tests[stamp].stop()
    state.put(state.UPLOAD_TESTS, {stamp: test for stamp, test in tests.items() if stamp in stamps})


def change(key, config, trials, pixels):
    """From a callback: take a network from elsewhere to have learnt something else, as a TrainingConfig says it."""
    uploaded = find(key)
    put(key, _adapted(uploaded.run.path.name, uploaded.own, config, pixels, trials))


def _adapted(name, network, config, pixels, trials):
    adapted, added = adapting.adapt(network, pixels, pixels in trials and trials[pixels].is_padded)
    run = zip_archive.from_network(name, adapted, config.data_set, config.classes, added, config.own)
    return UploadedNetwork(run, _stamp(zip_archive.packed(run)), network, pixels, trials)


def settle(key, evaluation, answers):
    """Note what an uploaded network answers to its test images."""
    uploaded = find(key)
    put(
        key,
        replace(
            uploaded, run=zip_archive.tested(uploaded.run, evaluation, answers), stamp=f"{uploaded.digest}{TESTED}"
        ),
    )


def put(key, uploaded):
    memory.note(uploaded)
    state.put(state.UPLOADED, _all() | {key: uploaded})


def forget(key):
    """From a callback."""
    state.put(state.UPLOADED, {name: uploaded for name, uploaded in _all().items() if name != key})


def _add(uploaded):
    if len(_all()) >= AT_MOST:
        raise ValueError(f"{AT_MOST} networks of yours are here already: forget one first")
    memory.check(uploaded)
    put(uploaded.run.key, uploaded)
    return uploaded.run.key


def _free(name):
    """A plain name that no run has yet."""
    plain = re.sub(r"[^\w-]+", "_", name, flags=re.ASCII).strip("_")[:LONGEST] or "mine"
    taken = {key.removeprefix(runs.OWN) for key in (*runs.keys(), *keys())}
    return next(name for name in numbered(plain, "_") if name not in taken)


def _stamp(content):
    return hashlib.sha256(content).hexdigest()


def _all():
    return state.get(state.UPLOADED, {}) if state.is_in_session() else {}
