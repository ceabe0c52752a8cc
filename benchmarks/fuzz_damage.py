"""Ways to damage the bytes of a file."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from typing import NamedTuple

_LARGEST = 1 << 20
_NUMBERS = (b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"999999999", b"-1")
_FILLS = (b"\x00", b"\xff", b"<", b"&", b"9", b"[", b"(")
_LENGTHS = (1, 4, 64, 4096, _LARGEST)


class _Cut(NamedTuple):
    """A file in three, and what a way to damage it may draw on."""

    before: bytes
    piece: bytes
    after: bytes
    other: bytes
    chance: random.Random


def damage(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return bytes damaged one to four times, at most 1 MiB; pieces of `other` may be put in."""
    for _ in range(chance.randint(1, 4)):
        first, last = sorted(chance.randint(0, len(content)) for _ in range(2))
        last = min(last, first + chance.choice(_LENGTHS))
        cut = _Cut(content[:first], content[first:last], content[last:], other, chance)
        content = chance.choice(WAYS)(cut)[:_LARGEST]
    return content


def damage_inside(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """Damage what a zip or a gzip file holds and pack it again; other bytes are damaged themselves."""
    if content.startswith(b"\x1f\x8b"):
        return gzip.compress(damage_inside(gzip.decompress(content), other, chance), mtime=0)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return damage(content, other, chance)
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as sound, zipfile.ZipFile(again, "w") as damaged:
        infos = sound.infolist()
        chosen = chance.choice([info.filename for info in infos])
        for info in infos:
            part = sound.read(info)
            damaged.writestr(info, damage(part, other, chance) if info.filename == chosen else part)
    return again.getvalue()


def truncate(cut: _Cut) -> bytes:
    """Leave out all after a place."""
    return cut.before


def flip(cut: _Cut) -> bytes:
    """Turn bits of a piece around, one or several."""
    flipped = bytearray(cut.piece)
    for _ in range(cut.chance.choice([1, 1, 8, 64]) if flipped else 0):
        flipped[cut.chance.randrange(len(flipped))] ^= 1 << cut.chance.randrange(8)
    return cut.before + flipped + cut.after


def remove(cut: _Cut) -> bytes:
    """Leave out a piece."""
    return cut.before + cut.after


def repeat(cut: _Cut) -> bytes:
    """Write a piece several times."""
    return cut.before + cut.piece * cut.chance.choice([2, 2, 8, 1000]) + cut.after


def swap(cut: _Cut) -> bytes:
    """Exchange the halves of a piece."""
    middle = len(cut.piece) // 2
    return cut.before + cut.piece[middle:] + cut.piece[:middle] + cut.after


def splice(cut: _Cut) -> bytes:
    """Write a piece of another file over one as long."""
    start = cut.chance.randint(0, len(cut.other))
    return cut.before + cut.other[start : start + len(cut.piece)] + cut.after


def fill(cut: _Cut) -> bytes:
    """Write one byte over a piece."""
    return cut.before + cut.chance.choice(_FILLS) * len(cut.piece) + cut.after


def number(cut: _Cut) -> bytes:
    """Write a number over some bytes that no count or size should be."""
    written = cut.chance.choice(_NUMBERS)
    return cut.before + written + (cut.piece + cut.after)[len(written) :]


WAYS: tuple[Callable[[_Cut], bytes], ...] = (truncate, flip, remove, repeat, swap, splice, fill, number)
