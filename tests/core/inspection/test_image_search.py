"""Images found by what they are, against looking at all of them."""

import numpy as np
import pytest

from core import runs
from core.inspection import image_search

ODD = np.random.default_rng(5).integers(0, 256, (23, 28, 28), dtype=np.uint8)


@pytest.fixture(scope="module")
def network():
    return runs.load("tfjs_recognizer").network


def test_the_next_goes_round_the_end_and_never_stays():
    chosen = np.array([True, False, False, True, False])
    assert [image_search.next_where(chosen, at) for at in range(5)] == [3, 3, 3, 0, 0]
    assert image_search.next_where(np.array([False, True, False]), 1) is None
    assert image_search.next_where(np.array([True]), 0) is None


def test_every_misread_image_is_met_once_in_order(network):
    answers = network.predict(ODD).argmax(axis=1)
    wanted = np.where(np.arange(23) % 5 == 3, (answers + 1) % 10, answers)
    wanted[8] = -1
    met, at = [], 0
    for _ in range(6):
        at = image_search.next_misread(network, ODD, wanted, at, 23, chunk=4)
        met.append(at)
    assert met == [3, 13, 18, 3, 13, 18]
    assert image_search.next_misread(network, ODD, wanted, 3, 9) is None
    assert image_search.next_misread(network, ODD, answers, 0, 23) is None


@pytest.mark.parametrize(("layer", "channel"), [("conv2d", 5), ("conv2d_1", 11), ("dense", 7), ("max_pooling2d", 3)])
def test_the_strongest_is_the_largest_of_all(network, layer, channel):
    values = network.activations(ODD)[layer][..., channel].reshape(23, -1).max(axis=1)
    values[6] = -1
    assert image_search.strongest(network, ODD, layer, channel, 6, 23, chunk=5) == values.argmax()
    near = np.arange(7, 12)
    assert image_search.strongest(network, ODD, layer, channel, 6, 5, chunk=2) == near[values[near].argmax()]


def test_nothing_fires_a_silent_channel(network):
    black = np.zeros((7, 28, 28), np.uint8)
    silent = int(network.activations(black)["conv2d"][0].max(axis=(0, 1)).argmin())
    assert network.activations(black)["conv2d"][..., silent].max() == 0
    assert image_search.strongest(network, black, "conv2d", silent, 0, 7) is None
    assert image_search.strongest(network, black[:1], "conv2d", silent, 0, 7) is None
