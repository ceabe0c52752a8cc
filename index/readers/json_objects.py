"""The objects of a JSON file that is too large to load: a list of them, or one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK = 1 << 20
_BETWEEN = b" \t\r\n,\xef\xbb\xbf"
_OUTSIDE_STRING = re.compile(rb'["{}\[\]]')
_INSIDE_STRING = re.compile(rb'"|\\.|\\\Z', re.DOTALL)


def json_objects(file: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield `(line from 1, bytes)` of each item of the list in a file, or of each value without a list.

    Items are found by their brackets alone and not parsed, so a bad one costs only itself as long as its
    brackets match. None stands for an item of more than `limit` bytes.
    """
    item = _Item(line=1)
    depth, outermost = 0, 0
    for piece, is_bracket in _pieces(file):
        if is_bracket and piece in b"{[":
            if depth == outermost == 0 and piece == b"[" and item.is_empty:
                depth = outermost = 1
                item = _Item(item.next_line)
                continue
            if depth == outermost:
                yield from item.finish(limit)
                item = _Item(item.next_line)
            depth += 1
        elif is_bracket:
            depth -= 1
            if depth < outermost:
                yield from item.finish(limit)
                item = _Item(item.next_line)
                depth = outermost = 0
                continue
        item.add(piece, limit)
        if is_bracket and depth == outermost:
            yield from item.finish(limit)
            item = _Item(item.next_line)
    yield from item.finish(limit)


class _Item:
    """The bytes of one item as they come, counted but no longer kept beyond the limit."""

    def __init__(self, line: int) -> None:
        self.line = self.next_line = line
        self.is_empty = True
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes, limit: int) -> None:
        breaks = piece.count(b"\n")
        self.next_line += breaks
        if self.is_empty:
            started = piece.lstrip(_BETWEEN)
            self.is_empty = not started
            self.line += piece.count(b"\n", 0, len(piece) - len(started))
        self._size += len(piece)
        if self._size > limit:
            self._pieces.clear()
        else:
            self._pieces.append(piece)

    def finish(self, limit: int) -> Iterator[tuple[int, bytes | None]]:
        if not self.is_empty:
            yield self.line, None if self._size > limit else b"".join(self._pieces).strip(_BETWEEN)


def _pieces(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in order as `(piece, is it a bracket outside strings)`."""
    in_string, carried = False, b""
    while block := file.read(_BLOCK):
        block, carried = carried + block, b""
        cut = position = 0
        while found := (_INSIDE_STRING if in_string else _OUTSIDE_STRING).search(block, position):
            position = found.end()
            if found[0] == b"\\":
                block, carried = block[:-1], b"\\"
                break
            if found[0] == b'"':
                in_string = not in_string
            elif not in_string:
                yield block[cut : found.start()], False
                yield found[0], True
                cut = position
        yield block[cut:], False
