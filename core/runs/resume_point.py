"""Where a training is, read from the file that it can be taken up from."""

import json
from dataclasses import dataclass

import numpy as np

from core.networks.architecture import Architecture
from core.networks.network import Network


@dataclass(frozen=True, eq=False)
class Latest:
    """Where a training is: its `progress` as noted, and the `arrays` it can be taken up from, weights among them."""

    architecture: Architecture
    progress: dict
    arrays: dict

    @classmethod
    def load(cls, file, architecture):
        with np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        return cls(architecture, json.loads(str(arrays.pop("progress"))), arrays)

    @property
    def step(self):
        return self.progress["step"]

    @property
    def network(self):
        """The network as it was then."""
        return self._network("")

    @property
    def best(self):
        """The network of the best epoch so far, or None where none is kept."""
        return self._network("best/") if any(key.startswith("best/") for key in self.arrays) else None

    def _network(self, prefix):
        weights = {key: self.arrays[prefix + key] for key in self.architecture.weight_shapes}
        return Network(self.architecture, weights)
