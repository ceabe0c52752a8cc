"""Rows of what `index.twins` knows, so that an update finds the twins of what was there before."""

from __future__ import annotations

import sqlite3
from datetime import date

from index.twins import TwinFinder, TwinRow


def load_twins(rows: sqlite3.Connection) -> TwinFinder:
    """Return a finder that knows a catalogue's articles, and reads their texts there.

    Raises:
        IndexMismatch: a kept signature has another length.
    """
    known = rows.execute(
        "SELECT article.key, story, published, signature FROM twin JOIN article ON article.key = twin.article"
        " ORDER BY article.key"
    )
    return TwinFinder(
        lambda key: _text(rows, key),
        (
            TwinRow(key, story, date.fromisoformat(published) if published else None, signature)
            for key, story, published, signature in known
        ),
    )


def add_twin(rows: sqlite3.Connection, finder: TwinFinder, article_key: int, published: date | None) -> None:
    """File an article that has been cut under its story, one of its own if it is like none."""
    finder.add(article_key, _text(rows, article_key), published)
    row = finder.row(article_key)
    rows.execute(
        "INSERT INTO twin (article, story, signature) VALUES (?, ?, ?)", (row.key, row.story, row.signature)
    )


def _text(rows: sqlite3.Connection, article_key: int) -> str:
    """Return what an article's passages say: its words without those that were left out."""
    [text] = rows.execute("SELECT text FROM article WHERE key = ?", (article_key,)).fetchone()
    spans = rows.execute('SELECT start, "end" FROM passage WHERE article = ? ORDER BY number', (article_key,))
    return "\n".join(text[start:end] for start, end in spans)
