"""What two processes say to each other over a pipe: a byte that says what it is, the length, the content."""

import struct

HEADER = struct.Struct(">BQ")


def send(pipe, word, content):
    """`word` is a whole number below 256, `content` bytes."""
    pipe.write(HEADER.pack(word, len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe, largest):
    """`(word, content)` of the next frame; EOFError where there is none, or one of more than `largest` bytes."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    word, size = HEADER.unpack(header)
    content = pipe.read(size) if size <= largest else b""
    if len(content) < size:
        raise EOFError
    return word, content
