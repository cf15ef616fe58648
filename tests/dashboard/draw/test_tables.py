"""What the summary's table says of a network that branches."""

import pytest

from core.networks.architecture import Architecture
from core.networks.layers import Add, Conv2D, Dense, Flatten
from core.networks.presets import PRESETS
from dashboard.draw import tables


@pytest.mark.parametrize("key", ["lesson_cnn", "residual_cnn", "inception_cnn"])
def test_what_a_layer_reads_is_said_where_it_is_not_the_one_before(key):
    architecture = PRESETS[key].architecture
    table = tables.model_summary(architecture, architecture.names[0])
    assert table.count(">reads ") == len(architecture.inbound)
    for _, sources in architecture.inbound:
        assert f"reads {',<br>'.join(sources)}<" in table


def test_a_name_that_is_read_stays_a_name():
    evil = "<b>x</b>"
    layers = (Conv2D(1, (1, 1), name=evil), Conv2D(1, (1, 1), name="other"), Add(name="sum"), Flatten(), Dense(2))
    table = tables.model_summary(Architecture(layers, (3, 3, 1), (("sum", ("other", evil)),)), "sum")
    assert evil not in table
    assert "reads other,<br>&lt;b&gt;x&lt;/b&gt;<" in table
