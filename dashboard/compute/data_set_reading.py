"""A file of images that a person dropped becomes a data set of theirs, in the background and with its progress."""

import io
import zipfile
from contextlib import nullcontext, suppress

from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import runs
from core.workers import background_thread
from core.workers.reader import LARGEST, LARGEST_DATA_SET
from dashboard.compute import data_sets, inspection, workers
from dashboard.session import own_data_sets, state, visitor

MEGABYTE = 1 << 20


def most():
    """Bytes that the files may have together."""
    return LARGEST if visitor.is_visitor() else LARGEST_DATA_SET


def taken(files):
    """From a callback: `(name, content)` of files that were dropped; Streamlit would keep them with the session."""
    pairs, context = [(file.name, file.getvalue()) for file in files], get_script_run_ctx()
    for file in files:
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return pairs


def begin(files):
    """From a callback: read `(name, content)` pairs as one data set. Raises ValueError where that cannot be."""
    if task():
        raise ValueError("another file is still being read: wait for it, or stop it")
    size = sum(len(content) for _, content in files)
    if size > most():
        raise ValueError(
            f"{'this file has' if len(files) == 1 else 'these files have'} {size // MEGABYTE} MB; at most "
            f"{most() // MEGABYTE} MB are read: zip a CSV, or save an .npz by np.savez_compressed"
        )
    names = [name for name, _ in files]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"two of these files are called {twice!r}; each needs a name of its own")
    name, content = files[0] if len(files) == 1 else (_common(files), _together(files))
    reader = workers.data_set_reader()
    begun = background_thread.begin(
        f"reading {name}", lambda report: reader.read("data set", content, name, report), nullcontext()
    )
    state.put(state.READING, (name, begun))
    state.put(state.SAID_OF_READING, None)


def task():
    """The Task that is reading a file, or None."""
    going = state.get(state.READING)
    return going and going[1]


def settle():
    """At the start of a run of a page: what has been read is a data set from now on, or said why not."""
    if task() is None or not task().is_done:
        return
    name, done = state.take(state.READING)
    if done.is_stopped:
        return
    error = done.error
    if not error:
        try:
            own_data_sets.add(name, done.result)
            _look_at_what_came_back()
        except ValueError as refused:
            error = str(refused)
    if error:
        state.put(state.SAID_OF_READING, f"{name}: {error}.")


def _look_at_what_came_back():
    """Where the network that is looked at has learnt these very images, they are shown instead of what stood in."""
    look = state.remembered()
    with suppress(runs.RunError):  # it may have been deleted meanwhile
        if look and look.run.config.own and (name := data_sets.name_here(look.run.config)):
            inspection.suit(name)


def refused():
    """Why the last file was not read, or None."""
    return state.get(state.SAID_OF_READING)


def refuse(sentence):
    """From a callback: a file that is not even begun."""
    state.put(state.SAID_OF_READING, sentence)


def _together(files):
    """Several files, as one zip archive has them."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for name, content in files:
            written.writestr(name, content)
    return archive.getvalue()


def _common(files):
    """What several names have in common at their beginning, or the first."""
    first, last = min(name for name, _ in files), max(name for name, _ in files)
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:length].strip("-_ .") or first
