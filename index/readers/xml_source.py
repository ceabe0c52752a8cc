"""XML from anywhere: what its root is, and its text in UTF-8 for a parser that expands nothing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from index.readers.encoding import decode, open_bytes

_HEAD = 1 << 16
_BLOCK = 1 << 16
_DECLARATION = re.compile(rb"\s*<\?xml\b[^<>]*\?>")
_ROOT = re.compile(r"\s*(<[^\W\d][^<>]*>)")
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL)
_NO_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root_tag(path: Path) -> str | None:
    """Return the first tag of an XML file, nothing for another file, None for one that cannot be read."""
    try:
        return _root(_head(path))
    except (OSError, EOFError, zlib.error):
        return None


def refusal(path: Path) -> str | None:
    """Say why a file must not be given to a parser, or None.

    Raises:
        OSError, EOFError, zlib.error: the file cannot be opened, or is gzip that is damaged.
    """
    head = _head(path)
    root = _root(head)
    if "<!ENTITY" in head.partition(root)[0] if root else "<!ENTITY" in head:
        return "refused: it declares entities of its own, which may grow without end or name other files"
    return None if root else "not XML: no element is found at its start"


def utf8_blocks(path: Path, limit: int) -> Iterator[bytes]:
    """Yield a file piece by piece in UTF-8, without the characters that XML forbids.

    The parser must be told that it gets UTF-8: the declaration, which may name another encoding, stays.

    Args:
        path: The file.
        limit: The longest line that is not cut, in bytes.

    Raises:
        OSError, EOFError, zlib.error: as `refusal`.
    """
    declaration = b""
    with open_bytes(path) as file:
        while block := file.read(_BLOCK) + file.readline(limit):
            # Each piece is decoded under the file's declaration, as `decode` looks for one where it starts.
            text = decode(declaration + block)[len(declaration) :]
            if not declaration and (found := _DECLARATION.match(block)):
                declaration = found[0]
            yield xml_characters(text).encode()


def xml_characters(text: str) -> str:
    """Return a text without what no XML may hold: most control characters, surrogates, U+FFFE and U+FFFF."""
    return _NO_XML_CHARACTER.sub("", text)


def _head(path: Path) -> str:
    with open_bytes(path) as file:
        return decode(file.read(_HEAD))


def _root(head: str) -> str:
    position = 0
    while prolog := _PROLOG.match(head, position):
        position = prolog.end()
    root = _ROOT.match(head, position)
    return root[1] if root else ""
