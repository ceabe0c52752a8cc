"""Generations of an index: written aside by one writer at a time, published in one step, never changed after.

The order in which things reach the disk keeps an index whole through a kill, a full disk and a power cut:
the files of a generation, the manifest aside, the generation's name, the manifest in its place; then what is
not needed goes.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritten, UnusableIndex
from index.store.journal import JOURNAL_PATTERN, delete_journals
from index.store.manifest import (
    ANNOUNCED,
    MANIFEST_NAME,
    Manifest,
    announce_manifest,
    check_sizes,
    flush_folder,
    put_in_place,
    read_manifest,
    write_manifest,
)

_LOCK_NAME = ".building.lock"
_ASIDE_NAME = ".building"
_GENERATIONS = "generation-[0-9]*"
_DISK_REFUSES = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM}
)
_SQLITE_REFUSES = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})


@contextmanager
def writing(index: Path, *, wait: bool = False) -> Iterator[Path]:
    """Give a folder inside `index` to write a generation into, to one writer at a time.

    What an earlier writer left unfinished is taken away first, but for its journal. After an error the
    index is as it was; a folder that was made for it, and in which nothing was embedded, is gone.

    Raises:
        IndexBusy: another writer is there, and `wait` is not set.
        IndexNotWritten: the disk is full, or does not take what is written for another reason.
    """
    is_new = not index.exists()
    with _disk_errors(index):
        index.mkdir(parents=True, exist_ok=True)
        lock = _locked(index, wait=wait)
    aside = index / _ASIDE_NAME
    try:
        with _disk_errors(index):
            take_away_unfinished(index)
            aside.mkdir()
            yield aside
            take_away_unfinished(index)
    except BaseException:
        take_away_unfinished(index)
        if is_new and not (index / MANIFEST_NAME).exists() and not any(index.glob(JOURNAL_PATTERN)):
            shutil.rmtree(index, ignore_errors=True)
        raise
    finally:
        lock.release()


def publish(index: Path, aside: Path, manifest: Manifest) -> None:
    """Make the folder aside the index's generation, by the name that the manifest gives it.

    Raises:
        OSError: the disk does not take it; the index stands as it was.
    """
    write_manifest(aside, manifest)
    for path in sorted(aside.rglob("*"), reverse=True):
        _flush(path)
    flush_folder(aside)
    # So that a generation which got no further than its name is told from one whose manifest was lost.
    announced = announce_manifest(index, manifest)
    aside.rename(index / manifest.generation)
    flush_folder(index)
    put_in_place(announced)
    delete_journals(index)


def next_generation(index: Path) -> str:
    """Return a name that no generation of the index bears."""
    # By their folders, not by the manifest: a damaged index can be replaced as well.
    numbers = [int(path.name.rsplit("-", 1)[1]) for path in index.glob(_GENERATIONS)]
    return f"generation-{max(numbers, default=0) + 1:06d}"


def newest_generation(index: Path) -> Path | None:
    """Return the folder of the last generation, if there is one."""
    return max(index.glob(_GENERATIONS), key=lambda path: int(path.name.rsplit("-", 1)[1]), default=None)


def take_away_unfinished(index: Path) -> None:
    """Delete what no manifest points to; where it cannot be (a reader on Windows holds it), next time.

    Without a manifest whose generation is whole, generations stay: `check --repair` may make one of them the
    index's. But one announced beside no manifest at all is a first build's, cut off as it was published.
    """
    shutil.rmtree(index / _ASIDE_NAME, ignore_errors=True)
    for journal in index.glob(JOURNAL_PATTERN):
        if not journal.stat().st_size:
            journal.unlink()
    announced = {path.name.removeprefix(ANNOUNCED): path for path in index.glob(f"{ANNOUNCED}*")}
    for name in _unpublished(index, announced):
        shutil.rmtree(index / name, ignore_errors=True)
    for path in announced.values():
        path.unlink(missing_ok=True)


def _unpublished(index: Path, announced: Collection[str]) -> set[str]:
    names = {folder.name for folder in index.glob(_GENERATIONS)}
    try:
        manifest = read_manifest(index)
        check_sizes(index, manifest)
    except IndexMissing:
        return names.intersection(announced)
    except UnusableIndex:
        return set()
    return names - {manifest.generation}


def copy_files(source: Path, target: Path) -> None:
    """Copy a folder; files that are never changed in place share their bytes, where the disk can.

    tantivy writes each of its files once and replaces the small JSON ones by a rename, so a hard link to
    one of them never changes either; SQLite and FAISS are not as careful, and get a copy.
    """
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        if path.suffix == ".lock":
            continue
        if path.suffix != ".json":
            try:
                os.link(path, target / path.name)
            except OSError:
                pass
            else:
                continue
        shutil.copyfile(path, target / path.name)


def _locked(index: Path, *, wait: bool) -> FileLock:
    lock = FileLock(index / _LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise IndexBusy(
                f"{index}: another build or update is writing there. Wait for its end (--wait does)."
            ) from None
        logging.getLogger(__name__).warning("%s: another build or update is writing there; waiting.", index)
        lock.acquire()
    return lock


@contextmanager
def _disk_errors(index: Path) -> Iterator[None]:
    """Say of a disk that refuses what it means for the index."""
    kept = (
        f"{index} stands as it was, and what was embedded is kept: free some space (or change the folder's"
        " rights) and give the same command again."
    )
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_REFUSES:
            raise IndexNotWritten(f"{index}: the rows cannot be written ({error}). {kept}") from error
        raise IndexDamaged(
            f"{index}: its rows cannot be read ({error}). Run `python -m index check {index}`."
        ) from error
    except OSError as error:
        if error.errno not in _DISK_REFUSES:
            raise
        # The block also covers temporary files and the models' folder, which may be full on their own.
        place = error.filename or index
        raise IndexNotWritten(f"{place}: cannot be written ({error.strerror}). {kept}") from error


def _flush(path: Path) -> None:
    if path.is_dir():
        flush_folder(path)
        return
    with path.open("rb+") as file:
        os.fsync(file.fileno())
