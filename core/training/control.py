"""What a person wants of a training that is going on: one word in a file of its folder, read between two batches."""

from core import checks, paths

TRAIN, PAUSE, STOP = "train", "pause", "stop"
WISHES = (TRAIN, PAUSE, STOP)


def wish(path, word):
    """Note the wish in the run's folder."""
    checks.choice("wish", word, WISHES)
    paths.write_in_place(path / "wish", lambda file: file.write(word.encode()))


def of(path):
    """What is wanted of the run in this folder; to train where nothing, or nothing sensible, was noted."""
    try:
        word = (path / "wish").read_text(errors="replace")
    except OSError:
        return TRAIN
    return word if word in WISHES else TRAIN
