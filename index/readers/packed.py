"""Zip and tar: every file inside is read as if it lay in a folder, and bombs do no harm."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.failures import failed
from index.readers.packed_limits import Budget, PackedLimits, Refused
from index.readers.packed_members import Member, tar_members, zip_members
from index.records import Article, Skipped

name = "zip or tar"

_ZIP = re.compile(r".+\.zip(?:\.gz)?", re.IGNORECASE | re.DOTALL)
_TAR = re.compile(r".+\.(?:tar(?:\.(?:gz|bz2|xz))?|tgz|tbz2?|txz)", re.IGNORECASE | re.DOTALL)
_LONGEST_NAME = 60
_PIECE = 1 << 16
_LIMITS = PackedLimits()


def accepts(path: Path) -> bool:
    """Whether the file's name says zip or tar, compressed or not."""
    return bool(_ZIP.fullmatch(path.name) or _TAR.fullmatch(path.name))


def read(
    path: Path, limit: int = ARTICLE_BYTES, limits: PackedLimits = _LIMITS
) -> Iterator[Article | Skipped]:
    """Yield the articles of every file inside, packed ones included, and what of them cannot be read.

    One file at a time is copied to a temporary folder under a name made from its own, so a name that
    leads elsewhere leads nowhere, and read by the reader that takes it. An article's source is
    `archive.zip!folder/page.html`; its record is that within the file. Hidden files are left out.

    Args:
        path: The packed file.
        limit: The most bytes one article may have.
        limits: How much may be unpacked. A file inside that is too large costs only itself; where all
            together are too much, the rest of the packed file is not read.

    Raises:
        OSError: the file cannot be opened.
        zipfile.BadZipFile, tarfile.ReadError, EOFError: it is damaged; what comes before is yielded.
    """
    bounds = _Bounds(limit, Budget(limits, path.stat().st_size), depth=1)
    try:
        yield from _read(path, path_name(path), bounds)
    except Refused as error:
        yield Skipped(path=path_name(path), reason=f"refused: {error}; the rest is not read")


class _Bounds(NamedTuple):
    """The most bytes of one article, what may still be unpacked, how many times over we are inside."""

    limit: int
    budget: Budget
    depth: int


def _read(path: Path, shown: str, bounds: _Bounds) -> Iterator[Article | Skipped]:
    members = (zip_members if _ZIP.fullmatch(path.name) else tar_members)(path, bounds.budget)
    found_any = False
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        for member in members:
            found_any = True
            yield from _read_member(member, f"{shown}!{member.name}", Path(folder), bounds)
    if not found_any:
        yield Skipped(path=shown, reason="no file is packed in it")


def _read_member(member: Member, shown: str, folder: Path, bounds: _Bounds) -> Iterator[Article | Skipped]:
    copy = folder / _file_name(member.name)
    deepest = bounds.budget.limits.depth
    reason = member.reason
    if accepts(copy) and bounds.depth >= deepest:
        reason = f"refused: packed more than {deepest} times over"
    try:
        if reason:
            yield Skipped(path=shown, reason=reason)
        elif skipped := _unpack(member, copy, shown, bounds.budget):
            yield skipped
        elif accepts(copy):
            yield from _read_packed(copy, shown, bounds._replace(depth=bounds.depth + 1))
        else:
            yield from _read_plain(copy, shown, bounds.limit)
    finally:
        copy.unlink(missing_ok=True)


def _read_plain(copy: Path, shown: str, limit: int) -> Iterator[Article | Skipped]:
    from index.readers.registry import read_file  # the registry lists this module

    for found in read_file(copy, limit):
        if isinstance(found, Article):
            source = found.source.model_copy(update={"path": shown})
            yield found.model_copy(update={"source": source})
        else:
            reason = found.reason.replace(path_name(copy), shown)
            yield found.model_copy(update={"path": shown, "reason": reason})


def _read_packed(copy: Path, shown: str, bounds: _Bounds) -> Iterator[Article | Skipped]:
    try:
        yield from _read(copy, shown, bounds)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - as in read_file: one file must not cost the others
        yield failed(shown, f"broken {name}: {type(error).__name__}: {error}", error)


def _unpack(member: Member, copy: Path, shown: str, budget: Budget) -> Skipped | None:
    """Copy a member to a file; return why it cannot be, or None.

    Raises:
        Refused: all members together are too large.
    """
    size = 0
    try:
        packed = member.open()
        with copy.open("xb") as file:
            while block := packed.read(_PIECE):
                size += len(block)
                if size > budget.limits.member:
                    reason = f"refused: it unpacks to more than {budget.limits.member} bytes"
                    return Skipped(path=shown, reason=reason)
                file.write(block)
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - each compression fails in its own way
        return failed(shown, f"cannot be unpacked: {type(error).__name__}: {error}", error)
    return None


def _file_name(name: str) -> str:
    """Return a name for a member's copy: the end of its own, which says its format, and no folder."""
    own = PurePosixPath(name.replace("\\", "/")).name
    return own[-_LONGEST_NAME:].lstrip(".") or "unnamed"
