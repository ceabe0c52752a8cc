"""Ordinals in Roman figures, as French writes centuries: "XIIe siècle", "Ve République"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

# No figure beyond thirty-nine: "Ce" and "Le" are words.
_ROMAN = re.compile(
    r"(?<![^\W_])(?P<figure>X{0,3}(?:IX|IV|V?I{0,3}))(?<=[IVX])(?:er|re|ère|e|ème|ième)s?(?![^\W_])"
)
_VALUES = {"I": 1, "V": 5, "X": 10}


class RomanOrdinal(NamedTuple):
    """An ordinal of a text: `text[start:end]` are figure and ending."""

    start: int
    end: int
    value: int


def roman_ordinals(text: str) -> list[RomanOrdinal]:
    """Return the ordinals of `text` that are in Roman figures, in order."""
    return [RomanOrdinal(*match.span(), _value(match["figure"])) for match in _ROMAN.finditer(text)]


def _value(figure: str) -> int:
    values = [_VALUES[letter] for letter in figure]
    return sum(-value if value < following else value for value, following in pairwise([*values, 0]))
