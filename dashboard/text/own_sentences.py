"""The sentences about what a person brings: drawings, photos, examples, networks."""

from dataclasses import replace

from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import UNKNOWN
from core.formats import count, listed, percent
from core.keras_io import answering
from core.runs.run import UPLOADED
from dashboard.text.quotation import escaped
from dashboard.text.sentences import reads


def invitation(class_names):
    """What to draw for a network with these classes."""
    one = "digit, 0 to 9" if set(class_names) <= set(DIGITS) else f"of what it has learnt, {few(class_names)}"
    return f"Draw one {one}, anywhere and as large as you like. There is no button to press."


def drawn(look, label):
    """The answer to a drawing that was meant as `label`, or as nobody knows what."""
    says = f"{look.run.key} reads your drawing as {look.answer}"
    if label is None:
        return f"{says}."
    if label not in look.run.class_names:
        return f"{says}: it has never learnt what a {label} is."
    return f"{says}, as you meant it." if label == look.answer else f"{says}, but you meant {label}."


def frozen(rows):
    """What a training leaves alone, of the rows of a model summary; nothing where that is none."""
    kept = [row.parameters for row in rows if row.parameters and not row.trainable]
    if not kept:
        return ""
    every = sum(row.parameters for row in rows)
    verb = "is" if len(kept) == 1 else "are"
    return f" {count(len(kept), 'layer')} {verb} frozen: a training leaves {sum(kept):,} of all {every:,} as they are."


SCRIBBLE = 5.5  # how many times as long as its box a drawing's lines are; an 8 has less than 4
ALL_COVERED = (
    "So much of the sheet is covered that nothing stands out any more: there is no digit to read. Take back a stroke, "
    "or clear the sheet."
)


def doubt(is_several, is_dot, tangle):
    """What to think of the answer to several digits, a dot or long tangled lines; "" where it may be one digit."""
    if is_several:
        return (
            "There seems to be **more than one digit** on the sheet. The network takes all ink for one: draw one at a "
            "time, or bring them as a picture to *Read a photo*."
        )
    if is_dot:
        return (
            "This is a **dot**, which the preparation makes as large as a digit. The network has no way to say that it "
            "is none: it must choose one of its answers, and can be sure of it."
        )
    if tangle > SCRIBBLE:
        return (
            "This looks more like a **scribble** than like a digit. The network has no way to say so: it must choose "
            "one of its answers, and can be sure of it."
        )
    return ""


def reads_kept(look, kept):
    """How the network does on the kept examples."""
    known = kept.labelled
    if not set(DIGITS) & set(look.run.class_names):
        return f"{look.run.key} has never learnt digits: choose another network for your {count(len(kept), 'example')}."
    if not len(known):
        return f"{count(len(kept), 'example')}, none of them labelled."
    names = look.run.class_names
    answers = look.network.predict(known.images).argmax(axis=1)
    right = sum(names[answer] == DIGITS[label] for answer, label in zip(answers, known.labels, strict=True))
    return f"{look.run.key} reads {right} of your {count(len(known), 'labelled example')}."


