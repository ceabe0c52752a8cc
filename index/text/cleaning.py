"""Clean text: what no reader sees is taken out, what looks the same becomes the same."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = {ord("\v"): "\n", ord("\f"): "\n", 0x2028: "\n", 0x2029: "\n\n"}
_SPACES = dict.fromkeys([ord("\t"), 0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
# C1 characters are Windows-1252 bytes read as Latin-1: 0x92 is an apostrophe, 0x9C is "oe".
_C1 = {byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)}
_UNSEEN = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\v\f"),
        0x7F,
        0x00AD,  # soft hyphen
        0x061C,  # Arabic letter mark
        0x180E,
        *range(0x200B, 0x2010),  # zero-width, left-to-right and right-to-left marks
        *range(0x202A, 0x202F),  # embeddings and overrides
        *range(0x2060, 0x2070),  # word joiner, isolates
        *range(0xD800, 0xE000),  # surrogates
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
        0xFFFE,
        0xFFFF,
    ],
    "",
)
_TABLE = {**_UNSEEN, **_C1, **_SPACES, **_BREAKS}


def clean_text(text: str) -> str:
    """Return text in NFC with plain spaces, line feeds and no invisible characters.

    Non-breaking and thin spaces become plain ones, so that a quote reads and matches as it is typed.
    Paragraphs are parted by one empty line at most. Cleaning clean text changes nothing.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip(" \n")


def clean_title(title: str) -> str:
    """Return a title as `clean_text` does, on one line."""
    return re.sub(r"\s+", " ", clean_text(title)).strip()


def bare_letters(text: str) -> str:
    """Return only the letters and digits of a text, without case or accents, to compare two wordings."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.casefold()))


def without_leading_title(title: str, text: str) -> str:
    """Return clean text without the lines at its start that only repeat the title."""
    wanted = bare_letters(title)
    while wanted:
        first, _, rest = text.partition("\n")
        if len(first) > 2 * len(title) or bare_letters(first) != wanted or not rest.strip():
            break
        text = rest.lstrip("\n")
    return text


def with_lede(lede: str, text: str) -> str:
    """Return a text that begins with its lede: `lede`, an empty line, `text`.

    A body that already begins with the lede (or with all of it before an ellipsis) is left as it is.
    """
    # The same letters stand in the first twice as many characters, spaces and punctuation included.
    if bare_letters(text[: 2 * len(lede)]).startswith(bare_letters(lede)):
        return text
    return f"{lede}\n\n{text}".strip("\n")
