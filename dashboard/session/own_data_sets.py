"""Data sets that a person brought: in memory, in their session and nowhere else, each chosen as MNIST is."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from core.datasets import class_means, own_source
from core.datasets.catalogue import SOURCES, name_of_own
from core.datasets.labelled_images import UNKNOWN
from core.datasets.own_data_set import OwnDataSet
from core.formats import numbered
from dashboard.session import memory, state
from dashboard.text import sentences

AT_MOST = 8
LONGEST = 30


@dataclass(frozen=True, eq=False)
class Brought:
    """A data set and what it is called here."""

    title: str
    data_set: OwnDataSet

    @property
    def name(self):
        """That by which pages know it: another one when its images or classes are others."""
        return name_of_own(self.title, self.data_set.digest)

    @property
    def size(self):
        return self.data_set.size


def all_of_them():
    """`{title: Brought}`, in the order in which they came."""
    return state.get(state.OWN_DATA_SETS, {})


def names():
    """What they are known by."""
    return tuple(one.name for one in all_of_them().values())


def find(name):
    """The OwnDataSet of this name. Raises KeyError where it is no longer here."""
    one = all_of_them()[sentences.title_of_own(name)]
    if one.name != name:
        raise KeyError(name)
    return one.data_set


def name_of(own):
    """What the set is known by that an OwnSource describes, whatever it is called now; None where it is not here."""
    return next((one.name for one in all_of_them().values() if one.data_set.digest == own.digest), None)


def to_learn():
    """`({name: OwnSource}, {title: why})` of those that a network can learn, and of those that none can."""
    can, cannot = {}, {}
    for one in all_of_them().values():
        try:
            can[one.name] = own_source.describe(one.title, one.data_set)
        except ValueError as error:
            cannot[one.title] = str(error)
    return can, cannot


def class_means_of(name):
    """The ClassMeans of its training images, of every class."""

    def work(name):
        learnt = find(name)
        return class_means.of_classes(learnt.train.images, learnt.train.labels, len(learnt.class_names))

    return state.worked_out(state.widget("means", sentences.title_of_own(name)), name, work)


def options():
    """`{what the sidebar calls it: (name, part)}` for every part that has images."""
    return {
        sentences.split_name(one.name, part): (one.name, part)
        for one in all_of_them().values()
        for part in ("test", "train")
        if part in one.data_set.parts
    }


def to_test_on():
    """`{what it is called: name}` of those whose test images say what they show."""
    return {
        sentences.split_name(one.name, "test"): one.name
        for one in all_of_them().values()
        if (one.data_set.test.labels != UNKNOWN).any()
    }


def add(file_name, data_set):
    """The title under which a data set is here from now on. Raises ValueError for too many, or too large a one."""
    if len(all_of_them()) >= AT_MOST:
        raise ValueError(f"{AT_MOST} data sets of yours are here already: forget one first")
    one = Brought(_free(file_name), data_set)
    memory.check(one)
    _put(one)
    return one.title


def change(title, data_set):
    """From a callback: the data set in another way, under the same title. Raises ValueError for too large a one."""
    one = Brought(title, data_set)
    memory.check(one, instead_of=all_of_them().get(title))
    _put(one)


def forget(title):
    """From a callback. What the sidebar shows of it falls back to the network's own images."""
    gone = all_of_them()[title]
    state.put(state.OWN_DATA_SETS, {name: one for name, one in all_of_them().items() if name != title})
    if state.get(state.DATA) in {sentences.split_name(gone.name, part) for part in ("test", "train")}:
        state.forget(state.DATA, state.IMAGE)


def _put(one):
    memory.note(one)
    state.put(state.OWN_DATA_SETS, all_of_them() | {one.title: one})


def _free(file_name):
    """What a file is called, in plain words that no other data set has."""
    stem = re.sub(
        r"(\.(csv|npz|npy|zip|gz|txt|idx|ubyte|png|jpe?g|bmp|gif|webp))+$",
        "",
        PurePath(file_name).name,
        flags=re.IGNORECASE,
    )
    plain = re.sub(r"[\W_]+", " ", stem).strip()[:LONGEST].strip() or "mine"
    known = {source.title.lower() for source in SOURCES.values()} | {title.lower() for title in all_of_them()}
    known |= {sentences.YOURS.lower()}
    return next(title for title in numbered(plain, " ") if title.lower() not in known)
