"""An index that is read while it is brought up to date: each question sees its newest state."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.archive_index import ArchiveIndex
from index.embedder import Embedder
from index.errors import ArchiveError
from index.records import Article
from index.settings import IndexSettings
from index.store.manifest import MANIFEST_NAME, Statistics, read_manifest

RETRY_SECONDS = 30.0

_Stamp = tuple[int, int, int] | None


class _Opened:
    """An opened generation and how many questions are reading it."""

    def __init__(self, archive: ArchiveIndex) -> None:
        self.archive = archive
        self.readers = 0


class LiveIndex:
    """An index on disk, for many threads and a long time. Like an `ArchiveIndex`, but never out of date.

    Each `reading` first looks whether the manifest has changed, which takes microseconds. If so one thread
    opens the new generation while the others go on; questions in flight finish on the old one, which is
    then closed. A generation that cannot be opened is logged and passed over, and tried again after
    `retry_after` seconds: what was at fault may have been the machine (too many open files).
    """

    def __init__(
        self,
        path: Path | str,
        embedder: Embedder | None = None,
        settings: IndexSettings | None = None,
        *,
        retry_after: float = RETRY_SECONDS,
    ) -> None:
        """Open the index at `path`; see `ArchiveIndex.open` for the embedder and what may be raised."""
        self.path = Path(path)
        self._given = embedder
        self._settings = settings
        self._retry_after = retry_after
        self._retry_at = math.inf
        self._turn = threading.Lock()
        self._opening = threading.Lock()
        # Taken before the manifest is read: a change in between is seen as one.
        self._stamp = _stamp(self.path)
        self._current = _Opened(ArchiveIndex.open(self.path, embedder, settings))

    @contextmanager
    def reading(self) -> Iterator[ArchiveIndex]:
        """Give the newest state of the index, which stays open and unchanged until the block ends."""
        self._look()
        with self._turn:
            opened = self._current
            opened.readers += 1
        try:
            yield opened.archive
        finally:
            with self._turn:
                opened.readers -= 1
                is_done = not opened.readers and opened is not self._current
            if is_done:
                opened.archive.close()

    @property
    def statistics(self) -> Statistics:
        """What the index holds now."""
        with self.reading() as archive:
            return archive.statistics

    @property
    def embedder(self) -> Embedder:
        """The model in use now."""
        return self._current.archive.embedder

    def article(self, article_id: str) -> Article:
        """Return an article of the newest state.

        Raises:
            QueryError: there is none of that id.
        """
        with self.reading() as archive:
            return archive.article(article_id)

    def _look(self) -> None:
        if not self._is_due(_stamp(self.path)) or not self._opening.acquire(blocking=False):
            return
        try:
            stamp = _stamp(self.path)
            if not self._is_due(stamp):
                return
            try:
                newer = _Opened(ArchiveIndex.open(self.path, self._embedder(), self._settings))
            except (ArchiveError, OSError) as error:
                logging.getLogger(__name__).warning("The index has changed, the old state is kept: %s", error)
                self._stamp, self._retry_at = stamp, time.monotonic() + self._retry_after
                return
            with self._turn:
                older, self._current = self._current, newer
                is_done = not older.readers
            self._stamp, self._retry_at = stamp, math.inf
            if is_done:
                older.archive.close()
        finally:
            self._opening.release()

    def _is_due(self, stamp: _Stamp) -> bool:
        return stamp != self._stamp or time.monotonic() >= self._retry_at

    def _embedder(self) -> Embedder | None:
        """Return the model in use if it made the new vectors too: loading it again takes seconds."""
        if self._given is not None:
            return self._given
        in_use = self._current.archive.embedder
        return in_use if read_manifest(self.path).fingerprint == in_use.fingerprint else None


def _stamp(index: Path) -> _Stamp:
    try:
        status = os.stat(index / MANIFEST_NAME)  # noqa: PTH116 - asked for each question
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
