"""Photos of several digits on paper of every kind: how many are found, and how many of those are read.

    python -m tests.benchmarks photos

MNIST's test digits are written with pens of random width and darkness on plain, ruled and squared paper, in a hard
shadow, on cloth, in chalk on slate and on a dark tile that lies on a light page, lit from a side, and photographed: at
a slant, out of focus, with grain, as JPEG. The seed is none that anything was tuned on.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter
from scipy import ndimage

from core import datasets, runs
from core.digits.preparation import Steps
from core.digits.segmentation import segment
from tests.benchmarks.rows import Row

PAPERS = ("plain", "ruled", "squared", "shadowed", "cloth", "slate", "tile")
PHOTOS, SEED = 167, 20261127  # of each paper
MOST = 12


@dataclass(frozen=True, eq=False)
class Photo:
    """Grey `(height, width)` in [0, 1] with digits `side` pixels high; `digits` are `(row, column, label)` of each."""

    grey: np.ndarray
    side: int
    digits: list


def measure(papers=PAPERS, photos=PHOTOS, seed=SEED):
    """Of each paper two rows: digits that are not found, and those found that `four_conv` misreads."""
    digits, network = datasets.load("mnist").test, runs.load("four_conv").network
    for paper in papers:
        random = np.random.default_rng(seed)
        counts = np.sum([_read(take(random, digits, paper), network) for _ in range(photos)], axis=0)
        there, found, right = map(int, counts)
        lost, misread = 100 * (1 - found / there), 100 * (1 - right / found)
        yield Row(f"not found of {there:,} digits on {paper} paper, against 3 %", max(lost, 0.01), 3, 1, "%").show()
        yield Row(f"misread of those found on {paper} paper, against 5 %", max(misread, 0.01), 5, 1, "%").show()


def take(random, digits, paper):
    """A Photo of 1 to MOST digits of a split."""
    count, side = int(random.integers(1, MOST + 1)), int(random.integers(60, 110))
    columns = -(-count // int(random.integers(1, 4)))
    step = int(side * random.uniform(1.25, 1.6))
    shape = -(-count // columns) * step + side, columns * step + side
    ink, places = np.zeros(shape, np.float32), []
    for index in range(count):
        digit = int(random.integers(len(digits)))
        row, column = (int(side / 2 + at * step + random.uniform(-0.08, 0.08) * side) for at in divmod(index, columns))
        row, column = min(row, shape[0] - side), min(column, shape[1] - side)
        here = ink[row : row + side, column : column + side]
        np.maximum(here, _written(random, digits.images[digit], side), out=here)
        places.append((row + side / 2, column + side / 2, int(digits.labels[digit])))
    sheet = _sheet(random, ink, side, paper)
    if paper == "tile":
        border = side // 2
        sheet = np.pad(sheet, border, constant_values=random.uniform(0.75, 0.97))
        places = [(row + border, column + border, label) for row, column, label in places]
    return Photo(*_photographed(random, sheet * _light(random, sheet.shape), side, places))


def _sheet(random, ink, side, paper):
    """How light the paper is with the ink on it."""
    light, dark = random.uniform(0.75, 0.97), random.uniform(0.05, 0.3)
    match paper:
        case "plain":
            blank = light
        case "ruled" | "squared":
            blank = light * (1 - random.uniform(0.12, 0.35) * _lines(random, ink.shape, side, paper))
        case "shadowed":
            blank = light
        case "cloth":
            blank = light * (1 - random.uniform(0.04, 0.12) * _weave(random, ink.shape))
        case "slate" | "tile":
            return dark * (1 - ink) + light * ink
        case _:
            raise ValueError(f"paper {paper!r} is not one of {', '.join(PAPERS)}")
    sheet = blank * (1 - ink) + dark * ink
    return sheet * _shadow(random, ink.shape) if paper == "shadowed" else sheet


def _written(random, image, side):
    """A digit as ink, with a pen of another width than MNIST's."""
    large = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    smooth = ndimage.gaussian_filter(np.asarray(large, np.float32) / 255, side / 60)
    return np.clip((smooth - random.uniform(0.25, 0.7)) / 0.2 + 0.5, 0, 1)


