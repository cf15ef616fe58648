"""What a page needs of the selection: the run, the network, the image and what the network makes of it."""

from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakValueDictionary

import numpy as np
import streamlit as st

from core import datasets
from core.datasets.labelled_images import UNKNOWN
from core.inspection.cell_tracing import Trace
from core.inspection.channel_maxima import maxima_per_image
from core.inspection.kernels import orientation
from core.networks.architecture import INPUT
from core.networks.layers import Convolution, WeightedLayer
from core.networks.network import as_seen
from core.runs.run import UPLOADED
from dashboard.compute import data_sets, measures, networks
from dashboard.compute.shared_or_own import shared_or_own
from dashboard.draw.ranges import half_range, symmetric_range
from dashboard.session import own_images, state
from dashboard.text import sentences

SOON = 0.1  # seconds that a picture waits for a mark
STANDS_IN = "uci_digits"  # for images that are not here
FIRST_IMAGE = {"mnist": 227, "fashion_mnist": 23, "uci_digits": 1}


LARGE = ("activations", "pre_activations", "trace")
_every = WeakValueDictionary()  # Inspection by its id: the callbacks of each session's widgets keep dozens


@dataclass(frozen=True, eq=False)
class Inspection:
    """One network looking at one image. Arrays leave out the batch: `(height, width, channels)` or `(units,)`."""

    selection: state.Selection

    def __post_init__(self):
        _every[id(self)] = self

    @cached_property
    def run(self):
        return networks.run(self.selection.network)

    @cached_property
    def network(self):
        return networks.network(self.selection.network, self.selection.moment)

    @property
    def moment(self):
        """ "untrained", "step 64" or "trained"."""
        return sentences.moment(self.selection.moment, self.run.final_step)

    @property
    def title(self):
        """The network's name, and its moment where it is not trained."""
        return self.run.key if self.moment == "trained" else f"{self.run.key}, {self.moment}"

    def at(self, step):
        """The same network looking at the same image at another moment."""
        return Inspection(replace(self.selection, moment=step))

    def next_image(self, by):
        """The same network looking at the image `by` further on, round the end."""
        return self.at_image((self.selection.image + by) % len(self.split))

    def at_image(self, index):
        """The same network looking at another image."""
        return Inspection(replace(self.selection, image=index))

    def next_moment(self, by):
        """The same image, `by` moments further on in the run, round the end."""
        moments = self.run.moments
        return self.at(moments[(moments.index(self.selection.moment) + by) % len(moments)])

    def at_layer(self, name):
        """The same image and moment at another layer, with the channel to start with: at the last one the answer's."""
        is_last = name == self.architecture.names[-1]
        channel = int(self.probabilities.argmax()) if is_last else default_channel(self.run, name)
        return self.at_channel(channel, name)

    def at_channel(self, channel, name=None):
        """The same image and moment at another channel, of layer `name` or of the chosen one."""
        return Inspection(replace(self.selection, layer=name or self.selection.layer, channel=channel))

    @cached_property
    def over_run(self):
        """The same network looking at the same image at every moment of its run."""
        return [self if step == self.selection.moment else self.at(step) for step in self.run.moments]

    def extremes(self, name):
        """`(2, channels)`: the smallest and the largest activation of every channel of a layer."""
        return _extremes(self.activations[name])

    def weight_limits(self, name):
        """The one colour range of a layer's weights on every page: that of all its slices at every moment.

        A dense layer's neurons keep half of it: a few extreme weights may saturate, the others show.
        """
        over_run = np.stack([network.kernel(name) for network in networks.at_all_moments(self.selection.network)])
        return symmetric_range(over_run) if over_run.ndim == 5 else half_range(over_run)

    def extremes_over_run(self, name):
        """As `extremes`, over all moments of the run: what its colours are shared by."""
        return self._extremes_of_layers[name]

    @cached_property
    def _extremes_of_layers(self):
        key = self.selection.network
        is_own = networks.is_own(key) or data_sets.is_own(self.selection.data)
        return _extremes_over_run(is_own)(key, networks.stamp(key), self.image)

    @property
    def architecture(self):
        return self.run.architecture

    @property
    def classes(self):
        """The classes that are shown, or None for all."""
        return shown_classes(self.run, self.selection.data)

    @cached_property
    def split(self):
        return data_sets.images(self.selection.data, self.classes, self.selection.part)

    @property
    def image(self):
        """uint8 `(height, width)` as the data set has it, in colour `(height, width, 3)`."""
        return self.split.images[self.selection.image]

    @property
    def examples(self):
        """Indices of the chosen image and of the first image of every other class."""
        labels, here = self.split.labels, self.split.labels[self.selection.image]
        return [
            self.selection.image,
            *(int((labels == label).argmax()) for label in np.unique(labels) if label != here),
        ]

    @cached_property
    def picture(self):
        """What the network sees: float32 `(height, width)` in [0, 1], in colour `(height, width, 3)`."""
        return as_seen(self.image, self.architecture.input_shape)[0]

    @property
    def truth(self):
        """The name of what the image really is."""
        return self.name_of(self.selection.image)

    @property
    def label_names(self):
        """What the labels of the images that are looked through stand for, in order."""
        return data_sets.class_names(self.selection.data, self.classes)

    def name_of(self, index):
        label = self.split.labels[index]
        return sentences.UNSAID if label == UNKNOWN else self.label_names[label]

    @property
    def wanted(self):
        """Integer `(images,)`: the output that would be right for each image, -1 where the network has none for it."""
        outputs = {name: at for at, name in enumerate(self.run.class_names)}
        of_labels = np.array([*(outputs.get(name, -1) for name in self.label_names), -1])
        return of_labels[self.split.labels]

    @cached_property
    def activations(self):
        return {name: values[0] for name, values in self.network.activations(self.image).items()}

    @cached_property
    def pre_activations(self):
        return {name: values[0] for name, values in self.network.pre_activations(self.image).items()}

    @cached_property
    def trace(self):
        """Every number on the way from the image to the answer."""
        return Trace(self.network, self.image)

    @property
    def probabilities(self):
        return self.activations[self.architecture.names[-1]]

    @property
    def answer(self):
        return self.run.class_names[self.probabilities.argmax()]

    def channel_of(self, name):
        """The chosen channel as far as layer `name` has it: the sidebar's own, or the layer's default."""
        count = self.architecture.output_shape(name)[-1]
        return self.selection.channel if self.selection.channel < count else default_channel(self.run, name)

    def source_of(self, name):
        """The layer whose weights make the channels seen at layer `name`; None before the first such layer.

        None too where several layers are joined: a channel is then not one filter's.
        """
        return next((layer for layer in self._way_back(name) if isinstance(layer, WeightedLayer)), None)

    def _way_back(self, name):
        """The layer `name` and those before it, up to where layers are joined or channels become something else."""
        while name != INPUT and (layer := self.architecture.layer(name)).reads != "moved":
            yield layer
            first, *others = self.architecture.sources(name)
            if others:
                return
            name = first

    def silencer(self, name):
        """The layer whose ReLU makes the zeros seen at layer `name`; None where zero does not mean silence."""
        for layer in self._way_back(name):
            if layer.silences:
                return layer
            if not layer.passes_silence:
                return None
        return None

    def marks(self, name):
        """Per channel "", "silent" (zero on this image) or "dead" (zero on every image of the run's test set)."""
        return tuple(self.marks_of(name, self.activations[name]).tolist())

    def marks_of(self, name, activations):
        """The marks of layer `name` for the activations that any one image gave it."""
        silent, source = maxima_per_image(activations[None])[0] <= 0, self.silencer(name)
        if source is None or len(silent) != self.architecture.output_shape(source.name)[-1] or not silent.any():
            return np.full(len(silent), "")
        asleep = self.dead(source.name, SOON)
        return np.select([silent & asleep, silent], ["dead", "silent"], "")

    def peaks(self, name):
        """What was noted of the layer's channels over the run's own test set at this moment, or None."""
        return self.run.channel_maxima_at(self.selection.moment).get(name)

    def peaks_behind(self, name):
        """The peaks of the layer whose weights make the channels seen at layer `name`, or None."""
        source = self.source_of(name)
        return self.peaks(source.name) if source else None

    def dead(self, name, patience=None):
        """Boolean `(channels,)` of a layer that learns: zero on every image of the run's own test set.

        Noted at both ends of a training; in between it is looked for once and kept, where the data set is here. What
        takes longer than `patience` seconds is not called dead, and is then one of `searches`: no picture of this
        Inspection waits for it again, and none says otherwise.
        """
        if peaks := self.peaks(name):
            return peaks.dead
        none = np.zeros(self.architecture.output_shape(name)[-1], dtype=bool)
        if data_sets.name_here(self.run.config) is None:
            return none
        if self.run.status == UPLOADED and measures.is_costly(self.run):
            return none
        task = measures.dead_channels(self.selection.network, self.selection.moment, name)
        if patience and task in self.searches:
            return none
        if not task.wait(patience):
            self.searches.append(task)
        return task.result if task.is_whole else none

    @cached_property
    def searches(self):
        """The Tasks that still look for dead channels, for what was asked of this Inspection."""
        return []


