"""What two processes say to each other over a pipe: a byte that says what it is, the length, the content.

Bytes only, nothing is unpickled. `multiprocessing.connection` frames alike, but not over the standard streams of a
process on Windows, and it can receive objects too.
"""

import struct
from typing import IO

HEADER = struct.Struct(">BQ")


def send(pipe: IO[bytes], word: int, content: bytes) -> None:
    """Send one message; `word` is a whole number below 256."""
    pipe.write(HEADER.pack(word, len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes], largest: int) -> tuple[int, bytes]:
    """`(word, content)` of the next message; EOFError where there is none, or one of more than `largest` bytes."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    word, size = HEADER.unpack(header)
    content = pipe.read(size) if size <= largest else b""
    if len(content) < size:
        raise EOFError
    return word, content