def _shadow(random, shape):
    """An edge that lies anywhere, as of a hand or a phone; behind it there is about half the light."""
    rows, columns = np.meshgrid(*(np.arange(size) / size - random.uniform(0.3, 0.7) for size in shape), indexing="ij")
    angle, soft = random.uniform(0, 2 * np.pi), random.uniform(1, 4) / max(shape)
    behind = np.clip((np.cos(angle) * rows + np.sin(angle) * columns) / soft + 0.5, 0, 1)
    return 1 - random.uniform(0.3, 0.55) * behind


def _weave(random, shape):
    """Threads along and across, and folds."""
    pitch = random.uniform(3, 7)
    down, right = (np.sin(2 * np.pi * np.arange(size) / pitch) for size in shape)
    folds = ndimage.gaussian_filter(random.normal(size=shape), 40)
    return 0.5 + 0.25 * (down[:, None] + right[None]) + 0.5 * folds / np.abs(folds).max()


def _lines(random, shape, side, paper):
    pitch = side * (random.uniform(0.35, 1.1) if paper == "ruled" else random.uniform(0.3, 0.6))
    width = random.uniform(1.0, 2.2)

    def along(size):
        middles = np.arange(random.uniform(0, pitch), size, pitch)
        apart = np.abs(np.arange(size)[:, None] - middles)
        return np.clip(width / 2 + 0.5 - apart, 0, 1).max(axis=1)

    rows = np.repeat(along(shape[0])[:, None], shape[1], axis=1)
    return rows if paper == "ruled" else np.maximum(rows, along(shape[1])[None])


def _light(random, shape):
    down, right = (np.linspace(-1, 1, size) * random.uniform(-1, 1) for size in shape)
    return 1 - random.uniform(0, 0.3) * (1 + down[:, None] + right[None]) / 2


def _photographed(random, sheet, side, places):
    height, width = sheet.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    seen = corners + random.uniform(-0.04, 0.04, (4, 2)) * [width, height]
    rows = []
    for (x, y), (u, v) in zip(corners, seen, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    back = np.linalg.solve(np.array(rows), seen.ravel())  # from the photo to the sheet
    picture = Image.fromarray(np.uint8(np.clip(sheet, 0, 1) * 255)).transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        back.tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=int(255 * np.median(sheet[0])),
    )
    there = np.linalg.inv(np.append(back, 1).reshape(3, 3))
    moved = [(there @ (column, row, 1), label) for row, column, label in places]
    blurred = np.asarray(picture.filter(ImageFilter.GaussianBlur(random.uniform(0, 1))), np.float32)
    grainy = np.clip(blurred + random.normal(0, random.uniform(1, 4), blurred.shape), 0, 255)
    file = io.BytesIO()
    Image.fromarray(np.uint8(grainy)).save(file, "JPEG", quality=int(random.integers(60, 95)))
    grey = np.asarray(Image.open(file).convert("L"), np.float32) / 255
    return grey, side, [(y / scale, x / scale, label) for (x, y, scale), label in moved]


def _read(photo, network):
    """`(digits, found, read right)`: found is a region of about its size where it stands."""
    try:
        regions = list(segment(photo.grey).digits)
    except ValueError:
        return len(photo.digits), 0, 0
    found = right = 0
    for row, column, label in photo.digits:
        region = next((region for region in regions if _is_at(region.box, row, column, photo.side)), None)
        if region:
            regions.remove(region)
            found += 1
            right += network.predict(region.prepare(Steps()).image)[0].argmax() == label
    return len(photo.digits), found, right


def _is_at(box, row, column, side):
    top, bottom, left, right = box
    is_near = max(abs((top + bottom) / 2 - row), abs((left + right) / 2 - column)) < 0.35 * side
    return is_near and 0.35 * side < max(bottom - top, right - left) < 1.15 * side