def few(names, most=12):
    """Names of classes in a row; of many, the first and how many more."""
    return listed(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def cannot_learn(title, why):
    """Why a data set that was brought is not offered as what a network learns, or has learnt."""
    return f"Your *{title}* is not among the data sets to choose: {escaped(why)}."


def never_learnt(keys, needed, title):
    """Whose networks cannot be tested, because they lack some class that is `needed`; `title` is of the data set."""
    if tuple(needed) == DIGITS:
        return f"{listed(keys)} never learnt all ten digits."
    return f"{listed(keys)} never learnt all of {few(needed)}, the classes of {title}."


def other_classes(keys, classes):
    """Whose networks have all classes that are tested, and others besides or in another order."""
    has, is_left = ("has", "it is") if len(keys) == 1 else ("have", "they are")
    return f"{listed(keys)} {has} other classes to answer with than {few(classes)}: {is_left} left out here."


def reads_own(key, found, known, total):
    """How a network does on the test part of a data set that was brought: `known` images show a class it knows."""
    of = f"of the {total:,} test images" if known == total else f"of the {known:,} test images of classes it knows"
    some = "" if found.count == known else f", measured on {found.count:,} of them spread evenly"
    return f"**{key} reads {percent(found.accuracy)}** {of}{some}."


def tested_on(called, shown, data_set):
    """On how many images of a data set that was brought networks are tested."""
    known = int((data_set.test.labels != UNKNOWN).sum())
    if shown < known:
        return (
            f"Tested on {shown:,} images spread evenly over the {known:,} of {called}, so that an answer comes at "
            "once: the share of all of them differs a little."
        )
    return f"Tested on all {count(known, 'image')} of {called}."


def of_class(number):
    """That a room's drawings are here too."""
    return (
        f"Besides, {count(number, 'drawing')} of the class {'is' if number == 1 else 'are'} among your images, as long "
        "as your room is open: see *A room with phones*."
    )


def read_in_order(answers, key):
    """What a network reads in a photo."""
    if len(answers) == 1:
        return f"{key} reads {answers[0]}."
    return f"{key} reads {len(answers)} digits: {' '.join(answers)}."


SIGMOIDS = (
    "Its own outputs are sigmoids, a yes or no for each class by itself. Here softmax takes their place: the share of "
    "a class is how probable it is that it is the one, given that exactly one says yes. The order is the sigmoids' own."
)
ONE_SIGMOID = (
    "Its own output is a single number for two classes: its sigmoid is the share of **{yes}**, and what is missing to "
    "1 that of **{no}**. `{name}` makes both of it."
)
ONE_SHARE = (
    "Its own output is the share of **{yes}**, made of several numbers; what is missing to 1 is that of **{no}**. "
    "`{name}` adds it."
)
SQUEEZED = (
    "Its own outputs are squeezed into a narrow range. Softmax makes shares of them that lie close together however "
    "sure the network is: look at which is the largest, not at how large it is."
)


def uploaded(run):
    """What a network that was brought is, and what was put around it."""
    architecture = run.architecture
    own = len(architecture.layers) - len(run.added)
    classes = count(len(run.class_names), "class", "classes")
    parameters = architecture.parameters - sum(map(architecture.parameters_of, run.added))
    about = f"{count(own, 'layer')}, {parameters:,} parameters, {classes}."
    if run.evaluation:
        about += f" {reads(run.evaluation.correct, run.evaluation.count)}."
    if not run.added:
        return about
    names = ", ".join(f"`{name}`" for name in run.added)
    verb = "was" if len(run.added) == 1 else "were"
    put = f"{about} {names} {verb} put around it, so that it reads the images here and answers with probabilities."
    return f"{put} {_shares(run)}".strip()


def _shares(run):
    """What the shares of a network mean whose own outputs are none; "" of plain logits."""
    architecture = run.architecture
    *own, behind = architecture.layers
    if behind.name not in run.added:
        return ""
    for name, words in ((answering.OF_ONE, ONE_SIGMOID), (answering.OF_SHARE, ONE_SHARE)):
        if behind.name.startswith(name):
            no, yes = map(escaped, run.class_names)
            return words.format(no=no, yes=yes, name=behind.name)
    if behind.name.startswith(answering.OF_SIGMOIDS):
        return SIGMOIDS
    its_own = replace(architecture, layers=tuple(own), inbound=_without(architecture.inbound, behind.name))
    return "" if answering.nature(its_own) == answering.FREE else SQUEEZED


def _without(inbound, name):
    return tuple((reader, sources) for reader, sources in inbound if reader != name)


def images_gone(run):
    """That the images of a person's own that a network has learnt are not in this session."""
    if not run.config.own.is_known:
        return f"Which images {run.key} has learnt is not known here, so it is shown others."
    return (
        f"The images of **{run.config.own.title}**, which {run.key} is made for, are not here: bring the same file "
        "again on *Your images*, and they are."
    )


def file_name(look):
    """A plain name for the files of a Inspection's network at its moment."""
    moment = "" if look.moment == "trained" else f"_{look.moment}"
    return plain(f"{look.run.key}{moment}")


def plain(name):
    """A name in letters, digits and `_` alone."""
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def only_moment(run):
    """Why there is no moment to choose."""
    if run.status == UPLOADED:
        return "An uploaded network is as it is: nothing of its training is known."
    return "This run has kept no moment but the untrained one."
