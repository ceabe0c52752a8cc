"""The writing half of the catalogue: articles come in, passages follow, both go."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from index.records import Article, Passage
from index.store.catalogue import Catalogue
from index.store.schema import ARTICLE_COLUMNS, SCHEMA, article_of, article_row

_ARTICLES_AT_ONCE = 100
_IS_PENDING = "left_out IS NULL"


class Pending(NamedTuple):
    """Articles that are not cut into passages yet: how many, and the characters of their texts."""

    articles: int
    characters: int


class CatalogueWriter(Catalogue):
    """The catalogue of a generation that is not published yet; one thread at a time may use it."""

    def __init__(self, path: Path) -> None:
        """Open the catalogue at `path`, or begin one."""
        self._path = path
        self.writer = sqlite3.connect(path, check_same_thread=False)
        # What is cut off while it is written is thrown away whole: nothing here needs to be undone.
        for pragma in ("foreign_keys = ON", "journal_mode = OFF", "synchronous = OFF"):
            self.writer.execute(f"PRAGMA {pragma}")
        if not self.writer.execute("SELECT 1 FROM sqlite_master WHERE name = 'article'").fetchone():
            self.writer.executescript(SCHEMA)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend the one connection there is."""
        yield self.writer

    def add_article(self, article: Article) -> tuple[int, bool]:
        """Add an article without passages; return its key, and whether it was not there before."""
        row = article_row(article)
        marks = ", ".join("?" * len(row))
        cursor = self.writer.execute(
            f"INSERT INTO article ({ARTICLE_COLUMNS}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING",  # noqa: S608
            row,
        )
        if cursor.rowcount:
            return int(cursor.lastrowid or 0), True
        [key] = self.writer.execute("SELECT key FROM article WHERE id = ?", (article.id,)).fetchone()
        return key, False

    def add_passages(
        self, article_key: int, passages: Sequence[Passage], left_out: Sequence[tuple[int, int]] = ()
    ) -> list[int]:
        """Add the passages of a pending article and the spans that none of them holds; return their keys."""
        self.writer.execute(
            "UPDATE article SET left_out = ? WHERE key = ?", (json.dumps(left_out), article_key)
        )
        return [
            int(
                self.writer.execute(
                    'INSERT INTO passage (article, number, start, "end") VALUES (?, ?, ?, ?)',
                    (article_key, number, passage.start, passage.end),
                ).lastrowid
                or 0
            )
            for number, passage in enumerate(passages)
        ]

    def pending(self) -> Pending:
        """Count the articles that are not cut yet."""
        query = f"SELECT count(*), coalesce(sum(length(text)), 0) FROM article WHERE {_IS_PENDING}"  # noqa: S608
        return Pending(*self.writer.execute(query).fetchone())

    def pending_articles(self) -> Iterator[tuple[int, Article]]:
        """Give the articles that are not cut yet, with their keys; passages may be added meanwhile."""
        last = 0
        query = (
            f"SELECT key, {ARTICLE_COLUMNS} FROM article"  # noqa: S608
            f" WHERE key > ? AND {_IS_PENDING} ORDER BY key LIMIT {_ARTICLES_AT_ONCE}"
        )
        while rows := self.writer.execute(query, (last,)).fetchall():
            for last, *row in rows:
                yield last, article_of(row)

    def articles_of(self, article_keys: Sequence[int]) -> Iterator[Article]:
        """Give the articles of some keys."""
        query = f"SELECT {ARTICLE_COLUMNS} FROM article WHERE key = ?"  # noqa: S608
        for key in article_keys:
            yield from map(article_of, self.writer.execute(query, (key,)).fetchall())

    def keys_of_articles(self, article_keys: Sequence[int]) -> list[int]:
        """Return the keys of the passages of some articles, given by their keys."""
        query = "SELECT key FROM passage WHERE article = ? ORDER BY number"
        return [key for article in article_keys for (key,) in self.writer.execute(query, (article,))]

    def remove_articles(self, article_keys: Sequence[int]) -> None:
        """Take some articles out, with their passages and sources."""
        self.writer.executemany("DELETE FROM article WHERE key = ?", ((key,) for key in article_keys))

    def close(self) -> None:
        """Write everything to the file, and close it."""
        self.writer.commit()
        self.writer.close()

    def abandon(self) -> None:
        """Close the file, whatever state it is in."""
        self.writer.close()
