"""Files that are dropped together are read as one, and what cannot be begun says why."""

import gzip

import numpy as np
import pytest
import streamlit as st

from core.workers.task import Task
from dashboard.compute import data_set_reading
from dashboard.session import own_data_sets, state, visitor
from tests.core.datasets.file_formats.test_reading import IMAGES, TEXTS, idx


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(visitor, "is_visitor", lambda: False)


def test_a_pair_of_idx_files_is_one_data_set():
    pair = [("train-labels-idx1-ubyte", idx(TEXTS)), ("train-images-idx3-ubyte.gz", gzip.compress(idx(IMAGES)))]
    data_set_reading.begin(pair)
    with pytest.raises(ValueError, match="another file is still being read: wait for it, or stop it"):
        data_set_reading.begin(pair)
    assert data_set_reading.task().wait(60)
    data_set_reading.settle()
    assert (data_set_reading.task(), data_set_reading.refused()) == (None, None)
    (brought,) = own_data_sets.all_of_them().values()
    assert (brought.title, len(brought.data_set)) == ("train", 60)
    assert np.isin(brought.data_set.test.labels, TEXTS).all()


def test_of_two_files_of_one_name_none_is_lost_silently():
    with pytest.raises(ValueError, match=r"two of these files are called 'labels\.npy'; each needs a name of its own"):
        data_set_reading.begin([("labels.npy", b"a"), ("x.npy", b"b"), ("labels.npy", b"c")])
    assert data_set_reading.task() is None


def test_too_much_is_not_even_begun(monkeypatch):
    monkeypatch.setattr(data_set_reading, "LARGEST_DATA_SET", 3 << 20)
    with pytest.raises(ValueError, match="these files have 4 MB; at most 3 MB are read: zip a CSV, or save"):
        data_set_reading.begin([("a", bytes(2 << 20)), ("b", bytes(2 << 20))])


def test_what_was_stopped_or_has_no_place_is_not_there(monkeypatch):
    stopped = Task()
    stopped.stop()
    stopped.end()
    state.put(state.READING, ("a.csv", stopped))
    data_set_reading.settle()
    assert (own_data_sets.names(), data_set_reading.refused()) == ((), None)
    state.put(state.READING, ("a.csv", Task.finished(object())))
    monkeypatch.setattr(own_data_sets, "AT_MOST", 0)
    data_set_reading.settle()
    assert data_set_reading.refused() == "a.csv: 0 data sets of yours are here already: forget one first."
