"""Pictures that differ from one in a rectangle: the same logits as if each were worked out whole, with less work."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.networks import changed_pieces
from core.networks.architecture import Architecture
from core.networks.changed_pieces import Pieces
from core.networks.layers import Conv2D, Dense, DepthwiseConv2D, Flatten, MaxPooling2D, ReLU
from tests.core.strategies import architectures, chains, graphs, random_network


def random_pieces(shape, rows, columns, count, seed=0):
    """Everywhere, in the corners too."""
    random = np.random.default_rng(seed)
    rows, columns = min(rows, shape[0]), min(columns, shape[1])
    tops, lefts = (random.integers(0, size, count) for size in (shape[0] - rows + 1, shape[1] - columns + 1))
    tops[:2], lefts[:2] = (0, shape[0] - rows), (0, shape[1] - columns)
    return Pieces(random.random((count, rows, columns, shape[2]), dtype=np.float32), tops, lefts)


@settings(max_examples=60, deadline=None)
@given(st.one_of(architectures(), chains(), graphs()), st.integers(1, 7), st.integers(1, 7), st.integers(2, 5))
def test_the_logits_of_the_whole_pictures(architecture, rows, columns, count):
    network = random_network(architecture)
    picture = np.random.default_rng(1).random(architecture.input_shape, dtype=np.float32)
    pieces = random_pieces(picture.shape, rows, columns, count)
    found, whole = changed_pieces.logits(network, picture, pieces), network.logits(pieces.laid_on(picture))
    np.testing.assert_allclose(found, whole, rtol=1e-4, atol=1e-5 * max(np.abs(whole).max(), 1))


def test_more_than_are_worked_out_at_once(monkeypatch):
    network = random_network(Architecture((Conv2D(3, (3, 3)), Flatten(), Dense(5, "softmax")), (11, 7, 1)))
    picture, pieces = np.zeros((11, 7, 1), np.float32), random_pieces((11, 7, 1), 3, 2, 17)
    monkeypatch.setattr(changed_pieces, "AT_ONCE", 5)
    whole = network.logits(pieces.laid_on(picture))
    np.testing.assert_allclose(changed_pieces.logits(network, picture, pieces), whole, atol=1e-5)


def test_a_picture_with_each_piece_in_its_place():
    picture = np.arange(24, dtype=np.float32).reshape(4, 6, 1)
    pieces = Pieces(np.full((2, 2, 1, 1), -1, np.float32), np.array([0, 2]), np.array([5, 3]))
    first, second = pieces.laid_on(picture)[..., 0]
    assert (np.argwhere(first < 0) == [[0, 5], [1, 5]]).all()
    assert (np.argwhere(second < 0) == [[2, 3], [3, 3]]).all()
    assert (first[first >= 0] == np.delete(picture.ravel(), [5, 11])).all()


@pytest.mark.parametrize("kind", [Conv2D, DepthwiseConv2D])
def test_a_layer_sees_no_more_than_what_has_changed(monkeypatch, kind):
    first = Conv2D(3, (3, 3)), MaxPooling2D((2, 2)), ReLU()
    second = Conv2D(4, (3, 3)) if kind is Conv2D else DepthwiseConv2D((3, 3))
    network = random_network(Architecture((*first, second, Flatten(), Dense(5, "softmax")), (28, 28, 1)))
    picture, pieces = np.zeros((28, 28, 1), np.float32), random_pieces((28, 28, 1), 5, 5, 13)
    changed_pieces.logits(network, picture, pieces)
    seen, forward = [], kind.forward
    monkeypatch.setattr(
        kind, "forward", lambda layer, batch, **arrays: seen.append(batch) or forward(layer, batch, **arrays)
    )
    changed_pieces.logits(network, picture, pieces)
    assert seen[-1].shape[:3] == (
        13,
        8,
        8,
    )  # 5 to 7 cells of the first, 4 of the pool's, 6 of its own: 8 that they read
