"""Data sets: the right images in the right order, and one sentence when they are missing or damaged."""

import functools
import gzip
import http.server
import threading

import numpy as np
import pytest

from core import datasets, paths
from core.datasets import loading
from core.datasets.catalogue import DIGITS, Source


def test_mnist_is_the_real_one(mnist):
    assert mnist.train.images.shape == (60000, 28, 28)
    assert mnist.test.images.dtype == np.uint8
    assert mnist.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.test.labels[227] == 4
    assert mnist.class_names == tuple("0123456789")


def test_classes_keep_file_order_and_count_from_zero(fashion_mnist):
    three = datasets.load("fashion_mnist", classes=(0, 3, 9))
    assert three.class_names == ("T-shirt/top", "Dress", "Ankle boot")
    assert three.test.indices[3:5].tolist() == [23, 27]
    assert [three.class_names[label] for label in three.test.labels[3:5]] == ["Ankle boot", "T-shirt/top"]
    np.testing.assert_array_equal(three.test.images[3], fashion_mnist.test.images[23])
    assert len(three.train) == 18000


@pytest.mark.parametrize(
    ("name", "classes", "sentence"),
    [
        ("emnist", None, "data set 'emnist' is not one of mnist, fashion_mnist, uci_digits"),
        ("uci_digits", (3, 10), "class 10 is outside 0 to 9 of uci_digits"),
        ("uci_digits", (), "must be one or more different labels"),
        ("uci_digits", (3, 3), "must be one or more different labels"),
    ],
)
def test_bad_requests(name, classes, sentence):
    with pytest.raises(ValueError, match=sentence):
        datasets.load(name, classes)


@pytest.fixture
def tiny(monkeypatch):
    """A data set of our own with two images a split, under MNIST's name, so that fetching needs no internet."""
    arrays = {
        "x_train": np.arange(2 * 784, dtype=np.uint8).reshape(2, 28, 28),
        "y_train": np.array([5, 0], np.uint8),
        "x_test": np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28),
        "y_test": np.array([7, 2, 1], np.uint8),
    }
    digests = {key: loading._digest(array) for key, array in arrays.items()}
    source = Source("MNIST", DIGITS, ("mnist.npz",), digests)
    monkeypatch.setitem(datasets.SOURCES, "mnist", source)
    monkeypatch.delenv("CONVSCOPE_DATASETS", raising=False)
    return arrays


@pytest.fixture
def mirror(tmp_path, tiny, monkeypatch):
    """A web server on this machine that holds the tiny data set."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    np.savez(folder / "mnist.npz", **tiny)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(loading, "KERAS_MIRROR", address)
        yield folder
        server.shutdown()


@pytest.mark.usefixtures("mirror")
def test_fetched_when_first_wanted(tiny):
    assert "mnist" not in datasets.available()
    np.testing.assert_array_equal(datasets.load("mnist").test.images, tiny["x_test"])
    assert "mnist" in datasets.available()
    assert [file.name for file in paths.fetched_datasets().glob("*.npz")] == ["mnist.npz"]


@pytest.mark.usefixtures("mirror")
@pytest.mark.parametrize("damage", [lambda b: b[:900], lambda b: b"", lambda b: b[:300] + b"\0" * 40 + b[340:]])
def test_our_own_damaged_file_is_set_aside_and_fetched_again(tiny, damage):
    file = datasets.fetch("mnist")
    file.write_bytes(damage(file.read_bytes()))
    np.testing.assert_array_equal(datasets.load("mnist").test.images, tiny["x_test"])
    np.testing.assert_array_equal(datasets.load("mnist").train.labels, tiny["y_train"])
    assert file.with_suffix(".damaged").exists()


@pytest.mark.usefixtures("tiny")
def test_given_damaged_file_is_told_and_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVSCOPE_DATASETS", str(tmp_path))
    (tmp_path / "mnist.npz").write_bytes(b"PK not really")
    with pytest.raises(datasets.DataSetError, match=r"mnist\.npz in .* is damaged"):
        _ = datasets.load("mnist").test
    assert (tmp_path / "mnist.npz").read_bytes() == b"PK not really"


def test_fetched_file_with_other_content_is_not_kept(mirror, tiny):
    np.savez(mirror / "mnist.npz", **{**tiny, "x_test": tiny["x_test"] + 1})
    with pytest.raises(datasets.DataSetError, match="array x_test is not the one of mnist"):
        datasets.load("mnist")
    assert datasets.locate("mnist") is None


@pytest.mark.parametrize("answer", [b"<html>not found</html>", b"", b"PK\x05\x06" + bytes(18)])
def test_a_mirror_that_answers_nonsense_is_one_sentence(mirror, answer):
    (mirror / "mnist.npz").write_bytes(answer)
    with pytest.raises(datasets.DataSetError, match="MNIST could not be fetched"):
        datasets.fetch("mnist")


@pytest.mark.usefixtures("mirror")
def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVSCOPE_HOME", str(tmp_path / "file"))
    with pytest.raises(datasets.DataSetError, match=r"MNIST could not be fetched: .*Not a directory"):
        datasets.load("mnist")


@pytest.mark.usefixtures("tiny")
def test_no_network_is_one_sentence(monkeypatch):
    monkeypatch.setattr(loading, "KERAS_MIRROR", "http://127.0.0.1:9/")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(datasets.DataSetError, match="MNIST could not be fetched: there is no network"):
        datasets.load("mnist")


def test_what_comes_along_is_not_fetched():
    with pytest.raises(datasets.DataSetError, match="UCI digits are not fetched from anywhere"):
        datasets.fetch("uci_digits")


def test_digest_is_the_data_sets_whatever_the_classes():
    assert datasets.load("uci_digits").digest == datasets.load("uci_digits", (1, 2)).digest


def test_idx_files(tmp_path):
    array = np.arange(2 * 3 * 5, dtype=np.uint8).reshape(2, 3, 5)
    header = bytes([0, 0, 8, 3]) + np.array(array.shape, ">u4").tobytes()
    (tmp_path / "x.gz").write_bytes(gzip.compress(header + array.tobytes()))
    np.testing.assert_array_equal(loading._idx(tmp_path / "x.gz"), array)


@pytest.mark.parametrize(("size", "count"), [(360, 200), (10_000, 500), (3000, 1000), (7, 3), (7, 7), (5, 9), (5, 1)])
def test_a_part_is_spread_evenly_over_the_whole(size, count):
    indices = np.arange(size)
    found = loading.Split(indices, indices, indices).evenly(count).indices
    assert len(found) == min(size, count)
    steps = np.diff([*found, size])
    assert found[0] == 0
    assert steps.min() >= 1
    assert steps.max() - steps.min() <= 1


@pytest.mark.parametrize(("size", "count", "step"), [(10_000, 500, 20), (10_000, 1000, 10), (3000, 500, 6)])
def test_the_parts_that_shipped_measures_were_made_of_stay(size, count, step):
    indices = np.arange(size)
    found = loading.Split(indices, indices, indices).evenly(count).indices
    np.testing.assert_array_equal(found, indices[::step])
