"""What to try with images of one's own, and what is said of a data set of one's own."""

from core.datasets.own_data_set import INVERTED, TRANSPOSED
from core.formats import count, percent
from dashboard.text import own_sentences

READ = (
    "Drop a file as people have it: a **CSV** with a line for each image (Kaggle's `train.csv` and the like), **idx** "
    "files (images and labels together, gzipped or not), **.npz** arrays, or a **zip of pictures** in a folder for "
    "each class, or named by what they show. Pictures in colour, up to 64 x 64, can stay so. It becomes a "
    "data set like MNIST: choose it under *Images* in the sidebar, on every page, or teach a network its classes on "
    "*Train*. It stays in this session: a reload of the page forgets it, and the browser asks before it does so."
)
IN_COLOR = (
    "They are in colour: networks for colour pictures (*Your own network*) see them as they are. The networks that "
    "ship, and those that are trained here, read grey pictures of 28 x 28 pixels, and see them so."
)
PREPARED = "prepared as drawings are"
SHRUNK, COLORFUL = "shrunk as they are", "in colour"
CHANGED = {
    (TRANSPOSED,): "transpose every image",
    (INVERTED,): "invert every image",
    (TRANSPOSED, INVERTED): "transpose and invert every image",
}
SEEN_AS = {
    (TRANSPOSED,): "with rows and columns exchanged",
    (INVERTED,): "with dark and light exchanged",
    (TRANSPOSED, INVERTED): "with rows and columns, and dark and light, exchanged",
}


def what_is_in(data_set):
    """How many images of which classes, in which parts."""
    parts = {"train": "to learn from", "test": "to test with"}
    said = ", ".join(f"{len(split):,} {parts[part]}" for part, split in data_set.parts.items())
    done = [change for change in data_set.changes if change in (TRANSPOSED, INVERTED)]
    changed = f" Every image was {' and '.join(done)} here." if done else ""
    color = f" {IN_COLOR}" if data_set.is_in_color else ""
    return (
        f"**{count(len(data_set), 'image')}**: {said}. {count(len(data_set.class_names), 'class', 'classes')}: "
        f"{own_sentences.few(data_set.class_names)}.{changed}{color}"
    )


def better(readings, way):
    """That a network reads far more of the images in another way."""
    as_it_is, so = (percent(readings.right[one] / readings.count) for one in ((), way))
    return (
        f"`lesson_cnn` reads {as_it_is} of {readings.count:,} of these images as they are, and {so} {SEEN_AS[way]}: "
        "the file seems to have them so."
    )


def fits_not(run, data_set):
    """That a network has none of the classes."""
    return (
        f"{run.key} answers {own_sentences.few(run.class_names)}: none of these is a class of this data set, so "
        "nothing can be counted. Choose another network."
    )


TRY = (
    "keep ten digits as you write them, and ten as MNIST's writers did. Which are read better?",
    "Those that look like what the network has learnt from. A 1 with a long upstroke or a crossed 7 is right in one "
    "country and strange in another: a network knows only the hands it was shown.",
)
