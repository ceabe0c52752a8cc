"""The tables of a catalogue, and how an article becomes a row of them and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from index.records import Article, Source

SCHEMA = """
-- key: never given again, since it may be a story's too. left_out: JSON of the spans of the text that no
-- passage holds; NULL until the article is cut.
CREATE TABLE article (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
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
    record TEXT,
    left_out TEXT
) STRICT;
CREATE INDEX article_pending ON article (key) WHERE left_out IS NULL;
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
-- path: absolute, as the file system has it (a name need not be UTF-8). size: -1 where its reading failed.
CREATE TABLE file (
    key INTEGER PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;
-- One row for each time that an article was read. fields: JSON of what two sources of an article may say
-- differently. gone: how many readings ago the file still held it; 0 where it does.
CREATE TABLE source (
    key INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    file INTEGER NOT NULL REFERENCES file (key) ON DELETE CASCADE,
    record TEXT,
    fields TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX source_article ON source (article);
CREATE INDEX source_file ON source (file, record);
-- What `index.twins` knows of an article. story: the key of the first version's article, which may be gone.
CREATE TABLE twin (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    story INTEGER NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX twin_story ON twin (story);
-- What `index.text.recurring` counts. line: signed hash.
CREATE TABLE recurring_line (
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    missed INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (source, line)
) STRICT, WITHOUT ROWID;
CREATE TABLE recurring_source (
    source TEXT NOT NULL PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
ARTICLE_COLUMNS = "id, title, text, published, authors, publisher, section, url, language, path, record"
SOURCE_COLUMNS = "authors, publisher, section, url, language, path, record"


def article_row(article: Article) -> list[str | None]:
    """Return the values of `ARTICLE_COLUMNS`."""
    published = article.published.isoformat() if article.published else None
    return [article.id, _storable(article.title), _storable(article.text), published, *source_row(article)]


def source_row(article: Article) -> list[str | None]:
    """Return the values of `SOURCE_COLUMNS`: what two sources of an article may say differently."""
    row = (
        json.dumps(article.authors, ensure_ascii=False),
        article.publisher,
        article.section,
        article.url,
        article.language,
        article.source.path,
        article.source.record,
    )
    return [value and _storable(value) for value in row]


def article_of(row: Sequence[str | None]) -> Article:
    """Read the values of `ARTICLE_COLUMNS`."""
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


def _storable(text: str) -> str:
    """Put "?" for half a surrogate pair: JSON can name one in a URL or an id, UTF-8 cannot hold it."""
    return text.encode("utf-8", "replace").decode()
