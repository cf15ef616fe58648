"""What one person may train is said as a number and its limit."""

from dataclasses import replace

import pytest

from core.networks.presets import PRESETS
from core.training.limits import AT_THE_MACHINE, VISITOR

TWO = replace(VISITOR, at_once=2, kept=3, in_line=4, on_disk=5)


def test_every_preset_may_be_trained_at_the_machine_and_the_small_ones_by_visitors():
    for preset in PRESETS.values():
        AT_THE_MACHINE.check_size(preset.architecture, preset.recipe, seconds=3600)
    VISITOR.check_size(PRESETS["lesson_cnn"].architecture, PRESETS["lesson_cnn"].recipe, seconds=100)


@pytest.mark.parametrize(
    ("preset", "changes", "seconds", "sentence"),
    [
        ("four_conv", {"epochs": 1}, 10, "1,716,202 parameters are too many here: .* may have 250,000"),
        ("lesson_mlp", {"epochs": 21}, 10, "21 epochs are too many here: .* may have 20"),
        ("lesson_mlp", {"epochs": 20}, 180.2, "181 seconds are too many here: .* may have 180"),
    ],
)
def test_too_large_a_training_is_refused(preset, changes, seconds, sentence):
    with pytest.raises(ValueError, match=sentence):
        VISITOR.check_size(PRESETS[preset].architecture, replace(PRESETS[preset].recipe, **changes), seconds)


@pytest.mark.parametrize(
    ("check", "owners", "sentence"),
    [
        (TWO.check_line, "aba", "2 trainings of yours may be in the line"),
        (TWO.check_line, "bcde", "4 trainings are in the line already"),
        (TWO.check_disk, "aaa", "3 trainings of yours may be kept"),
        (TWO.check_disk, "bcdef", "5 trainings are kept already"),
    ],
)
def test_there_are_so_many_places(check, owners, sentence):
    check("a", [*owners[:-1]])
    with pytest.raises(ValueError, match=sentence):
        check("a", [*owners])
