"""What is said of what a person brings."""

from dataclasses import replace

from core.networks.presets import PRESETS
from dashboard.draw import tables
from dashboard.text import own_sentences


def test_what_a_training_leaves_alone_is_told():
    architecture = PRESETS["lesson_cnn"].architecture
    one, all_of_them = (replace(architecture, frozen=names) for names in (("flatten", "conv2d"), architecture.names))
    assert own_sentences.frozen(architecture.summary()) == ""
    told = [own_sentences.frozen(every.summary()) for every in (one, all_of_them)]
    assert told == [
        " 1 layer is frozen: a training leaves 320 of all 34,826 as they are.",
        " 3 layers are frozen: a training leaves 34,826 of all 34,826 as they are.",
    ]
    assert [tables.model_summary(every, "dense").count("frozen") for every in (architecture, one, all_of_them)] == [
        0,
        1,
        3,
    ]
