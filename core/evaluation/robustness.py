"""How well a network reads digits that were moved, turned, scaled, thickened, covered or made noisy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.evaluation.image_transforms import add_noise, occlude, rotate, scale, shift, thicken
from core.networks.network import Network, as_floats

FARTHEST = 6
SAMPLE = 500


@dataclass(frozen=True)
class Change:
    """A way to change images by some strength; `rest` is the strength that changes nothing."""

    title: str
    unit: str
    apply: Callable[..., np.ndarray]
    strengths: tuple[float, ...]
    rest: float = 0


CHANGES = {
    "rotate": Change("turned", "degrees", rotate, (-60, -45, -30, -15, 0, 15, 30, 45, 60)),
    "scale": Change("scaled", "times its size", scale, (0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6), 1.0),
    "thicken": Change("thinned or thickened", "pixels a side", thicken, (-2, -1, 0, 1, 2, 3)),
    "noise": Change("with noise", "standard deviation", add_noise, (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8)),
    "occlude": Change("covered", "pixels of a square", occlude, (0, 2, 4, 6, 8, 10, 12, 14)),
}


@dataclass(frozen=True, eq=False)
class Robustness:
    """Right answers of `count` images: `moved[down + 6, right + 6]`, and for every change one number per strength."""

    count: int
    moved: np.ndarray
    changed: dict[str, np.ndarray]

    def at_distance(self, pixels: int) -> float:
        """Mean accuracy when moved by so many pixels up, down, left and right."""
        middle = FARTHEST
        near, far = middle - pixels, middle + pixels
        around = self.moved[[near, far, middle, middle], [middle, middle, near, far]]
        return float(around.mean() / self.count)

    def to_json(self) -> dict[str, Any]:
        """Plain content, which `from_json` reads."""
        changed = {name: counts.tolist() for name, counts in self.changed.items()}
        return {"count": self.count, "moved": self.moved.tolist(), "changed": changed}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Robustness":
        """What `to_json` gave. Raises KeyError or ValueError where it is of other changes than CHANGES."""
        moved = np.array(content["moved"])
        changed = {name: np.array(content["changed"][name]) for name in CHANGES}
        fits = all(len(changed[name]) == len(change.strengths) for name, change in CHANGES.items())
        if moved.shape != (2 * FARTHEST + 1,) * 2 or not fits:
            raise ValueError("the numbers of changes are not ours")
        return cls(content["count"], moved, changed)


def measure(
    network: Network,
    images: np.ndarray,
    labels: np.ndarray,
    progress: Callable[[float], object] = lambda share: None,
) -> Robustness:
    """The Robustness of a network on uint8 images, `(n, height, width)` or in colour, with integer `labels` `(n,)`.

    `progress` hears the share that is done, from 0 to 1.
    """
    pictures = as_floats(images)
    places = range(-FARTHEST, FARTHEST + 1)
    tasks: list[tuple[Callable[..., np.ndarray], tuple[float, ...]]]
    tasks = [(shift, (down, right)) for down in places for right in places]
    tasks += [(change.apply, (strength,)) for change in CHANGES.values() for strength in change.strengths]
    right = []
    for done, (apply, strength) in enumerate(tasks):
        right.append(int((network.predict(apply(pictures, *strength)).argmax(axis=1) == labels).sum()))
        progress((done + 1) / len(tasks))
    moved = np.array(right[: len(places) ** 2]).reshape(len(places), len(places))
    rest = iter(right[len(places) ** 2 :])
    changed = {name: np.array([next(rest) for _ in change.strengths]) for name, change in CHANGES.items()}
    return Robustness(len(labels), moved, changed)
