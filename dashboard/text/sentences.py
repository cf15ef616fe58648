"""The sentences: what each layer does and each figure says, for a curious sixteen-year-old."""

import numpy as np

from core.datasets.catalogue import OWN, SOURCES
from core.formats import count, duration, listed, number, percent, times
from core.networks.architecture import INPUT
from core.networks.image_fitting import COLORS
from core.training.time_estimate import steps, training_images
from dashboard.text.quotation import escaped, quoted

YOURS, UNSAID = "Your images", "your own"
PARTS = {"test": "test", "train": "training"}
TRY_FILTERS = (
    "sort by orientation, take a filter at either end, and compare what it makes of the two images.",
    "A filter with an orientation near +1 lights up along upright strokes, one near \u22121 along lying strokes, "
    "and one near 0 at ends, corners or anywhere. Before ReLU you also see where it says *no*: often the other side "
    "of the same stroke. ReLU throws that half away.",
)
TRY_NEURONS = (
    "find a neuron that fires for the first image and not for the second. Which pixels decide it?",
    "Look at weight x pixel: where the ink lies on positive weights the sum grows, where it lies on negative ones it "
    "falls. The same digit a few pixels further would meet other weights: a neuron that reads pixels knows places, not "
    "shapes. Kernels do not have that weakness, because they visit every place.",
)

PIXEL_KEYS = (
    "Point at any cell, and what it sees lights up in every layer before. Click it for its arithmetic; click a number "
    "to see where that one comes from, a pixel to see where it goes. On the keyboard: tab goes to the next layer, the "
    "arrows to another cell, enter chooses it; on the chosen cell enter goes one layer down, backspace up. Rows, "
    "columns and channels count from 0."
)
GO_DOWN = "click the answer's bar, then always the number with the largest product, until you stand on the pixels."
EVERY_STEP = (
    "Every click undoes one layer: softmax compares sums, the dense layer adds products, flatten only changes places, "
    "a pool passes its largest number on, a convolution adds products of a small window. Nine pixels and nine weights "
    "are all that is left at the end. There is no other step in this network."
)
EVERY_STEP_OF_OTHERS = (
    "Every click undoes one layer: products are added, numbers are averaged or compared, or one is scaled, bent or "
    "only passed on. A few pixels and as many weights are left at the end. This network has more kinds of layers than "
    "the lesson's, and no step that is harder."
)
PLAIN_STEPS = {"Conv2D", "MaxPooling2D", "Flatten", "Dropout", "Dense"}
NEEDS_TEST_IMAGES = "This needs the test images that the network's answers are for; they are not on this machine."
NEIGHBOURS = (
    "On the chosen image, this channel and the six whose feature maps rise and fall with it most over the test set "
    "(+1: always together, \u22121: always opposite, 0: nothing to do with each other). Click one for its passport."
)
TRY_UNTRAINED = (
    "What training changes is what the weights answer to, and with it the last column: untrained, no bar stands out as "
    "it does at the end, and the answer is a guess."
)
NO_LIKENESS = "Likeness to the input has no meaning here: the image, or all that is made of it, is the same everywhere."
NO_BEFORE = (
    "This network came as it is, without the moments of its training: there is no *before* to set beside it. The "
    "networks that ship with Convscope have one."
)
LOOK_BEFORE = (
    "reload, and look at the activations before any training. What is different afterwards?",
    "Nothing has to be reloaded here: the first picture is the network as it was before its first batch, from the same "
    "seed. Go through the three places of interest: the first convolution, the next one, and the last dense layer. The "
    "maps of the first look like the digit in both; the last layer's numbers are what changes most, from a guess "
    "to an answer.",
)
RANDOM_KERNELS = "Even random kernels give maps that still look like the input."


def no_page(typed, shown):
    """What stands on the page that is shown where an address is no page's."""
    return f"There is no page {quoted(typed)} here. Shown is *{shown}*; the menu has all pages."


def try_pixel(architecture):
    """What to try on the page of one pixel, and what it shows."""
    is_plain = all(layer.kind in PLAIN_STEPS for layer in architecture.layers)
    return GO_DOWN, EVERY_STEP if is_plain else EVERY_STEP_OF_OTHERS


def split_name(data, part):
    """`MNIST test`, `MNIST training`; of images that are no data set's: `Your images`."""
    if is_own_data_set(data):
        return f"{title_of_own(data)} {PARTS[part]}"
    return f"{SOURCES[data].title} {PARTS[part]}" if data in SOURCES else YOURS


