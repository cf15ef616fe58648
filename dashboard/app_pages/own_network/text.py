"""What is said of a network of one's own: what it reads, how it answers, and what to try with it."""

from core.datasets.catalogue import SOURCES
from core.formats import percent
from core.keras_io import adapting
from dashboard.app_pages.own_network import learnt
from dashboard.text import own_sentences, sentences
from dashboard.text.quotation import escaped

TRY = (
    "train the same network twice in Keras, with another seed, and bring both. What is alike, and what is not?",
    "Accuracy and kinds of filters are alike; their order and many single mistakes are not. No channel has a fixed "
    "place: the numbers that training begins with decide which filter becomes what.",
)

TOO_LARGE = (
    "A Keras file holds what the optimizer remembers too, with Adam two numbers for every weight: without them it is "
    'a third as large. `keras.Model(model.inputs, model.outputs).save("mine.keras")` leaves them out.'
)
NOT_KNOWN = (
    "Which images it has learnt is not known here: none of the data sets fits its classes. Say what its outputs stand "
    "for, and bring its data set on *Your images*: one with as many classes can then be chosen here, and it is tested. "
    "The pages that look inside open all the same."
)
CHANCE = (
    "**It reads these images no better than chance may**: {best} of {count} at best, whatever black and white are, "
    "where the same answer to all would have {chance} right, and by chance somewhat more. Choose what it reads: what "
    "it has learnt, what its outputs stand for, and what black and white are. The pages that look inside open all the "
    "same."
)


BY_SIZE = {
    True: "A black border of 2 pixels makes a picture 32 x 32: so it reads more of them than scaled to that size.",
    False: "A picture is scaled to 32 x 32: so it reads no fewer than with a black border of 2 pixels.",
}


def by_size(uploaded):
    """How pictures come to a size that there are two ways to; else ""."""
    trial = uploaded.trials.get(uploaded.pixels)
    return (
        BY_SIZE[trial.is_padded] if trial and trial.beats_chance and adapting.can_pad(uploaded.own.architecture) else ""
    )


def what_it_reads(uploaded):
    """That nothing here is known of what a network has learnt, or that it does not read it; else ""."""
    own, trials = uploaded.run.config.own, uploaded.trials
    if own and not own.is_known:
        return NOT_KNOWN
    if not trials or uploaded.reads_something:
        return ""
    best = max(trials.values(), key=lambda trial: trial.accuracy)
    return CHANCE.format(best=percent(best.accuracy), count=best.count, chance=percent(best.chance))


def data_set_called(data):
    """What a data set is called in the list of what a network may have learnt."""
    if data == learnt.UNKNOWN:
        return "something else"
    return SOURCES[data].title if data in SOURCES else sentences.title_of_own(data)


def pixels_called(pixels, trials):
    """A range of pixels, and how many images are read with it, where that was tried."""
    return f"{pixels} ({percent(trials[pixels].accuracy)})" if pixels in trials else pixels


def renamed(title, class_names):
    """That a data set calls its classes otherwise."""
    return f"{escaped(title)} calls them {escaped(own_sentences.few(class_names))}; the order stays."
