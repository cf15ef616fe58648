"""From any picture of a digit to 28x28 pixels as MNIST's were made, step by step, each of which can be left out.

MNIST's digits were light on black, cut to their ink, scaled into a 20x20 box without being stretched, and put into the
28x28 picture with their centre of mass in the middle (LeCun, Bottou, Bengio, Haffner 1998). A network that learnt from
those reads other digits only when they are treated the same. The pen matters too: theirs was a thick one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

import numpy as np
import scipy
from PIL import Image

from core.digits import pen_strokes
from core.digits.pen_strokes import Stroke

SIDE = 28
BOX = 20
FAINT = 0.08  # a picture whose ink stands out less from its paper than this is empty
CLEAR = 6  # times the median grain of the paper: what stands out less is grain
LEVELS = 3  # of grey that lines may have
FAR = 0.4  # of the picture's width or height, that a line goes at least
LOW, NET = 8, 6  # times as long as high, and holes, that no digit has
ABOVE_LINES = 0.3  # of the way from what parts lines from ink to the ink: lines are not of one grey
VISIBLE = 0.1  # ink from here on counts for the crop
SPECK = 0.04  # of the largest island of ink: what is less is dirt
WORKED_ON = 200  # pixels on the longer side, whatever it had: enough for a picture of 28
WIDTHS = (0.02, 0.03, 0.045, 0.065, 0.09, 0.125, 0.18, 0.25)  # of windows: no stroke is wider
RESTS, RESTING = 2, 1.3  # over so many windows, what stands out grows by less
NOTHING = 1e-7  # stands out: where no grain is, no window takes in anything before one is wider than a stroke
LIGHT, DARK = range(2)  # sides of a picture
WINDOW = 8  # pixels that a window is measured with, in a picture as small as that
ROUNDING = 1e-6  # of float32
OPENED_ON = 300  # pixels of the longer side: enough to tell strokes from paper
THINNEST = 1 / 10  # of the digit's longer side
NEIGHBOURS = np.ones((3, 3))


@dataclass(frozen=True)
class Steps:
    """Which steps are done; one that is left out hands its picture on as plainly as can be."""

    ink: bool = True
    crop: bool = True
    thicken: bool = True
    scale: bool = True
    center: bool = True


@dataclass(frozen=True, eq=False)
class Prepared:
    """`pictures`, the picture after every step of `Steps` in order, float32 `(height, width)` in [0, 1]."""

    pictures: dict[str, np.ndarray]

    @property
    def image(self) -> np.ndarray:
        """What a network is given: uint8 `(28, 28)`."""
        return np.round(self.pictures["center"] * 255).astype(np.uint8)


def prepare(picture: np.ndarray, steps: Steps = Steps()) -> Prepared:
    """Prepare a grey picture, float32 `(height, width)` in [0, 1], dark on light or light on dark.

    Raises ValueError where there is no ink in it.
    """
    return prepare_ink(find_ink(picture) if steps.ink else picture.astype(np.float32), steps)


def prepare_ink(inked: np.ndarray, steps: Steps = Steps()) -> Prepared:
    """As `prepare`, for a picture of ink: 0 is paper and 1 is ink."""
    cropped = crop(inked) if steps.crop else inked
    thick = thicken(resize(cropped, _longest(cropped.shape, WORKED_ON))) if steps.thicken else cropped
    scaled, centered = (fit(thick), place(thick, steps.center)) if steps.scale else (stretch(thick),) * 2
    return Prepared({"ink": inked, "crop": cropped, "thicken": thick, "scale": scaled, "center": centered})


def prepare_strokes(strokes: Iterable[Stroke], steps: Steps = Steps()) -> Prepared | None:
    """As `prepare`, for strokes on white paper; None where ink is nowhere, or on most of it."""
    sheet = pen_strokes.ink(strokes)
    if not (sheet > 0.5).any() or sheet.mean() > 0.5:
        return None
    return prepare_ink(without_specks(sheet) if steps.ink else 1 - sheet, steps)


def find_ink(picture: np.ndarray) -> np.ndarray:
    """What stands out from the paper, 0 to 1, whichever of the two is darker; shadows, noise and specks are taken away.

    Raises ValueError where nothing stands out.
    """
    picture, ground = _light_on_dark(picture)
    difference = (picture - ground) / np.maximum(1 - ground, 0.1)
    contrast = np.where(difference > ROUNDING, difference, 0)
    threshold = otsu(contrast) if contrast.any() else 0.0
    floor, threshold = _above_lines(contrast, threshold)
    full = np.median(contrast[contrast > threshold]) if contrast.any() else 0.0
    if full < max(FAINT, CLEAR * np.median(np.abs(difference[contrast <= threshold]))):
        raise ValueError(f"no ink in this picture: nothing stands out from its paper by {FAINT:.0%} of the grey scale")
    inked = np.clip((contrast - floor) / (full - floor), 0, 1).astype(np.float32)
    return without_specks(inked)


def _light_on_dark(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`(the picture with its ink lighter than its paper, the grey of that paper)`.

    Ink is narrow: a window that grows takes in all of it long before it takes in a shadow, the table, or the paper
    between two digits, and rests. Which of light and dark stands out more where one of them first rests is the ink, and
    a window in which the ink rests leaves the paper with its shadows. Ink that never rests fills its sheet.
    """
    sides = shrink(picture, OPENED_ON), 1 - shrink(picture, OPENED_ON)
    widths = list({_reach(sides[LIGHT].shape, width): width for width in WIDTHS}.values())
    last = len(widths) - 1

    @cache
    def standing_out(side: int, at: int) -> float:
        small = shrink(sides[side], round(WINDOW / widths[at]))
        above = small - opened(small, widths[at])
        return float((above * above * above).mean(dtype=np.float64))  # what is faint counts little

    def rests(side: int, at: int) -> bool:
        return NOTHING < standing_out(side, at) >= standing_out(side, at + RESTS) / RESTING

    first = next((at for at in range(last - RESTS + 1) if rests(LIGHT, at) or rests(DARK, at)), last)
    side = LIGHT if standing_out(LIGHT, first) >= standing_out(DARK, first) else DARK
    own = next((at for at in range(first, last - RESTS + 1) if rests(side, at)), None)
    picture = 1 - picture if side == DARK else picture
    return picture, paper(picture) if own is None else opened(picture, widths[own + RESTS])


