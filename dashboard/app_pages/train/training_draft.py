"""A training as it is being designed: layers that may not fit yet, and the settings. No streamlit."""

from dataclasses import dataclass, replace

from core import datasets
from core.networks.architecture import Architecture
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig, recipe

QUICK, FAST, OWN = "500 images", "fast", "the source's own"
RECIPE_WORDS = {
    QUICK: "Learn from 500 images only: a few seconds, fit for a class.",
    FAST: "All images, two epochs, one cycle of the learning rate.",
    OWN: "As the network's source text trains it.",
}
PRESET_KEYS = list(PRESETS)


@dataclass(frozen=True)
class Draft:
    """What is being designed. `version` counts what was put in as a whole, so that the widgets show it afresh."""

    preset: str
    recipe: str
    layers: tuple
    config: TrainingConfig
    version: int = 0

    def architecture(self):
        """Raises ValueError where the layers do not fit each other."""
        classes = len(datasets.class_names(self.config.data_set, self.config.classes))
        *inner, last = self.layers
        return Architecture((*inner, replace(last, units=classes)))


def recipes_of(preset):
    """Names of the recipes that a preset can be trained by: the fast one changes the learning rate, as Keras can."""
    return [name for name in RECIPE_WORDS if name != FAST or PRESETS[preset].recipe.library == "keras"]


def begin(preset=PRESET_KEYS[0], kind=QUICK, version=0):
    """A preset as it is, trained by one of its recipes; every page-made run keeps 16 moments."""
    layers = tuple(replace(layer, name="") for layer in PRESETS[preset].architecture.layers)
    own = replace(PRESETS[preset].recipe, moments=16)
    config = {
        QUICK: replace(own, training_images=500, epochs=10, batch_size=64, validation_share=0.0, patience=None),
        FAST: replace(recipe(own, "fast"), training_images=None),
        OWN: own,
    }[kind]
    return Draft(preset, kind, layers, config, version)
