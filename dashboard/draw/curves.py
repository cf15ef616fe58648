"""Curves and points with numbers at their sides, as Scenes: what a change costs, a climb, a run while it learns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard.draw.axes import Side, framed, numbers, of_shares, side, under_each
from dashboard.draw.colors import LINES
from dashboard.draw.scenes import Curve

THICK, DOTS = 4, 5  # pixels
LARGEST, SMALLEST, SMALLER = (
    10,
    3,
    2.5,
)  # pixels of dots, and by how much the next one's are smaller where there is room
MOST = 10  # numbers below
EDGE = 0.03  # of the way, free before the first point and behind the last
GREY = "rgba(128, 128, 128, 0.4)"


@dataclass(frozen=True)
class Plane:
    """Where curves lie: from `first` to `last` across, of `whole` numbers or of any, and as high as `up` says."""

    first: float
    last: float
    up: Side
    whole: bool = False

    @classmethod
    def around(cls, places, up):
        """All places are in it, with some room at both ends."""
        free = EDGE * (max(places) - min(places))
        return cls(min(places) - free, max(places) + free, up)

    def curve(self, places: Sequence, values: Sequence, names=(), tone="accent", **look):
        """A Curve that has no room yet; a value that is None or NaN leaves a gap."""
        places, values = np.array(places, float), np.array(values, float)
        across = (places - self.first) / (self.last - self.first)
        points = np.stack([across, (values - self.up.low) / (self.up.high - self.up.low)], axis=1)
        look = {"thickness": THICK, "dots": DOTS, **look}
        return Curve(points, 0, 0, 0, 0, tone, names=names, values=values, are_shares=self.up.are_shares, **look)

    def line(self, place):
        """Upright and dotted."""
        return self.curve([place, place], [self.up.low, self.up.high], thickness=2, dots=0, dotted=True)

    def picture(self, named, alt, height, across="", below=None, others=()):
        """For any width, with the names of curves above it; below it stand numbers, or what `below` gives."""

        def parts(left, top, width, height):
            room = {"left": left, "top": top, "width": width, "height": height}
            return {"curves": tuple(replace(curve, **room) for curve in (*named.values(), *others))}

        below = below or numbers(self.first, self.last, MOST, self.whole)
        return framed(parts, self.up, below, alt, height, across, named.items())


def falling(shares, order, unit, alt):
    """Accuracy after each of the channels that are switched off one after the other; the first share is of all on."""
    names = ("all on", *(f"\u2212 {channel}" for channel in order))
    said = ("all on", *(f"after {unit} {channel} too" for channel in order))
    plane, middles = _over(names, of_shares("accuracy"))
    curve = plane.curve(middles, shares, said)
    return plane.picture({}, alt, 300, f"{unit} switched off", under_each(names), [curve])


def depth(names, series, alt):
    """Curves over the layers; `series` maps a title to one share (0 to 1 or None) per layer."""
    plane, middles = _over(names, of_shares(""))
    named = {
        title: plane.curve(middles, shares, tuple(f"{name}, {title}" for name in names), tone)
        for (title, shares), tone in zip(series.items(), LINES, strict=False)
    }
    return plane.picture(named, alt, 400, "", under_each(names))


def per_class(accuracies, class_names, alt):
    """`accuracies` maps a run to `(right, count)` arrays, one number per class; later dots are smaller: none hides."""
    shares = {
        name: np.where(count > 0, right / np.maximum(count, 1), np.nan) for name, (right, count) in accuracies.items()
    }
    least = min(np.nanmin([1, *found]) for found in shares.values())
    least = least if least < 1 else 0.0  # all right: no small difference is to be seen
    free = max(EDGE * (1 - least), 0.002)
    plane, middles = _over(class_names, of_shares("read right", max(least - free, 0), 1 + free))
    smaller = min(SMALLER, (LARGEST - SMALLEST) / max(len(shares) - 1, 1))
    named = {}
    for at, ((name, counts), tone) in enumerate(zip(accuracies.items(), LINES, strict=False)):
        said = tuple(
            f"{name}, {one}, {right:,} of {count:,}" for one, right, count in zip(class_names, *counts, strict=True)
        )
        named[name] = plane.curve(middles, shares[name], said, tone, thickness=0, dots=LARGEST - smaller * at)
    return plane.picture(named, alt, 380, "", under_each(class_names))


def changes(title, unit, strengths, accuracies, chosen, alt):
    """Accuracy over the strength of one change; `accuracies` maps a run to one share per strength."""
    plane = Plane.around([*strengths, chosen], of_shares("accuracy"))
    named = {
        name: plane.curve(strengths, shares, tuple(f"{name}, {title} {one:g} {unit}" for one in strengths), tone)
        for (name, shares), tone in zip(accuracies.items(), LINES, strict=False)
    }
    return plane.picture(named, alt, 340, f"{title}, {unit}", others=[plane.line(chosen)])


def fooling(epsilons, found, chosen, alt):
    """Accuracy over epsilon; `found` maps `(against, victim)` to shares. What was made against another is dotted."""
    tones = dict(zip(dict.fromkeys(victim for _, victim in found), LINES, strict=False))
    plane = Plane.around([*epsilons, chosen], of_shares("accuracy"))
    named = {}
    for (against, victim), shares in found.items():
        own = against == victim
        name = f"{victim}, against itself" if own else f"{victim}, images made against {against}"
        said = tuple(f"{name}, epsilon {epsilon:g}" for epsilon in epsilons)
        named[name] = plane.curve(epsilons, shares, said, tones[victim], dotted=not own)
    return plane.picture(named, alt, 360, "epsilon", others=[plane.line(chosen)])


def climb(all_steps, curves, steps, scores, channel, alt):
    """The scores of all pictures over the steps as thin lines, one filter's as a thick one."""
    last, up = max(*all_steps, *steps, 1), _from_zero("mean activation", np.append(curves, scores))
    plane = Plane(-EDGE * last, (1 + EDGE) * last, up, whole=True)
    across, high = (
        np.tile([*all_steps, np.nan], len(curves)),
        np.insert(np.array(curves, float), len(all_steps), np.nan, axis=1).ravel(),
    )
    named = {
        "the other filters": plane.curve(across, high, tone=GREY, thickness=1, dots=0),
        f"filter {channel}": plane.curve(
            steps, scores, tuple(f"filter {channel}, step {step}" for step in steps), dots=0
        ),
    }
    return plane.picture(named, alt, 330, "step")