def _reach(shape: tuple[int, ...], width: float) -> int:
    """Pixels on each side of a window's middle; its width is a share of the longer side, or of twice the height."""
    return max(round(width * min(max(shape), 2 * shape[0]) / 2), 1)


def opened(picture: np.ndarray, width: float) -> np.ndarray:
    """The picture without all that is light and narrower than `width`: what is wider keeps its edges.

    A grey opening with a square (Serra 1982); what lies at the border is taken to go on beyond it.
    """
    small = shrink(picture, OPENED_ON)
    reach = _reach(small.shape, width)
    beyond = np.pad(small, reach, mode="edge")
    wide = scipy.ndimage.grey_opening(beyond, 2 * reach + 1)[reach:-reach, reach:-reach]
    if small.shape == picture.shape:
        return wide
    wide = scipy.ndimage.grey_dilation(wide, 3)  # edges that are blurred by scaling are no ink either
    return resize(wide, picture.shape)


def _above_lines(contrast: np.ndarray, threshold: float) -> tuple[float, float]:
    """`(what is paper up to here, what is ink from here on)`.

    The lines of ruled and squared paper stand out as ink does, but less. Where some are seen, both are put above them.
    """
    usual, faint, ink = (threshold / 2, threshold), threshold / 4, threshold
    for _ in range(LEVELS):
        if not _has_lines(contrast > faint):
            return usual
        full = float(np.median(contrast[contrast > ink]))
        if not _has_lines(contrast > ink):
            return ink + ABOVE_LINES * (full - ink), ink
        faint, ink = ink, otsu(contrast[contrast > ink] - ink) + ink
    return usual


