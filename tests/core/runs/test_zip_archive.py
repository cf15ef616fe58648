"""Runs and networks that a person brings: whole after every way through a file, refused in a sentence when damaged."""

import io
import json
import re
import zipfile
from functools import reduce
from itertools import product
from operator import getitem

import numpy as np
import pytest

from core import runs, training
from core.keras_io import file_reading
from core.networks.architecture import Architecture
from core.networks.layers import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from core.runs import writer, zip_archive
from tests.core.datasets.test_own_source import config_of, letters
from tests.core.strategies import random_network

SMALL = Architecture((Conv2D(3), Flatten(), Dense(10, "softmax")))


@pytest.fixture
def brought_run():
    return zip_archive.from_network("mine", random_network(SMALL), "mnist", None, ())


def zipped(files, folder="mine/"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return file.getvalue()


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def test_a_network_becomes_a_run_with_one_moment(brought_run):
    assert brought_run.key == "mine"
    assert brought_run.moments == (1,)
    assert brought_run.status == "uploaded"
    assert not brought_run.is_tested
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    np.testing.assert_array_equal(brought_run.network.predict(images), random_network(SMALL).predict(images))
    with pytest.raises(runs.RunError, match="kept no step 0; it has 1"):
        brought_run.network_at(0)


def test_a_tested_run_can_be_compared(brought_run, mnist):
    some = mnist.test.evenly(37)
    heard = []
    evaluation, answers = zip_archive.evaluate_run(brought_run, some, heard.append)
    tested = zip_archive.tested(brought_run, evaluation, answers)
    assert heard[-1] == 1
    assert tested.is_tested
    assert tested.evaluation.count == 37
    np.testing.assert_array_equal(tested.answers.classes, brought_run.network.predict(some.images).argmax(axis=1))


@pytest.mark.parametrize("key", ["tfjs_recognizer", "sklearn_40", "fashion_kernels"])
def test_a_run_survives_its_zip(key):
    run = runs.load(key)
    content = zip_archive.packed(run)
    back = zip_archive.opened(zip_archive.read(content))
    assert (back.architecture, back.config, back.class_names) == (run.architecture, run.config, run.class_names)
    assert (back.moments, back.history, back.final_step) == (run.moments, run.history, run.final_step)
    assert (back.evaluation, back.training_evaluation, back.answers) == (None, None, None)
    for step in run.moments:
        for name, array in run.network_at(step).weights.items():
            np.testing.assert_array_equal(array, back.network_at(step).weights[name])
    assert zip_archive.packed(run) == content
    whole = zip_archive.opened(content)
    np.testing.assert_array_equal(whole.evaluation.confusion, run.evaluation.confusion)
    np.testing.assert_array_equal(whole.answers.classes, run.answers.classes)
    assert zip_archive.tested(back, whole.evaluation, whole.answers).is_tested


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"run.json": b"{"}, "run.json of 'mine' cannot be read"),
        ({"run.json": None}, "0 files called run.json"),
        ({"a/run.json": b"{}"}, "2 files called run.json"),
        ({"checkpoints/step_000001.npz": b"PK"}, "the checkpoint of step 1: this is not a zip archive"),
        ({"checkpoints/step_000001.npz": zipped({"a.npy": b""})}, "is not a network saved by Convscope"),
        ({"checkpoints/step_000001.npz": None}, "kept no checkpoint of its last step, 1"),
    ],
)
def test_a_damaged_run_is_refused(brought_run, change, said):
    files = files_of(zip_archive.packed(brought_run)) | change
    with pytest.raises(ValueError, match=said):
        zip_archive.read(zipped({name: content for name, content in files.items() if content is not None}))


