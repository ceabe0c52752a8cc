"""The rows of an archive in SQLite: articles, and passages as offsets into them.

A passage's key is its row number; vectors and terms are filed under the same number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from index.errors import IndexDamaged
from index.records import Article, Passage, SearchFilter
from index.store.connections import Connections
from index.store.manifest import Statistics
from index.store.schema import ARTICLE_COLUMNS, article_of

_ARTICLES_AT_ONCE = 200


class Origin(NamedTuple):
    """Where a passage stands, by keys; a story's is that of its first article."""

    article: int
    story: int


class Catalogue:
    """Articles and passages of one generation, for reading; it may be used by many threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections = Connections(path)

    def article(self, article_id: str) -> Article | None:
        """Return the article of that id, or None."""
        rows = self._read(f"SELECT {ARTICLE_COLUMNS} FROM article WHERE id = ?", article_id)  # noqa: S608
        return next(map(article_of, rows), None)

    def articles(self) -> Iterator[Article]:
        """Give every article, in the order of their keys, a few in memory at a time."""
        last = 0
        while rows := self._read(
            f"SELECT key, {ARTICLE_COLUMNS} FROM article WHERE key > ? ORDER BY key LIMIT ?",  # noqa: S608
            last,
            _ARTICLES_AT_ONCE,
        ):
            yield from (article_of(row) for _, *row in rows)
            last = rows[-1][0]

    def versions(self, article_id: str) -> list[Article]:
        """Return the versions of an article's story, itself among them, by day; undated ones last."""
        columns = ", ".join(f"article.{name.strip()}" for name in ARTICLE_COLUMNS.split(","))
        rows = self._read(
            f"SELECT {columns} FROM article JOIN twin ON twin.article = article.key WHERE story ="  # noqa: S608
            " (SELECT story FROM twin JOIN article ON article.key = twin.article WHERE article.id = ?)"
            " ORDER BY published IS NULL, published, article.key",
            article_id,
        )
        return list(map(article_of, rows))

    def origins(self, passage_keys: Sequence[int]) -> dict[int, Origin]:
        """Return the article and the story of each passage key that exists."""
        found = self._read(
            "SELECT key, passage.article, story FROM passage JOIN twin ON twin.article = passage.article"
            " WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps([int(key) for key in passage_keys]),
        )
        return {key: Origin(article, story) for key, article, story in found}

    def stories(self, article_ids: Sequence[str]) -> set[int]:
        """Return the stories that some articles tell; an id that no article has tells none."""
        found = self._read(
            "SELECT DISTINCT story FROM twin JOIN article ON article.key = twin.article"
            " WHERE article.id IN (SELECT value FROM json_each(?))",
            json.dumps(list(article_ids)),
        )
        return {story for (story,) in found}

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
        columns = ", ".join(f"article.{name.strip()}" for name in ARTICLE_COLUMNS.split(","))
        found = self._read(
            f'SELECT passage.key, passage.number, passage.start, passage."end", {columns}'  # noqa: S608
            " FROM passage JOIN article ON article.key = passage.article"
            " WHERE passage.key IN (SELECT value FROM json_each(?))",
            json.dumps([int(key) for key in passage_keys]),
        )
        result = {}
        for key, number, start, end, *row in found:
            article = article_of(row)
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

    def passages_of(self, article: Article) -> dict[int, Passage]:
        """Return the passages of an article by their keys, in order."""
        rows = self._read(
            'SELECT passage.key, number, start, "end" FROM passage'
            " JOIN article ON article.key = passage.article WHERE article.id = ? ORDER BY number",
            article.id,
        )
        return {
            key: Passage(
                id=f"{article.id}:{number}",
                article_id=article.id,
                text=article.text[start:end],
                start=start,
                end=end,
            )
            for key, number, start, end in rows
        }

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
        """List what is wrong: damage that SQLite sees, and passages outside their article's kept text."""
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
            overlapping = self._read(
                "SELECT DISTINCT article.id, number FROM article, json_each(left_out) AS span"
                " JOIN passage ON passage.article = article.key"
                " WHERE start < json_extract(span.value, '$[1]')"
                " AND json_extract(span.value, '$[0]') < \"end\""
            )
            found += [
                f"passage {number} of article {article} holds what was left out"
                for article, number in overlapping
            ]
        except IndexDamaged as error:
            return [str(error)]
        return [f"{self._path}: {problem}" for problem in found]

    def connection(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection, for queries that are not of this class."""
        return self._connections.lent()

    def close(self) -> None:
        """Close the file."""
        self._connections.close()

    def _read(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Raises:
            IndexDamaged: the file is not there, or its bytes are not those of a catalogue.
        """
        try:
            with self.connection() as connection:
                return connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"{self._path}: the rows cannot be read ({error}). If the index has been replaced, open it"
                " again; otherwise build it again."
            ) from error


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
