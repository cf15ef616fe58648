"""What two sessions share of the worker's tasks, and what they never do."""

from dataclasses import replace

import numpy as np
import pytest

from core import runs
from core.datasets.loading import Split
from core.explanation import filter_pictures
from dashboard.compute import data_sets, requests
from dashboard.compute.requests import Digits, Filters, Fooling
from dashboard.session import own_images, own_networks
from dashboard.session.own_networks import UploadedNetwork


def brought(number):
    """A network that a person called `mine`."""
    return UploadedNetwork(runs.load("budget_mlp"), f"digest {number}")


@pytest.fixture
def session(monkeypatch):
    """What the session has brought, by its key."""
    session = {}
    monkeypatch.setattr(own_networks, "find", session.get)
    return session


ASCENT = filter_pictures.RECIPES["smooth"]
ASKED = [
    Filters("mine", 0, "conv2d", (3,), ASCENT),
    Digits("mine", 0, "smooth"),
    Fooling("mine", "lesson_cnn"),
    Fooling("lesson_cnn", "mine"),
]


@pytest.mark.parametrize("request_", ASKED, ids=repr)
def test_another_network_under_the_same_name_is_another_task(session, request_):
    session["mine"] = brought(1)
    first = requests.name_of(request_)
    session["mine"] = brought(1)
    assert requests.name_of(request_) == first
    session["mine"] = replace(session["mine"], stamp=f"{session['mine'].stamp}{own_networks.TESTED}")
    assert requests.name_of(request_) == first
    session["mine"] = brought(2)
    assert requests.name_of(request_) != first
    hash(first)


def test_a_climb_from_ones_own_image_is_ones_own(monkeypatch):
    request = Filters(
        "lesson_cnn", 0, "conv2d", (3,), ASCENT, requests.IMAGE, (f"{own_images.PREFIX}1", None, "test", 0)
    )
    names = []
    for value in (7, 7, 9):
        drawn = Split(np.full((1, 28, 28), value, np.uint8), np.array([-1]), np.arange(1))
        monkeypatch.setattr(data_sets, "images", lambda *_, drawn=drawn: drawn)
        names.append(requests.name_of(request))
    assert names[0] == names[1] != names[2]