@pytest.mark.parametrize("name", ["dense/kernel.npy", "architecture.npy", "more.npy"])
def test_an_archive_in_the_archive_unpacks_to_no_more_than_the_network(brought_run, name):
    files = files_of(zip_archive.packed(brought_run))
    file = io.BytesIO()
    np.save(file, np.zeros(5_000_000, np.float32))
    with zipfile.ZipFile(io.BytesIO(files["checkpoints/step_000001.npz"])) as archive:
        inner = {entry: archive.read(entry) for entry in archive.namelist()} | {name: file.getvalue()}
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in inner.items():
            archive.writestr(entry, content)
    files["checkpoints/step_000001.npz"] = bomb.getvalue()
    with pytest.raises(ValueError, match=r"the checkpoint of step 1: .*(unpacks to more than 1 MB|more than 5)"):
        zip_archive.read(zipped(files))


def test_all_moments_together_have_a_bound(brought_run, monkeypatch):
    files = files_of(zip_archive.packed(brought_run))
    files |= {f"checkpoints/step_{step:06}.npz": files["checkpoints/step_000001.npz"] for step in (2, 3)}
    description = json.loads(files["run.json"]) | {"final_step": 3}
    files["run.json"] = json.dumps(description).encode()
    content = zipped(files)
    assert zip_archive.opened(zip_archive.read(content)).moments == (1, 2, 3)
    monkeypatch.setattr(zip_archive, "MOST_WEIGHTS", 3 * SMALL.parameters - 1)
    with pytest.raises(ValueError, match=r"the run's 3 moments hold 60,960 weights, more than 60,959"):
        zip_archive.read(content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('"added": 5', "added 5 is not a list of layer names"),
        ('"added": [["dense"]]', r"added \[\['dense'\]\] is not a list of layer names"),
        ('"final_step": "1"', "final_step '1' is not a whole number"),
        ('"deep": ' + "[" * 100_000, "run.json of 'mine' cannot be read: it is nested too deeply"),
        ('"seconds": 1' + "0" * 5000, "run.json of 'mine' cannot be read: Exceeds the limit"),
    ],
)
def test_a_description_that_is_none_is_refused_in_a_sentence(brought_run, change, said):
    files = files_of(zip_archive.packed(brought_run))
    description = files["run.json"].decode().rstrip().removesuffix("}") + f", {change}" + "}"
    with pytest.raises(ValueError, match=said):
        zip_archive.read(zipped(files | {"run.json": description.encode()}))


STRANGE = (5, [1], {"a": 1}, None, "x", -1, 10**400)
PYTHON = re.compile(r"Error|object|NoneType|not supported|argument|subscript|indices|instances|keyword")


def test_no_reason_is_in_the_words_of_python(brought_run):
    """Whatever stands in the place of any value of a run."""
    files = files_of(zip_archive.packed(brought_run))
    for place in ((), ("training",), ("architecture",)):
        inner = reduce(getitem, place, json.loads(files["run.json"]))
        for key, strange in product(inner, STRANGE):
            description = json.loads(files["run.json"])
            reduce(getitem, place, description)[key] = strange
            said = _refusal(zipped(files | {"run.json": json.dumps(description).encode()}))
            assert not PYTHON.search(said), (place, key, strange, said)


def _refusal(content):
    try:
        zip_archive.read(content)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("units", "filters"), [([40], 3), (True, 3), (1e400, 3), (40, [3]), (40, True)])
def test_numbers_that_are_none_are_refused_in_a_sentence(brought_run, units, filters):
    architecture = Architecture((Conv2D(3), Flatten(), Dense(40), Dense(10, "softmax")))
    files = files_of(
        zip_archive.packed(zip_archive.from_network("mine", random_network(architecture), "mnist", None, ()))
    )
    description = json.loads(files["run.json"])
    description["architecture"]["layers"][0]["filters"] = filters
    description["architecture"]["layers"][2]["units"] = units
    with pytest.raises(ValueError, match=r"(units|filters) \(=.*\) must be at least 1, as a whole number"):
        zip_archive.read(zipped(files | {"run.json": json.dumps(description).encode()}))


