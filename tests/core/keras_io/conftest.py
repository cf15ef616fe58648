"""A small network's file, and what is said of files that are refused or alike."""

import tracemalloc

import numpy as np
import pytest

from core.keras_io import file_reading
from tests.core.keras_makers import saved, small_model


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return saved(small_model(), tmp_path_factory.mktemp("keras"))


def refused(content, sentence):
    """Refused in one sentence, with no memory to speak of."""
    tracemalloc.start()
    with pytest.raises(ValueError, match=sentence) as raised:
        file_reading.read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 500
    assert peak < 4 * len(content) + 30_000_000


def same(network, other):
    assert network.architecture == other.architecture
    assert network.weights.keys() == other.weights.keys()
    for key, array in network.weights.items():
        np.testing.assert_array_equal(array, other.weights[key])


def layer_of(config, number):
    return config["config"]["layers"][number]
