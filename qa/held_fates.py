"""Pure functions: does a figure count the same fate in a claim as in a text: 30 dead, or 30 injured?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.text.languages import detect_language
from index.text.letters import plain_letters
from index.text.numbers import NumberMention, find_numbers, same_number
from qa.counted import DOING, FATE, FATES, TOLL, Subject, find_counted

# "2 morts", "2 people were killed": a figure and the fate behind it, in plain letters.
_UP_TO_FATE = re.compile(r"\s(?:(?!(?:et|and)\b)[^\W\d_'-]+['\s-]){0,3}")
_WINDOW = 40


def of_other_fates(text: str, claim: str, language: str) -> list[str]:
    """Return the figures of `claim` that `text`, in `language`, gives for other fates and for no such one.

    A figure that the text does not give, or does not say of what, is none of them. Nor is one that may count
    what no other figure does: of "six suspects in a fire that killed 12 people were arrested" six may be.
    """
    stated = find_counted(claim, detect_language(claim, language))
    counted = {found.mention.start: _fates(found.subject) for found in find_counted(text, language)}
    numbers = [number for number in find_numbers(text) if not number.is_weak]
    other = []
    for figure in stated:
        claimed = _fates(figure.subject)
        same = [found for found in numbers if same_number(figure.mention, found)]
        told = [counted.get(found.start) for found in same]
        if not claimed or not told or any(not fates or fates & claimed for fates in told):
            continue
        is_done = all(_doing_before(plain_letters(text), found) for found in same)
        if is_done or not claimed & _uncounted(text, numbers, same):
            other.append(claim[figure.mention.start : figure.mention.end])
    return other


def _uncounted(text: str, numbers: Sequence[NumberMention], same: Sequence[NumberMention]) -> frozenset[str]:
    """Return the fates that a text speaks of and that none of its `numbers` but the `same` counts."""
    plain = plain_letters(text)
    others = [number for number in numbers if number not in same]
    counted = [span for number in others for span in _counting(plain, number)]
    uncounted = set()
    for toll in TOLL.finditer(plain):
        counted.append(toll.span())
        first = next((number for number in numbers if number.start >= toll.end()), None)
        if first in same:
            uncounted.add("dead")
    for fate in FATE.finditer(plain):
        if not any(start < fate.end() and fate.start() < end for start, end in counted):
            uncounted.add(str(fate.lastgroup))
    return frozenset(uncounted)


def _counting(plain: str, number: NumberMention) -> Iterator[tuple[int, int]]:
    """Give where the words stand that say what a figure counts: before it ("killed 12"), else behind it."""
    doing = _doing_before(plain, number)
    if doing:
        yield doing
        return
    fate = FATE.search(plain, number.end)
    if fate and _UP_TO_FATE.fullmatch(plain, number.end, fate.start()):
        yield fate.span()


def _doing_before(plain: str, number: NumberMention) -> tuple[int, int] | None:
    first = max(0, number.start - _WINDOW)
    doing = DOING.search(plain[first : number.start])
    return (first + doing.start(), number.start) if doing else None


def _fates(subject: Subject) -> frozenset[str]:
    return subject & FATES.keys()
