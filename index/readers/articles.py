"""What every reader ends with: fields as the source has them become one clean article."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from index.records import Article, Skipped, Source, article_id
from index.text.cleaning import clean_text, clean_title, with_lede, without_leading_title
from index.text.languages import detect_language
from index.text.one_line import shortened

ARTICLE_BYTES = 64 * 2**20
"""Default limit of one article's bytes; more is a mistake or an attack, not news."""

NO_TEXT = "no text"

_LONGEST_TITLE = 120
_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_LANGUAGE_NAMES = {
    "fra": "fr", "fre": "fr", "french": "fr", "français": "fr", "francais": "fr",
    "eng": "en", "english": "en", "anglais": "en",
}  # fmt: skip


def make_article(  # noqa: PLR0913 - an article's fields, each by name
    *,
    path: Path,
    record: str,
    text: str,
    title: str = "",
    lede: str = "",
    published: date | None = None,
    authors: Sequence[str] = (),
    publisher: str | None = None,
    section: str | None = None,
    url: str | None = None,
    language: str | None = None,
    line: int | None = None,
) -> Article | Skipped:
    """Clean an article's fields and put them together, or say why there is no article.

    The text is the lede (unless the body begins with it), an empty line, and the body without a title
    repeated at its start. Without a title, the start of the text serves as one. A language that is not
    given is detected; "fr-FR" and "French" are "fr".

    Args:
        path: The file read.
        record: The row's own id, or its line, or the file's name: where in the file the article is.
        text: The body.
        title: The headline.
        lede: The standfirst above the body.
        published: The day of publication.
        authors: Names.
        publisher: The newspaper, the agency or the site.
        section: Its part of the newspaper.
        url: Kept only if it begins with http:// or https://.
        language: A code or a name.
        line: The line of the article in its file, from 1; goes into what is skipped.
    """
    title = clean_title(title)
    body = without_leading_title(title, clean_text(text))
    whole = without_leading_title(title, with_lede(clean_text(lede), body))
    if not whole:
        return Skipped(path=path_name(path), line=line, reason=NO_TEXT)
    title = title or title_from_text(whole)
    return Article(
        id=article_id(title, whole, published),
        title=title,
        text=whole,
        published=published,
        authors=tuple(name for author in authors if (name := clean_title(author))),
        publisher=_one_line(publisher),
        section=_one_line(section),
        url=url.strip() if url and re.match(r"\s*https?://", url, re.IGNORECASE) else None,
        language=_language_code(language) or detect_language(whole),
        source=Source(path=path_name(path), record=record),
    )


def path_name(path: Path) -> str:
    """Return a path as text that can be stored: a name that is not UTF-8 shows its bad bytes as U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def title_from_text(text: str) -> str:
    """Return the first sentence of a clean text, cut between words to at most 120 characters."""
    first_line = text.partition("\n")[0]
    sentence = re.split(r"(?<=[.!?…])\s", first_line, maxsplit=1)[0]
    return shortened(sentence, _LONGEST_TITLE)


def _one_line(value: str | None) -> str | None:
    return clean_title(value or "") or None


def _language_code(language: str | None) -> str | None:
    given = (language or "").strip().casefold()
    code = _LANGUAGE_CODE.fullmatch(given)
    return code[1] if code else _LANGUAGE_NAMES.get(given)
