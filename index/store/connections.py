"""Connections to the rows of a generation: lent to one thread at a time, alive when their file is deleted."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Connections:
    """Reads one SQLite file that nothing changes, from as many threads as there are.

    The first connection is opened at once. When the file has since been deleted (a newer generation took
    its place), no more can be opened, and threads take turns at those that are.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._opened = 0
        # A file that is not there is told by the first reading, like one that is damaged.
        with suppress(sqlite3.DatabaseError):
            self._idle.put(self._open())

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that no other thread uses meanwhile.

        Raises:
            sqlite3.DatabaseError: the file cannot be opened, and never could.
        """
        connection = self._take()
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def close(self) -> None:
        """Close the connections that nobody has borrowed."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()
                self._opened -= 1

    def _take(self) -> sqlite3.Connection:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        try:
            return self._open()
        except sqlite3.DatabaseError:
            if not self._opened:
                raise
            return self._idle.get()

    def _open(self) -> sqlite3.Connection:
        # immutable: a generation never changes, so readers need no locks and leave no files beside it.
        uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._opened += 1
        return connection
