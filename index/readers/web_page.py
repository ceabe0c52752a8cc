"""A web page: trafilatura finds the article in it (Barbaresi 2021, "Trafilatura")."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.readers.articles import ARTICLE_BYTES, make_article, path_name
from index.readers.encoding import decode, is_binary, plain_suffix, read_at_most, record_name
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
        yield _article(decode(raw), path)


def _article(page: str, path: Path) -> Article | Skipped:
    from trafilatura import bare_extraction

    found = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict) or not found.text:
        return Skipped(path=path_name(path), reason=_NO_ARTICLE)
    return make_article(
        path=path,
        record=record_name(path),
        title=found.title or "",
        text=found.text.replace("\n", "\n\n"),
        published=read_date(found.date or ""),
        authors=author_names(found.author),
        publisher=found.sitename,
        section=next(iter(found.categories or ()), None),
        url=found.url,
        language=found.language,
    )
