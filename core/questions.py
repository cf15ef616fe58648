"""Questions about a network that is there: asked, with wrong options from the same network, answered with the working.

A kind is one function of a Subject and a random generator, and its line in KINDS. Wrong options are never right by
accident: each kind says below what keeps them apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import prod

import numpy as np

from core.evaluation.image_transforms import shift
from core.formats import count, number, percent
from core.inspection import ablation
from core.inspection.channel_maxima import maxima_per_image
from core.networks.layers import Convolution
from core.networks.network import Network
from core.networks.summary import summarise

MOST_OPTIONS = 4
UNLIKE = 0.8  # maps of two filters that correlate more could be taken for each other
CLEARLY = 1.25  # how many times as strongly one of two images has to fire a channel
APART = 0.1  # how far the probabilities that two moments give to one class have to lie apart
CANDIDATES = 200
DIRECTIONS = {"down": (1, 0), "up": (-1, 0), "to the right": (0, 1), "to the left": (0, -1)}


class NoQuestion(Exception):
    """This network, image or layer gives no such question; the sentence says why."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What is asked about: a network at one moment of its run, `images` uint8 `(n, height, width)`, and a choice.

    `moments` are the steps of the run that `network_at` gives networks of, the first one untrained.
    """

    network: Network
    class_names: tuple[str, ...]
    images: np.ndarray
    image_index: int
    layer: str
    channel_index: int
    moments: tuple[int, ...]
    network_at: Callable[[int], Network]

    @property
    def image(self) -> np.ndarray:
        """uint8 `(height, width)`."""
        return self.images[self.image_index]


@dataclass(frozen=True, eq=False)
class Option:
    """What can be chosen: words, and perhaps a picture `(height, width)`."""

    words: str
    picture: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Question:
    """`options[right]` is the answer and `working` says why; `picture` `(height, width)` is what is asked about.

    `meaning` says what the numbers of its pictures are: "signed" or "image"; "" where it has none.
    """

    ask: str
    options: tuple[Option, ...]
    right: int
    working: str
    picture: np.ndarray | None = field(default=None, repr=False)
    meaning: str = ""


def make(kind: str, subject: Subject, seed: int) -> Question:
    """The Question of a kind; the same seed asks the same. Raises NoQuestion where there is none, ValueError."""
    if kind not in KINDS:
        raise ValueError(f"question {kind!r} is not one of {', '.join(map(repr, KINDS))}")
    return KINDS[kind](subject, np.random.default_rng(seed))


def kernel_of_map(subject: Subject, random: np.random.Generator) -> Question:
    """Which kernel made this map? Maps of the wrong ones correlate with it by less than UNLIKE.

    Of the layer that is looked at the chosen channel is not asked about, as the page points at it.
    """
    architecture = subject.network.architecture
    reads_pixels = [
        layer.name
        for layer in architecture.layers
        if isinstance(layer, Convolution) and architecture.source_shapes(layer.name)[0][2] == 1
    ]
    if not reads_pixels:
        raise NoQuestion("this network has no convolution that reads a grey picture")
    name = subject.layer if subject.layer in reads_pixels else reads_pixels[0]
    maps = subject.network.pre_activations(subject.image)[name][0]
    flat = maps.reshape(-1, maps.shape[-1])
    loud = np.flatnonzero(flat.std(axis=0) > 0)
    if not len(loud):
        raise NoQuestion(f"no filter of {name!r} answers to this image")
    is_shown = (loud == subject.channel_index) & (subject.layer == name)
    chosen = random.choice(loud[~is_shown] if not is_shown.all() else loud)
    likeness = np.corrcoef(flat[:, loud], rowvar=False).reshape(len(loud), -1)[loud.tolist().index(int(chosen))]
    options = _shuffled(chosen, loud[likeness < UNLIKE], random, f"no other filter of {name!r} gives another map")
    kernel, layer = subject.network.kernel(name)[:, :, 0], architecture.layer(name)
    before = "" if layer.activation == "linear" else f" before {layer.function_name}"
    return Question(
        f"Which kernel of {name} made this map?",
        tuple(Option(f"filter {index}", kernel[..., index]) for index in options),
        options.index(chosen),
        f"The map is large where the pixels under the window are like the weights of filter {chosen}, and small "
        f"where they are the opposite: from {number(float(maps[..., chosen].min()))} to "
        f"{number(float(maps[..., chosen].max()))}{before}.",
        maps[..., chosen],
        "signed",
    )


def parameters_of_layer(subject: Subject, random: np.random.Generator) -> Question:
    """How many parameters has this layer? Wrong ones make the usual mistakes, and come to other numbers."""
    architecture = subject.network.architecture
    kernels = {name: architecture.weight_shapes.get(f"{name}/kernel", ()) for name in architecture.names}
    learning = [name for name, shape in kernels.items() if len(shape) > 1]  # others have a weight for each channel
    if not learning:
        raise NoQuestion("no layer of this network has weights")
    name = subject.layer if subject.layer in learning else learning[0]
    index = architecture.index(name)
    row, shape = summarise(architecture, index), architecture.weight_shapes[f"{name}/kernel"]
    *_, inputs, outputs = shape
    cells = prod(row.output_shape[:-1]) or 1
    mistakes = {
        row.weights if row.biases else row.weights + outputs,  # biases forgotten, or counted where there are none
        row.weights + 1,  # one bias for all
        row.weights // inputs + outputs,  # the maps that are read forgotten
        row.weights // outputs + 1,  # a single filter
        row.parameters * cells,  # other weights at every place
        sum(shape),  # added instead of multiplied
    } - {row.parameters}
    options = _shuffled(row.parameters, np.array(sorted(mistakes)), random, f"{name!r} is too small for a wrong count")
    of = f"{row.kind} layer {name}" if row.kind.lower() not in name else name
    return Question(
        f"How many parameters has {of}, which reads {_sizes(architecture.input_shapes[index])} and gives "
        f"{_sizes(row.output_shape)}?",
        tuple(Option(f"{parameters:,}") for parameters in options),
        options.index(row.parameters),
        f"{row.arithmetic}: {count(row.weights, 'weight')} and {count(row.biases, 'bias', 'biases')}.",
    )


def answer_to_image(subject: Subject, random: np.random.Generator) -> Question:
    """What will it say to this image? Wrong ones are the classes that it thinks of next."""
    probabilities = subject.network.predict(subject.image)[0]
    answer = _answer(probabilities)
    options = _shuffled(answer, _likely(probabilities, answer), random, "this network knows one class only")
    shares = ", ".join(
        f"{subject.class_names[index]}: {percent(float(probabilities[index]))}" for index in _likely(probabilities)[:3]
    )
    return Question(
        "What will the network say to this image?",
        tuple(Option(subject.class_names[index]) for index in options),
        options.index(answer),
        f"{subject.class_names[answer]}. Its largest probabilities: {shares}.",
        subject.image / np.float32(255),
        "image",
    )


def moment_of_answer(subject: Subject, random: np.random.Generator) -> Question:
    """Which moment of the training is this? At a wrong one it says another class, or this one by more than APART."""
    answers = {step: subject.network_at(step).predict(subject.image)[0] for step in subject.moments}
    right = subject.moments[int(random.integers(len(answers)))]
    best = _answer(answers[right])
    others = [
        step
        for step, given in answers.items()
        if _answer(given) != best or abs(given[best] - answers[right][best]) > APART
    ]
    options = sorted(_shuffled(right, others, random, "at no other moment does it say anything else to this image"))

    def told(step: int) -> str:
        best = _answer(answers[step])
        return f"{subject.class_names[best]} with {percent(float(answers[step][best]))}"

    return Question(
        f"At one moment of its training the network says {told(right)} to this image. At which?",
        tuple(Option(_moment(step)) for step in options),
        options.index(right),
        "; ".join(f"{_moment(step)}: {told(step)}" for step in options) + ".",
        subject.image / np.float32(255),
        "image",
    )


def stronger_image(subject: Subject, random: np.random.Generator) -> Question:
    """Which of two images fires this channel more? One does by at least CLEARLY times."""
    candidates = np.unique(random.choice(len(subject.images), min(CANDIDATES, len(subject.images)), replace=False))
    indices = [subject.image_index, *(int(index) for index in candidates if index != subject.image_index)]
    activations = subject.network.activations(subject.images[indices])[subject.layer]
    strengths = maxima_per_image(activations)[:, subject.channel_index]
    own = strengths[0]
    clear = [
        at
        for at in range(1, len(indices))
        if max(own, strengths[at]) > 0 and max(own, strengths[at]) >= CLEARLY * max(min(own, strengths[at]), 0)
    ]
    if not clear:
        raise NoQuestion(f"channel {subject.channel_index} of {subject.layer!r} fires for other images as for this one")
    pair = random.permutation([0, clear[int(random.integers(len(clear)))]])
    right = int(strengths[pair].argmax())
    reached = [f"image {indices[at]} reaches {number(float(strengths[at]))}" for at in pair]
    return Question(
        f"Which of the two images fires channel {subject.channel_index} of {subject.layer} more?",
        tuple(Option(f"image {indices[at]}", subject.images[indices[at]] / np.float32(255)) for at in pair),
        right,
        f"Where it is largest, {reached[0]} and {reached[1]}.",
        meaning="image",
    )


def answer_without_channel(subject: Subject, random: np.random.Generator) -> Question:
    """What happens when this channel is off? Wrong ones are the classes it thinks of next, with and without it."""
    names = ablation.layers(subject.network.architecture)
    if subject.layer not in names:
        raise NoQuestion(f"channels of {subject.layer!r} cannot be switched off; those of {', '.join(names)} can")
    less = ablation.without(subject.network, subject.layer, [subject.channel_index])
    before, after = subject.network.predict(subject.image)[0], less.predict(subject.image)[0]
    return _changed(
        subject,
        f"Channel {subject.channel_index} of {subject.layer} is switched off. What does the network say then?",
        before,
        after,
        random,
        subject.image,
    )


def answer_to_moved(subject: Subject, random: np.random.Generator) -> Question:
    """What does it say when the image moves by some pixels? Wrong ones are the classes that it thinks of next."""
    direction = str(random.choice(list(DIRECTIONS)))
    pixels = int(random.integers(2, 5))
    down, right = (pixels * step for step in DIRECTIONS[direction])
    moved = shift(subject.image[None], down, right)[0]
    before, after = subject.network.predict(subject.image)[0], subject.network.predict(moved)[0]
    ask = f"The image moves {pixels} pixels {direction}. What does the network say then?"
    return _changed(subject, ask, before, after, random, moved)


def _changed(
    subject: Subject,
    ask: str,
    before: np.ndarray,
    after: np.ndarray,
    random: np.random.Generator,
    shown: np.ndarray,
) -> Question:
    """What the network says after a change: `before` and `after` are its probabilities `(classes,)`."""
    was, answer = _answer(before), _answer(after)
    others = list(dict.fromkeys(index for index in (was, *_likely(after), *_likely(before)) if index != answer))
    options = _shuffled(answer, others, random, "this network knows one class only")
    name = subject.class_names
    told = f"{name[answer]}, with {percent(float(after[answer]))}"
    working = f"Still {told}; before it was {percent(float(before[was]))}."
    if answer != was:
        working = f"Now {told}; before it said {name[was]}, with {percent(float(before[was]))}."
    words = tuple(Option(f"still {name[index]}" if index == was else name[index]) for index in options)
    return Question(ask, words, options.index(answer), working, shown / np.float32(255), "image")


KINDS: dict[str, Callable[[Subject, np.random.Generator], Question]] = {
    "kernel of map": kernel_of_map,
    "parameters of layer": parameters_of_layer,
    "answer to image": answer_to_image,
    "moment of answer": moment_of_answer,
    "stronger image": stronger_image,
    "answer without channel": answer_without_channel,
    "answer to moved image": answer_to_moved,
}


def _answer(probabilities: np.ndarray) -> int:
    """The class with the largest probability. Raises NoQuestion where two have it, or where there is none."""
    best = np.flatnonzero(probabilities == probabilities.max())
    if len(best) != 1:
        raise NoQuestion("the network has no one answer to this image")
    return int(best[0])


def _likely(probabilities: np.ndarray, but: int | None = None) -> list[int]:
    """The classes from the most to the least likely, without `but`."""
    return [int(index) for index in np.argsort(-probabilities, kind="stable") if index != but]


def _shuffled(right: int, wrong: np.ndarray | list[int], random: np.random.Generator, why_none: str) -> list[int]:
    """`right` and a few of `wrong`, in any order: of a list the first ones, of an array any.

    Raises NoQuestion with `why_none` where nothing is wrong.
    """
    if not len(wrong):
        raise NoQuestion(why_none)
    few = wrong[: MOST_OPTIONS - 1] if isinstance(wrong, list) else random.permutation(wrong)[: MOST_OPTIONS - 1]
    return [int(option) for option in random.permutation([right, *few])]


def _moment(step: int) -> str:
    return "untrained" if step == 0 else f"step {step:,}"


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) if len(shape) > 1 else count(shape[0], "number")
