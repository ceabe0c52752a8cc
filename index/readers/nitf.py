"""NITF 3.x, an agency's or a newspaper's article in XML (IPTC, "News Industry Text Format")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import plain_suffix, record_name
from index.readers.rows import read_row
from index.readers.xml_text import children, elements, one_line, text_of
from index.readers.xml_tree import has_root, read_root
from index.records import Article, Skipped
from index.text.cleaning import with_lede

name = "NITF"

_ROOTS = frozenset({"nitf"})
_DATES = ("pubdata/date.publication", "date.issue/norm", "date.release/norm", "story.date/norm")
_SECTIONS = ("online_sections", "section", "dsk", "category")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def accepts(path: Path) -> bool:
    """Whether the file's name says NITF, or XML and its root element is `nitf`."""
    suffix = plain_suffix(path)
    return suffix == ".nitf" or (suffix == ".xml" and has_root(path, _ROOTS))


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the one article of a file, or why there is none.

    Raises:
        OSError: the file cannot be opened.
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    root = read_root(path, limit)
    if isinstance(root, Skipped):
        yield root
        return
    article = next(elements(root, "nitf"), None)
    if article is None:
        yield Skipped(path=path_name(path), reason="no nitf element in this file")
        return
    yield from read_row(row_of(article), path, line=article.sourceline or 1, record=record_name(path))


def row_of(article: Any) -> dict[str, object]:
    """Return the fields of a `nitf` element, named as `index.readers.rows` names them.

    The dateline ("LYON, 3 mai 2018") stands above the text, as it is printed.
    """
    body = next(elements(article, "body.content"), None)
    published = next((day for place in _DATES if (day := _attribute(article, place))), "")
    return {
        "id": _attribute(article, "doc-id/id-string"),
        "title": _title(article),
        "summary": _text(next(elements(article, "abstract"), None)),
        "text": with_lede(one_line(next(elements(article, "dateline"), None)), _body_text(body)),
        "date": published,
        "authors": _authors(article),
        "publisher": _publisher(article),
        "section": _section(article),
        "url": _attribute(article, "pubdata/ex-ref"),
        "language": next(
            (found for body in elements(article, "nitf", "body") if (found := body.get(_XML_LANGUAGE))), ""
        ),
    }


def _language(article: Any) -> str:
    codes = (found.get(_XML_LANGUAGE, "") for found in elements(article, "nitf", "body"))
    return next((code for code in codes if code), "")


def _attribute(article: Any, place: str) -> str:
    """Return the first value of an attribute, given as `element/attribute`."""
    element, _, attribute = place.partition("/")
    return next((value for found in elements(article, element) if (value := found.get(attribute))), "")


def _title(article: Any) -> str:
    for place in ("hl1", "hedline", "title"):
        title = next((text for found in elements(article, place) if (text := one_line(found))), "")
        if title:
            return title
    return ""


def _text(element: Any | None) -> str:
    return "" if element is None else text_of(element).strip()


def _body_text(body: Any | None) -> str:
    """Return the text of `body.content`.

    The New York Times Annotated Corpus (Sandhaus 2008) gives the lead paragraph twice, in a block of its
    own and at the start of the block "full_text".
    """
    if body is None:
        return ""
    whole = next((block for block in children(body, "block") if block.get("class") == "full_text"), None)
    return _text(body if whole is None else whole)


def _authors(article: Any) -> list[str]:
    """Return the people of the first byline, or its text without their titles."""
    byline = next(elements(article, "byline"), None)
    if byline is None:
        return []
    people = [person for found in elements(byline, "person") if (person := one_line(found))]
    if people:
        return people
    titles = [one_line(found) for found in elements(byline, "byttl")]
    written = one_line(byline)
    for title in titles:
        written = written.replace(title, "", 1)
    return [written.strip(" ,;")]


def _publisher(article: Any) -> str:
    distributor = one_line(next(elements(article, "distributor"), None))
    return _attribute(article, "pubdata/name") or distributor or _attribute(article, "doc.copyright/holder")


def _section(article: Any) -> str:
    named = {meta.get("name"): meta.get("content") or "" for meta in elements(article, "meta")}
    section = _attribute(article, "pubdata/position.section") or next(
        (named[key] for key in _SECTIONS if named.get(key)), ""
    )
    return re.split(r"\s*;\s*", section)[0] or _attribute(article, "tobject.subject/tobject.subject.type")
