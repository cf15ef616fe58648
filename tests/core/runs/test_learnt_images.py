"""A person's images beside a run: whole and the right ones, or one sentence."""

import numpy as np
import pytest

from core import datasets, runs, training
from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.networks.recipe import TrainingConfig
from core.runs import learnt_images
from core.runs.run import IMAGES
from tests.core.datasets.test_own_source import config_of, letters

NETWORK = Architecture((Flatten(), Dense(3, "softmax")))


def waiting(tmp_path):
    some = letters()
    training.prepare(NETWORK, config_of("letters", some), tmp_path / "run", brought=some)
    return runs.load(tmp_path / "run"), some


def test_what_lies_beside_the_run_is_what_was_brought(tmp_path):
    run, some = waiting(tmp_path)
    found = learnt_images.load(run)
    assert found.digest == some.digest
    np.testing.assert_array_equal(found.test.images, some.test.images)
    np.testing.assert_allclose(learnt_images.mean_image(run), some.train.images.mean(axis=0) / 255, atol=1e-6)


def test_images_that_are_gone_damaged_or_others_are_said(tmp_path):
    run, _ = waiting(tmp_path)
    learnt_images.write(run.path, letters((0, 1, 2), (0, 1, 2)))
    with pytest.raises(datasets.DataSetError, match="are not those of 'letters' that it began with"):
        learnt_images.load(run)
    (run.path / IMAGES).write_bytes(b"PK\3\4")
    with pytest.raises(datasets.DataSetError, match="images of 'letters' with the run cannot be read"):
        learnt_images.load(run)
    learnt_images.forget(run.path)
    assert not learnt_images.is_here(run)
    with pytest.raises(datasets.DataSetError, match="are not with the run any more: bring the data set again"):
        learnt_images.load(run)


def test_a_known_data_set_is_loaded_as_ever(tmp_path):
    config = TrainingConfig("uci_digits", classes=(0, 1, 2))
    training.prepare(NETWORK, config, tmp_path / "run")
    run = runs.load(tmp_path / "run")
    assert set(learnt_images.load(run).test.labels) == {0, 1, 2}
    assert learnt_images.mean_image(run).shape == (28, 28)
