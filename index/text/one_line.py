"""Text of an archive for a terminal or a prompt, where some signs are commands: one plain line."""

from __future__ import annotations

import unicodedata

# Without a glyph, and yet letters or marks to Unicode: fillers, joiners and selectors, which can spell
# out a text that nobody sees (Unicode 15, property Default_Ignorable_Code_Point).
_FILLERS = frozenset(
    map(chr, [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810)])
)
_SELECTORS = range(0xE0000, 0xE1000)


def without_hidden(text: str) -> str:
    """Return text without control, format and other unseen characters; white space becomes plain spaces.

    Escape codes lose the character that makes them one. Half a surrogate pair, which no output can hold,
    becomes U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def one_line(text: str) -> str:
    """Return text on one line with single spaces, without characters that nobody sees."""
    return " ".join(without_hidden(text).split())


def shortened(text: str, longest: int) -> str:
    """Return text cut between words to at most `longest` characters, with "…" where words are left out."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    is_hidden = category in {"Cc", "Cf"} or character in _FILLERS or ord(character) in _SELECTORS
    return "" if is_hidden else character
