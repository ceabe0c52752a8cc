"""Text out of a value that may hold HTML."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    """
    address article aside blockquote dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_INLINE = frozenset(
    """
    a abbr b big br center cite code em font i img q s small span strong sub sup u
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_UNREAD = frozenset(
    """
    script style noscript template iframe svg head
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS | _INLINE | _UNREAD))})\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});", re.IGNORECASE)


def strip_markup(text: str) -> str:
    """Return the text of an HTML fragment, an empty line between its blocks.

    Plain text comes back as it is, "a < b" and "<3" included; only entities in it are resolved.
    """
    if not _TAG.search(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    parser = _TextParser()
    parser.feed(text)
    parser.close()
    return "".join(parser.pieces)


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base class's signature
        if self._unread is None and tag in _UNREAD:
            self._unread = tag
        if tag == "br":
            self.pieces.append("\n")
        self._part_blocks(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = None
        self._part_blocks(tag)

    def handle_data(self, data: str) -> None:
        if self._unread is None:
            self.pieces.append(data)

    def _part_blocks(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n\n")
