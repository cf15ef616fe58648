"""Pictures of strangers: every colour model shows the same digit, and whatever is wrong is one sentence."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from core.digits import photo_decoding


def _ink(height=31, width=23):
    """A dark L on light paper, uint8, with no symmetry."""
    picture = np.full((height, width), 230, dtype=np.uint8)
    picture[4:27, 5:8] = 20
    picture[24:27, 5:18] = 60
    return picture


def _file(picture, form, **settings):
    content = io.BytesIO()
    picture.save(content, form, **settings)
    return content.getvalue()


def _chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width, height, bits=8, colour=0, content=b""):
    """A PNG whose header says what it likes."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    chunks = _chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(content)), _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _idat(content):
    """The bodies of a PNG's IDAT chunks."""
    at = 8
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            yield content[at + 8 : at + 8 + size]
        at += 12 + size


@pytest.mark.parametrize("form", photo_decoding.FORMATS)
@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_every_format_shows_the_ink(form, mode):
    settings = {"lossless": True} if form == "WEBP" else {"quality": 95} if form == "JPEG" else {}
    picture = Image.fromarray(_ink()).convert("L" if form == "JPEG" and mode == "P" else mode)
    grey = photo_decoding.decode(_file(picture, form, **settings))
    assert grey.dtype == np.float32
    np.testing.assert_allclose(grey, _ink() / 255, atol=0.06 if form == "JPEG" else 0.005)


def test_colours_weigh_as_rec_601_says():
    random = np.random.default_rng(0)
    colours = random.integers(0, 256, (17, 13, 3), dtype=np.uint8)
    grey = photo_decoding.decode(_file(Image.fromarray(colours), "PNG"))
    np.testing.assert_allclose(grey, colours @ [0.299, 0.587, 0.114] / 255, atol=1 / 255)


def test_sixteen_bits_one_bit_and_print_colours():
    deep = _ink().astype(np.uint16) * 257
    np.testing.assert_allclose(photo_decoding.decode(_file(Image.fromarray(deep), "PNG")), _ink() / 255, atol=1e-6)
    one = Image.fromarray(_ink() > 100)
    np.testing.assert_array_equal(photo_decoding.decode(_file(one, "PNG")), _ink() > 100)
    cmyk = Image.fromarray(_ink()).convert("CMYK")
    np.testing.assert_allclose(photo_decoding.decode(_file(cmyk, "JPEG", quality=95)), _ink() / 255, atol=0.06)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("ink", [0, 60, 200, 255])
def test_ink_that_is_all_in_alpha_survives(form, ink):
    alpha = 255 - _ink()
    alpha[alpha < 100] = 0
    picture = Image.merge("RGBA", [Image.new("L", (23, 31), ink)] * 3 + [Image.fromarray(alpha)])
    grey = photo_decoding.decode(_file(picture, form, **({"lossless": True} if form == "WEBP" else {})))
    paper = 0 if ink > 127 else 1
    np.testing.assert_allclose(grey, paper + (ink / 255 - paper) * (alpha / 255), atol=0.005)
    assert np.ptp(grey) > 0.5


def test_a_palette_with_a_transparent_colour_and_a_picture_of_nothing():
    palette = Image.fromarray((_ink() < 100).astype(np.uint8), "L").convert("P")
    palette.putpalette([255, 0, 0, 255, 255, 255])
    grey = photo_decoding.decode(_file(palette, "PNG", transparency=0))
    np.testing.assert_allclose(grey, _ink() < 100, atol=0.005)
    assert (photo_decoding.decode(_file(Image.new("RGBA", (5, 5)), "PNG")) == 1).all()


def test_paper_that_is_there_stays_although_a_corner_is_not():
    alpha = np.full((31, 23), 255, dtype=np.uint8)
    alpha[:6] = 0
    picture = Image.merge("LA", [Image.fromarray(_ink()), Image.fromarray(alpha)])
    grey = photo_decoding.decode(_file(picture, "PNG"))
    assert (grey[:6] == 1).all()
    np.testing.assert_allclose(grey[6:], _ink()[6:] / 255, atol=0.005)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_as_exif_says(form, orientation):
    exif = Image.Exif()
    exif[photo_decoding.ORIENTATION] = orientation
    content = _file(Image.fromarray(_ink()).convert("RGB"), form, exif=exif)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("L")
    np.testing.assert_allclose(photo_decoding.decode(content), np.asarray(expected) / 255, atol=0.01)
    assert photo_decoding.decode(content).shape == ((23, 31) if orientation > 4 else (31, 23))


@pytest.mark.parametrize(("form", "mode"), [("JPEG", "L"), ("PNG", "L"), ("PNG", "RGBA"), ("PNG", "I;16")])
def test_large_pictures_are_scaled_down_by_area(form, mode):
    blocks = np.kron(_ink(), np.ones((100, 100), dtype=np.uint8))
    deep = Image.fromarray(blocks.astype(np.uint16) * 257)
    content = _file(deep if mode == "I;16" else Image.fromarray(blocks).convert(mode), form)
    grey = photo_decoding.decode(content)
    assert grey.shape == (1024, 760)
    middles = grey[
        np.ix_(((np.arange(31) + 0.5) * 1024 / 31).astype(int), ((np.arange(23) + 0.5) * 760 / 23).astype(int))
    ]
    np.testing.assert_allclose(middles, _ink() / 255, atol=0.01)