def is_own_data_set(data):
    """Whether a data set's name is that of one that a person brought."""
    return data.startswith(OWN)


def title_of_own(data):
    """What a data set that a person brought is called."""
    return data.removeprefix(OWN).partition(":")[2]


def read(answer, before):
    """`still read as 4`, or as what instead."""
    return f"still read as **{answer}**" if answer == before else f"now read as **{answer}** instead of {before}"


def moment(step, final_step):
    """`untrained`, `step 64` or `trained`; a training that did not come to its end is never trained."""
    if step == 0:
        return "untrained"
    return "trained" if step == final_step else f"step {step:,}"


def weights_found(found):
    """What the statistics of a kernel say."""
    if found.nans or found.infinities:
        return (
            f"**{count(found.nans + found.infinities, 'weight')} of {found.size:,} are no number any more**: "
            "this training went wrong."
        )
    return (
        f"All {found.size:,} weights are finite. Their mean is {number(found.mean)}, their standard deviation "
        f"{number(found.standard_deviation)}; {found.zeros or 'none'} of them "
        f"{'is' if found.zeros == 1 else 'are'} exactly zero."
    )


def pixels(picture):
    """`784 pixels`, or `1,024 pixels in three colours`."""
    height, width, *channels = picture.shape
    return f"{height * width:,} pixels" + (" in three colours" if channels else "")


def seen(look):
    """How the network reads an image that is not of the kind that it reads; "" for one that is."""
    shape, wanted = look.image.shape, look.architecture.input_shape
    said = []
    if len(shape) == 3 and wanted[2] == 1:
        said.append("in grey, by how bright its colours are")
    if len(shape) == 2 and wanted[2] == len(COLORS):
        said.append("with the same grey in red, green and blue")
    if shape[:2] != wanted[:2]:
        said.append(f"scaled from {times(shape[:2])} to {times(wanted[:2])}")
    return f"{look.run.key} reads this picture {listed(said)}." if said else ""


def looked_at(look, uses):
    """`lesson_cnn (trained) looks at image 227 of MNIST test`, or as much of it as a page uses."""
    image = f"image {look.selection.image:,} of {split_name(look.selection.data, look.selection.part)}"
    network = f"**{look.run.key}**" + (f" ({look.moment})" if "moment" in uses else "")
    parts = [network if "network" in uses else "", image if "image" in uses else ""]
    return " looks at ".join(filter(None, parts))


def whose(look, uses, network=""):
    """`lesson_cnn (trained), conv2d channel 3, image 227 of MNIST test`, or as much of it as a page uses.

    `network` is the words for another one than that of the sidebar.
    """
    selection = look.selection
    own = at_moment(look.run.key, look.moment) if "moment" in uses else look.run.key
    image = f"image {selection.image} of {split_name(selection.data, selection.part)}"
    return ", ".join(
        words
        for part, words in (
            ("network", network or own),
            ("layer", chosen_channel(look) if "channel" in uses else selection.layer),
            ("image", image),
        )
        if part in uses or (part == "network" and network)
    )


def at_moment(key, moment="trained"):
    """`lesson_cnn (trained)`."""
    return f"{key} ({moment})"


def chosen_channel(look):
    """`conv2d channel 25`, `dense unit 3`."""
    layer = look.selection.layer
    unit = "channel" if len(look.architecture.output_shape(layer)) == 3 else "unit"
    return f"{layer} {unit} {look.selection.channel}"


def answer_in_short(look):
    """`**4**, with 99.8 %`; nothing of a network that gives no numbers."""
    return f"**{likeliest(look.run.class_names, look.probabilities)}**, with {percent(float(look.probabilities.max()))}"


def answer(look):
    """What the network says to the image, and what it really is."""
    return read_as(look.probabilities, look.run.class_names, look.truth)


def gives_numbers(probabilities):
    """Whether a network answers at all; one whose training went wrong does not."""
    return bool(np.isfinite(probabilities).all())


def broken(look):
    """What a page says of a network that does not; "" of one that does."""
    if gives_numbers(look.probabilities):
        return ""
    return (
        f"{escaped(look.run.key)} gives numbers that are no numbers: its training went wrong. Nothing on this page is "
        "an answer."
    )


