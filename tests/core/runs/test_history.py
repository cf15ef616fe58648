"""A training's notes as a table."""

import numpy as np

from core import runs
from core.runs.history import History


def test_a_frame_has_every_number_of_the_history():
    history = runs.load("lesson_cnn").history
    frame = history.frame()
    assert len(frame) == len(history)
    for (_, line), row in zip(frame.iterrows(), history, strict=True):
        assert {name: value for name, value in line.items() if value == value} == row


def test_what_was_not_noted_is_missing():
    frame = History([{"step": 3, "loss": 0.5}, {"step": 7}]).frame()
    assert np.isnan(frame["loss"][1])
    assert frame["step"].tolist() == [3, 7]
    assert History().frame().empty
