"""Strangers' files in a process of their own: what it reads, and what becomes of crashes, hangs and lies."""

import io
import os
import signal
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import keras
import numpy as np
import psutil
import pytest
from PIL import Image

from core import runs
from core.datasets import labelled_images
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.digits import photo_decoding
from core.keras_io import file_writing
from core.networks.presets import PRESETS
from core.runs import zip_archive
from core.workers import reader
from core.workers.reader import Reader
from tests.core import keras_makers
from tests.core.keras_makers import remade, zipped
from tests.core.strategies import random_network

ROOT = Path(__file__).parents[3]
SETTINGS = {"MPO": {"save_all": True, "append_images": [Image.new("RGB", (7, 9))]}}  # a phone's JPEG: two in one


@pytest.fixture
def reading():
    reading = Reader()
    yield reading
    reading.close()


@pytest.fixture
def troubled(reading, monkeypatch):
    """A Reader whose process does what the file says, which has to be Python: files that crash for certain."""
    script = """
import os, sys, time
from core.workers import reader
reader.SECONDS = 3
reader.KINDS["image"] = reader.Kind(lambda content: exec(content, {"os": os, "sys": sys, "time": time}), None, None)
reader.main()
"""
    started = subprocess.Popen

    def altered(command, **settings):
        return started([sys.executable, "-c", script], **settings)

    monkeypatch.setattr(reader.subprocess, "Popen", altered)
    monkeypatch.setattr(reader, "SECONDS", 1)
    return reading


def _picture(form="PNG", value=77):
    file = io.BytesIO()
    Image.fromarray(np.full((9, 7, 3), value, np.uint8)).save(file, form, **SETTINGS.get(form, {}))
    return file.getvalue()


@pytest.mark.parametrize("key", ["lesson_cnn", "lesson_mlp"])
def test_networks_come_back_whole(reading, key):
    network = random_network(PRESETS[key].architecture)
    again = reading.read("network", file_writing.write(network))
    assert again.architecture == network.architecture
    for name, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


@pytest.mark.parametrize("written_by", ["Keras 3", "Keras 2", "the first Keras 2"])
def test_hdf5_is_read_where_no_file_can_be_opened(reading, tmp_path, written_by):
    """As the first file of all: what Python loads for it has to be there."""
    model = keras_makers.small_model()
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    sequential = keras.Sequential([keras.Input((12, 11, 1)), *layers])
    content = {
        "Keras 3": lambda: keras_makers.saved(model, tmp_path, "model.h5"),
        "Keras 2": lambda: keras_makers.as_keras_2(sequential),
        "the first Keras 2": lambda: keras_makers.as_keras_2(sequential, bare=True),
    }[written_by]()
    again = reading.read("network", content)
    np.testing.assert_array_equal(again.kernel("edges"), model.get_layer("edges").get_weights()[0])


@pytest.mark.parametrize("form", [*photo_decoding.FORMATS, "MPO"])
def test_pictures_come_back_as_they_are_decoded_here(reading, form):
    np.testing.assert_array_equal(reading.read("image", _picture(form)), photo_decoding.decode(_picture(form)))


def test_one_process_for_all_files_and_it_learns_nothing(reading):
    reading.read("image", _picture())
    process = psutil.Process(reading._process.pid)
    for content in (b"", b"hello", file_writing.write(random_network(PRESETS["mlp_40"].architecture))[:5000]):
        for kind in reader.KINDS:
            with pytest.raises(ValueError, match=r"seems to be|damaged|not a zip archive|line 1 of"):
                reading.read(kind, content)
    assert reading._process.pid == process.pid
    assert not any("tensorflow" in mapped.path for mapped in process.memory_maps())


def test_what_is_asked_wrongly(reading):
    with pytest.raises(ValueError, match="kind 'film' is not one of network, image"):
        reading.read("film", b"")
    with pytest.raises(ValueError, match="this file has 65 MB; at most 64 MB are read"):
        reading.read("image", bytes(65 << 20))
    assert reading._process is None


def test_a_killed_process_is_replaced(reading):
    assert reading.read("image", _picture()).shape == (9, 7)
    os.kill(reading._process.pid, signal.SIGKILL)
    reading._process.wait()
    assert reading.read("image", _picture()).shape == (9, 7)


