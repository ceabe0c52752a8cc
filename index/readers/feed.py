"""A feed kept as a file: RSS 0.9 to 2.0 or Atom, each entry an article, even one that is only a teaser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import decode, plain_suffix, read_at_most
from index.readers.entries import read_entry
from index.readers.xml_source import refusal, root_tag, xml_characters
from index.records import Article, Skipped
from index.text.dates import calendar_date, read_date

if TYPE_CHECKING:
    from feedparser import FeedParserDict

name = "feed"

_FEED = re.compile(
    r"""<(?:\w+:)?(?:rss\b|feed\b[^>]*\batom\b|rdf\b[^>]*(?:purl\.org/rss|netscape\.com))""", re.IGNORECASE
)
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]*\?>")
_ENTRY_OPENS = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_ENTRY_CLOSES = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_PIECE = re.compile(
    r"""
    <!\[CDATA\[.*?(?:\]\]>|\Z) | <!--.*?(?:-->|\Z)
    | <(?P<closes>/?) (?:[\w.-]+:)? (?P<name>[\w.-]+) [^<>]*? (?P<empty>/?)>
    """,
    re.DOTALL | re.VERBOSE,
)
_KEYWORDS = frozenset({"category", "keywords", "subject", "tags"})
_DEEPEST = 256
_MOST_KEYWORDS = 1000
_LONGEST_KEYWORDS = 10_000
_FEED_CLOSES = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*)?\Z", re.IGNORECASE | re.DOTALL)


def accepts(path: Path) -> bool:
    """Whether the file's name, or for `.xml` its first tag, says feed.

    An XML file that cannot be read is taken too, so that reading it says why.
    """
    suffix = plain_suffix(path)
    if suffix != ".xml":
        return suffix in {".rss", ".atom"}
    root = root_tag(path)
    return root is None or bool(_FEED.match(root))


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the article of each entry of a feed, and what of it cannot be read.

    An entry's full content is its text, or else its summary. The whole file is held, so `limit` bounds it
    as if it were one article; nothing is fetched.

    Raises:
        OSError: the file cannot be opened.
    """
    raw = read_at_most(path, limit)
    if raw is None:
        yield Skipped(path=path_name(path), reason=f"more than {limit} bytes in one article or feed")
        return
    if reason := refusal(path):
        yield Skipped(path=path_name(path), reason=reason)
        return
    text = xml_characters(decode(raw))
    if reason := unreasonable(text):
        yield Skipped(path=path_name(path), reason=f"refused: {reason}")
        return
    whole = whole_entries(text)
    feed = _parse(whole)
    for number, entry in enumerate(feed.entries, start=1):
        record = entry.get("id") or entry.get("link") or str(number)
        yield from read_entry(_row(entry, feed.feed), path, record)
    if not feed.entries and whole == text:
        yield Skipped(path=path_name(path), reason="no entry is found in this feed")
    if whole != text:
        reason = f"cut short after {len(feed.entries)} entries; the rest is lost"
        yield Skipped(path=path_name(path), reason=reason)


def whole_entries(text: str) -> str:
    """Return a feed up to the end of its last whole entry if the feed's own end is missing."""
    if _FEED_CLOSES.search(text):
        return text
    first = _ENTRY_OPENS.search(text)
    end = max((closing.end() for closing in _ENTRY_CLOSES.finditer(text)), default=0)
    return text[: end or (first.start() if first else 0)]


def unreasonable(text: str) -> str | None:
    """Say what no feed needs and feedparser takes the square of its size in time for, or None."""
    depth = keywords = keywords_start = 0
    for piece in _PIECE.finditer(text):
        kind = (piece["name"] or "").lower()
        if kind and not piece["empty"]:
            depth = max(0, depth - 1) if piece["closes"] else depth + 1
        if kind in {"item", "entry"}:
            keywords = 0
        elif kind in _KEYWORDS and not piece["closes"]:
            keywords += 1
            keywords_start = piece.end()
        elif kind in _KEYWORDS and piece.start() - keywords_start > _LONGEST_KEYWORDS:
            return f"more than {_LONGEST_KEYWORDS} characters of keywords"
        if depth > _DEEPEST:
            return f"elements nested more than {_DEEPEST} deep"
        if keywords > _MOST_KEYWORDS:
            return f"more than {_MOST_KEYWORDS} categories in one entry"
    return None


def _parse(text: str) -> FeedParserDict:
    import feedparser

    # The text is decoded already, whatever its declaration says. A file object keeps feedparser from
    # taking the feed for an address to fetch or the name of a file.
    source = '<?xml version="1.0" encoding="utf-8"?>\n' + _DECLARATION.sub("", text, count=1)
    return feedparser.parse(io.BytesIO(source.encode()), sanitize_html=False, resolve_relative_uris=False)


def _row(entry: FeedParserDict, feed: FeedParserDict) -> dict[str, object]:
    contents = [content.get("value", "") for content in entry.get("content", ())]
    return {
        "title": entry.get("title", ""),
        "text": max(contents, key=len, default="") or entry.get("summary", ""),
        "published": _published(entry),
        "authors": [name for author in entry.get("authors", ()) if (name := author.get("name"))],
        "publisher": entry.get("source", {}).get("title") or feed.get("title", ""),
        "section": next((term for tag in entry.get("tags", ()) if (term := tag.get("term"))), ""),
        "url": entry.get("feedburner_origlink") or entry.get("link", ""),
        "language": entry.get("language") or feed.get("language", ""),
    }


def _published(entry: FeedParserDict) -> str:
    """Return the day an entry was published, as it is written; in UTC where only feedparser can read it."""
    for field in ("published", "created", "updated"):
        written: Any = entry.get(field) if field in entry else None
        if written and read_date(written) is None and (parsed := entry.get(f"{field}_parsed")):
            day = calendar_date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
            return day.isoformat() if day else str(written)
        if written:
            return str(written)
    return ""
