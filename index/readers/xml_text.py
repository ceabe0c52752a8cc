"""The text of NITF and XHTML elements, and how to find elements whatever their namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_BLOCKS = frozenset(
    """
    abstract address article aside blockquote body body.content bq block caption center credit dd div dl
    dt fieldset figcaption figure fn footer h1 h2 h3 h4 h5 h6 header hl1 hl2 hr html li main media
    media-caption nitf-table note ol p pre section table table.reference tagline tbody tfoot thead tr ul
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_UNREAD = frozenset(
    """
    body.head head iframe media-metadata media-object media-producer media-reference nav noscript object
    script style svg template title
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_KEPT_AS_IT_IS = frozenset({"pre", "inlinedata"})
_CELLS = frozenset({"td", "th"})
_PARAGRAPH, _CELL = "\n\n", " | "


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; nothing for what is no element (an entity)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def elements(root: Any, *names: str) -> Iterator[Any]:
    """Yield the elements of some names under a root (itself included), in the order of the document."""
    yield from root.iter(*(f"{{*}}{name}" for name in names))


def children(element: Any, *names: str) -> Iterator[Any]:
    """Yield the children of some names, in the order of the document."""
    yield from element.iterchildren(*(f"{{*}}{name}" for name in names))


def one_line(element: Any | None) -> str:
    """Return all the text in an element on one line; nothing where there is no element."""
    return "" if element is None else " ".join(text_of(element).split())


def text_of(element: Any) -> str:
    """Return the text in an element: blocks parted by an empty line, rows of tables on one line.

    Line breaks of the file are spaces, as in a browser, but in `pre` and in NewsML's plain text.
    """
    from lxml import etree

    pieces: list[str] = []
    unread, kept_breaks = 0, 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        name = local_name(inner).lower()
        is_end = event == "end"
        if name in _UNREAD and inner is not element:
            unread += -1 if is_end else 1
        if not unread and name in _BLOCKS:
            pieces.append(_PARAGRAPH)
        if name in _KEPT_AS_IT_IS:
            kept_breaks += -1 if is_end else 1
        if is_end and not unread and name in _CELLS and inner.getnext() is not None:
            pieces.append(_CELL)
        if is_end and not unread and name == "br":
            pieces.append("\n")
        written = (inner.tail if inner is not element else None) if is_end else inner.text
        if written and not unread:
            pieces.append(written if kept_breaks else _spaces(written))
    return "".join(pieces)


def _spaces(text: str) -> str:
    """Return a text whose runs of spaces and line breaks are one space; non-breaking ones stay."""
    return re.sub(r"[ \t\r\n]+", " ", text)