# Which number the pipe with the answer has is the system's affair.
WRITE_EVERYWHERE = """
for file in range(3, 20):
    try: os.write(file, b"x" * 99)
    except OSError: pass
"""


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("os.kill(os.getpid(), 11)", "the process that tried has crashed or ran out of memory"),
        ("os.kill(os.getpid(), 9)", "the process that tried has crashed or ran out of memory"),
        ("os._exit(0)", "the process that tried has crashed or ran out of memory"),
        (f"{WRITE_EVERYWHERE}os._exit(1)", "the process that tried has crashed or ran out of memory"),
        ("while True: pass", "it takes more than 1 seconds"),
        ("time.sleep(100)", "it takes more than 1 seconds"),
        ("bytearray(3 << 30)", "it needs more than 512 MB of memory"),
        ("raise KeyError('secret')", "this file cannot be read: KeyError"),
        ("raise ValueError('one\\ntwo' + 'o' * 9999)", "^one two{400,}$"),
        ("open('/etc/hostname')", "this file cannot be read: OSError"),
        ("open('left_behind', 'w')", "this file cannot be read: OSError"),
        ("print('noise'); os.write(1, b'noise'); raise ValueError('heard')", "^heard$"),
    ],
)
def test_trouble_costs_one_sentence_and_the_next_file_is_read(troubled, trouble, sentence):
    network = file_writing.write(random_network(PRESETS["lesson_mlp"].architecture))
    troubled.read("network", network)
    with pytest.raises(ValueError, match=sentence):
        troubled.read("image", trouble.encode())
    assert troubled.read("network", network).architecture == PRESETS["lesson_mlp"].architecture
    assert not (ROOT / "left_behind").exists()


@pytest.fixture
def unlimited(reading, monkeypatch):
    """A Reader on a system without limits: its process takes memory as the file says, in megabytes."""
    script = """
import time
from core.untrusted import confinement
from core.workers import reader
confinement.confine = lambda: ()
confinement.end_after = lambda seconds: None
reader.KINDS["image"] = reader.Kind(lambda content: (bytearray(int(content) << 20), time.sleep(2)), print, None)
reader.main()
"""
    started = subprocess.Popen
    monkeypatch.setattr(
        reader.subprocess, "Popen", lambda command, **rest: started([sys.executable, "-c", script], **rest)
    )
    monkeypatch.setattr(reader.confinement, "MEMORY", 500 << 20)
    return reading


@pytest.mark.parametrize(
    ("megabytes", "seconds", "sentence"),
    [(700, 9, "more than 512 MB of memory"), (7, 1, "it takes more than 1 seconds")],
)
def test_without_limits_of_the_system_memory_and_time_are_bounded_from_outside(
    unlimited, monkeypatch, megabytes, seconds, sentence
):
    monkeypatch.setattr(reader, "SECONDS", seconds)
    for _ in range(2):
        with pytest.raises(ValueError, match=sentence):
            unlimited.read("image", str(megabytes).encode())
        assert unlimited._process is None


def test_the_limits_that_hold_are_told(reading):
    assert reading.limits == ()
    reading.read("image", _picture())
    assert set(reading.limits) <= set(reader.confinement.LIMITS)
    if sys.platform == "linux":
        assert set(reading.limits) == set(reader.confinement.LIMITS)


def test_an_answer_that_is_none(reading, monkeypatch):
    for answer in (b"", b"PK\x03\x04", b"cos\nsystem\n", bytes(999)):
        monkeypatch.setattr(reading, "_ask", lambda *asked, answer=answer: (reader.ANSWER, answer))
        with pytest.raises(ValueError, match="answered in an unknown way"):
            reading.read("image", _picture())


def test_what_unpacks_to_too_much_is_no_crash(monkeypatch):
    monkeypatch.setattr(reader, "LARGEST_ANSWER", 2 << 20)
    file = io.BytesIO()
    np.savez_compressed(file, x=np.zeros((3000, 28, 28), np.uint8), y=np.arange(3000) % 3)
    number = list(reader.KINDS).index("data set")
    word, sentence, sound = reader._answer(number, file.getvalue())
    assert (word, sound) == (reader.REFUSAL, True)
    assert sentence == b"what is in this file takes 2 MB; at most 2 MB are read"


def test_several_threads_at_once(reading):
    values = range(0, 250, 10)
    with ThreadPoolExecutor(8) as pool:
        pictures = list(pool.map(lambda value: reading.read("image", _picture(value=value)), values))
    for value, picture in zip(values, pictures, strict=True):
        np.testing.assert_allclose(picture, value / 255, atol=1e-6)


