"""An entry of a feed or an export: a row of values whose place is its own name, not a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from index.readers.rows import read_row
from index.records import Article, Skipped


def read_entry(row: Mapping[str, object], path: Path, record: str) -> Iterator[Article | Skipped]:
    """Yield the article of an entry as `read_row` does; what is said of it names the entry.

    Args:
        row: Values by the name of an article's field ("title", "text", "published"…).
        path: The file.
        record: What names the entry in its file, day after day.
    """
    for found in read_row(row, path, line=1, record=record):
        yield found if isinstance(found, Article) else named(found, record)


def named(skipped: Skipped, record: str) -> Skipped:
    """Say which record of a file a reason is about, in place of a line."""
    return skipped.model_copy(update={"line": None, "reason": f"{skipped.reason} (record {record[:200]})"})
