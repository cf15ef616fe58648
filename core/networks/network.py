"""A network is an architecture and a dictionary of weights; everything that looks at it is numpy."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import ArrayLike

from core.networks.architecture import INPUT, Architecture
from core.networks.image_fitting import as_pictures, fitted, squeezed
from core.networks.layers.base import Layer
from core.networks.layers.functions import ACTIVATIONS

CHUNK = 100  # images at a time
VALUES = 250_000  # numbers of one layer at a time: 1 MB of them stay in the processor's cache


def image_batch(images: ArrayLike, input_shape: tuple[int, int, int] = (28, 28, 1)) -> np.ndarray:
    """Images as float32 in [0, 1], shaped `(n, *input_shape)`.

    Takes uint8 (divided by 255) or floats in [0, 1]; one image or many; a grey picture may leave out its channel axis.
    Pictures of another size, in colour or in grey, are brought to what is read, see `image_fitting`. Raises ValueError
    for what is no picture, a value outside the range or NaN.
    """
    images = np.asarray(images)
    if images.dtype.kind not in "uif":
        raise ValueError(f"images must be numbers, not {images.dtype}")
    return fitted(as_floats(as_pictures(images, input_shape)), input_shape)


def as_seen(images: ArrayLike, input_shape: tuple[int, int, int]) -> np.ndarray:
    """As `image_batch`, as it is drawn: float32 `(n, height, width)`, in colour `(n, height, width, 3)`."""
    return squeezed(image_batch(images, input_shape))


def as_floats(images: np.ndarray) -> np.ndarray:
    """uint8 or numbers in [0, 1], of any shape, as float32. Raises ValueError for a value outside the range or NaN."""
    if images.dtype == np.uint8:
        return images.astype(np.float32) / 255
    batch = images.astype(np.float32)
    if batch.size and not (batch.min() >= 0 and batch.max() <= 1):
        raise ValueError(f"pixel values must be uint8 or lie in [0, 1]; these run from {batch.min()} to {batch.max()}")
    return batch


@dataclass(frozen=True, eq=False)
class Network:
    """Weights are float32 arrays under `layer/kernel` and `layer/bias`, in Keras's shapes."""

    architecture: Architecture
    weights: dict[str, np.ndarray] = field(repr=False)

    def __post_init__(self) -> None:
        expected = self.architecture.weight_shapes
        if missing := [key for key in expected if key not in self.weights]:
            raise ValueError(f"weights lack {missing[0]!r}; the architecture needs {', '.join(expected)}")
        for key, shape in expected.items():
            if self.weights[key].shape != shape:
                raise ValueError(
                    f"weights {key!r} have shape {self.weights[key].shape}, the architecture needs {shape}"
                )
        arrays = {key: np.ascontiguousarray(self.weights[key], dtype=np.float32) for key in expected}
        object.__setattr__(self, "weights", arrays)

    @property
    def nbytes(self) -> int:
        """How much memory the weights take."""
        return sum(array.nbytes for array in self.weights.values())

    def kernel(self, name: str) -> np.ndarray:
        """The layer's kernel weights, or a KeyError where it has none."""
        self.architecture.index(name)
        if f"{name}/kernel" not in self.weights:
            raise KeyError(f"layer {name!r} has no weights")
        return self.weights[f"{name}/kernel"]

    def bias(self, name: str) -> np.ndarray:
        """The layer's biases, or a KeyError where it has none."""
        self.kernel(name)
        if f"{name}/bias" not in self.weights:
            raise KeyError(f"layer {name!r} has no biases")
        return self.weights[f"{name}/bias"]

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """`{"kernel": array, "bias": array}` of a layer, as far as it has them."""
        return self._arrays.get(name, {})

    @cached_property
    def _arrays(self) -> dict[str, dict[str, np.ndarray]]:
        arrays: dict[str, dict[str, np.ndarray]] = {}
        for full, array in self.weights.items():
            name, _, key = full.rpartition("/")
            arrays.setdefault(name, {})[key] = array
        return arrays

    @cached_property
    def at_once(self) -> int:
        """How many images to take through all layers at a time, so that the numbers of each stay in the cache."""
        return max(min(CHUNK, VALUES // max(map(prod, self.architecture.shapes))), 1)

    def steps(self, images: ArrayLike) -> Iterator[tuple[Layer, np.ndarray, np.ndarray]]:
        """Walk through the layers: yields `(layer, pre_activations, activations)` for a batch of images.

        Arrays are `(n, height, width, channels)` or `(n, units)`, float32. A layer without an activation of its own
        (pooling, flatten, dropout, ...) yields the same array twice.
        """
        given = image_batch(images, self.architecture.input_shape)
        yield from self.forward_from({INPUT: given}, self.architecture.layers)

    def forward_from(
        self, stages: Mapping[str, np.ndarray], layers: Sequence[Layer]
    ) -> Iterator[tuple[Layer, np.ndarray, np.ndarray]]:
        """As `steps`, through `layers` in their order; `stages` has the numbers that these read and do not give.

        A stage is forgotten when the last of `layers` that reads it is done.
        """
        known, sources = dict(stages), [self.architecture.sources(layer.name) for layer in layers]
        last = {source: at for at, names in enumerate(sources) for source in names}
        for at, (layer, names) in enumerate(zip(layers, sources, strict=True)):
            inputs = layer.join([known[name] for name in names])
            before = layer.forward(inputs, **self.arrays(layer.name))
            for name in names:
                if last[name] == at:
                    known.pop(name, None)
            del inputs
            known[layer.name] = ACTIVATIONS[layer.activation](before)
            yield layer, before, known[layer.name]

    def activations(self, images: ArrayLike) -> dict[str, np.ndarray]:
        """The activation model: `{layer name: (n, height, width, channels) or (n, units)}`, after each activation."""
        return {layer.name: after for layer, _, after in self.steps(images)}

    def pre_activations(self, images: ArrayLike) -> dict[str, np.ndarray]:
        """As `activations`, before ReLU or softmax; the last layer gives the logits."""
        return {layer.name: before for layer, before, _ in self.steps(images)}

    def predict(self, images: ArrayLike) -> np.ndarray:
        """Probabilities, float32 `(n, classes)`, worked out in chunks so that memory stays small.

        Images are taken as by `image_batch`, with the same errors.
        """
        return np.concatenate([after for _, _, after in self._ends(images)])

    def logits(self, images: ArrayLike) -> np.ndarray:
        """As `predict`, before softmax: the last of the pre-activations, float32 `(n, classes)`."""
        return np.concatenate([before for _, before, _ in self._ends(images)])

    def _ends(self, images: ArrayLike) -> Iterator[tuple[Layer, np.ndarray, np.ndarray]]:
        """The last of `steps`, chunk for chunk, without keeping what was read on the way."""
        images = as_pictures(np.asarray(images), self.architecture.input_shape)
        for start in range(0, max(len(images), 1), self.at_once):
            yield deque(self.steps(images[start : start + self.at_once]), maxlen=1)[0]

    def save(self, file: str | Path | BinaryIO, write: Callable[..., None] = np.savez_compressed) -> None:
        """Write architecture and weights to `file` (a path or a binary file object) as one .npz without pickles.

        With `write=np.savez` it is larger and done at once.
        """
        write(file, architecture=json.dumps(self.architecture.to_json()), **self.weights)


def load(file: str | Path | BinaryIO) -> Network:
    """Read from a path or a binary file what `Network.save` wrote. Raises ValueError for anything else."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        architecture = Architecture.from_json(json.loads(str(arrays.pop("architecture"))))
        return Network(architecture, arrays)
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged zip raises nearly anything, and none of it is ours to tell apart
        name = Path(file).name if isinstance(file, str | Path) else "this"
        raise ValueError(f"{name} is not a network saved by Convscope: {error}") from error
