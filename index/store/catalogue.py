"""The rows of an archive in SQLite: articles, and passages as offsets into them.

A passage's key is its row number; vectors and terms are filed under the same number.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import IndexDamaged
from index.records import Article, Passage, SearchFilter, Source
from index.store.manifest import Statistics

_SCHEMA = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    authors TEXT NOT NULL,
    publisher TEXT,
    section TEXT,
    url TEXT,
    language TEXT NOT NULL,
    path TEXT NOT NULL,
    record TEXT
) STRICT;
CREATE INDEX article_published ON article (published);
CREATE INDEX article_source ON article (path, record);
CREATE TABLE passage (
    key INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    UNIQUE (article, number)
) STRICT;
"""
_ARTICLE_COLUMNS = "id, title, text, published, authors, publisher, section, url, language, path, record"


class Catalogue:
    """Articles and passages of one generation. Opened for reading only, it may be used by many threads."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        self._path = path
        self._writable = writable
        self._local = threading.local()
        self._writer: sqlite3.Connection | None = None
        if writable:
            self._writer = sqlite3.connect(path)
            self._writer.execute("PRAGMA foreign_keys = ON")
            if not self._writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'article'").fetchone():
                self._writer.executescript(_SCHEMA)

    def add(self, article: Article, passages: Sequence[Passage]) -> list[int]:
        """Add an article with its passages and return the passages' keys; none if it is there already."""
        connection = self._connection()
        row = (
            article.id,
            article.title,
            article.text,
            article.published.isoformat() if article.published else None,
            json.dumps(article.authors, ensure_ascii=False),
            article.publisher,
            article.section,
            article.url,
            article.language,
            article.source.path,
            article.source.record,
        )
        values = [value and _storable(value) for value in row]
        marks = ", ".join("?" * len(row))
        cursor = connection.execute(
            f"INSERT INTO article ({_ARTICLE_COLUMNS}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING",  # noqa: S608
            values,
        )
        if cursor.rowcount == 0:
            return []
        article_key = cursor.lastrowid
        keys = []
        for number, passage in enumerate(passages):
            cursor = connection.execute(
                'INSERT INTO passage (article, number, start, "end") VALUES (?, ?, ?, ?)',
                (article_key, number, passage.start, passage.end),
            )
            keys.append(int(cursor.lastrowid or 0))
        return keys

    def article(self, article_id: str) -> Article | None:
        """Return the article of that id, or None."""
        rows = self._read(f"SELECT {_ARTICLE_COLUMNS} FROM article WHERE id = ?", article_id)  # noqa: S608
        return next(map(_article, rows), None)

    def articles(self) -> Iterator[Article]:
        """Give every article, in the order of their keys."""
        yield from map(_article, self._read(f"SELECT {_ARTICLE_COLUMNS} FROM article ORDER BY key"))  # noqa: S608

    def article_keys(self, passage_keys: Sequence[int]) -> dict[int, int]:
        """Return the article key of each passage key that exists."""
        found = self._read(
            "SELECT key, article FROM passage WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps([int(key) for key in passage_keys]),
        )
        return dict(found)

    def published(self, passage_keys: Sequence[int]) -> dict[int, date | None]:
        """Return the day of the article of each passage key that exists; None where it has none."""
        found = self._read(
            "SELECT passage.key, published FROM passage JOIN article ON article.key = passage.article"
            " WHERE passage.key IN (SELECT value FROM json_each(?))",
            json.dumps([int(key) for key in passage_keys]),
        )
        return {key: date.fromisoformat(day) if day else None for key, day in found}

    def passages(self, passage_keys: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
        """Return the passages of these keys, each with its article."""
        columns = ", ".join(f"article.{name.strip()}" for name in _ARTICLE_COLUMNS.split(","))
        found = self._read(
            f'SELECT passage.key, passage.number, passage.start, passage."end", {columns}'  # noqa: S608
            " FROM passage JOIN article ON article.key = passage.article"
            " WHERE passage.key IN (SELECT value FROM json_each(?))",
            json.dumps([int(key) for key in passage_keys]),
        )
        result = {}
        for key, number, start, end, *row in found:
            article = _article(row)
            text = article.text[start:end]
            passage = Passage(
                id=f"{article.id}:{number}", article_id=article.id, text=text, start=start, end=end
            )
            result[key] = (passage, article)
        return result

    def keys_of(self, article_id: str) -> list[int]:
        """Return the keys of an article's passages, in order."""
        rows = self._read(
            "SELECT passage.key FROM passage JOIN article ON article.key = passage.article"
            " WHERE article.id = ? ORDER BY passage.number",
            article_id,
        )
        return [key for (key,) in rows]

    def passage_keys(self, search_filter: SearchFilter | None = None) -> list[int]:
        """Return the keys of the passages whose article passes the filter, in order."""
        condition, values = _condition(search_filter or SearchFilter())
        rows = self._read(
            "SELECT passage.key FROM passage JOIN article ON article.key = passage.article"  # noqa: S608
            f" WHERE {condition} ORDER BY passage.key",
            *values,
        )
        return [key for (key,) in rows]

    def statistics(self) -> Statistics:
        """Count what is there."""
        [(articles, first, last)] = self._read("SELECT count(*), min(published), max(published) FROM article")
        [(passages,)] = self._read("SELECT count(*) FROM passage")
        languages = self._read("SELECT language, count(*) FROM article GROUP BY language ORDER BY 2 DESC, 1")
        return Statistics(
            articles=articles,
            passages=passages,
            languages=dict(languages),
            published_from=date.fromisoformat(first) if first else None,
            published_to=date.fromisoformat(last) if last else None,
        )

    def problems(self) -> list[str]:
        """List what is wrong: damage that SQLite sees, and passages outside their article."""
        try:
            found = [row[0] for row in self._read("PRAGMA integrity_check") if row[0] != "ok"]
            outside = self._read(
                "SELECT article.id, passage.number"
                " FROM passage LEFT JOIN article ON article.key = passage.article"
                ' WHERE article.key IS NULL OR start < 0 OR start >= "end" OR "end" > length(article.text)'
            )
            found += [
                f"passage {number} of article {article} is outside its text" for article, number in outside
            ]
        except IndexDamaged as error:
            return [str(error)]
        return [f"{self._path}: {problem}" for problem in found]

    def commit(self) -> None:
        """Write what was added to disk."""
        if self._writer is not None:
            self._writer.commit()

    def close(self) -> None:
        """Commit if writable, and close this thread's connection."""
        self.commit()
        connection: sqlite3.Connection | None = self._writer or getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
        self._local.__dict__.clear()
        self._writer = None

    def _read(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """Give the rows of a query.

        Raises:
            IndexDamaged: the file is not there any more, or its bytes are not those of a catalogue.
        """
        try:
            yield from self._connection().execute(query, values)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"{self._path}: the rows cannot be read ({error}). If the index has been replaced, open it"
                " again; otherwise build it again."
            ) from error

    def _connection(self) -> sqlite3.Connection:
        if self._writer is not None:
            return self._writer
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # immutable: a generation never changes, so readers need no locks and leave no files beside it.
            uri = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._local.connection = connection
        return connection


def _storable(text: str) -> str:
    """Put "?" for half a surrogate pair: JSON can name one in a URL or an id, UTF-8 cannot hold it."""
    return text.encode("utf-8", "replace").decode()


def _article(row: Sequence[str | None]) -> Article:
    identity, title, text, published, authors, publisher, section, url, language, path, record = row
    return Article(
        id=identity or "",
        title=title or "",
        text=text or "",
        published=date.fromisoformat(published) if published else None,
        authors=tuple(json.loads(authors or "[]")),
        publisher=publisher,
        section=section,
        url=url,
        language=language or "",
        source=Source(path=path or "", record=record),
    )


def _condition(search_filter: SearchFilter) -> tuple[str, list[str]]:
    conditions, values = ["TRUE"], []
    undated = " OR published IS NULL" if search_filter.include_undated else ""
    if search_filter.published_from:
        conditions.append(f"(published >= ?{undated})")
        values.append(search_filter.published_from.isoformat())
    if search_filter.published_to:
        conditions.append(f"(published <= ?{undated})")
        values.append(search_filter.published_to.isoformat())
    for column, allowed in (
        ("section", search_filter.sections),
        ("publisher", search_filter.publishers),
        ("language", search_filter.languages),
    ):
        if allowed:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - column: one of three
            values.append(json.dumps(allowed))
    return " AND ".join(conditions), values
