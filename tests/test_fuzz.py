"""A few hundred of the damaged files that `python -m tests.fuzz` makes by the thousand."""

import json

from core.keras_io import file_reading
from core.keras_io.operations import OPERATIONS
from core.networks.layers import KINDS
from core.untrusted import hdf5_files
from tests import fuzz
from tests.core.keras_makers import entry


def test_damaged_files_are_read_or_refused_in_a_sentence():
    findings = fuzz.run(600, seed=1)
    assert not findings.faults
    assert all(findings.counts[kind, outcome] > 3 for kind in fuzz.PARSERS for outcome in ("read", "refused"))


def test_every_kind_of_layer_is_among_what_is_damaged():
    """As `.keras` and as HDF5; so are pictures in colour, models inside models and arithmetic."""
    files = [content for kind, content in fuzz.originals() if kind == "network"]
    for is_hdf5 in (True, False):
        networks = [file_reading.read(one) for one in files if one.startswith(hdf5_files.START) == is_hdf5]
        layers = [layer for network in networks for layer in network.architecture.layers]
        assert {layer.kind for layer in layers} == set(KINDS)
        assert {network.architecture.input_shape[-1] for network in networks} == {1, 3}
    configs = [json.loads(entry(one, "config.json")) for one in files if not one.startswith(hdf5_files.START)]
    described = [layer for config in configs for layer in config["config"]["layers"]]
    assert {layer["class_name"] for layer in described} >= {"Functional", *OPERATIONS.keys() - {"Divide"}}
