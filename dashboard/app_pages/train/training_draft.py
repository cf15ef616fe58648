"""A training as it is being designed: layers that may not fit yet, and the settings. No streamlit."""

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise

from core import datasets
from core.networks.architecture import INPUT, Architecture, named
from core.networks.layers import Activation, Add, Conv2D
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig, recipe
from core.training.time_estimate import training_images

QUICK, FAST, OWN = "500 images", "fast", "the source's own"
RECIPE_WORDS = {
    QUICK: "Learn from 500 images only: a few seconds, fit for a class.",
    FAST: "All images once, in small batches; the learning rate climbs and falls, and no label is quite certain.",
    OWN: "As the network's source text trains it.",
}
CONFIGS = {
    QUICK: lambda own: replace(own, training_images=500, epochs=10, batch_size=64, validation_share=0.0, patience=None),
    FAST: lambda own: replace(recipe(own, "fast"), training_images=None),
    OWN: lambda own: own,
}  # from the TrainingConfig that the network's source text has
PRESET_KEYS = list(PRESETS)


@dataclass(frozen=True)
class Draft:
    """What is being designed. `version` counts what was put in as a whole, so that the widgets show it afresh.

    Layers have no names where they form a chain and Keras's default names will do; else all have, and `inbound` says
    what each of them reads.
    """

    preset: str
    recipe: str
    layers: tuple
    config: TrainingConfig
    version: int = 0
    inbound: tuple = ()

    def architecture(self):
        """Raises ValueError where the layers do not fit each other."""
        return self.up_to(len(self.layers))

    @property
    def with_outputs(self):
        """The layers, the last of them with an output for each class."""
        *inner, last = self.layers
        return *inner, replace(last, units=len(datasets.class_names_of(self.config)))

    def up_to(self, count):
        """The Architecture of the first layers. Raises ValueError where they do not fit each other."""
        layers = self.with_outputs[:count]
        names = {layer.name for layer in layers}
        return Architecture(layers, inbound=tuple(pair for pair in self.inbound if pair[0] in names))

    def fitting(self):
        """The Architecture of as many of the first layers as fit each other; None where the first does not."""
        for count in range(len(self.layers), 0, -1):
            with suppress(ValueError):
                return self.up_to(count)
        return None

    def with_layer(self, at, layer):
        """With one more in the way to the layer at that place."""
        if not self.inbound:
            return self._changed((*self.layers[:at], layer, *self.layers[at:]), ())
        *_, layer = named((*self.layers, layer))
        reads = dict(self.inbound)
        first, *others = reads[self.layers[at].name]
        reads |= {layer.name: (first,), self.layers[at].name: (layer.name, *others)}
        return self._changed((*self.layers[:at], layer, *self.layers[at:]), tuple(reads.items()))

    def without_layer(self, at):
        """Without the one at that place: who read it reads what it read."""
        gone, layers = self.layers[at], (*self.layers[:at], *self.layers[at + 1 :])
        reads = dict(self.inbound)
        (first, *_) = reads.pop(gone.name, [""])
        for name, sources in reads.items():
            reads[name] = tuple(dict.fromkeys(first if source == gone.name else source for source in sources))
        return self._changed(layers, tuple(reads.items()))

    def with_residual_block(self, at, channels):
        """With two convolutions that keep the size, and a shortcut past them, in the way to the layer at that place."""
        draft = self
        if not self.inbound:
            layers = named(self.layers)
            ways = pairwise((INPUT, *(layer.name for layer in layers)))
            draft = replace(self, layers=layers, inbound=tuple((name, (before,)) for before, name in ways))
        (begin, *_) = dict(draft.inbound)[draft.layers[at].name]
        convolution = Conv2D(channels, (3, 3), padding="same")
        block = (convolution, replace(convolution, activation="linear"), Add(), Activation("relu"))
        for number, layer in enumerate(block):
            draft = draft.with_layer(at + number, layer)
        reads, name = dict(draft.inbound), draft.layers[at + 2].name
        reads[name] = (*reads[name], begin)
        return replace(draft, inbound=tuple(reads.items()), version=self.version + 1)

    def _changed(self, layers, inbound):
        return replace(self, layers=layers, inbound=inbound, version=self.version + 1)

    def learning(self, data_set, own=None):
        """The same draft for all classes of another data set; `own` is its OwnSource where a person brought it.

        Batches that it could not fill are smaller.
        """
        config = replace(self.config, data_set=data_set, own=own, classes=None)
        batch = min(config.batch_size, training_images(config)) if own else config.batch_size
        return replace(self, config=replace(config, batch_size=batch), version=self.version + 1)


def recipes_of(preset):
    """Names of the recipes that a preset can be trained by: the fast one changes the learning rate, as Keras can."""
    return [name for name in RECIPE_WORDS if name != FAST or PRESETS[preset].recipe.library == "keras"]


def begin(preset=PRESET_KEYS[0], kind=QUICK, version=0):
    """A preset as it is, trained by one of its recipes; every page-made run keeps 16 moments."""
    architecture = PRESETS[preset].architecture
    layers, inbound = tuple(replace(layer, name="") for layer in architecture.layers), ()
    if not architecture.is_chain or named(layers) != architecture.layers:
        layers, inbound = architecture.layers, tuple((name, architecture.sources(name)) for name in architecture.names)
    own = replace(PRESETS[preset].recipe, moments=16)
    return Draft(preset, kind, layers, CONFIGS[kind](own), version, inbound)