@shared_or_own(st.cache_data, max_entries=1024, show_spinner=False)
def _extremes_over_run(key, stamp, image):
    """`{layer: (2, channels)}`; some kilobytes, where the activations themselves take megabytes."""
    of_moments = [network.activations(image) for network in networks.at_all_moments(key)]
    return {name: _extremes(np.stack([one[name][0] for one in of_moments])) for name in of_moments[0]}


def _extremes(activations):
    """Over all axes but the last; numbers without end and what is none count only where there is nothing else."""
    cells = activations.reshape(-1, activations.shape[-1])
    found = np.stack([cells.min(axis=0), cells.max(axis=0)])
    if np.isfinite(found).all():
        return found
    cells = np.where(np.isfinite(cells), cells, np.nan)
    return np.stack([np.fmin.reduce(cells), np.fmax.reduce(cells)])


def let_go():
    """Every Inspection lets go of what is large; whoever asks it again waits for a forward pass."""
    for inspected in filter(None, (kept() for kept in _every.valuerefs())):
        for name in LARGE:
            inspected.__dict__.pop(name, None)


def shown_classes(run, data):
    """A network that knows only some of its data set's classes is shown only those."""
    return run.config.classes if data == run.config.data_set else None


def default_image(data, split):
    """The image to start with: MNIST's 227 is the lesson's 4, Fashion-MNIST's 23 an ankle boot; of one's own the last.

    Of a data set that was brought it is the first.
    """
    if own_images.are_these(data):
        return len(split) - 1
    return int((split.indices == FIRST_IMAGE.get(data, 0)).argmax())


