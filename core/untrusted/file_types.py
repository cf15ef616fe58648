"""What a file seems to be, told from its first bytes alone, so that a refusal can say it."""

STARTS = (
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file (.h5)"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x93NUMPY", "a numpy array (.npy)"),
)
SAVED_MODEL = b"\x08\x01\x12"  # version 1 of it, then what it holds
ONNX_VERSIONS = [bytes([version]) for version in range(3, 20)]
ONNX_GOES_ON = (b"\x12", b"\x3a", b"\x42")  # who made it, the graph, the operators
HEIC = "an HEIC photo"
BRANDS = {b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC, b"avif": "an AVIF picture"}


def describe_file(content: bytes) -> str:
    """A few words, such as "a PNG picture" or "a Python pickle", for the start of a file's `content`."""
    for start, words in STARTS:
        if content.startswith(start):
            return words
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "a WebP picture"
    if content[4:8] == b"ftyp":
        return BRANDS.get(content[8:12], "a video")
    if content.startswith(SAVED_MODEL):
        return "the saved_model.pb of a TensorFlow SavedModel"
    if content[:1] == b"\x08" and content[1:2] in ONNX_VERSIONS and content[2:3] in ONNX_GOES_ON:
        return "an ONNX model"
    if content[4:8] == b"TFL3":
        return "a TensorFlow Lite model"
    if content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "a Python pickle"
    if not content:
        return "an empty file"
    return _text(content[:1000].lstrip(b"\xef\xbb\xbf")) or "a file of an unknown kind"


def _text(start: bytes) -> str | None:
    """Words for a text, None for anything else; the last character may be cut."""
    words = start.decode("utf-8", errors="ignore")
    if len(start) - len(words.encode()) > 3 or any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in words):
        return None
    if words.lstrip().startswith(("<svg", "<?xml")):
        return "an SVG drawing or another XML text"
    if words.lstrip().startswith(("{", "[")):
        return "the model.json of TensorFlow.js" if '"modelTopology"' in words else "a JSON text"
    return "a plain text"
