"""A network is data: an architecture of layers and a dictionary of weights, and what numpy makes of both."""

from core.networks.architecture import Architecture
from core.networks.initializers import initialise
from core.networks.network import Network, image_batch, load
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig

__all__ = ["PRESETS", "Architecture", "Network", "TrainingConfig", "image_batch", "initialise", "load"]
