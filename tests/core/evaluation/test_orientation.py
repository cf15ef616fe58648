"""Sets that lie on their side, or are dark for light, are told by how a network reads them."""

import pytest

from core import runs
from core.datasets import own_data_set
from core.datasets.own_data_set import INVERTED, TRANSPOSED
from core.evaluation import orientation


@pytest.mark.parametrize("way", orientation.WAYS)
def test_the_way_that_puts_a_set_right_is_found(mnist, way):
    some, run = mnist.test.evenly(150), runs.load("lesson_cnn")
    turned = own_data_set.of_parts({"test": own_data_set.change(some.images, way)}, {"test": some.labels})
    found = orientation.read(run.network, run.class_names, turned)
    assert found.count == 150
    assert found.better() == (way or None)
    assert found.right[way] > 140


def test_what_the_network_does_not_know_says_nothing(mnist):
    some, run = mnist.test.evenly(40), runs.load("lesson_cnn")
    letters = own_data_set.of_parts({"test": some.images}, {"test": some.labels}, class_names=tuple("ABCDEFGHIJ"))
    assert orientation.read(run.network, run.class_names, letters) is None
    assert {TRANSPOSED, INVERTED} == set(orientation.WAYS[-1])
