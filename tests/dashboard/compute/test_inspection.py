"""What colours are shared by: the ends of every channel over a whole run, and one thread for each session."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from core import runs
from core.inspection import channel_maxima
from dashboard.compute import inspection, measures
from dashboard.session import state


@pytest.mark.parametrize("key", ["tfjs_recognizer", "lesson_mlp", "sklearn_40"])
def test_the_extremes_over_a_run_are_those_of_all_its_moments(mnist, key):
    run = runs.load(key)
    look = inspection.Inspection(
        state.Selection(key, "mnist", "test", 5, run.moments[-1], run.architecture.names[0], 0)
    )
    of_moments = [run.network_at(step).activations(look.image) for step in run.moments]
    for name in run.architecture.names:
        values = np.concatenate([one[name].reshape(-1, one[name].shape[-1]) for one in of_moments])
        np.testing.assert_array_equal(look.extremes_over_run(name), [values.min(axis=0), values.max(axis=0)])
        own = look.activations[name].reshape(-1, values.shape[-1])
        np.testing.assert_array_equal(look.extremes(name), [own.min(axis=0), own.max(axis=0)])


def test_what_is_large_is_let_go_and_worked_out_again_when_it_is_asked_for():
    run = runs.load("tfjs_recognizer")
    look = inspection.Inspection(state.Selection(run.key, "uci_digits", "test", 5, run.moments[-1], "conv2d", 0))
    before = {name: getattr(look, name) for name in inspection.LARGE}
    inspection.let_go()
    assert not set(inspection.LARGE) & set(vars(look))
    for name in run.architecture.names:
        np.testing.assert_array_equal(look.activations[name], before["activations"][name])
        np.testing.assert_array_equal(look.pre_activations[name], before["pre_activations"][name])
        np.testing.assert_array_equal(look.trace.values[name], before["trace"].values[name])


def test_a_picture_does_not_wait_until_it_is_known_what_is_dead(mnist, monkeypatch):
    """For that all test images are looked through: seconds for each moment of a network of convolutions."""
    monkeypatch.setattr(inspection, "SOON", 0.1)
    go_on, dead = threading.Event(), channel_maxima.dead
    monkeypatch.setattr(channel_maxima, "dead", lambda *given: go_on.wait(60) and dead(*given))
    measures._dead_channels(False).clear()
    selection = state.Selection("lesson_mlp", "mnist", "test", 5, 64, "dense_1", 0)
    look = inspection.Inspection(selection)
    before = look.marks("dense_1")
    (search,) = look.searches
    go_on.set()
    assert search.wait(60)
    assert look.marks("dense_1") == before, "all of one page says the same"
    assert look.searches == [search]
    look = inspection.Inspection(selection)
    after = look.marks("dense_1")
    assert look.searches == []
    assert [unit for unit, mark in enumerate(after) if mark == "dead"] == [4]
    assert before == tuple(mark.replace("dead", "silent") for mark in after)
    assert list(look.dead("dense_1").nonzero()[0]) == [4]


def test_what_could_not_be_looked_for_is_not_called_dead(mnist, monkeypatch):
    def fail(*given):
        raise MemoryError("no room")

    monkeypatch.setattr(channel_maxima, "dead", fail)
    measures._dead_channels(False).clear()
    look = inspection.Inspection(state.Selection("lesson_mlp", "mnist", "test", 5, 64, "dense_1", 0))
    assert not look.dead("dense_1").any()
    assert "silent" in look.marks("dense_1")
    assert look.searches == []
    measures._dead_channels(False).clear()


def test_numbers_that_are_none_are_no_extremes():
    values = np.array(
        [[[1.0, np.nan, np.nan], [np.inf, 2.0, np.inf]], [[-3.0, np.nan, np.nan], [0.5, -np.inf, np.nan]]]
    )
    np.testing.assert_array_equal(inspection._extremes(values), [[-3, 2, np.nan], [1, 2, np.nan]])


def test_a_session_multiplies_in_its_own_thread():
    script = (
        "import dashboard.compute, threadpoolctl\n"
        "print({one['num_threads'] for one in threadpoolctl.threadpool_info() if one['user_api'] == 'blas'})"
    )
    wide = {**os.environ, "OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"}
    said = subprocess.run([sys.executable, "-c", script], env=wide, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "{1}"
