"""Where articles come from: the tables of files and of the times that an article was read in one.

An article that several files or rows hold is there once, and stays until the last of them is gone.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from index.records import Article
from index.store.catalogue_writer import CatalogueWriter
from index.store.schema import SOURCE_COLUMNS, source_row

_IN = "IN (SELECT value FROM json_each(?))"
_TO_BE_READ_AGAIN = -1
"""The size, which no file has, of a file whose reading failed: the next survey finds it changed."""


class KnownFile(NamedTuple):
    """A file as it was when it was read. `sha256` is that of its content."""

    key: int
    path: bytes
    size: int
    mtime_ns: int
    sha256: str


def known_file(rows: sqlite3.Connection, path: bytes) -> KnownFile | None:
    """Return the file of an absolute path, or None."""
    found = rows.execute("SELECT key, path, size, mtime_ns, sha256 FROM file WHERE path = ?", (path,))
    row = found.fetchone()
    return KnownFile(*row) if row else None


def files_under(rows: sqlite3.Connection, place: bytes) -> list[KnownFile]:
    """Return the file of an absolute path, or every file below it."""
    separator = os.fsencode(os.sep)
    below = place.rstrip(separator) + separator
    after = below[:-1] + bytes([separator[0] + 1])
    return [
        KnownFile(*row)
        for row in rows.execute(
            "SELECT key, path, size, mtime_ns, sha256 FROM file"
            " WHERE path = ? OR (path >= ? AND path < ?) ORDER BY path",
            (place, below, after),
        )
    ]


def count_leaving(rows: sqlite3.Connection, gone_files: Iterable[int], files: Iterable[int]) -> int:
    """Count the articles that nothing holds any more if `gone_files` go, and what is gone from `files`."""
    gone, among = json.dumps(list(gone_files)), json.dumps(list(files))
    leaves = f"(file {_IN} OR (gone AND file {_IN}))"
    query = (
        f"SELECT count(DISTINCT article) FROM source AS one WHERE {leaves} AND NOT EXISTS"  # noqa: S608
        f" (SELECT 1 FROM source WHERE source.article = one.article AND NOT {leaves})"
    )
    [(count,)] = rows.execute(query, (gone, among, gone, among)).fetchall()
    return int(count)


class ArticleSources:
    """Keeps account of where each article of a catalogue comes from, while its files are read."""

    def __init__(self, catalogue: CatalogueWriter) -> None:
        self._catalogue = catalogue
        self.rows = catalogue.writer
        # Keys of articles whose sources changed: to be given the fields of the first, or taken out.
        self._touched: set[int] = set()
        # Keys of files that were read to their end.
        self.files_read: list[int] = []

    def begin_file(self, path: bytes, size: int, mtime_ns: int, sha256: str) -> int:
        """Note a file that is about to be read, and its articles of earlier readings as gone."""
        self.rows.execute(
            "INSERT INTO file (path, size, mtime_ns, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (path)"
            " DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, sha256 = excluded.sha256",
            (path, size, mtime_ns, sha256),
        )
        [key] = self.rows.execute("SELECT key FROM file WHERE path = ?", (path,)).fetchone()
        self.rows.execute("UPDATE source SET gone = gone + 1 WHERE file = ?", (key,))
        return int(key)

    def add(self, article: Article, file_key: int) -> bool:
        """Add an article that a file holds; return whether it is new."""
        key, is_new = self._catalogue.add_article(article)
        if not is_new:
            self._touched.add(key)
        values = source_row(article)
        self.rows.execute(
            "INSERT INTO source (article, file, record, fields) VALUES (?, ?, ?, ?)",
            (key, file_key, values[-1], json.dumps(values, ensure_ascii=False)),
        )
        return is_new

    def end_file(self, file_key: int) -> None:
        """Forget what the file held before as an article that it still holds, or under a record that is new.

        A record may be no more than a line's number. So one article replaces another under its record only
        where the file did not hold it before: when a line is taken out, those below it only move up.
        """
        self._forget(
            "file = ? AND gone = 1 AND EXISTS (SELECT 1 FROM source AS now"
            " WHERE now.file = source.file AND now.record IS source.record AND NOT now.gone"
            " AND NOT EXISTS (SELECT 1 FROM source AS before"
            " WHERE before.article = now.article AND before.file = now.file AND before.gone))",
            file_key,
        )
        self._forget_repeated(file_key)
        gone = self.rows.execute("SELECT article FROM source WHERE file = ? AND gone", (file_key,))
        self._touched.update(article for (article,) in gone.fetchall())
        self.files_read.append(file_key)

    def leave_file(self, file_key: int) -> None:
        """End a file whose reading failed: it holds what it held before as well, and is to be read again."""
        self._forget_repeated(file_key)
        self.rows.execute("UPDATE source SET gone = gone - 1 WHERE file = ? AND gone", (file_key,))
        self.rows.execute("UPDATE file SET size = ? WHERE key = ?", (_TO_BE_READ_AGAIN, file_key))

    def forget_files(self, file_keys: Iterable[int]) -> None:
        """Forget some files, and that they held any article."""
        for key in file_keys:
            self._forget("file = ?", key)
            self.rows.execute("DELETE FROM file WHERE key = ?", (key,))

    def forget_gone(self, file_keys: Iterable[int]) -> None:
        """Forget what some files held in an earlier reading only."""
        for key in file_keys:
            self._forget("file = ? AND gone", key)

    def forget_record(self, record: str) -> int:
        """Forget the sources of that record; return how many there were."""
        return self._forget("record = ?", record)

    def count_touched(self) -> int:
        """Count the articles whose sources changed since the last `settle`."""
        return len(self._touched)

    def settle(self) -> tuple[list[int], list[int]]:
        """Give each article the fields of its first source, by path and place in it.

        Returns:
            The keys of the articles that have no source any more, and of those whose language has changed.
        """
        orphans, in_another_language = [], []
        for key in sorted(self._touched):
            first = self.rows.execute(
                "SELECT fields FROM source JOIN file ON file.key = source.file WHERE article = ?"
                " ORDER BY gone, file.path, source.key LIMIT 1",
                (key,),
            ).fetchone()
            if first is None:
                orphans.append(key)
                continue
            [before] = self.rows.execute("SELECT language FROM article WHERE key = ?", (key,)).fetchone()
            values = json.loads(first[0])
            names = SOURCE_COLUMNS.split(", ")
            assignments = ", ".join(f"{name} = ?" for name in names)
            self.rows.execute(f"UPDATE article SET {assignments} WHERE key = ?", (*values, key))  # noqa: S608
            if values[names.index("language")] != before:
                in_another_language.append(key)
        self._touched.clear()
        return orphans, in_another_language

    def _forget_repeated(self, file_key: int) -> None:
        self._forget(
            "file = ? AND gone AND EXISTS (SELECT 1 FROM source AS now"
            " WHERE now.article = source.article AND now.file = source.file AND NOT now.gone)",
            file_key,
        )

    def _forget(self, condition: str, value: str | int) -> int:
        gone = self.rows.execute(f"DELETE FROM source WHERE {condition} RETURNING article", (value,))  # noqa: S608
        articles = [article for (article,) in gone.fetchall()]
        self._touched.update(articles)
        return len(articles)