def test_an_honest_file_does_not_wait_for_one_that_takes_long(troubled):
    """Five that wait for the end of their time, all but one of the places at once; one process is left over."""
    readers = reader.Readers()
    try:
        readers.read("network", file_writing.write(random_network(PRESETS["lesson_mlp"].architecture)))
        gone = []

        def bomb():
            with pytest.raises(ValueError, match="it takes more than 1 seconds"):
                readers.read("image", b"time.sleep(100)")
            gone.append(time.monotonic())

        with ThreadPoolExecutor(1) as hostile:
            for _ in range(3):
                hostile.submit(bomb)
            time.sleep(0.3)
            readers.read("network", file_writing.write(random_network(PRESETS["lesson_mlp"].architecture)))
            assert len(gone) < 3
        assert len(gone) == 3
        assert len(readers._idle) == 1
    finally:
        readers.close()


def test_no_more_are_read_at_once_than_there_are_places(monkeypatch):
    at_work, most = [], []

    class Slow:
        def read(self, kind, content, name, report):
            at_work.append(content)
            most.append(len(at_work))
            time.sleep(0.05)
            at_work.remove(content)

        def close(self):
            closed.append(self)

    closed = []
    monkeypatch.setattr(reader, "Reader", Slow)
    readers = reader.Readers()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: readers.read("image", number), range(12)))
    assert max(most) == reader.AT_ONCE
    readers.close()
    assert closed
    assert not readers._idle


def test_it_ends_with_its_owner():
    script = """
import sys, time
from core.workers.reader import Reader
reading = Reader()
try:
    reading.read("image", b"")
except ValueError:
    print(reading._process.pid, flush=True)
time.sleep(100)
"""
    owner = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    process = psutil.Process(int(owner.stdout.readline()))
    owner.kill()
    owner.wait()
    owner.stdout.close()
    until = time.monotonic() + 20
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.02)


def _attacks():
    """Files that claim or unpack to gigabytes, or that lead to other files."""
    network = file_writing.write(random_network(PRESETS["lesson_cnn"].architecture))
    yield "network", zipped({"config.json": bytes(300 << 20)}, zipfile.ZIP_DEFLATED), "unpacks to more than 64 MB"
    yield "network", zipped({"config.json": bytes(60 << 20)}, zipfile.ZIP_DEFLATED), "as bombs do"
    yield "network", zipped({"../../evil": b""}), "could lead out of the archive"

    def elsewhere(file):
        del file["layers/conv2d/vars/0"]
        file["layers/conv2d/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")

    def endless(file):
        del file["layers/dense/vars/0"]
        file.create_dataset("layers/dense/vars/0", (10**6, 10**6), "f8", chunks=(1, 10**6))

    yield "network", remade(network, weights=elsewhere), "is a link to another file"
    yield "network", remade(network, weights=endless), "in chunks"
    for side in (2**31 - 1, 30_000, 8_000):
        header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
        yield "image", b"\x89PNG\r\n\x1a\n" + chunk + bytes(99), "million pixels|cut off"


def test_attacks_cost_the_server_neither_memory_nor_files(reading):
    attacks, server = list(_attacks()), psutil.Process()
    reading.read("image", _picture())
    memory, files, process = server.memory_info().rss, set(ROOT.iterdir()), reading._process
    for kind, content, sentence in attacks:
        with pytest.raises(ValueError, match=sentence):
            reading.read(kind, content)
    assert server.memory_info().rss < memory + (20 << 20)
    assert psutil.Process(process.pid).memory_info().rss < 400 << 20
    assert reading._process is process
    assert set(ROOT.iterdir()) == files


def test_runs_and_data_sets_are_read_in_the_same_process():
    run, random = runs.load("tfjs_recognizer"), np.random.default_rng(0)
    some = labelled_images.LabelledImages(random.integers(0, 256, (5, 28, 28), np.uint8), np.array([4, -1, 0, 9, 9]))
    reader = Reader()
    try:
        back = zip_archive.opened(reader.read("run", zip_archive.packed(run)))
        assert back.moments == run.moments
        heard = []
        for written in (writing.to_npz, writing.to_csv, writing.to_pngs):
            read = reader.read("data set", written({"": some.split}, DIGITS), "mine", heard.append)
            assert read.examples().digest == some.digest
        assert heard
        assert all(0 <= share <= 1 for share in heard)
        for kind, said in (
            ("run", "this is not a zip archive"),
            ("data set", "line 1 of 'mine' has 2 values; read are"),
        ):
            with pytest.raises(ValueError, match=said):
                reader.read(kind, b"PK, or so they say", "mine")
    finally:
        reader.close()


def test_nobody_waits_for_a_file_and_the_next_is_read(reading):
    def leave(share):
        raise RuntimeError("nobody waits")

    lines = b"\n".join([b"4" + b",0" * 784] * 300)
    with pytest.raises(RuntimeError, match="nobody waits"):
        reading.read("data set", lines, report=leave)
    assert reading._process is None
    assert len(reading.read("data set", lines)) == 300
