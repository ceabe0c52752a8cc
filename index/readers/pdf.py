"""PDF, read with pypdfium2: each file one article, its printed lines joined to paragraphs."""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from index.readers.articles import ARTICLE_BYTES, make_article, path_name
from index.readers.document_properties import sensible_author, sensible_title
from index.readers.encoding import plain_suffix, read_at_most, record_name
from index.readers.pdf_layout import Line, Paragraph, read_paragraphs
from index.readers.pdf_streams import unpacks_beyond
from index.readers.plain_text import split_title
from index.readers.rows import author_names
from index.records import Article, Skipped
from index.text.dates import calendar_date

name = "PDF"

_MOST_PAGES = 20_000
_LARGEST_STREAM = 128 << 20
_MOST_BROKEN_PAGES = 50
_LONGEST_TITLE = 200
_LARGE = 1.15
_GAP = 1.5
_HYPHEN = 2
"""What PDFium gives for a hyphen at the end of a line (FPDFText_GetUnicode)."""
_BREAKS = frozenset(map(ord, "\r\n"))
_CREATED = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def accepts(path: Path) -> bool:
    """Whether the file's name says PDF."""
    return plain_suffix(path) == ".pdf"


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the one article of a file, or why there is none, and a remark on pages without text.

    Of a file that is not compressed only what PDFium asks for is read; its size may be above `limit`.

    Raises:
        OSError: the file cannot be opened.
        pypdfium2.PdfiumError: it is no PDF.
    """
    import pypdfium2

    raw = read_at_most(path, limit) if path.suffix.lower() == ".gz" else None
    if raw is None and path.suffix.lower() == ".gz":
        yield _too_long(path, limit)
        return
    source = path if raw is None else raw
    if _is_bomb(source):
        yield Skipped(
            path=path_name(path), reason=f"refused: a stream unpacks to more than {_LARGEST_STREAM} bytes"
        )
        return
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        if "password" not in str(error).lower():
            raise
        yield Skipped(path=path_name(path), reason="encrypted: a password is needed to read it")
        return
    with document:
        yield from _read_document(document, path, limit)


def _is_bomb(source: Path | bytes) -> bool:
    if isinstance(source, bytes):
        return unpacks_beyond(source, _LARGEST_STREAM)
    with source.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False  # an empty file cannot be mapped
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return unpacks_beyond(content, _LARGEST_STREAM)


def _read_document(document: Any, path: Path, limit: int) -> Iterator[Article | Skipped]:
    pages: list[list[Line]] = []
    size = broken = 0
    for number in range(min(len(document), _MOST_PAGES)):
        lines = _page_lines(document, number, limit - size)
        if lines is None:
            broken += 1
            lines = []
        size += sum(len(line.text.encode()) for line in lines)
        if size > limit:
            yield _too_long(path, limit)
            return
        if broken > _MOST_BROKEN_PAGES:
            break
        pages.append(lines)
    if not any(pages):
        reason = "no text on its pages: scanned, or broken; recognise its characters (OCR) first"
        yield Skipped(path=path_name(path), reason=reason)
        return
    yield _article(pages, document.get_metadata_dict(), path)
    empty = sum(not lines for lines in pages)
    if empty:
        reason = f"{empty} of {len(document)} pages hold no text; article kept without them"
        yield Skipped(path=path_name(path), reason=reason)


def _too_long(path: Path, limit: int) -> Skipped:
    return Skipped(path=path_name(path), reason=f"more than {limit} bytes in one article")


def _page_lines(document: Any, number: int, limit: int) -> list[Line] | None:
    """Return the lines of a page in the order of the file, or None for a page that cannot be read."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return None
    try:
        return list(_lines(text, limit))
    finally:
        text.close()
        page.close()


def _lines(text: Any, limit: int) -> Iterator[Line]:
    from pypdfium2.raw import FPDFText_GetUnicode

    places: list[int] = []
    codes: list[int] = []
    for place in range(min(text.count_chars(), limit + 1)):
        code = FPDFText_GetUnicode(text, place)
        if code not in _BREAKS:
            places.append(place)
            codes.append(code)
        if code in _BREAKS or code == _HYPHEN:
            yield from _line(text, places, codes)
            places, codes = [], []
    yield from _line(text, places, codes)


def _line(text: Any, places: Sequence[int], codes: Sequence[int]) -> Iterator[Line]:
    """Yield what some characters show, parted where a gap is wide: PDFium joins columns that are level."""
    from pypdfium2.raw import FPDFText_GetFontSize

    words: list[str] = []
    begin = right = bottom = size = 0.0
    for word, first, last in _words(places, codes):
        left, low, _, high = text.get_charbox(first, loose=True)
        # A matrix may scale a font of size 1: the height of its box then says how large it is.
        height = max(high - low if high > low else FPDFText_GetFontSize(text, first), 1.0)
        if words and not right - height < left < right + _GAP * height:
            yield Line(" ".join(words), begin, right, bottom, size)
            words = []
        if not words:
            begin, bottom, size = left, low, height
        words.append(word)
        right = text.get_charbox(last, loose=True)[2]
    if words:
        yield Line(" ".join(words), begin, right, bottom, size)


def _words(places: Sequence[int], codes: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """Yield each word with the places of its first and last character."""
    written = "".join("-" if code == _HYPHEN else chr(code) for code in codes)
    for word in re.finditer(r"\S+", written):
        yield word[0], places[word.start()], places[word.end() - 1]


def _article(pages: Sequence[Sequence[Line]], metadata: dict[str, str], path: Path) -> Article | Skipped:
    paragraphs = read_paragraphs(pages)
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    title = sensible_title(metadata.get("Title")) or large_title(paragraphs)
    if not title:
        title, text = split_title(text)
    return make_article(
        path=path,
        record=record_name(path),
        title=title,
        text=text,
        published=_created(metadata.get("CreationDate", "")),
        authors=author_names(sensible_author(metadata.get("Author"))),
    )


def large_title(paragraphs: Sequence[Paragraph]) -> str:
    """Return the first of the largest paragraphs of page 1, where it is larger than most of the text."""
    on_first = [paragraph for paragraph in paragraphs if paragraph.page == paragraphs[0].page]
    if not on_first:
        return ""
    usual = median(paragraph.size for paragraph in paragraphs for _ in range(1 + len(paragraph.text) // 40))
    largest = max(on_first, key=lambda paragraph: paragraph.size)
    is_title = largest.size > _LARGE * usual and len(largest.text) <= _LONGEST_TITLE
    return largest.text if is_title else ""


def _created(written: str) -> date | None:
    found = _CREATED.match(written)
    return calendar_date(int(found[1]), int(found[2]), int(found[3])) if found else None
