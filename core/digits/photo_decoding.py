"""Pictures from strangers become grey numbers: any of five formats, any colour model, bounded in size and work."""

import io
import warnings
from contextlib import suppress

import numpy as np
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from core.untrusted import file_types

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
PIXELS, PIXELS_OF_JPEG = 16_000_000, 60_000_000
LONGEST = 1024
NARROWEST = 100
MOST_PARTS = 60_000  # pieces that a file is read in: the largest PNG in libpng's small chunks has half as many
READS_OF_A_CHUNK = 3
MOST_COEFFICIENTS = 256 << 20  # bytes
MOST_SCANS = 100  # of a JPEG: a progressive one has about ten, and each costs as much as the whole picture
FEW = 0.005
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
START_OF_SCAN = b"\xff\xda"  # within a scan no such bytes follow each other
ORIENTATION = 0x0112
TOO_MANY_PARTS = f"the picture is in more than {MOST_PARTS:,} parts; saved anew, it has fewer"
HEIC_AS_JPEG = ": share or export it as JPEG (an iPhone takes such under Settings, Camera, Formats, Most Compatible)"
SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N", "I")
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class _TooManyParts(Exception):
    """A file that is all headers."""


class _PartByPart(io.BytesIO):
    """A file that can be read in MOST_PARTS pieces: chunks and segments cost time, though nothing is in them."""

    parts = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise _TooManyParts
        return super().read(size)


def decode(content: bytes) -> np.ndarray:
    """A picture in `content` (bytes) as float32 `(height, width)`, grey in [0, 1], 0 black, at most 1024 long.

    Reads PNG, JPEG, WebP, GIF (the first frame) and BMP, turned as its EXIF orientation says. What is transparent
    becomes white, or black where nearly all that is visible is light, so that the ink can always be seen. Raises
    ValueError, one sentence, for anything else, for damaged files and for pictures too large or too narrow.
    """
    picture = _open(content)
    _check_cost(picture)
    try:
        picture.draft("L", (LONGEST, LONGEST))
        grey, alpha = _grey_and_alpha(picture)
        turn = TURNS.get(_orientation(picture))
    except _TooManyParts:
        raise ValueError(TOO_MANY_PARTS) from None
    except MemoryError:
        raise  # it is large, not damaged
    except Exception as error:  # a damaged picture raises nearly anything
        raise ValueError("the picture is damaged or cut off") from error
    layers = [layer if turn is None else layer.transpose(turn) for layer in (grey, alpha)]
    return _over_paper(*(np.asarray(layer, dtype=np.float32) / 255 for layer in layers))


def decode_in_color(content: bytes) -> np.ndarray:
    """As `decode`, float32 `(height, width, 3)`: red, green and blue in [0, 1]; what is transparent becomes white."""
    picture = _open(content)
    _check_cost(picture)
    try:
        picture.draft("RGB", (LONGEST, LONGEST))
        if picture.mode in SIXTEEN_BITS:
            colors = _grey_and_alpha(picture)[0].convert("RGB")
        else:
            seen = _scaled_down(picture.convert("RGBA"))
            colors = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")
        turn = TURNS.get(_orientation(picture))
    except _TooManyParts:
        raise ValueError(TOO_MANY_PARTS) from None
    except MemoryError:
        raise
    except Exception as error:  # a damaged picture raises nearly anything
        raise ValueError("the picture is damaged or cut off") from error
    return np.asarray(colors if turn is None else colors.transpose(turn), dtype=np.float32) / 255


def size(content: bytes) -> tuple[int, int]:
    """`(width, height)` of a picture in `content`, by its header. Raises ValueError as `decode` does."""
    return _open(content).size


