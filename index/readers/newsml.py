"""NewsML-G2 (IPTC): news items alone or many in a message, their text inline as XHTML, NITF or plain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.readers import nitf
from index.readers.articles import ARTICLE_BYTES, path_name
from index.readers.encoding import plain_suffix
from index.readers.rows import read_row
from index.readers.xml_text import children, elements, local_name, one_line, text_of
from index.readers.xml_tree import has_root, read_root
from index.records import Article, Skipped
from index.text.cleaning import with_lede

name = "NewsML-G2"

_SUFFIXES = frozenset({".newsml", ".nml", ".g2"})
_ITEMS = ("newsItem", "packageItem")
_ROOTS = frozenset({"newsMessage", *_ITEMS})
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})
_DATES = ("firstCreated", "contentCreated", "versionCreated")
_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang")


def accepts(path: Path) -> bool:
    """Whether the file's name says NewsML, or XML and its root element is a message or an item."""
    suffix = plain_suffix(path)
    return suffix in _SUFFIXES or (suffix == ".xml" and has_root(path, _ROOTS))


def read(path: Path, limit: int = ARTICLE_BYTES) -> Iterator[Article | Skipped]:
    """Yield the article of each news item, or why it has none.

    Raises:
        OSError: the file cannot be opened.
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    root = read_root(path, limit)
    if isinstance(root, Skipped):
        yield root
        return
    found_any = False
    for item in elements(root, *_ITEMS):
        found_any = True
        yield from _read_item(item, path)
    if not found_any:
        yield Skipped(path=path_name(path), reason="no news item in this file")


def _read_item(item: Any, path: Path) -> Iterator[Article | Skipped]:
    line = item.sourceline or 1
    reason = _why_no_article(item)
    if reason:
        yield Skipped(path=path_name(path), line=line, reason=reason)
    else:
        yield from read_row(row_of(item), path, line=line)


def _why_no_article(item: Any) -> str:
    if local_name(item) == "packageItem":
        return "a package: it only lists other items"
    status = _code(item, "pubStatus")
    if status in _WITHDRAWN:
        return f"{status} by its provider"
    if _content(item) is None:
        return f"no text inside this item ({_code(item, 'itemClass') or 'no class'})"
    return ""


def row_of(item: Any) -> dict[str, object]:
    """Return the fields of a `newsItem`, named as `index.readers.rows` names them.

    What the item itself says goes before what NITF inside it says. The day is that of the first version:
    later ones are mostly corrections. The dateline stands above the text, as it is printed.
    """
    content = _content(item)
    inside = next(elements(content, "nitf"), None)
    row = {} if inside is None else nitf.row_of(inside)
    text = str(row.get("text", "")) or text_of(content)
    own = {
        "id": item.get("guid", ""),
        "title": _named(item, "headline") or _named(item, "title"),
        "summary": _summary(item),
        "text": with_lede(_named(item, "dateline"), text.strip()),
        "date": next((day for place in _DATES if (day := _named(item, place))), ""),
        "authors": [by for found in _described(item, "by") if (by := one_line(found))] or _creators(item),
        "publisher": _party(item, "provider") or _named(item, "creditline"),
        "section": _section(item),
        "language": _language(item, content),
    }
    return row | {field: value for field, value in own.items() if value}


def _content(item: Any) -> Any | None:
    """Return the element that holds the text: inline XML, or inline data that is text."""
    for content in children(item, "contentSet"):
        for inline in children(content, "inlineXML", "inlineData"):
            if local_name(inline) == "inlineXML" or not inline.get("encoding"):
                return inline
    return None


def _described(item: Any, *names: str) -> Iterator[Any]:
    """Yield the elements of an item's own metadata, not those of its content."""
    for metadata in children(item, "itemMeta", "contentMeta"):
        yield from children(metadata, *names)


def _named(item: Any, field: str) -> str:
    return next((text for found in _described(item, field) if (text := one_line(found))), "")


def _summary(item: Any) -> str:
    """Return the description that is a summary; others are captions, or say what the item is for."""
    for found in _described(item, "description"):
        if any(word in found.get("role", "").lower() for word in ("summary", "abstract", "lede", "intro")):
            return one_line(found)
    return ""


def _party(item: Any, field: str) -> str:
    """Return the name of the first party in a field, or the last part of its code (`nprov:AFP`)."""
    for party in _described(item, field):
        named = next((text for found in children(party, "name") if (text := one_line(found))), "")
        if named or party.get("literal"):
            return named or str(party.get("literal"))
        if party.get("qcode"):
            return str(party.get("qcode")).rpartition(":")[2]
    return ""


def _creators(item: Any) -> list[str]:
    return [
        text
        for creator in _described(item, "creator")
        for found in children(creator, "name")
        if (text := one_line(found))
    ]


def _section(item: Any) -> str:
    """Return the name of the first subject that is a topic, not a person or a place, or of the first."""
    subjects = [
        (subject, text)
        for subject in _described(item, "subject")
        for found in children(subject, "name")
        if (text := one_line(found))
    ]
    topics = [text for subject, text in subjects if subject.get("type", "abstract").endswith("abstract")]
    return next(iter(topics or [text for _, text in subjects]), "")


def _language(item: Any, content: Any) -> str:
    """Return the language of the content; that of the item itself may be only its metadata's."""
    for found in _described(item, "language"):
        if found.get("tag"):
            return str(found.get("tag"))
    inner = [content, *elements(content, "html", "body", "nitf")]
    return next((str(code) for found in inner for key in _LANGUAGE if (code := found.get(key))), "")


def _code(item: Any, field: str) -> str:
    """Return the last part of a code (`stat:usable`) or of its address in an item's metadata."""
    for found in _described(item, field):
        code = found.get("qcode", "").rpartition(":")[2] or found.get("uri", "").rpartition("/")[2]
        if code:
            return str(code)
    return ""