def default_layer(run):
    """The layer to start with: the first that learns, of those that the network had when it was brought."""
    own = [layer for layer in run.architecture.layers if layer.name not in run.added]
    learning = [layer.name for layer in own if isinstance(layer, WeightedLayer)]
    return (learning or run.architecture.names)[0]


def nearest_layer(architecture, names, chosen):
    """Of the layers with these `names` the nearest one at or before the chosen layer; the first where none is."""
    before = [name for name in names if architecture.index(name) <= architecture.index(chosen)]
    return before[-1] if before else names[0]


def of_link(view):
    """The Inspection that a link with these values opens; what is not possible is as the sidebar has it by itself."""

    def chosen(key, is_possible, default):
        return view[key] if key in view and is_possible(view[key]) else default

    keys = networks.keys()
    run = networks.run(chosen(state.NETWORK, keys.__contains__, keys[0]))
    parts = {sentences.split_name(name, part): (name, part) for name in datasets.SOURCES for part in sentences.PARTS}
    own = sentences.split_name(run.config.data_set if run.config.own is None else STANDS_IN, "test")
    name, part = parts[chosen(state.DATA, parts.__contains__, own)]
    if name not in datasets.available():
        name, part = STANDS_IN, "test"
    split = data_sets.images(name, shown_classes(run, name), part)
    image = chosen(state.IMAGE, range(len(split)).__contains__, default_image(name, split))
    steps = {sentences.moment(step, run.final_step): step for step in run.moments}
    moment = steps[chosen(state.MOMENT, steps.__contains__, list(steps)[-1])]
    layer = chosen(state.LAYER, run.architecture.names.__contains__, default_layer(run))
    look = Inspection(state.Selection(run.key, name, part, image, moment, layer, 0)).at_layer(layer)
    channels = range(run.architecture.output_shape(layer)[-1])
    return look.at_channel(chosen(state.CHANNEL, channels.__contains__, look.selection.channel))


def default_channel(run, name):
    """The channel to start with: of a convolution the filter with the clearest direction, else the first."""
    layer = run.architecture.layer(name)
    if not isinstance(layer, Convolution):
        return 0
    return int(np.abs(orientation(networks.network(run.key, run.moments[-1]).kernel(name))).argmax())


def at(look, run):
    """Another run, trained, looking at the same image; None where it has never learnt such a one."""
    selection = look.selection
    here = Inspection(
        replace(selection, network=run.key, moment=run.moments[-1], layer=run.architecture.names[0], channel=0)
    )
    found = np.flatnonzero(here.split.indices == look.split.indices[selection.image])
    return here.at_image(int(found[0])) if len(found) else None


def beside(look, rival):
    """The Inspection, and that of the trained network `rival`, a key or "", at the same image, where there is one."""
    other = at(look, networks.run(rival)) if rival else None
    return [look, other] if other else [look]


def of_own(index):
    """The current network looking at one of the images that were made in this session."""
    return Inspection(replace(current().selection, data=own_images.name(), part="test", image=index))


def suit(data):
    """From a callback: the image stays where it is of this data set, or one's own; else there will be another."""
    before = state.remembered()
    if before is None or (before.selection.data != data and not data_sets.is_own(before.selection.data)):
        state.forget(state.DATA, state.IMAGE)


def current():
    """The Inspection of this run of the page, remembered by the sidebar."""
    return state.remembered()