def _open(content: bytes) -> Image.Image:
    _check_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(_PartByPart(content), formats=FORMATS)
    except _TooManyParts:
        raise ValueError(TOO_MANY_PARTS) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError(f"the picture has more than {PIXELS_OF_JPEG // 1_000_000} million pixels") from error
    except Exception as error:  # a damaged picture raises nearly anything
        described = file_types.describe_file(content)
        is_read = described in [f"a {name} picture" for name in ("PNG", "JPEG", "WebP", "GIF", "BMP")]
        wrong = "damaged or cut off" if is_read else "not a PNG, JPEG, WebP, GIF or BMP picture"
        way_out = HEIC_AS_JPEG if described == file_types.HEIC else ""
        raise ValueError(f"this seems to be {described}, but it is {wrong}{way_out}") from error


def _check_parts(content: bytes) -> None:
    """Raises ValueError for a file that is all headers or scans, where that can be told before one of them is read."""
    if content.startswith(JPEG) and (scans := content.count(START_OF_SCAN)) > MOST_SCANS:
        raise ValueError(f"the picture is in {scans:,} scans, more than {MOST_SCANS}; saved anew, it has fewer")
    if content.startswith(PNG):
        at, chunks = len(PNG), 0
        while at < len(content) and chunks <= MOST_PARTS // READS_OF_A_CHUNK:
            at += 12 + int.from_bytes(content[at : at + 4])
            chunks += 1
        if chunks > MOST_PARTS // READS_OF_A_CHUNK:
            raise ValueError(TOO_MANY_PARTS)


def _check_cost(picture: Image.Image) -> None:
    if not isinstance(picture, JpegImageFile):
        return _check_size(*picture.size, PIXELS)
    _check_size(*picture.size, PIXELS_OF_JPEG)
    if "progressive" in picture.info and (needed := _coefficients(picture)) > MOST_COEFFICIENTS:
        width, height = picture.size
        raise ValueError(
            f"the picture is a progressive JPEG, {width} x {height}, and needs {needed >> 20} MB at once, more than "
            f"{MOST_COEFFICIENTS >> 20}; saved smaller, or not as a progressive one, it can be read"
        )


def _coefficients(picture: JpegImageFile) -> int:
    """Bytes of all coefficients of a JPEG: a progressive one is read in scans, and they are kept between them."""
    rates = [across * down for _, across, down, _ in picture.layer]
    width, height = picture.size
    return 2 * width * height * sum(rates) // max(rates)


def _check_size(width: int, height: int, most: int) -> None:
    if min(width, height) < 1:
        raise ValueError(f"the picture has no pixels: it is {width} wide and {height} high")
    if width * height > most:
        raise ValueError(f"the picture is {width} x {height}, more than {most // 1_000_000} million pixels")
    if max(width, height) > NARROWEST * min(width, height):
        raise ValueError(f"the picture is {width} x {height}; a side may be at most {NARROWEST} times the other")


def _grey_and_alpha(picture: Image.Image) -> tuple[Image.Image, ...]:
    """Two pictures in [0, 255], both scaled down: how light each pixel is, and how much of it can be seen."""
    if picture.mode in SIXTEEN_BITS:
        values = np.asarray(picture, dtype=np.float32) * np.float32(255 / 65535)
        grey = _scaled_down(Image.fromarray(np.clip(values, 0, 255)))
    elif picture.has_transparency_data:
        return _scaled_down(picture.convert("RGBA").convert("LA")).split()
    else:
        grey = _scaled_down(picture.convert("L"))
    return grey, Image.new("L", grey.size, 255)


def _scaled_down(picture: Image.Image) -> Image.Image:
    """By averages over areas."""
    factor = LONGEST / max(picture.size)
    if factor >= 1:
        return picture
    width, height = (max(1, round(side * factor)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.BOX, reducing_gap=3)


def _orientation(picture: Image.Image) -> int:
    """As EXIF numbers it; 1 where there is none that can be read, for a photo is worth more than its notes."""
    with suppress(Exception):
        return int(picture.getexif().get(ORIENTATION, 1))
    return 1


def _over_paper(grey: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Laid on white, or on black where ink in all its visible weight is light."""
    visible, dark = alpha.sum(dtype=np.float64), alpha[grey < 0.5].sum(dtype=np.float64)
    paper = 0 if dark < FEW * visible else 1
    return np.clip(grey * alpha + paper * (1 - alpha), 0, 1, dtype=np.float32)
