"""Word documents (.docx), opened with python-docx: each file one article."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from index.readers.articles import ARTICLE_BYTES, make_article, path_name
from index.readers.document_properties import sensible_author, sensible_title
from index.readers.encoding import open_bytes, plain_suffix, record_name
from index.readers.plain_text import split_title
from index.readers.rows import author_names
from index.records import Article, Skipped
from index.text.dates import calendar_date

name = "Word document"

_MOST_PARTS = 5_000
_LARGEST_DOCUMENT = 256 << 20
"""Bytes of all its parts, pictures included: python-docx holds them all."""
_LARGEST_XML = 24 << 20
"""Bytes of one part in XML: a tree takes ten times as many."""
_ENCRYPTED = 1
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNREAD = frozenset(
    {f"{_W}txbxContent", f"{_W}moveFrom", f"{_W}del"}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_WRITTEN = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_CELL = " | "
_TITLE_STYLES = ("Title", "Titre", "Heading1", "Titre1")


def accepts(path: Path) -> bool:
    """Whether the file's name says Word document."""
    return plain_suffix(path) in {".docx", ".docm"}


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the one article of a document, or why there is none.

    The day is that on which the document was made. What a reviewer deleted, text boxes, heads, feet and
    notes are left out.

    Raises:
        OSError: the file cannot be opened.
        zipfile.BadZipFile: it is no Word document.
    """
    with open_bytes(path) as file:
        if file.read(8).startswith(b"\xd0\xcf\x11\xe0"):
            reason = "encrypted, or of Word 97-2003: save it as a .docx without a password"
            yield Skipped(path=path_name(path), reason=reason)
            return
        file.seek(0)
        reason = _why_refused(file, limit)
        if reason:
            yield Skipped(path=path_name(path), reason=reason)
            return
        yield _article(file, path)


def _why_refused(file: IO[bytes], limit: int) -> str:
    """Look at the sizes in the zip's directory, which zipfile holds the parts to."""
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            return "encrypted: a password is needed to read it"
        if len(infos) > _MOST_PARTS:
            return f"refused: {len(infos)} parts in one document"
        whole = sum(info.file_size for info in infos)
        if whole > _LARGEST_DOCUMENT:
            return f"refused: it unpacks to {whole} bytes (at most {_LARGEST_DOCUMENT})"
        largest = max((info.file_size for info in infos if _is_xml(parts, info, limit)), default=0)
        if largest > limit:
            return f"more than {limit} bytes in one article"
        if largest > _LARGEST_XML:
            return f"refused: a part unpacks to {largest} bytes of XML (at most {_LARGEST_XML})"
    return ""


def _is_xml(parts: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bool:
    """Whether a part that may be too large is XML: its first bytes say so, whatever its name."""
    if info.file_size <= min(limit, _LARGEST_XML):
        return False
    with parts.open(info) as part:
        return b"<" in part.read(8)


def _article(file: IO[bytes], path: Path) -> Article | Skipped:
    import docx

    file.seek(0)
    document = docx.Document(file)
    properties = document.core_properties
    blocks = list(_blocks(document.element.body))
    text = "\n\n".join(text for _, text in blocks)
    title = sensible_title(properties.title) or next(
        (text for style, text in blocks if style in _TITLE_STYLES), ""
    )
    if not title:
        title, text = split_title(text)
    made = properties.created
    return make_article(
        path=path,
        record=record_name(path),
        title=title,
        text=text,
        published=calendar_date(made.year, made.month, made.day) if made else None,
        authors=author_names(sensible_author(properties.author)),
        section=properties.category,
        language=properties.language,
    )


def _blocks(parent: Any) -> Iterator[tuple[str, str]]:
    """Yield `(style, text)` of each paragraph and each row of a table, those in content controls too."""
    waiting = [iter(parent)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{_W}p":
            text = _text(element).strip()
            if text:
                yield _style(element), text
        elif element.tag == f"{_W}tr":
            own = (cell for cell in element.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is element)
            row = _CELL.join(text for cell in own if (text := " ".join(_text(cell).split())))
            if row:
                yield "", row
        elif element.tag not in _UNREAD:
            waiting.append(iter(element))


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else style.get(f"{_W}val", "")


def _text(element: Any) -> str:
    """Return the text in an element, paragraphs in it parted by a space."""
    pieces: list[str] = []
    waiting = [iter(element)]
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            waiting.pop()
        elif inner.tag == f"{_W}t":
            pieces.append(inner.text or "")
        elif inner.tag in _WRITTEN:
            pieces.append(_WRITTEN[inner.tag])
        elif inner.tag not in _UNREAD:
            if inner.tag == f"{_W}p":
                pieces.append(" ")
            waiting.append(iter(inner))
    return "".join(pieces)