def _has_lines(mask: np.ndarray) -> bool:
    """Whether some island is long and low, or a net, as no digit is: over much of the picture."""
    islands, _ = scipy.ndimage.label(mask, NEIGHBOURS)
    for label, (rows, columns) in enumerate(scipy.ndimage.find_objects(islands), 1):
        high, wide = rows.stop - rows.start, columns.stop - columns.start
        if max(high / mask.shape[0], wide / mask.shape[1]) < FAR:
            continue
        if wide >= LOW * high or _holes(islands[rows, columns] == label) >= NET:
            return True
    return False


def _holes(island: np.ndarray) -> int:
    """How many parts of the ground an island encloses."""
    return int(scipy.ndimage.label(np.pad(~island, 1, constant_values=True))[1]) - 1


def paper(picture: np.ndarray) -> np.ndarray:
    """The grey of the paper behind the ink: a quadratic surface by least absolute deviations, `(height, width)`.

    It is fitted to most pixels and not to the ink, because ink is rarer than paper; it follows the light over the page.
    Least absolute deviations by iteratively reweighted least squares (Schlossmacher 1973). It is the commonest grey
    alone where that lies nearer to most pixels, or the surface beyond black or white: a digit that fills its page bends
    it.
    """
    small = shrink(picture, 64)
    terms, values = _terms(small.shape), small.ravel().astype(np.float64)
    coefficients = np.zeros(terms.shape[1])
    coefficients[0] = np.median(values)
    for _ in range(20):
        weights = 1 / np.maximum(np.abs(values - terms @ coefficients), 1e-3)
        weighed = terms.T * weights
        coefficients = np.linalg.lstsq(weighed @ terms, weighed @ values, rcond=None)[0]
    surface, commonest = (_terms(picture.shape) @ coefficients).reshape(picture.shape), _commonest(values)
    is_nearer = np.median(np.abs(values - commonest)) < np.median(np.abs(values - terms @ coefficients))
    if is_nearer or surface.min() < -0.1 or surface.max() > 1.1:
        return np.full(picture.shape, commonest, np.float32)
    return surface.astype(np.float32)


def _commonest(values: np.ndarray, bins: int = 64) -> float:
    """The median of the fullest of equal shares of the grey scale."""
    counts, edges = np.histogram(values, bins=bins, range=(0, 1))
    low, high = edges[counts.argmax() :][:2]
    return float(np.median(values[(values >= low) & (values <= high)]))


def _terms(shape: tuple[int, ...]) -> np.ndarray:
    """1, x, y, x squared, xy and y squared of every pixel, from -1 to 1 over the picture: `(pixels, 6)`."""
    y, x = (
        axis.ravel() for axis in np.meshgrid(*((np.arange(size) + 0.5) / size * 2 - 1 for size in shape), indexing="ij")
    )
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def otsu(values: np.ndarray, bins: int = 256) -> float:
    """The threshold that splits values into two groups, each as alike as possible (Otsu 1979)."""
    counts, edges = np.histogram(values, bins=bins, range=(0, float(values.max())))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = counts.sum() - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + int(np.nan_to_num(between).argmax())])


def without_specks(inked: np.ndarray) -> np.ndarray:
    """Ink without the islands that hold less than a twenty-fifth of the largest one's."""
    islands, count = scipy.ndimage.label(inked > 0, NEIGHBOURS)
    masses = scipy.ndimage.sum_labels(inked, islands, np.arange(count + 1))
    return np.where((masses >= SPECK * masses[1:].max())[islands], inked, 0) if count else inked


def crop(inked: np.ndarray) -> np.ndarray:
    """The smallest box around the ink; the whole picture where there is none."""
    top, bottom, left, right = extent(inked)
    return inked[top:bottom, left:right]


