"""A file of named arrays: opened as a map and not read, whole or refused, with nothing in it that runs.

16 bytes   MAGIC, then the length of the contents as 8 bytes, the lowest first
contents   JSON: see Contents
arrays     each from a multiple of 64 bytes on
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from index.errors import IndexDamaged
from index.records import Record

MAGIC = b"AQVECT01"
ALIGNMENT = 64
_CANNOT_SET_ASIDE = frozenset({errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS})

Number = Literal["<f4", "<i8", "|u1"]
Layout = Literal["exact", "clustered"]
Arrays = dict[str, NDArray[Any]]


class Section(Record):
    """Where an array lies: bytes from the start of the file, type of its numbers, shape."""

    offset: int
    numbers: Number
    shape: tuple[int, ...]

    @property
    def end(self) -> int:
        """The byte after its last."""
        return self.offset + np.dtype(self.numbers).itemsize * prod(self.shape)


class Contents(Record):
    """What a file of arrays holds; `layout` says what the arrays mean, `size` counts the file's bytes."""

    layout: Layout
    size: int
    sections: dict[str, Section]


@contextlib.contextmanager
def arrays_to_fill(
    path: Path, layout: Layout, shapes: Mapping[str, tuple[Number, tuple[int, ...]]]
) -> Iterator[Arrays]:
    """Give the arrays of a new file, all zero, to be filled in place; memory holds none of them.

    The file lies aside until the block ends and then takes the place of what is at `path`, in one step. After
    an error it is gone.

    Raises:
        OSError: the disk, or somebody's share of it, has no room for the file.
    """
    contents = _contents(layout, shapes)
    head = contents.model_dump_json().encode()
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(MAGIC + len(head).to_bytes(8, "little") + head)
            file.truncate(contents.size)
            _take_room(file.fileno(), contents.size)
        written = np.memmap(aside, np.uint8, "r+")
        yield _views(np.asarray(written), contents)
        written.flush()
        del written
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def _take_room(file: int, size: int) -> None:
    """Have the disk set the bytes of a file aside: a map of what it then does not take ends the process."""
    if not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(file, 0, size)
    except OSError as error:
        if error.errno not in _CANNOT_SET_ASIDE:
            raise


def is_file_of_arrays(path: Path) -> bool:
    """Tell whether a file begins as `arrays_to_fill` begins one."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def open_arrays(path: Path) -> tuple[Contents, Arrays]:
    """Map the arrays of the file at `path`; they cannot be written to.

    Raises:
        IndexDamaged: the file is not whole.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            length = int.from_bytes(file.read(len(MAGIC) + 8)[len(MAGIC) :], "little")
            contents = Contents.model_validate_json(file.read(min(length, size)))
        if contents.size != size or any(section.end > size for section in contents.sections.values()):
            raise IndexDamaged(
                f"{path}: {size} bytes where {contents.size} were written. Build the index again."
            )
        return contents, _views(np.asarray(np.memmap(path, np.uint8, "r")), contents)
    except (OSError, ValueError, ValidationError) as error:
        raise IndexDamaged(f"{path}: not a whole file of vectors. Build the index again.") from error


def _contents(layout: Layout, shapes: Mapping[str, tuple[Number, tuple[int, ...]]]) -> Contents:
    # Room for the contents themselves: offsets and sizes of 20 digits at most.
    place = len(MAGIC) + 8 + 256 + sum(len(name) + 160 + 24 * len(shapes[name][1]) for name in shapes)
    sections = {}
    for name, (numbers, shape) in shapes.items():
        place = -(-place // ALIGNMENT) * ALIGNMENT
        sections[name] = Section(offset=place, numbers=numbers, shape=shape)
        place = sections[name].end
    return Contents(layout=layout, size=place, sections=sections)


def _views(whole: NDArray[np.uint8], contents: Contents) -> Arrays:
    return {
        name: whole[section.offset : section.end].view(section.numbers).reshape(section.shape)
        for name, section in contents.sections.items()
    }