def test_numbers_and_lines_without_end_are_left_out(brought_run):
    endless = "1" + "0" * 400
    lines = ["[" * 100_000, '{"kind": "step", "step": 1, "epoch": 1, "loss": ' + endless + "}"]
    lines.append('{"kind": "step", "step": 1, "epoch": 1, "loss": 0.5}')
    files = files_of(zip_archive.packed(brought_run)) | {"history.jsonl": "\n".join(lines).encode()}
    files["run.json"] = files["run.json"].decode().replace('"added"', f'"seconds": {endless}, "added"').encode()
    back = zip_archive.opened(zip_archive.read(zipped(files)))
    assert [row["loss"] for row in back.history] == [0.5]
    assert back.seconds is None


def test_nobody_has_to_believe_what_a_run_says_of_itself(brought_run):
    boast = {"evaluation.json": b'{"test": {"confusion": [[10000]], "loss": 0}}', "answers.npz": b"all of them"}
    back = zip_archive.opened(zip_archive.read(zipped(files_of(zip_archive.packed(brought_run)) | boast)))
    assert back.evaluation is None
    assert back.answers is None
    assert not back.is_tested


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([Activation("relu", name=f"a{at}") for at in range(101)], "has 103 layers, more than 100"),
        ([Conv2D(400, (1, 1), name=f"c{at}") for at in range(7)], "numbers for one picture, more than 2,000,000"),
    ],
)
def test_what_a_server_could_not_show_is_refused(layers, said):
    architecture = Architecture((*layers, GlobalAveragePooling2D(), Dense(10, "softmax")))
    run = zip_archive.from_network("mine", random_network(architecture), "mnist", None, ())
    with pytest.raises(ValueError, match=said):
        zip_archive.read(zip_archive.packed(run))


def test_what_a_page_could_not_show_is_left_out(brought_run):
    rows = '{"kind": "step", "step": 1, "epoch": 1, "loss": "high"}\n{"kind": "step", "step": 2, "epoch": 1, "loss": 1}'
    files = files_of(zip_archive.packed(brought_run)) | {"history.jsonl": rows.encode(), "evil.py": b"import os"}
    description = json.loads(files["run.json"]) | {"seconds": "long", "path": "/etc/passwd"}
    back = zip_archive.opened(zip_archive.read(zipped(files | {"run.json": json.dumps(description).encode()}, "")))
    assert [row["loss"] for row in back.history] == [1]
    assert back.seconds is None
    assert "path" not in back.description
    assert not (back.path / "evil.py").exists()


def test_what_is_packed_can_be_read_as_a_keras_file_is_not(brought_run):
    with pytest.raises(ValueError, match=r"no config.json, so it is not a .keras file"):
        file_reading.read(zip_archive.packed(brought_run))


def test_a_run_that_learnt_a_persons_own_images_is_taken_along_without_them(tmp_path):
    some = letters()
    network = Architecture((Flatten(), Dense(3, "softmax")))
    training.prepare(network, config_of("letters", some), tmp_path / "mine", brought=some)
    writer.write_checkpoint(tmp_path / "mine", 5, random_network(network))
    packed = zip_archive.packed(runs.load(tmp_path / "mine"))
    assert set(files_of(packed)) == {"run.json", "checkpoints/step_000005.npz"}
    back = zip_archive.opened(zip_archive.read(packed))
    assert (back.class_names, back.config.own.title) == (("A", "B", "Q"), "letters")
    for entry, value, sentence in (
        ("title", "[x](y)", "data set title .* must be 1 to 40 letters"),
        ("class_names", ["A", "*", "Q"], "class name .* must have 1 to 40 plain"),
    ):
        files = files_of(packed)
        description = json.loads(files["run.json"])
        description["training"]["own"][entry] = value
        with pytest.raises(ValueError, match=sentence):
            zip_archive.read(zipped({**files, "run.json": json.dumps(description)}))
