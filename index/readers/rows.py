"""A row of named values, whatever its columns are called, becomes an article."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index.readers.articles import make_article, path_name
from index.readers.markup import strip_markup
from index.records import Article, Skipped
from index.text.dates import read_date

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "record": ("id", "_id", "record_id", "article_id", "uuid", "guid"),
    "title": ("title", "headline", "titre"),
    "text": ("text", "body", "content", "contenu", "texte", "article", "full_text", "articlebody"),
    "lede": ("lede", "summary", "description", "chapo", "standfirst", "abstract", "résumé", "resume"),
    "published": (
        "date", "published", "published_at", "publishedat", "pubdate", "pub_date", "datetime",
        "publication_date", "date_publication", "datepublished", "publié le", "published on",
    ),
    "url": ("url", "link", "permalink", "lien"),
    "language": ("lang", "language", "langue"),
    "section": ("section", "category", "rubrique", "catégorie"),
    "authors": ("author", "authors", "byline", "auteur", "auteurs"),
    "publisher": ("publisher", "source", "site", "éditeur", "journal"),
}  # fmt: skip
"""Names of columns and headers by field of an article; where a row has several, the first one wins."""

KEPT_WITHOUT_DATE = "article kept without date"

_FIELD_OF_NAME = {name: field for field, names in FIELD_NAMES.items() for name in names}
_NESTED = ("rendered", "name", "value", "text", "#text")
_MISSING = {"nan", "none", "null"}


def field_of(name: str) -> str | None:
    """Return the field of an article that a column or header of that name holds, or None."""
    return _FIELD_OF_NAME.get(name.strip().casefold())


def read_row(
    row: Mapping[str, object], path: Path, line: int, record: str = ""
) -> Iterator[Article | Skipped]:
    """Yield the article of a row, or why there is none, and a remark on a date that cannot be read.

    Args:
        row: Values by column name, in any case; names that mean nothing to us are left out.
        path: The file of the row.
        line: The row's (first) line in it, from 1.
        record: What names the article where the row has no id of its own; its line if not given.
    """
    fields = _fields(row)
    written = plain_value(fields.get("published"))
    published = read_date(written)
    article = make_article(
        path=path,
        line=line,
        record=plain_value(fields.get("record")) or record or str(line),
        title=strip_markup(plain_value(fields.get("title"))),
        text=strip_markup(plain_value(fields.get("text"), "\n\n")),
        lede=strip_markup(plain_value(fields.get("lede"), "\n\n")),
        published=published,
        authors=author_names(fields.get("authors")),
        publisher=plain_value(fields.get("publisher")),
        section=plain_value(fields.get("section")),
        url=plain_value(fields.get("url")),
        language=plain_value(fields.get("language")),
    )
    yield article
    if isinstance(article, Article) and written and published is None:
        reason = f"date {written[:40]!r} cannot be read; {KEPT_WITHOUT_DATE}"
        yield Skipped(path=path_name(path), line=line, reason=reason)


def _fields(row: Mapping[str, object]) -> dict[str, object]:
    named = {name.strip().casefold(): value for name, value in row.items()}
    return {
        field: next((named[name] for name in names if plain_value(named.get(name))), None)
        for field, names in FIELD_NAMES.items()
    }


def plain_value(value: object, between: str = ", ") -> str:
    """Return a value as text: a list's items joined, the text inside an object, nothing for a missing one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, Mapping):
        return next((text for key in _NESTED if (text := plain_value(value.get(key), between))), "")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return between.join(text for item in value if (text := plain_value(item, between)))
    text = str(value).strip()
    return "" if text.casefold() in _MISSING else text


def author_names(value: object) -> tuple[str, ...]:
    """Return the names in a byline or a list of authors, without "by" and "par".

    A comma parts names only where each part is a name of several words: "Dupont, Jean" is one.
    """
    if isinstance(value, Iterable) and not isinstance(value, (str, Mapping)):
        return tuple(name for item in value for name in author_names(item))
    byline = re.sub(r"^\s*(?:par|by)\s+", "", strip_markup(plain_value(value)), flags=re.IGNORECASE)
    parts = re.split(r"\s*[;|]\s*|\s+(?:et|and|&)\s+", byline)
    names = [name for part in parts for name in _split_at_commas(part)]
    return tuple(name for name in names if name)


def _split_at_commas(part: str) -> list[str]:
    names = [name.strip() for name in part.split(",")]
    return names if all(" " in name for name in names) else [part.strip()]
