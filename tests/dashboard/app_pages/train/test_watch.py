"""How often a training is looked at: what waits for others, or is long, is left in peace."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.networks.recipe import TrainingConfig
from dashboard.app_pages.train import watch
from dashboard.session import visitor

SHORT = TrainingConfig("uci_digits", training_images=500, epochs=10)
LONG = replace(SHORT, training_images=1400, epochs=50)


@pytest.mark.parametrize(
    ("state", "ahead", "config", "pace"),
    [
        ("running", 0, SHORT, watch.REFRESH_OF_A_SHORT_ONE),
        ("waiting", 0, SHORT, watch.REFRESH_OF_A_SHORT_ONE),
        ("waiting", 1, SHORT, watch.REFRESH),
        ("paused", 0, SHORT, watch.REFRESH),
        ("running", 0, LONG, watch.REFRESH),
        ("finished", 0, SHORT, None),
    ],
)
@pytest.mark.parametrize("is_visitor", [False, True])
def test_pace(monkeypatch, state, ahead, config, pace, is_visitor):
    monkeypatch.setattr(visitor, "is_visitor", lambda: is_visitor)
    job = SimpleNamespace(state=state, ahead=ahead, is_active=state != "finished", run=SimpleNamespace(config=config))
    assert watch._pace(job) == (pace and watch.REFRESH if is_visitor else pace)