def extent(inked: np.ndarray) -> tuple[int, int, int, int]:
    """`(top, bottom, left, right)` of the ink, the ends not included; of the whole picture where there is none."""
    rows, columns = (np.flatnonzero((inked >= VISIBLE).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0, inked.shape[0], 0, inked.shape[1]
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def thicken(inked: np.ndarray) -> np.ndarray:
    """Strokes thinner than a tenth of the digit, as a ball pen's are, grown to that width on all sides.

    Of MNIST's digits three in four have thicker strokes; the median is a ninth.
    """
    top, bottom, left, right = extent(inked)
    radius = (THINNEST * max(bottom - top, right - left) - stroke_width(inked)) / 2
    if radius < 0.5:
        return inked
    reach = ceil(radius)
    room = np.pad(inked, reach)
    rows, columns = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    return scipy.ndimage.grey_dilation(room, footprint=rows**2 + columns**2 <= radius**2)


def stroke_width(inked: np.ndarray) -> float:
    """The mean width of the strokes in pixels: four times the mean distance of their pixels from the border of the ink.

    0 where there is no ink. The border lies half a pixel before the next pixel of paper.
    """
    is_ink = np.pad(inked >= 0.5, 1)
    return float(4 * (scipy.ndimage.distance_transform_edt(is_ink)[is_ink] - 0.5).mean()) if is_ink.any() else 0.0


def shrink(picture: np.ndarray, side: int) -> np.ndarray:
    """A larger picture scaled down until its longer side has `side` pixels."""
    return picture if max(picture.shape) <= side else resize(picture, _longest(picture.shape, side))


def _longest(shape: tuple[int, ...], side: int) -> list[int]:
    """`shape` in its proportions, the longer side being `side`."""
    return [max(round(size * side / max(shape)), 1) for size in shape]


def fit(picture: np.ndarray, side: int = BOX) -> np.ndarray:
    """Scaled so that its longer side has `side` pixels; the proportions stay."""
    factor = side / max(picture.shape)
    return view(picture, factor, np.array(picture.shape) / 2, [ceil(size * factor - 1e-6) for size in picture.shape])


def place(picture: np.ndarray, by_mass: bool, side: int = SIDE, box: int = BOX) -> np.ndarray:
    """Scaled as by `fit`, in the middle of a black square: its centre of mass, or the middle of its box.

    No ink is moved beyond the border.
    """
    factor, middle = box / max(picture.shape), np.array(picture.shape) / 2
    if by_mass and picture.any():
        room = (side / factor - np.array(picture.shape)) / 2
        middle = middle + np.clip(scipy.ndimage.center_of_mass(picture) + np.array(0.5) - middle, -room, room)
    return view(picture, factor, middle, (side, side))


def stretch(picture: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Scaled to a square without a border, whatever the proportions."""
    return resize(picture, (side, side))


def view(picture: np.ndarray, factor: float, middle: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """What lies around `middle` (row, column), scaled by `factor`, as a picture of `shape`; black beyond the border."""
    reach = np.array(shape) / factor / 2
    before = np.ceil(np.maximum(reach - middle, 0)).astype(int) + 1
    after = np.ceil(np.maximum(middle + reach - picture.shape, 0)).astype(int) + 1
    padded = np.pad(picture, np.stack([before, after], axis=1))
    (top, left), (bottom, right) = middle - reach + before, middle + reach + before
    return resize(padded, shape, (left, top, right, bottom))


def resize(
    picture: np.ndarray, shape: Sequence[int], box: tuple[float, float, float, float] | None = None
) -> np.ndarray:
    """The whole picture, or a `box` (left, top, right, bottom) of it, scaled to `shape` `(height, width)`.

    Every new pixel is a weighted mean of the old ones that it covers.
    """
    whole = Image.fromarray(np.ascontiguousarray(picture, dtype=np.float32))
    return np.clip(np.asarray(whole.resize((shape[1], shape[0]), Image.Resampling.HAMMING, box)), 0, 1)
