"""Generations of an index: written aside by one writer at a time, published in one step, never changed after.

The order in which things reach the disk keeps an index whole through a kill, a full disk and a power cut:
the files of a generation, its folder's name, the manifest that points to it; then what is not needed goes.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, IndexDamaged, IndexNotWritten, UnusableIndex
from index.store.journal import JOURNAL_PATTERN, delete_journals
from index.store.manifest import MANIFEST_NAME, Manifest, flush_folder, read_manifest, write_manifest

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
        if is_new and not any(index.glob(JOURNAL_PATTERN)):
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
    aside.rename(index / manifest.generation)
    flush_folder(index)
    write_manifest(index, manifest)
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

    Without a manifest that can be read, generations stay: `check --repair` may make one of them the index's.
    """
    shutil.rmtree(index / _ASIDE_NAME, ignore_errors=True)
    for half_written in index.glob(f".{MANIFEST_NAME}.*"):
        half_written.unlink(missing_ok=True)
    for journal in index.glob(JOURNAL_PATTERN):
        if not journal.stat().st_size:
            journal.unlink()
    try:
        current = read_manifest(index).generation
    except UnusableIndex:
        return
    for folder in index.glob(_GENERATIONS):
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)


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
        raise IndexNotWritten(f"{index}: cannot be written ({error.strerror}). {kept}") from error


def _flush(path: Path) -> None:
    if path.is_dir():
        flush_folder(path)
        return
    with path.open("rb+") as file:
        os.fsync(file.fileno())
