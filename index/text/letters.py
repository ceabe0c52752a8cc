"""Text without case and accents that keeps every offset."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def _plain(code: int) -> str:
    lowered = chr(code).lower()
    base = unicodedata.normalize("NFD", lowered)[:1]
    return base if len(lowered) == 1 else chr(code)


_PLAIN = {code: _plain(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))}
_PLAIN |= dict.fromkeys((0xA0, 0x2007, 0x2009, 0x202F, 0x2002, 0x2003), " ")
_PLAIN |= dict.fromkeys((0x2019, 0x2BC), "'")
_PLAIN |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")


def plain_letters(text: str) -> str:
    """Lower-case Latin letters, drop their accents, and make blanks, apostrophes and hyphens plain ASCII.

    The result has the length of `text`, so an offset into one is an offset into the other: "Évêché" is
    "eveche". Ligatures, and accents written as characters of their own, stay.
    """
    return text.translate(_PLAIN)


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, for plain text; the longest is tried first."""
    return "|".join(sorted(words, key=len, reverse=True))
