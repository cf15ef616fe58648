"""The command that writes a run's network as a file."""

import io

import numpy as np
import pytest

from core import datasets, export, networks, runs
from core.keras_io import file_reading
from core.runs import zip_archive


@pytest.fixture(scope="module")
def run():
    return runs.load("tfjs_recognizer")


def test_every_form_is_the_same_network(run, tmp_path, capsys):
    files = {form: tmp_path / f"network{form}" for form in export.FORMS}
    for file in files.values():
        export.main([run.key, "--out", str(file)])
    images = datasets.load("uci_digits").test.images[:7]
    made = [
        file_reading.read(files[".keras"].read_bytes()),
        networks.load(io.BytesIO(files[".npz"].read_bytes())),
        zip_archive.opened(files[".zip"].read_bytes()).network,
    ]
    for network in made:
        np.testing.assert_array_equal(network.predict(images), run.network.predict(images))
    compile(files[".py"].read_text(), "network.py", "exec")
    assert "np.load('network.npz')" in files[".py"].read_text().replace('"', "'")
    assert f"reads {files['.npz']}" in capsys.readouterr().out


def test_a_moment_of_its_training(run, tmp_path):
    export.main([run.key, "--out", str(tmp_path / "first.npz"), "--step", "0"])
    first = networks.load(tmp_path / "first.npz")
    np.testing.assert_array_equal(first.kernel("conv2d"), run.network_at(0).kernel("conv2d"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("nowhere --out a.npz", "error: run 'nowhere' is not one of"),
        ("tfjs_recognizer --out a.png", r"error: the ending of --out '.png' is not one of '.keras', '.npz'"),
        ("tfjs_recognizer --out a.npz --step 3", "error: run 'tfjs_recognizer' kept no step 3"),
    ],
)
def test_what_is_wrong_is_told(arguments, sentence):
    with pytest.raises(SystemExit, match=sentence):
        export.main(arguments.split())
