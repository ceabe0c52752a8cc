"""Reads the 4-bit file of multilingual-e5-small.

The file, little-endian throughout:

    magic "E5S1", u32 version
    i32 hidden size, layers, heads, feed-forward size, vocabulary, positions, token types
    f32 layer-norm epsilon, i32 numbers in a 4-bit block
    i32 pieces, then the ids of <s>, </s>, <pad> and <unk>
    u64 bytes of text; u32 offsets (pieces + 1); f32 Unigram scores (pieces); the text of the pieces
    i32 entries and u32 bytes of a character map; the map
    i32 tensors; for each u16 length of its name, the name, u8 kind (0 f32, 1 4-bit), u32 numbers,
    u64 offset in the file, u64 bytes
    the tensors

A 4-bit block is one f16 scale and 16 bytes: their low halves are the numbers 0 to 15, their high halves the
numbers 16 to 31, each stored as number / scale + 8.
"""

from __future__ import annotations

import math
import operator
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelCorrupt

MAGIC = b"E5S1"
VERSION = 1
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2


class Shape(NamedTuple):
    """The sizes of the network, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int


class Vocabulary(NamedTuple):
    """The Unigram pieces, their scores (log probabilities) and the ids of the special ones."""

    pieces: list[str]
    scores: list[float]
    start: int
    end: int
    padding: int
    unknown: int


class Tensor(NamedTuple):
    """Where a tensor lies in the file, and how it is stored."""

    quantised: bool
    numbers: int
    offset: int
    size: int


class E5File(NamedTuple):
    """All that the file says before the weights, and the file's bytes."""

    shape: Shape
    epsilon: float
    vocabulary: Vocabulary
    tensors: dict[str, Tensor]
    content: bytes
    path: Path


class _Cursor:
    """Reads one field after the other; a field beyond the end of the file raises `ModelCorrupt`."""

    def __init__(self, content: bytes, path: Path) -> None:
        self.content = content
        self.path = path
        self.position = 0

    def take(self, size: int) -> bytes:
        end = self.position + size
        if size < 0 or end > len(self.content):
            raise _corrupt(self.path, f"it ends at byte {len(self.content)}, inside a field")
        field = self.content[self.position : end]
        self.position = end
        return field

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def number(self, layout: str) -> Any:
        return self.numbers(layout)[0]


def read_e5(binary: Path) -> E5File:
    """Read and check everything before the weights.

    Raises:
        ModelCorrupt: the file is not of this format, or a part of it is missing.
    """
    cursor = _Cursor(binary.read_bytes(), binary)
    if cursor.take(len(MAGIC)) != MAGIC or cursor.number("I") != VERSION:
        raise _corrupt(binary, f"it does not begin with {MAGIC.decode()} version {VERSION}")
    shape = Shape(*cursor.numbers("7i"))
    epsilon = cursor.number("f")
    if (block := cursor.number("i")) != BLOCK:
        raise _corrupt(binary, f"its blocks hold {block} numbers instead of {BLOCK}")
    if min(shape) < 1 or shape.hidden % shape.heads:
        raise _corrupt(binary, f"no network has these sizes: {shape}")
    vocabulary = _read_vocabulary(cursor)
    if len(vocabulary.pieces) > shape.vocabulary:
        raise _corrupt(binary, "it has more pieces than rows in its vocabulary")
    _entries, size = cursor.numbers("iI")
    cursor.take(size)  # the character map: see _write_tokenizer
    return E5File(shape, epsilon, vocabulary, _read_directory(cursor), cursor.content, binary)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, start, end, padding, unknown = cursor.numbers("5i")
    if count < 1 or not all(0 <= special < count for special in (start, end, padding, unknown)):
        raise _corrupt(cursor.path, "the id of a special piece is outside the vocabulary")
    text_size = cursor.number("Q")
    offsets = cursor.numbers(f"{count + 1}I")
    scores = cursor.numbers(f"{count}f")
    text = cursor.take(text_size)
    if offsets[-1] > text_size or any(map(operator.gt, offsets, offsets[1:])):
        raise _corrupt(cursor.path, "its pieces do not follow each other")
    try:
        pieces = [text[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count)]
    except UnicodeDecodeError as error:
        raise _corrupt(cursor.path, f"a piece of the vocabulary is not text: {error}") from error
    return Vocabulary(pieces, list(scores), start, end, padding, unknown)


def _read_directory(cursor: _Cursor) -> dict[str, Tensor]:
    tensors = {}
    for _ in range(cursor.number("i")):
        name = cursor.take(cursor.number("H")).decode("utf-8", "replace")
        kind, count, offset, size = cursor.numbers("BIQQ")
        expected = count // BLOCK * BLOCK_BYTES if kind == 1 else count * 4
        if kind not in {0, 1} or size != expected or offset + size > len(cursor.content):
            raise _corrupt(cursor.path, f"tensor {name} is cut off or of an unknown kind")
        tensors[name] = Tensor(kind == 1, count, offset, size)
    return tensors


def tensor_values(e5: E5File, name: str, *shape: int) -> NDArray[np.float32]:
    """Give one tensor as float32 of `shape`, its 4-bit blocks undone.

    Raises:
        ModelCorrupt: there is no such tensor, or it has another number of elements.
    """
    tensor = e5.tensors.get(name)
    if tensor is None or tensor.numbers != math.prod(shape):
        raise _corrupt(e5.path, f"tensor {name} of shape {shape} is missing")
    if not tensor.quantised:
        return np.frombuffer(e5.content, "<f4", tensor.numbers, tensor.offset).reshape(shape)
    blocks = np.frombuffer(e5.content, np.uint8, tensor.size, tensor.offset).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return ((halves.astype(np.float32) - 8) * scales).reshape(shape)


def _corrupt(path: Path, what: str) -> ModelCorrupt:
    return ModelCorrupt(f"{path} is not a whole E5 file: {what}; delete it to have it fetched again")