def likeliest(class_names, probabilities):
    """The class that a network answers with, or `nothing`."""
    return class_names[probabilities.argmax()] if gives_numbers(probabilities) else "nothing"


def read_as(probabilities, class_names, truth):
    """`Read as **4**, 99.8 %` with a tick, or with what it really is."""
    if not gives_numbers(probabilities):
        return "Read as **nothing**: it gives no numbers."
    best = class_names[probabilities.argmax()]
    verdict = ":material/check:" if best == truth else f":material/close: truth: {truth}"
    if truth == UNSAID:
        verdict = ""
    elif truth not in class_names:
        verdict = f"(truth: {truth}, which this network has never learnt)"
    return f"Read as **{best}**, {percent(float(probabilities.max()))} {verdict}"


def plan(architecture, config, seconds, is_measured_here):
    """What a training will cost, as this machine has shown or as it was where the networks that ship were trained."""
    machine = "on this machine" if is_measured_here else "on the machine that trained the shipped networks"
    images = training_images(config)
    corrections = f"{count(steps(config), 'correction')} of the weights"
    return (
        f"**{architecture.parameters:,} parameters** learn from **{images:,} images** in "
        f"{count(config.epochs, 'epoch')}: {corrections}, **{duration(seconds)}** {machine}, and some seconds to start "
        "and to test."
    )


def reads(right, total):
    """How much of the test set a network reads; nothing where nobody knows."""
    return f"Reads {percent(right / total)} of {total:,} test images" if total else ""


def sampled(measured, total):
    """Why a share here is not the one of the whole test set; "" where it is."""
    if measured >= total:
        return ""
    return (
        f"Measured on {measured:,} images spread evenly over the {total:,} of the test set, so that an answer comes at "
        "once: the share of all of them differs a little."
    )


def range_chosen(choice):
    """What a colour bar says about who shares it."""
    return {
        "channel": "each channel has its own range: faint ones look as strong as others",
        "layer": "one range for the layer, the same at every moment",
        "network": "one range for all layers, the same at every moment",
    }[choice]


def place(architecture, name):
    """Where a layer stands in a network that branches: what it reads, what reads it, its branch. "" in a row."""
    if architecture.is_chain:
        return ""
    reads, readers = architecture.sources(name), architecture.readers(name)
    read_by = f"is read by {listed(list(map(_stage, readers)))}" if readers else "gives the answer"
    said = f"It reads {listed(list(map(_stage, reads)))} and {read_by}."
    ends = _branch(architecture, name)
    return f"{said} It is on a branch that leaves {_stage(ends[0])} and ends in {_stage(ends[1])}." if ends else said


def _branch(architecture, name):
    """The stage that is read several times, and the layer that reads several, between which a layer stands alone."""
    first = last = name
    while len(reads := architecture.sources(first)) == 1 and len(architecture.readers(reads[0])) == 1:
        (first,) = reads
        if first == INPUT:
            return None
    while len(readers := architecture.readers(last)) == 1 and len(architecture.sources(readers[0])) == 1:
        (last,) = readers
    return (reads[0], readers[0]) if len(reads) == len(readers) == 1 else None


def _stage(name):
    return "the picture" if name == INPUT else f"`{name}`"


def silence(look, name):
    """How many channels of a layer show nothing, and why."""
    marks = look.marks(name)
    silent, dead = marks.count("silent"), marks.count("dead")
    unit = "channel" if look.activations[name].ndim == 3 else "unit"
    if look.silencer(name) is None or not np.isfinite(look.activations[name]).all():
        return ""
    if not silent and not dead:
        which = "The one channel answers" if len(marks) == 1 else f"All {len(marks):,} channels answer"
        return f"{which} to this image." if unit == "channel" else ""
    parts = []
    if silent:
        are = "is" if silent == 1 else "are"
        parts.append(f"{silent:,} of {count(len(marks), unit)} {are} silent on this image (slanted lines)")
    if dead:
        parts.append(f"{dead} dead, zero on every test image (crossed lines)")
    return "; ".join(parts) + "."


def silence_anywhere(marks):
    """What slanted and crossed lines mean, where any of `marks` `{layer: marks}` has them."""
    kinds = {mark for row in marks.values() for mark in row}
    parts = ["slanted lines: silent, zero everywhere on this image"] if "silent" in kinds else []
    parts += ["crossed lines: dead, zero on every image of the test set"] if "dead" in kinds else []
    return f"{'; '.join(parts).capitalize()}." if parts else ""


