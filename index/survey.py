"""What has changed in an archive's files since they were read."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from index.errors import SourceError
from index.readers.articles import path_name
from index.readers.folders import unreadable, walk
from index.records import Skipped
from index.store.article_sources import KnownFile, files_under, known_file

YOUNG_NS = 2_000_000_000
"""A file changed so lately may change again within the same tick of a file system's clock (FAT: 2 s)."""
UNSURE = -1
"""The time of change of a young file: next time its content is compared."""


class FoundFile(NamedTuple):
    """A file of the sources as it is now; `path` as the sources name it."""

    path: Path
    size: int
    mtime_ns: int

    @property
    def identity(self) -> bytes:
        """Its absolute path."""
        return absolute(self.path)


class Survey(NamedTuple):
    """Files to read, and keys of the known ones: as they were, and gone from below the sources."""

    to_read: list[FoundFile]
    unchanged: list[int]
    gone: list[int]
    skipped: list[Skipped]


def survey(sources: Sequence[Path], rows: sqlite3.Connection | None = None) -> Survey:
    """Compare the files of some sources with those that a catalogue knows; without one, all are to be read.

    A file of the same size and time of change is the same; of another, if its content has another hash.
    A file that is there but cannot be read is not gone.

    Raises:
        SourceError: a source does not exist.
    """
    missing = [path_name(source) for source in sources if not os.path.lexists(source)]
    if missing:
        hint = "" if rows is None else ". To take out what came from there: python -m index remove"
        raise SourceError(f"no such file or folder: {', '.join(missing)}{hint}")
    to_read: dict[bytes, FoundFile] = {}
    unchanged: set[int] = set()
    skipped = []
    for found in (found for source in sources for found in walk(source)):
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        try:
            file = _look_at(found)
            known = known_file(rows, file.identity) if rows else None
            if known is not None and _is_same(known, file):
                unchanged.add(known.key)
            else:
                to_read.setdefault(file.identity, file)
        except OSError as error:
            skipped.append(unreadable(found, error))
    gone = [] if rows is None else _gone(rows, sources, set(to_read), unchanged)
    return Survey(list(to_read.values()), sorted(unchanged), gone, skipped)


def absolute(path: Path) -> bytes:
    """Return what identifies a file: its absolute path as the file system has it, links not followed."""
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def hash_file(path: Path) -> str:
    """Return the sha256 of a file's content.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _look_at(path: Path) -> FoundFile:
    status = path.stat()
    is_young = time.time_ns() - status.st_mtime_ns < YOUNG_NS
    return FoundFile(path, status.st_size, UNSURE if is_young else status.st_mtime_ns)


def _is_same(known: KnownFile, file: FoundFile) -> bool:
    if known.size != file.size:
        return False
    is_sure = UNSURE not in (known.mtime_ns, file.mtime_ns)
    return (is_sure and known.mtime_ns == file.mtime_ns) or hash_file(file.path) == known.sha256


def _gone(
    rows: sqlite3.Connection, sources: Sequence[Path], found: set[bytes], unchanged: set[int]
) -> list[int]:
    known = {file.key: file.path for source in sources for file in files_under(rows, absolute(source))}
    return [
        key for key, path in known.items() if key not in unchanged and path not in found and _is_gone(path)
    ]


def _is_gone(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