def learning(rows, quantity, total_epochs, alt):
    """One run while it learns: "accuracy" or "loss" over `total_epochs`; axes alone before the first row.

    `rows` are a run's history: dicts with `kind` ("batch" or "epoch"), `epoch`, and what was measured then. The batches
    that were noted are a thin line, every epoch a point.
    """
    batches, training = _noted(rows, "batch", quantity), _noted(rows, "epoch", quantity)
    validation = _noted(rows, "epoch", f"validation_{quantity}")
    values = [value for _, value in (*batches, *training, *validation)]
    up = of_shares(quantity) if quantity == "accuracy" else _from_zero(quantity, values)
    plane = Plane(0, total_epochs, up, whole=total_epochs >= 1)
    named = {}
    if batches:
        named["batches"] = plane.curve(*zip(*batches, strict=True), tone=LINES[0], thickness=1.5, dots=0)
    for name, points, tone in (("training", training, LINES[0]), ("validation", validation, LINES[1])):
        if points:
            said = tuple(f"{name}, epoch {epoch:g}" for epoch, _ in points)
            named[name] = plane.curve(*zip(*points, strict=True), said, tone)
    return plane.picture(named, alt, 340, "epoch")


def _noted(rows, kind, key):
    """`(epoch, value)` of each row of that kind whose value is a number."""
    return [(row["epoch"], row[key]) for row in rows if row["kind"] == kind and np.isfinite(row.get(key, np.nan))]


def _over(names, up):
    """A Plane with room for each name, and where the middles of these rooms are."""
    return Plane(0, len(names), up), np.arange(len(names)) + 0.5


def _from_zero(title, values):
    finite = np.array(values, float)[np.isfinite(values)]
    low, high = finite.min(initial=0), finite.max(initial=0)
    return side(title, low, high if low < high else 1)
