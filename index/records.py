"""The records that travel from a file to a hit: frozen, and strict about unknown fields."""

from __future__ import annotations

import hashlib
from datetime import date

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of every record: frozen, unknown fields rejected."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """Where an article was read: the file, and the row's own id (or line) within it."""

    path: str
    record: str | None = None


class Article(Record):
    """One news article. Offsets of passages and citations count characters of `text`.

    `text` is the clean text, the lede included. `id` is a hash of the content, so the same
    article read again, from anywhere, is the same row.
    """

    id: str
    title: str
    text: str
    published: date | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    language: str
    source: Source


class Skipped(Record):
    """Something in a source that could not be read: where it is, and why."""

    path: str
    line: int | None = None
    reason: str

    def __str__(self) -> str:
        """`path:line: reason`, as editors and terminals understand it."""
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.reason}"


class ReadingFailed(Skipped):
    """What the system did not let us read (a full disk, a file moved away), and may let us another time."""


class Passage(Record):
    """A few consecutive sentences of one article: `article.text[start:end] == text`."""

    id: str
    article_id: str
    text: str
    start: int
    end: int


class Hit(Record):
    """A passage that answers a query, its article, and its score (higher is better).

    `gain`: what of the score is there because a conversation is about the article.
    """

    passage: Passage
    article: Article
    score: float
    gain: float = 0.0

    @property
    def own_score(self) -> float:
        """The score without the gain."""
        return self.score - self.gain


class DateRange(Record):
    """Days from `first` to `last`, both included; None: open on that side."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Tell whether a day is one of them; no day is in no range."""
        return (
            day is not None
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


class SearchFilter(Record):
    """Which articles a search may return. Both dates are inclusive.

    Undated articles fail a date bound, unless `include_undated`.
    """

    published_from: date | None = None
    published_to: date | None = None
    include_undated: bool = False
    sections: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def article_id(title: str, text: str, published: date | None) -> str:
    """Hash an article's content to 16 hexadecimal digits."""
    content = "\x1f".join((title, text, published.isoformat() if published else ""))
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]
