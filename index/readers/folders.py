"""The files of an archive's sources, in an order that does not change from day to day."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from index.readers.articles import path_name
from index.records import Skipped


def walk(source: Path) -> Iterator[Path | Skipped]:
    """Yield a file, or every file under a folder by name, and what of it cannot be read.

    Hidden files and folders are left out unless they are the source itself. Links are followed; a folder
    that several links lead to is read once, so a link to a folder above ends there.
    """
    found_any = False
    for found in _walk(source, set()):
        found_any = True
        yield found
    if not found_any:
        yield Skipped(path=path_name(source), reason="no file in this folder")


def _walk(path: Path, seen: set[tuple[int, int]]) -> Iterator[Path | Skipped]:
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            yield path
            return
        if not stat.S_ISDIR(status.st_mode):
            yield Skipped(path=path_name(path), reason="neither a file nor a folder")
            return
        folder = (status.st_dev, status.st_ino)
        if folder in seen:
            return
        seen.add(folder)
        inside = sorted(child for child in path.iterdir() if not child.name.startswith("."))
    except OSError as error:
        yield unreadable(path, error)
        return
    for child in inside:
        yield from _walk(child, seen)


def unreadable(path: Path, error: OSError) -> Skipped:
    """Say why the system does not let us read a file or a folder."""
    return Skipped(path=path_name(path), reason=f"cannot be opened: {error.strerror or error}")
