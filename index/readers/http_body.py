"""The body of an HTTP response as it was sent: out of its chunks, unpacked, and as text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Protocol

from index.readers.encoding import decode, is_binary

_BLOCK = 1 << 16
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_TO_GUESS = frozenset({"", "ascii", "us-ascii", "latin-1", "iso-8859-1", "windows-1252"})


class _Readable(Protocol):
    def read(self, size: int = ...) -> bytes: ...


def read_whole(source: _Readable, limit: int) -> bytes:
    """Read to the end of a source, or one byte further than `limit`."""
    read = bytearray()
    while len(read) <= limit and (block := source.read(min(_BLOCK, limit + 1 - len(read)))):
        read += block
    return bytes(read)


def unpack(body: bytes, transfer: str, content: str, limit: int) -> bytes:
    """Undo the codings that a response's headers name (RFC 9110 and 9112), the last first.

    A text that is none of what its header says is returned as it is: some crawlers keep the header and
    store the page unpacked.

    Args:
        body: What follows the headers.
        transfer: The header Transfer-Encoding, empty if there is none.
        content: The header Content-Encoding.
        limit: No more than one byte further than this is unpacked.

    Raises:
        OSError: the body is binary and not what its header says.
    """
    decoders = _decoders()
    if "chunked" in _codings(transfer):
        body = joined_chunks(body)
    for coding in _codings(content):
        if coding not in decoders:
            continue
        try:
            body = read_whole(decoders[coding](io.BytesIO(body)), limit)
        except OSError:
            if is_binary(body):
                raise
    return body


def joined_chunks(body: bytes) -> bytes:
    """Return the chunks of a body put together (RFC 9112, 7.1), or the body if it is not in chunks."""
    chunks: list[bytes] = []
    position = 0
    while head := _CHUNK.match(body, position):
        length = int(head[1], 16)
        if not length:
            return b"".join(chunks)
        chunks.append(body[head.end() : head.end() + length])
        position = head.end() + length
    return body


def body_text(body: bytes, charset: str | None) -> str:
    """Decode a page: as UTF-8 if it can be, else as its header says, else as `decode` finds.

    Servers say Latin-1 by default, so that says nothing about the page.
    """
    named = (charset or "").strip().lower()
    if named not in _TO_GUESS and not is_binary(body):
        for encoding in ("utf-8", named):
            try:
                return body.decode(encoding)
            except (ValueError, LookupError):
                continue
    return decode(body)


def _codings(header: str) -> list[str]:
    return [coding.strip().lower() for coding in reversed(header.split(","))]


def _decoders() -> dict[str, Callable[[io.BytesIO], _Readable]]:
    from fastwarc import stream_io

    return {
        "gzip": stream_io.GzipReader,
        "x-gzip": stream_io.GzipReader,
        "deflate": lambda packed: stream_io.GzipReader(packed, zlib=True),
        "br": stream_io.BrotliReader,
        "zstd": stream_io.ZstdReader,
    }
