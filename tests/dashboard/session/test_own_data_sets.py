"""Data sets that a person brought, by title and by name."""

import numpy as np
import pytest
import streamlit as st

from core.datasets import own_data_set
from core.datasets.own_data_set import INVERTED
from dashboard.session import own_data_sets, state


@pytest.fixture(autouse=True)
def _session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(own_data_sets.memory, "note", lambda thing: None)
    monkeypatch.setattr(own_data_sets.memory.visitor, "is_visitor", lambda: False)


def made(seed=0, train=3):
    images = np.random.default_rng(seed).integers(0, 256, (train + 4, 28, 28), np.uint8)
    labels = np.zeros(train + 4)
    return own_data_set.of_parts(
        {"train": images[:train], "test": images[train:]}, {"train": labels[:train], "test": labels[train:]}
    )


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("train.csv", "train"),
        ("emnist_letters-train.csv.gz", "emnist letters train"),
        ("mnist.npz", "mnist 2"),
        ("Your images.zip", "Your images 2"),
        ("../*evil*<b>.zip", "evil b"),
        ("....zip", "mine"),
        ("x" * 99, "x" * 30),
    ],
)
def test_a_file_gives_a_plain_title_that_nothing_else_has(file, title):
    assert own_data_sets.add(file, made()) == title
    assert own_data_sets.add(file, made()) != title


def test_parts_are_offered_as_mnist_s_are():
    own_data_sets.add("a.csv", made())
    own_data_sets.add("b.csv", made(train=0))
    assert [(called, part) for called, (_, part) in own_data_sets.options().items()] == [
        *(("a test", "test"), ("a training", "train"), ("b test", "test"))
    ]
    assert list(own_data_sets.to_test_on()) == ["a test", "b test"]


def test_another_content_has_another_name_and_the_same_title():
    title = own_data_sets.add("a.csv", made())
    (before,) = own_data_sets.names()
    own_data_sets.change(title, made().changed((INVERTED,)))
    (after,) = own_data_sets.names()
    assert after != before
    assert own_data_sets.find(after).changes == (INVERTED,)
    with pytest.raises(KeyError):
        own_data_sets.find(before)


def test_what_is_forgotten_is_no_longer_chosen():
    title = own_data_sets.add("a.csv", made())
    state.choose({state.DATA: "a test", state.IMAGE: 2})
    own_data_sets.forget(title)
    assert (state.get(state.DATA), state.get(state.IMAGE), own_data_sets.names()) == (None, None, ())


def test_no_more_than_eight():
    for seed in range(8):
        own_data_sets.add("a.csv", made(seed))
    with pytest.raises(ValueError, match="8 data sets of yours are here already: forget one first"):
        own_data_sets.add("a.csv", made(9))
