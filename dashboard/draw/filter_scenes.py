"""Filter pictures as scenes: a layer's mosaic with its marks, one filter large, its climb as a film."""

import io
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from core import formats
from core.explanation.ascent_runs import Climbed, verdicts
from core.explanation.gradient_ascent import deprocess
from core.networks.image_fitting import squeezed
from dashboard.draw.mosaics import gallery, large, mosaic
from dashboard.draw.scenes import Box
from dashboard.text import filter_sentences

CONTRAST = {"as in the text": 0.1}
STRONGER = 0.25
FILM_PIXELS = 10
FILM_WIDTH = 28 * FILM_PIXELS  # Streamlit makes a smaller picture of a wider one, and stops the film
FILM_SECONDS = 0.12
MARKS = {"stuck": "stuck", "constant": "stuck", "lost": "stuck", "dead": "dead", "broken": "apart"}


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is known of a layer's filters: the climb of all, and that of those which were rescued (indices), if any."""

    climbed: Climbed
    dead: np.ndarray
    rescued: Climbed | None = None
    stuck: np.ndarray = None

    @property
    def is_rescued(self):
        """Boolean `(filters,)`: which were stuck, and now have a picture that makes them fire."""
        found = np.zeros(len(self.climbed.moved), dtype=bool)
        if self.rescued is not None:
            found[self.stuck] = np.isin(verdicts(self.rescued, self.dead[self.stuck]), ("works", "woken"))
        return found

    @property
    def pictures(self):
        """`(filters, height, width)`, or in colour, the rescued ones in their places."""
        return self._both(self.climbed.pictures, self.rescued and self.rescued.pictures)

    @property
    def verdicts(self):
        found = verdicts(self.climbed, self.dead)
        return self._both(found, self.rescued and verdicts(self.rescued, self.dead[self.stuck]))

    def _both(self, own, rescued):
        if rescued is None:
            return own
        both = own.astype(np.result_type(own, rescued))
        both[self.stuck] = rescued
        return both

    def fate(self, channel):
        """`(verdict, whether it was rescued, scores)` of one filter."""
        return self.verdicts[channel], self.is_rescued[channel], self.curve(channel)[1]

    def curve(self, channel):
        """`(steps, scores)` of one filter's picture."""
        if self.is_rescued[channel]:
            return self.rescued.steps, self.rescued.curves[np.flatnonzero(self.stuck == channel)[0]]
        return self.climbed.steps, self.climbed.curves[channel]


def greys(pictures, contrast):
    """Pictures `(n, height, width)` as greys in [0, 1]; those in colour `(n, height, width, 3)` stay so."""
    return deprocess(pictures, contrast)


def contrast_of(recipe):
    return CONTRAST.get(recipe, STRONGER)


def sheet_scene(name, sheet, contrast, selected):
    """All filters of a layer; those without a picture are hatched, rescued ones boxed."""
    found = sheet.verdicts
    kinds = np.where(sheet.is_rescued & (found == "works"), "rescued", found)
    names = tuple(f"filter {channel}: {filter_sentences.SHORT[kind]}" for channel, kind in enumerate(kinds))
    marks = tuple(MARKS.get(kind, "") for kind in found)
    words = filter_sentences.contrast(contrast)
    alt = f"Filter pictures of {name}: {filter_sentences.summary(found, sheet.is_rescued)}"
    pictures = np.nan_to_num(greys(sheet.pictures, contrast), nan=0.5)
    scene = mosaic("filters", pictures, "ink", (0, 1), names, words, alt, marks=marks, selected=selected)
    return replace(scene, boxes=_boxes(scene.tiles[0], np.flatnonzero(sheet.is_rescued)), bars=())


def _boxes(tiles, chosen):
    height, width = tiles.values.shape[1:3]
    places = [(at // tiles.columns, at % tiles.columns) for at in chosen]
    return tuple(
        Box(
            tiles.left + column * (width + tiles.gutter),
            tiles.top + row * (height + tiles.gutter),
            width,
            height,
            "accent",
            hollow=True,
        )
        for row, column in places
    )


def large_scene(channel, sheet, contrast):
    """One filter's picture, or the lines that stand for none."""
    verdict = sheet.verdicts[channel]
    picture = np.nan_to_num(greys(sheet.pictures[channel][None], contrast)[0], nan=0.5)
    alt = f"Filter {channel}: {filter_sentences.SHORT[verdict]}"
    scene = large("filter", picture, "ink", (0, 1), f"filter {channel}", "", alt, mark=MARKS.get(verdict, ""), side=330)
    return replace(scene, bars=())


def several_scene(pictures, scores, contrast):
    captions = [formats.number(score) for score in scores]
    names = tuple(f"picture {at}" for at in range(1, len(pictures) + 1))
    return gallery("several", greys(pictures, contrast), names, captions, columns=6, side=115)


def strip_scene(iterates, contrast):
    """Some of a climb's iterates side by side, the first and the last among them."""
    places = np.unique((np.linspace(0, 1, 8) ** 2 * (len(iterates) - 1)).round().astype(int))
    chosen = [iterates[at] for at in places]
    pictures = greys(_pictures(chosen), contrast)
    captions = [f"step {iterate.step}" for iterate in chosen]
    return gallery("strip", pictures, tuple(captions), captions, columns=len(chosen), side=115)


def _pictures(iterates):
    """The first picture of each, as it is drawn."""
    return squeezed(np.stack([iterate.pictures[0].astype(np.float32) for iterate in iterates]))


def film(iterates, contrast):
    """The iterates of a climb of one picture as an animated GIF that rests on its last one."""
    pictures = greys(_pictures(iterates), contrast)
    larger = (pictures * 255).round().astype(np.uint8).repeat(FILM_PIXELS, axis=1).repeat(FILM_PIXELS, axis=2)
    first, *rest = (Image.fromarray(one) for one in larger)
    times = [round(1000 * FILM_SECONDS)] * (len(larger) - 1) + [2000]
    content = io.BytesIO()
    first.save(content, "GIF", save_all=True, append_images=rest, duration=times, loop=0)
    return content.getvalue()