def test_the_first_frame_of_an_animation():
    frames = [Image.fromarray(_ink()), Image.fromarray(255 - _ink())]
    content = _file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    np.testing.assert_allclose(photo_decoding.decode(content), _ink() / 255, atol=0.005)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "this seems to be an empty file, but it is not a PNG, JPEG, WebP, GIF or BMP picture"),
        (b"hello there", "this seems to be a plain text"),
        (b"<svg xmlns='x'/>", "this seems to be an SVG drawing or another XML text"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(99), "an HEIC photo, .* picture: share or export it as JPEG"),
        (b"II*\x00" + bytes(99), "this seems to be a TIFF picture, but it is"),
        (b"\x89PNG\r\n\x1a\n", "this seems to be a PNG picture, but it is damaged or cut off"),
        (_png(100_000, 100_000), "the picture has more than 60 million pixels"),
        (_png(10_000, 7_000), "the picture is 10000 x 7000, more than 16 million pixels"),
        (_png(5000, 3), "the picture is 5000 x 3; a side may be at most 100 times the other"),
        (_png(30, 30), "the picture is damaged or cut off"),
    ],
)
def test_what_is_no_picture_is_one_sentence(content, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        photo_decoding.decode(content)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("form", photo_decoding.FORMATS)
def test_cut_off_at_every_kilobyte(form):
    noise = np.random.default_rng(0).integers(0, 256, (97, 101, 3), dtype=np.uint8)
    content = _file(Image.fromarray(noise), form)
    for keep in range(0, len(content) - 100, 1024):
        with pytest.raises(ValueError, match=r"cut off|empty"):
            photo_decoding.decode(content[:keep])


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_a_picture_that_is_all_headers_is_refused_before_they_are_read(form):
    """80,000 parts with nothing in them, laid out as each format has it, before the first pixel."""
    settings = {"quality": 95} if form == "JPEG" else {}
    content = _file(Image.fromarray(_ink()), form, **settings)
    match form:
        case "PNG":
            start, part = 33, struct.pack(">I", 0) + b"teSt" + struct.pack(">I", zlib.crc32(b"teSt"))
        case "JPEG":
            start, part = 2, b"\xff\xe9\x00\x03x"
        case "GIF":
            start, part = 13 + 3 * 2 ** ((content[10] & 7) + 1), b"!\xfe\x01x\x00"  # after the colours
    with pytest.raises(ValueError, match="the picture is in more than 60,000 parts; saved anew, it has fewer"):
        photo_decoding.decode(content[:start] + 80_000 * part + content[start:])
    few = photo_decoding.decode(content[:start] + 1_000 * part + content[start:])
    np.testing.assert_allclose(few, _ink() / 255, atol=0.06)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_of_hundreds_of_scans_is_refused_before_one_is_drawn(progressive):
    content = _file(Image.fromarray(_ink()), "JPEG", quality=95, progressive=progressive)
    few = photo_decoding.decode(content)
    np.testing.assert_allclose(few, _ink() / 255, atol=0.06)
    last = content[content.rindex(b"\xff\xda") : -2]
    with pytest.raises(ValueError, match=r"^the picture is in 4\d\d scans, more than 100; saved anew, it has fewer$"):
        photo_decoding.decode(content[:-2] + 400 * last + content[-2:])


def test_a_progressive_jpeg_is_refused_by_what_it_needs_at_once(monkeypatch):
    """Four colours are four times as much as grey; halved colours are half as much again."""
    monkeypatch.setattr(photo_decoding, "MOST_COEFFICIENTS", 4 * 31 * 23)
    for mode, progressive, is_read in (
        ("L", True, True),
        ("RGB", True, True),
        ("CMYK", True, False),
        ("CMYK", False, True),
    ):
        content = _file(Image.fromarray(_ink()).convert(mode), "JPEG", progressive=progressive)
        if is_read:
            assert photo_decoding.decode(content).shape == (31, 23)
        else:
            with pytest.raises(
                ValueError, match=r"^the picture is a progressive JPEG, 23 x 31, and needs 0 MB at once"
            ):
                photo_decoding.decode(content)


def test_a_large_png_in_small_chunks_is_no_picture_of_headers(monkeypatch):
    noise = np.random.default_rng(0).integers(0, 256, (1000, 1000), np.uint8)
    content = _file(Image.fromarray(noise), "PNG")
    body = b"".join(_idat(content))
    pieces = [body[at : at + 8192] for at in range(0, len(body), 8192)]
    small = content[:33] + b"".join(_chunk(b"IDAT", piece) for piece in pieces) + _chunk(b"IEND", b"")
    monkeypatch.setattr(photo_decoding, "MOST_PARTS", 60_000 * len(small) // (64 << 20))  # as for 64 MB of them
    np.testing.assert_allclose(photo_decoding.decode(small), noise / 255, atol=1e-6)


@pytest.mark.parametrize(
    ("form", "word"), [("TIFF", "a TIFF"), ("AVIF", "an AVIF"), ("PNG", "a PNG"), ("GIF", "a GIF")]
)
def test_a_healthy_picture_of_another_format_is_not_called_damaged(form, word):
    content = _file(Image.fromarray(_ink()), form)
    if form in photo_decoding.FORMATS:
        content, wrong = content[:9], "damaged or cut off"
    else:
        wrong = "not a PNG, JPEG, WebP, GIF or BMP picture"
    with pytest.raises(ValueError, match=f"^this seems to be {word} picture, but it is {wrong}$"):
        photo_decoding.decode(content)


def test_a_picture_too_large_for_the_memory_is_not_called_damaged(monkeypatch):
    def refuse(picture):
        raise MemoryError

    monkeypatch.setattr(photo_decoding, "_grey_and_alpha", refuse)
    with pytest.raises(MemoryError, match=r"^$"):
        photo_decoding.decode(_file(Image.fromarray(_ink()), "PNG"))
