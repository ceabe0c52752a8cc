"""The fractions a text holds, in French and English, as percentages: "trois quarts", "one in five"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from index.text.letters import any_of, plain_letters
from index.text.numbers import NumberMention

_HUNDRED = 100
# "Un tiers" may stand there as 33 % or 34 %.
_MARGIN = Decimal("0.7")
_COUNTS = {
    "un": 1, "une": 1, "a": 1, "one": 1, "le": 1, "deux": 2, "two": 2, "2": 2, "trois": 3, "three": 3,
    "3": 3, "quatre": 4, "four": 4, "4": 4, "neuf": 9, "nine": 9,
}  # fmt: skip
_PARTS = {
    "tiers": 3, "third": 3, "thirds": 3, "quart": 4, "quarts": 4, "quarter": 4, "quarters": 4,
    "cinquieme": 5, "cinquiemes": 5, "fifth": 5, "fifths": 5, "dixieme": 10, "dixiemes": 10, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
# A word that is a rank as well ("a third man", "le cinquième jour") is a part only in front of "of".
_OF = r"\s(?:d'entre|d'(?!heure)|des?\b(?!\sfinale)|du\b|of\b(?!\san\shour))|\s?(?:[.,;:!?)]|$)"
_PART = re.compile(
    rf"(?<!first )(?<!last )(?<!past )\b(?P<count>{any_of(_COUNTS)})[ -](?P<part>{any_of(_PARTS)})\b"
    rf"(?:(?={_OF})|(?<=ths)(?![ -]\w+-?final)|(?<=rds)|(?<=[a-z]quarts)|(?<=e.third)|(?<=e.quarters)"
    r"(?!\sof\s(?:\d|an\shour)))"
)
_HALF = re.compile(
    r"\bmoitie\b|\bdeux fois moins\b|(?<!first )(?<!second )(?<!last )(?<!latter )\bhalf\b"
    r"(?=\s(?:of|the|his|her|their|its|our|those|these)\b)"
)
_OUT_OF = re.compile(r"(?:\s[^\W\d_]+){0,3}?\s(?:sur|in|out of)\s")
_ONE = re.compile(r"\b(?:une?|one)\b(?=(?:\s[^\W\d_]+){0,3}?\s(?:sur|in|out of)\s)")
_LARGEST_WHOLE = 1000


def find_fractions(text: str) -> list[NumberMention]:
    """Return the parts of a whole that words of `text` name, as percentages, in order."""
    plain = plain_letters(text)
    parts = [
        _fraction(match.start(), match.end(), _COUNTS[match["count"]], _PARTS[match["part"]])
        for match in _PART.finditer(plain)
        if _COUNTS[match["count"]] < _PARTS[match["part"]]
    ]
    halves = [_fraction(*match.span(), 1, 2) for match in _HALF.finditer(plain)]
    return sorted((*parts, *halves), key=lambda found: found.start)


def find_ratios(text: str, numbers: Sequence[NumberMention]) -> list[NumberMention]:
    """Return what counts so many of so many ("un Français sur cinq", "3 out of 10"), as percentages."""
    plain = plain_letters(text)
    ones = [NumberMention(start=m.start(), end=m.end(), value=Decimal(1)) for m in _ONE.finditer(plain)]
    counted = [found for found in numbers if found.unit is None and not found.is_weak]
    return list(_ratios(plain, sorted((*ones, *counted), key=lambda found: found.start)))


def _ratios(plain: str, numbers: Sequence[NumberMention]) -> Iterator[NumberMention]:
    for count, whole in pairwise(numbers):
        is_part = 0 < count.value < whole.value <= _LARGEST_WHOLE
        if is_part and _OUT_OF.fullmatch(plain, count.end, whole.start):
            yield _fraction(count.start, whole.end, int(count.value), int(whole.value))


def _fraction(start: int, end: int, count: int, whole: int) -> NumberMention:
    value = Decimal(count * _HUNDRED) / whole
    margin = Decimal(0) if value == round(value) else _MARGIN
    return NumberMention(start=start, end=end, value=value, unit="percent", margin=margin)
