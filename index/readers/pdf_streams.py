"""How much the streams of a PDF unpack to, found out before PDFium unpacks them without a bound."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 1 << 16
_LAYERS = 3


def unpacks_beyond(content: bytes | mmap.mmap, most: int) -> bool:
    """Whether any stream of a PDF unpacks (FlateDecode, up to three times over) to more than `most` bytes.

    PDFium ends the whole process where memory runs out, so it must not be asked. Streams of other filters
    are let through: images, and LZW, which hardly any program has written since the nineties.
    """
    for start in _STREAM.finditer(content):
        pieces = _pieces(content, start.end())
        for _ in range(_LAYERS):
            size, pieces = 0, _inflated(pieces)
            first = b""
            kept: list[bytes] = []
            for piece in pieces:
                size += len(piece)
                if size > most:
                    return True
                first = first or piece[:1]
                if first == b"\x78":  # zlib again
                    kept.append(piece)
            if not kept:
                break
            pieces = iter(kept)
    return False


def _pieces(content: bytes | mmap.mmap, start: int) -> Iterator[bytes]:
    for place in range(start, len(content), _PIECE):
        yield content[place : place + _PIECE]


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what zlib data unpack to, as far as they are zlib data."""
    inflate = zlib.decompressobj()
    try:
        for piece in pieces:
            waiting = piece
            while waiting and not inflate.eof:
                yield inflate.decompress(waiting, _PIECE)
                waiting = inflate.unconsumed_tail
            if inflate.eof:
                return
    except zlib.error:
        return
