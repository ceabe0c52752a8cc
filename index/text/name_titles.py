"""Where a name begins behind titles, and what stands before one: "Renault CEO Carlos Ghosn" is two names."""

from __future__ import annotations

import re

from index.text.name_words import PARTICLES, QUALIFIERS, TITLES

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*\.?")
_TOKEN = re.compile(r"[^\W_]+(?:[-'.][^\W_]+)*")
_BEFORE_A_NAME = frozenset({"al", "el", "ben", "van", "von", "le", "la", "di", "da"})
# Words of names as often as titles, where they do not open the run: "Premier League", "Me Too".
_NO_OFFICES = frozenset({"m", "me", "first", "premier", "premiere", "premieres", "miss", "prime", "vice"})
_OFFICES = TITLES - _NO_OFFICES


def without_title(plain: str, start: int, end: int, whole: list[Span]) -> Span:
    """Step over the titles and particles a run begins with, unless the tables hold them ("La Haye")."""
    while start < end and not any(name_start == start for name_start, _ in whole):
        word = _WORD.match(plain, start, end)
        if word is None or word.group().rstrip(".") not in TITLES | PARTICLES:
            break
        if word.group() in _BEFORE_A_NAME and word.end() < end:
            break
        start = word.end()
        while start < end and not plain[start].isalnum():
            start += 1
    return start, end


def parted_at_title(plain: str, start: int, end: int, whole: list[Span]) -> list[Span]:
    """Cut a run behind its last title that has a name after it.

    "Russian Foreign Minister Lavrov" is "Russian" and "Lavrov"; what describes the office ("Foreign") is no
    name.

    Args:
        plain: The text as `plain_letters` gives it.
        start: Where the run begins.
        end: Where it ends.
        whole: Names that no cut divides ("General Assembly").
    """
    words = [match.span() for match in _TOKEN.finditer(plain, start, end)]
    cuts = [position for position in range(1, len(words)) if _is_office(plain, words[position], whole)]
    for position in reversed(cuts):
        behind = _behind(plain, words, position + 1)
        if behind is None:
            continue
        before = position
        while before and plain[slice(*words[before - 1])] in TITLES | QUALIFIERS | PARTICLES | {"and"}:
            before -= 1
        parts = [(words[behind][0], end)]
        return [(start, words[before - 1][1]), *parts] if before else parts
    return [(start, end)]


def stands_before_title(plain: str, end: int) -> bool:
    """Tell whether an office follows a name that ends at `end`: "Polish Prime Minister"."""
    words = [match.group() for match in _TOKEN.finditer(plain[end : end + 40])]
    while words and words[0] in QUALIFIERS | _NO_OFFICES:
        words = words[1:]
    return bool(words) and words[0] in _OFFICES and plain[end : end + 1] == " "


def _behind(plain: str, words: list[Span], position: int) -> int | None:
    """The word at which a name begins behind an office, past "of State"; None where none does."""
    if position + 1 < len(words) and plain[slice(*words[position])] == "of":
        position += 1
        if plain[slice(*words[position])] not in QUALIFIERS:
            return None
        position += 1
    is_name = position < len(words) and plain[slice(*words[position])] not in PARTICLES - _BEFORE_A_NAME
    return position if is_name else None


def _is_office(plain: str, word: Span, whole: list[Span]) -> bool:
    is_inside = any(start <= word[0] and word[1] <= end for start, end in whole)
    return plain[slice(*word)] in _OFFICES and not is_inside
