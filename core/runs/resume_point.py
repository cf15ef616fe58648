"""Where a training is, read from the file that it can be taken up from."""

import json
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from core.networks.architecture import Architecture
from core.networks.network import Network


@dataclass(frozen=True, eq=False)
class Latest:
    """Where a training is: its `progress` as noted, and the `arrays` it can be taken up from, weights among them."""

    architecture: Architecture
    progress: dict[str, Any]
    arrays: dict[str, np.ndarray]

    @classmethod
    def load(cls, file: BinaryIO, architecture: Architecture) -> "Latest":
        """What `writer.write_latest` wrote."""
        with np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        return cls(architecture, json.loads(str(arrays.pop("progress"))), arrays)

    @property
    def step(self) -> int:
        """How many batches were learnt from."""
        return int(self.progress["step"])

    @property
    def network(self) -> Network:
        """The network as it was then."""
        return self._network("")

    @property
    def best(self) -> Network | None:
        """The network of the best epoch so far, or None where none is kept."""
        return self._network("best/") if any(key.startswith("best/") for key in self.arrays) else None

    def _network(self, prefix: str) -> Network:
        weights = {key: self.arrays[prefix + key] for key in self.architecture.weight_shapes}
        return Network(self.architecture, weights)
