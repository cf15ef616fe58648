"""Thousands of damaged networks and pictures, each of which has to be read or refused in one sentence.

    python -m tests.fuzz --count 20000 --seed 0

Real small files, written by Keras and by Pillow, are flipped, cut, spliced and stuffed; inside an archive also its JSON
and its HDF5, so that the damage gets past the checksums. A crash of the reading process is allowed, an exception that
is not a sentence, or an answer that costs more than SLOWEST seconds, is not. What is read as a network must also work.
"""

import argparse
import gzip
import io
import json
import os
import random
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from core import runs
from core.datasets import file_formats, labelled_images
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.digits import photo_decoding
from core.keras_io import containers, file_reading
from core.runs import zip_archive
from core.untrusted import hdf5_files
from core.workers.reader import Reader

SLOWEST = 2.0  # seconds of processor time
STRANGE = (None, True, -1, 0, 1, 2, 7, 10**6, 10**30, 1e-300, float("nan"), float("inf"), "", "x" * 999, [], {}, [[1]])
BYTES = (b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\xff" * 8, b"\x00" * 8, b"PK\x01\x02", b"SNOD", b"TREE", b"OHDR")
PARSERS = {
    "network": file_reading.read,
    "image": photo_decoding.decode,
    "run": zip_archive.read,
    "data set": file_formats.read,
}


@dataclass
class Findings:
    """What became of the files: how many of each kind ended how, and what may not have happened."""

    counts: Counter = field(default_factory=Counter)
    sentences: Counter = field(default_factory=Counter)
    slowest: float = 0.0
    crashes: int = 0
    faults: list = field(default_factory=list)


@cache
def originals():
    """`[(kind, bytes), ...]`: small networks of every kind of layer and small pictures of every format and mode."""
    from tests.core import keras_makers

    with tempfile.TemporaryDirectory() as folder:
        models = [keras_makers.small_model(), *map(keras_makers.random_model, (*range(8), 14))]
        models += map(keras_makers.random_graph, (2, 5, 8, 12, 23))  # with these every kind is there
        names = ("model.keras", "model.h5")
        networks = [("network", keras_makers.saved(model, Path(folder), name)) for model in models for name in names]
    random = np.random.default_rng(0)
    some = labelled_images.LabelledImages(random.integers(0, 256, (5, 28, 28), np.uint8), np.array([4, -1, 0, 9, 9]))
    sets = [
        ("data set", write({"train": some.split, "test": some.split}, DIGITS)) for write in writing.FORMATS.values()
    ]
    arrays = io.BytesIO(), io.BytesIO()
    np.save(arrays[0], random.random((5, 28, 28, 1), np.float32))
    np.savez(arrays[1], x=random.integers(0, 256, (6, 8, 9, 3), np.uint8), y=np.eye(3)[[0, 1, 2, 2, 1, 0]])
    sets += [("data set", array.getvalue()) for array in arrays]
    sets += [("data set", gzip.compress(b"label," + b",".join(b"%d" % at for at in range(16)) + b"\nb" + b",9" * 16))]
    sets += [("data set", lines) for lines in (b"7" + b",0" * 16, b"4 " + b"0.5 " * 16)]
    trained = [("run", zip_archive.packed(runs.load(key))) for key in ("mlp_40", "fashion_kernels", "sklearn_40")]
    return networks + sets + trained + [("image", content) for content in _pictures()]


def _pictures():
    colors = np.random.default_rng(0).integers(0, 256, (23, 19, 3), dtype=np.uint8)
    picture, exif = Image.fromarray(colors), Image.Exif()
    exif[photo_decoding.ORIENTATION] = 6
    modes = {
        "PNG": ("L", "RGB", "RGBA", "P", "1", "LA", "I;16"),
        "JPEG": ("L", "RGB", "CMYK"),
        "WEBP": ("RGB", "RGBA"),
        "GIF": ("L", "P"),
        "BMP": ("L", "RGB", "1"),
    }
    for form, known in modes.items():
        for mode in known:
            changed = picture.convert("L").convert(mode) if mode in ("I;16", "1") else picture.convert(mode)
            file = io.BytesIO()
            changed.save(file, form, **({} if form in ("BMP", "GIF") else {"exif": exif}))
            yield file.getvalue()


def mutated(content, others, chance):
    """`content` with one to four kinds of damage; `chance` is a random.Random."""
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice(DAMAGES)(damaged, others, chance)
    return bytes(damaged)


def _flip(content, others, chance):
    for _ in range(chance.choice((1, 2, 8, 64))):
        if content:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _overwrite(content, others, chance):
    place = chance.randrange(len(content) + 1)
    stuff = chance.choice((*BYTES, chance.randbytes(chance.randrange(1, 32))))
    content[place : place + len(stuff)] = stuff


def _insert(content, others, chance):
    place = chance.randrange(len(content) + 1)
    content[place:place] = chance.choice((*BYTES, chance.randbytes(chance.randrange(1, 200))))


def _delete(content, others, chance):
    place = chance.randrange(len(content) + 1)
    del content[place : place + chance.choice((1, 4, 100, 3000))]


def _cut(content, others, chance):
    del content[chance.randrange(len(content) + 1) :]


def _repeat(content, others, chance):
    place = chance.randrange(len(content) + 1)
    content[place:place] = content[place : place + chance.randrange(1, 2000)]


def _splice(content, others, chance):
    other = chance.choice(others)
    content[chance.randrange(len(content) + 1) :] = other[chance.randrange(len(other)) :]


DAMAGES = (_flip, _flip, _overwrite, _overwrite, _insert, _delete, _cut, _repeat, _splice)


def mutated_inside(content, others, chance):
    """A network whose directory and checksums are right, and whose JSON or HDF5 is not."""
    from tests.core.keras_makers import entry, remade, remade_hdf5

    if content.startswith(hdf5_files.START):
        changed = partial(_change_values, chance=chance)
        return remade_hdf5(content, changed) if chance.random() < 0.5 else mutated(content, others, chance)
    others = [other for other in others if not other.startswith(hdf5_files.START)]
    name = chance.choice((containers.CONFIG, containers.WEIGHTS, containers.WEIGHTS))
    inside = entry(content, name)
    if name == containers.CONFIG and chance.random() < 0.8:
        changed = _changed_values(inside, chance)
    else:
        changed = mutated(inside, [entry(other, name) for other in chance.sample(others, 2)], chance)
    return remade(content, **{name.replace(".", "_"): changed})


def mutated_entry(content, others, chance):
    """An archive of the same names and right checksums, with damage in one of its files; anything else, damaged."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return mutated(content, others, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(files))
    if name.endswith(".json") and chance.random() < 0.8:
        files[name] = _changed_values(files[name], chance)
    else:
        files[name] = mutated(files[name], list(files.values()) + others[:1], chance)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for each, inside in files.items():
            archive.writestr(each, inside)
    return file.getvalue()


INSIDE = {"network": mutated_inside, "run": mutated_entry, "data set": mutated_entry}


def _changed_values(text, chance):
    """The JSON with some of its values changed."""
    description = json.loads(text)
    _change_values(description, chance)
    return json.dumps(description).encode()


def _change_values(description, chance):
    """One to three of its values, anywhere in it, are replaced, taken away or exchanged."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = list(_places(description))
        within, key = chance.choice(places)
        match chance.randrange(5):
            case 0:
                del within[key]
            case 1 | 2:
                within[key] = chance.choice(STRANGE)
            case 3:
                other, its = chance.choice(places)
                within[key] = json.loads(json.dumps(other[its]))
            case 4:
                number = within[key]
                within[key] = number * chance.choice((2, 100, -1)) if type(number) in (int, float) else str(number)


def _places(value):
    """`(container, key)` of every value in it."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def run(count, seed, tell=lambda done: None):
    """Reads `count` damaged files one after another in one Reader; the Findings."""
    chance, findings, reader = random.Random(seed), Findings(), Reader()
    files = originals()
    alike = {kind: [content for its, content in files if its == kind] for kind in PARSERS}
    try:
        for kind, content in files:
            _check_whole(reader, kind, content, findings)
        for number in range(count):
            kind = chance.choice(list(alike))
            content = chance.choice(alike[kind])
            damage = INSIDE.get(kind, mutated) if chance.random() < 0.8 else mutated
            content = damage(content, alike[kind], chance)
            _try(reader, kind, content, findings)
            tell(number + 1)
    finally:
        reader.close()
    return findings


def _check_whole(reader, kind, content, findings):
    """What is refused before it was damaged would be refused whatever the damage."""
    try:
        reader.read(kind, content)
    except ValueError as error:
        findings.faults.append((kind, f"is refused undamaged: {error}", content))


def _try(reader, kind, content, findings):
    begin, outcome = _processor_time(reader), "read"
    try:
        found = reader.read(kind, content)
    except ValueError as error:
        sentence, outcome = str(error), "refused"
        findings.sentences[f"{kind}: {sentence[:70]}"] += 1
        findings.crashes += "crashed" in sentence
        if not sentence or "\n" in sentence or sentence.endswith("Error"):
            findings.faults.append((kind, sentence, content))
    except BaseException as error:
        outcome = "raised"
        findings.faults.append((kind, repr(error), content))
        if not isinstance(error, Exception):
            raise
    else:
        if kind == "network":
            _use([found], content, findings)
        if kind == "run":
            run = zip_archive.opened(found)
            _use([run.network_at(step) for step in run.moments], content, findings)
    seconds = _cost(begin, _processor_time(reader))
    findings.counts[kind, outcome] += 1
    findings.slowest = max(findings.slowest, seconds)
    if seconds > SLOWEST:
        findings.faults.append((kind, f"took {seconds:.1f} s", content))


def _processor_time(reader):
    """`{process id: seconds so far}` of this process and, where it lives, of the one that reads."""
    spent = {os.getpid(): time.process_time()}
    with suppress(psutil.Error, AttributeError):  # none has been started yet, or it has just crashed
        process = psutil.Process(reader._process.pid)
        spent[process.pid] = sum(process.cpu_times()[:2])
    return spent


def _cost(before, after):
    """What one file has cost; a process that took the place of another has had to start first, which is not counted."""
    return sum(seconds - before[process] for process, seconds in after.items() if process in before)


def _use(networks, content, findings):
    """Whatever the weights are, one picture goes through."""
    try:
        for network in networks:
            with np.errstate(all="ignore"):
                network.predict(np.zeros(network.architecture.input_shape, np.float32))
    except Exception as error:
        findings.faults.append(("network", f"is of no use: {error!r}", content))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for the files at fault")
    settings = parser.parse_args()
    findings = run(settings.count, settings.seed, lambda done: done % 1000 or print(f"{done} files", flush=True))
    for (kind, outcome), number in sorted(findings.counts.items()):
        print(f"{kind:8} {outcome:8} {number}")
    print(f"slowest {findings.slowest:.2f} s, crashes answered {findings.crashes}, faults {len(findings.faults)}")
    for sentence, number in findings.sentences.most_common(40):
        print(f"{number:6} {sentence}")
    for number, (kind, fault, content) in enumerate(findings.faults):
        print(f"FAULT {kind}: {fault}")
        if settings.keep:
            (settings.keep / f"{kind}_{number}").write_bytes(content)
    raise SystemExit(bool(findings.faults))


if __name__ == "__main__":
    main()
