"""What is said of deeper layers is true of each network that ships."""

import numpy as np
import pytest

from core import datasets, runs
from core.inspection.layer_statistics import stages
from core.networks.presets import PRESETS
from dashboard.text import sentences


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize("part", ["untrained", "trained"])
def test_a_rule_holds_only_where_the_figures_say_so(key, part):
    run, image = runs.load(key), datasets.load("uci_digits").test.images[1]
    found = stages(run.network if part == "trained" else run.network_at(0), image)
    said, pictures = sentences.deeper(found), [stage for stage in found[1:] if stage.likeness is not None]
    if len(pictures) < 2:
        assert "Deeper is" not in said
        return
    first, last = pictures[0], pictures[-1]
    assert ("*Deeper is sparser* holds here" in said) == (last.sparsity > first.sparsity)
    assert ("*Deeper is less like the input* holds here" in said) == (last.likeness < first.likeness)


@pytest.mark.parametrize("key", PRESETS)
def test_habits_are_told_with_the_networks_own_sizes(key):
    architecture = runs.load(key).architecture
    said = sentences.habits(architecture)
    if len(architecture.convolutions) < 2:
        assert said == ""
        return
    first, *_, last = (architecture.output_shape(name)[-1] for name in architecture.convolutions)
    more = {-1: f"falls from {first} to {last}", 0: f"stays at {last}", 1: f"grows from {first} to {last}"}
    assert f"their number {more[int(np.sign(last - first))]}." in said