def state_of(look):
    """`The network is trained.`"""
    return f"The network is {'at ' if look.moment.startswith('step') else ''}{look.moment}."


def before_and_after(look, name):
    """What untrained beside trained shows."""
    if look.activations[name].ndim == 3:
        return (
            "Same layers, same image: only the weights differ. Random kernels already give pictures of the input, "
            "though faint ones (choose one colour range for each *channel* to see them); what they lack is a meaning "
            "for the layers behind them."
        )
    return "Same layers, same image: only the weights differ, and with them what each unit stands for."


def elsewhere(name, shown):
    """Why a page shows another layer than the sidebar's."""
    return f"`{name}` has no weights that can be drawn as pictures; shown is `{shown}`."


def learnt_elsewhere(name, shown):
    """Why a passport is of another layer than the sidebar's."""
    return f"`{name}` only passes on what it is given; shown is `{shown}`, which has channels of its own."


def unit_weights(weights, name):
    """A unit's weights that are no picture, in a sentence."""
    return (
        f"{weights.size:,} weights, one for each number that `{name}` reads, from {number(weights.min())} to "
        f"{number(weights.max())}. They are not a picture: the numbers they belong to are no pixels."
    )


def strongest(weights):
    """The weight of the largest size, with its sign."""
    return number(weights.flat[abs(weights).argmax()])


def why_blank(look, name, channel, mark):
    """Why a tile shows nothing."""
    if mark == "dead":
        return "**Dead**: it is zero on every image of the test set. It never fires."
    if look.source_of(name) is None:
        return "**Silent**: it is zero everywhere on this image. No layer before it has learnt what to look for."
    peaks = look.peaks_behind(name)
    if peaks is None:
        return "**Silent**: its pattern is not in this image."
    return (
        f"**Silent**: its pattern is not in this image. On the test set it reaches "
        f"{number(peaks.maximum[channel])}, on image {peaks.image_index[channel]}."
    )


def deeper(stages):
    """What happens on the way down, in this image's own numbers, and whether the texts' rule holds for them."""
    pictures = [stage for stage in stages[1:] if stage.are_pictures]
    first, last = stages[1].cells, stages[-1].cells
    sizes = f"{stages[0].cells:,} pixels become {first:,} numbers in the first layer and {last:,} at the end"
    if not pictures:
        return f"{sizes}. This network keeps no picture: it reads the pixels as a list."
    alike = [stage for stage in pictures if stage.likeness is not None]
    first, last = (alike or pictures)[0], (alike or pictures)[-1]
    zeros = f"Zeros: {percent(first.sparsity)} in {first.name}, {percent(last.sparsity)} in {last.name}."
    if not alike:
        return f"{sizes}. {zeros} {NO_LIKENESS}"
    figures = (
        f"{sizes}. {zeros} Likeness to the input: {number(first.likeness)} in {first.name}, {number(last.likeness)} in "
        f"{last.name}."
    )
    if first is last:
        return figures
    sparser, other = last.sparsity > first.sparsity, last.likeness < first.likeness
    return f"{figures} {_rule('sparser', sparser)} {_rule('less like the input', other)}"


def _rule(word, holds):
    """Whether later layers are what the texts say that they are."""
    if holds:
        return f"*Deeper is {word}* holds here."
    return f"*Deeper is {word}* does not hold here: it is a habit of many networks, and no law."


def habits(architecture):
    """What the texts say around the strip of layers, held against this network's own sizes; "" for one convolution."""
    names = architecture.convolutions
    if len(names) < 2:
        return ""
    (high, _, few), (low, _, many) = (architecture.output_shape(name) for name in (names[0], names[-1]))
    smaller = f"shrink from {high} to {low} rows" if low < high else f"keep their {low} rows"
    more = f"grows from {few} to {many}" if many > few else f"falls from {few} to {many}"
    if many == few:
        more = f"stays at {many}"
    return (
        f"From {names[0]} to {names[-1]} the maps {smaller}, and their number {more}. Smaller, and more of them, is a "
        "common habit. Chollet calls it *information distillation*: where strokes lie is given up, what they mean is "
        "kept. Early filters are said to look for edges, later ones for textures and larger patterns: *Filter "
        "pictures* lets you check."
    )
