"""A web page: its metadata and the one article in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.readers.articles import ARTICLE_BYTES, make_article, path_name
from index.readers.encoding import decode, is_binary, plain_suffix, read_at_most, record_name
from index.readers.page_body import article_body
from index.readers.rows import author_names
from index.records import Article, Skipped
from index.text.dates import read_date

name = "web page"

_NO_ARTICLE = "no article is found in this page"


def accepts(path: Path) -> bool:
    """Whether the file's name says HTML."""
    return plain_suffix(path) in {".html", ".htm", ".xhtml"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the one article of a page, without menus, comments and scripts, or why there is none.

    Raises:
        OSError: the file cannot be opened.
    """
    raw = read_at_most(path, limit)
    if raw is None:
        yield Skipped(path=path_name(path), reason=f"more than {limit} bytes in one article")
    elif is_binary(raw):
        yield Skipped(path=path_name(path), reason="not a web page: it holds NUL bytes")
    else:
        yield article_from_page(decode(raw), path, record_name(path))


def article_from_page(page: str, path: Path, record: str, url: str | None = None) -> Article | Skipped:
    """Return the one article of a page, or why there is none.

    Args:
        page: The HTML.
        path: The file that holds it.
        record: Where in the file it is.
        url: The address it was fetched from; what the page itself says, if not given.
    """
    from trafilatura import extract_metadata, load_html

    try:
        tree = load_html(page)
        told = extract_metadata(tree, date_config={"original_date": True, "extensive_search": False})
        body = article_body(tree)
    except (TypeError, ValueError):
        # What trafilatura and lxml raise on what is no page at all.
        body = ""
    if not body:
        return Skipped(path=path_name(path), reason=_NO_ARTICLE)
    return make_article(
        path=path,
        record=record,
        title=told.title or "",
        text=body,
        published=read_date(told.date or ""),
        authors=author_names(told.author),
        publisher=told.sitename,
        section=next(iter(told.categories or ()), None),
        url=url or told.url,
        language=told.language,
    )
