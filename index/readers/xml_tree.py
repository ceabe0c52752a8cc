"""XML from strangers as a tree: no entities, no other files, no network."""

from __future__ import annotations

import re
from html.entities import html5
from pathlib import Path
from typing import Any

from index.readers.articles import path_name
from index.readers.encoding import decode, read_at_most
from index.readers.xml_source import root_tag, xml_characters
from index.records import Skipped

_LOCAL_NAME = re.compile(r"<(?:[^\s:<>]+:)?([\w.-]+)")
_DECLARED_ENCODING = re.compile(r"""(\A\s*<\?xml\b[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OWN_TO_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


class UnsafeXml(ValueError):
    """The file declares entities of its own, as no news feed does and every entity bomb must."""


def has_root(path: Path, names: frozenset[str]) -> bool:
    """Whether the root element of an XML file has one of some names, whatever its prefix.

    A file that cannot be opened is taken to have: reading it says what is wrong with it.
    """
    tag = root_tag(path)
    found = _LOCAL_NAME.match(tag or "")
    return tag is None or (found is not None and found[1] in names)


def read_root(path: Path, limit: int) -> Any | Skipped:
    """Return the root element (lxml) of an XML file of at most `limit` bytes, or why it is not read.

    Raises:
        OSError: the file cannot be opened.
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    raw = read_at_most(path, limit)
    if raw is None:
        return Skipped(path=path_name(path), reason=f"more than {limit} bytes in one article")
    try:
        return parse(decode(raw))
    except UnsafeXml as error:
        return Skipped(path=path_name(path), reason=f"refused: {error}")


def parse(text: str) -> Any:
    """Return the root element (lxml) of an XML text whose line breaks are those of its file.

    No DTD is loaded, no entity is resolved but those of XML and HTML, and nothing outside the text is
    read; libxml2 refuses more than 256 levels and 10 MB of text in one place (`huge_tree`).

    Raises:
        UnsafeXml: the text declares an entity.
        lxml.etree.XMLSyntaxError: the text is no XML.
    """
    from lxml import etree

    if "<!ENTITY" in text:
        raise UnsafeXml("it declares entities of its own")
    plain = _NAMED_ENTITY.sub(_character, _DECLARED_ENCODING.sub(r"\1", xml_characters(text), count=1))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(plain.encode(), parser)


def _character(entity: re.Match[str]) -> str:
    """Return an HTML entity, which older feeds leave to a DTD to declare, as characters by number."""
    meant = "" if entity[1] in _OWN_TO_XML else html5.get(f"{entity[1]};", "")
    return "".join(f"&#{ord(character)};" for character in meant) or entity[0]
