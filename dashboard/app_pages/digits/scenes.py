"""Perfect digits as scenes and sentences: as they were climbed, fed back, beside averages and real images."""

import numpy as np

from core import formats
from core.explanation import class_pictures
from dashboard.draw.filter_scenes import greys
from dashboard.draw.mosaics import gallery
from dashboard.text import sentences
from dashboard.text.quotation import isolated

CONTRAST = 0.25
PER_ROW, FEW = 10, 5
HOW = {
    "quick": (
        "*Quick*: 64 steps on the logits (the sums before softmax), from the mean training image, jittered, blurred "
        "and evened out a little."
    ),
    "as in the text": (
        "*As in the text*: 4,096 steps on the probabilities, from black; step i, counted from 0, adds 1 / (100 + 10 i) "
        "of the gradient over its root mean square; nothing that smooths. Its pixels run from 0 to 255, ours from 0 to "
        "1: the steps are its own."
    ),
}
FED_BACK = (
    "Above, each picture has a scale of its own. Below is the same without its average: what is darker than the "
    "picture's own mean becomes black, the rest is scaled to white. Shown to the network, each is read as the words "
    "below it say."
)
NOT_A_PICTURE = {
    "broken": "{} gives numbers that are no numbers: the training went wrong, and nothing can be climbed for.",
    "unmoved": (
        "From black, {} of the answers of {} have a gradient of exactly zero: their pictures stay black. Climb the "
        "quick way, from the mean training image."
    ),
}
NOT_YET = "Nobody has climbed for the pictures of {} at this moment yet."
AVERAGE = "The mean of all training images of each class."
NEAREST = "Of all training images, the ones that are most alike, and how much."
NO_TRAINING_IMAGES = "The nearest training images cannot be shown: the training images are not on this machine."
TRY = (
    "set the network beside an MLP. Which of the two has learnt what a digit looks like?",
    "An MLP weighs each pixel on its own: its perfect digits are clouds that no pen would draw, and yet it is as sure "
    "of them as of any digit. A convolutional network wants strokes, so its pictures have strokes; the four "
    "convolutions of `four_conv`, trained on moved and turned digits, nearly write. But each only says which of its "
    "answers fits best; none was ever asked whether a picture is a digit at all. (The perfect classes of networks for "
    "photographs often look like nothing to people.) The blind test tells whether people see the digit without being "
    "told.",
)


def _row(key, pictures, names, captions, columns=PER_ROW, aligned_with=()):
    """Ten find room in a row; a few have room for longer names."""
    columns = columns if len(pictures) > FEW else FEW
    return gallery(key, pictures, names, captions, columns=columns, side=112, aligned_with=aligned_with)


def climbed_scene(key, pictures, answers, class_names, recipe):
    """The pictures as they were climbed, each in a scale of its own; as in the text in two rows of five.

    Each stands above itself fed back, whose caption is longer; `answers` are to that.
    """
    names = tuple(f"perfect {name}" for name in class_names)
    columns = FEW if recipe == "as in the text" else PER_ROW
    below = _read_as(answers, class_names)
    return _row(f"raw_{key}", greys(pictures, CONTRAST), names, class_names, columns, below)


def fed_back_scene(key, pictures, answers, class_names):
    """The de-averaged pictures, and below each what the network reads; `answers` `(classes, classes)`."""
    captions = _read_as(answers, class_names)
    names = tuple(f"perfect {name}, read as {caption}" for name, caption in zip(class_names, captions, strict=True))
    return _row(f"fed_{key}", class_pictures.de_averaged(pictures), names, captions)


def _read_as(answers, class_names):
    """A caption for each picture."""
    return [answer(probabilities, class_names) for probabilities in answers]


def answer(probabilities, class_names):
    return f"{isolated(sentences.likeliest(class_names, probabilities))}: {formats.percent(float(probabilities.max()))}"


def averages_scene(means, class_names):
    return _row("averages", means, tuple(f"mean {name}" for name in class_names), class_names)


def nearest_scene(key, images, indices, labels, likenesses):
    names = tuple(f"training image {index}: {label}" for index, label in zip(indices, labels, strict=True))
    captions = [
        f"{isolated(label)}: {formats.signed(likeness)}" for label, likeness in zip(labels, likenesses, strict=True)
    ]
    return _row(f"nearest_{key}", images / np.float32(255), names, captions)


def right(answers):
    """How many of the pictures are read as what they were made for."""
    return int((answers.argmax(axis=1) == np.arange(len(answers))).sum())


def likeness(pictures, means):
    """The mean correlation of the fed-back pictures with the mean image of their class, from -1 to 1."""
    means = class_pictures.in_shape_of(pictures, means)
    both = (class_pictures.centred(one) for one in (class_pictures.de_averaged(pictures), means))
    return float(np.mean([one @ mean for one, mean in zip(*both, strict=True)]))


def read_back(key, answers, class_names, thing):
    """The claim: how many are read as meant; the first that is not is named. `thing` is digit or picture."""
    count = right(answers)
    if count == len(answers):
        return f"{key} reads all {count} of its own perfect {thing}s as what they are."
    wrong = int((answers.argmax(axis=1) != np.arange(len(answers))).argmax())
    return (
        f"{key} reads {count} of its {len(answers)} perfect {thing}s as what they are; its {class_names[wrong]} it "
        f"reads as {class_names[int(answers[wrong].argmax())]}: something strange is going on there."
    )


def average_or_digit(likenesses):
    """Whether the pictures are the class's average; `likenesses` maps a network to `likeness`."""
    said = [f"{formats.signed(value)} for {key}" for key, value in likenesses.items()]
    scale = "correlation; +1: the same, 0: nothing in common"
    return f"The fed-back pictures' likeness to it ({scale}) is, on average, {' and '.join(said)}."


def blind_score(named, meant, key, network_right):
    """What the class named and what the network did."""
    count = sum(one == other for one, other in zip(named, meant, strict=True))
    said = (
        f"You had {count} of {len(meant)} right. {key}, shown the same pictures, has {network_right} of {len(meant)}."
    )
    if count <= network_right / 2:
        return f"{said} It sees digits where people see none: it can only choose among its answers."
    return said


def blind_scene(pictures, order, named, class_names):
    """All pictures in the order they were shown, with what they were called and what they are."""
    said = ["not named" if name is None else f"named {class_names[name]}" for name in named]
    captions = [
        f"{class_names[label]}: right" if label == name else f"is {class_names[label]}, {word}"
        for label, name, word in zip(order, named, said, strict=True)
    ]
    names = tuple(f"picture {at}: {caption}" for at, caption in enumerate(captions, 1))
    fed = class_pictures.de_averaged(pictures)[order]
    return gallery("blind", fed, names, captions, columns=FEW, side=90)
