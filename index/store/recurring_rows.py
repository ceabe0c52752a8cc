"""Rows of what `index.text.recurring` has counted, so that an update goes on where a build ended."""

from __future__ import annotations

import sqlite3

from index.text.recurring import CountedLine, RecurringLines


def load_recurring_lines(rows: sqlite3.Connection) -> RecurringLines:
    """Return the counts that a catalogue keeps."""
    lines = rows.execute("SELECT source, line, articles, missed, last FROM recurring_line")
    articles = rows.execute("SELECT source, articles FROM recurring_source")
    return RecurringLines(map(CountedLine._make, lines), articles)


def save_recurring_lines(rows: sqlite3.Connection, counts: RecurringLines) -> None:
    """Keep counts in a catalogue, in place of those before."""
    rows.execute("DELETE FROM recurring_line")
    rows.execute("DELETE FROM recurring_source")
    rows.executemany("INSERT INTO recurring_line VALUES (?, ?, ?, ?, ?)", counts.lines())
    rows.executemany("INSERT INTO recurring_source VALUES (?, ?)", counts.articles())
