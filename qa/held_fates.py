"""Pure functions: does a figure count the same fate in a claim as in a text: 30 dead, or 30 injured?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.languages import detect_language
from index.text.letters import plain_letters
from index.text.numbers import NumberMention, find_numbers, same_number
from qa.counted import DOING, FATE, FATES, TOLL, Subject, find_counted

# "2 morts", "2 people were killed": a figure and the fate behind it, in plain letters.
_UP_TO_FATE = re.compile(r"\s(?:(?!(?:et|and)\b)[^\W\d_'-]+['\s-]){0,3}")


def of_other_fates(text: str, claim: str, language: str) -> list[str]:
    """Return the figures of `claim` that `text`, in `language`, gives for other fates and for no such one.

    A figure that the text does not give, or does not say of what, is none of them. Nor is one that may count
    what no other figure does: of "six suspects in a fire that killed 12 people were arrested" six may be.
    """
    stated = [
        (figure.mention, claimed)
        for figure in find_counted(claim, detect_language(claim, language))
        if (claimed := _fates(figure.subject))
    ]
    if not stated:
        return []
    plain = plain_letters(text)
    counted = {found.mention.start: _fates(found.subject) for found in find_counted(text, language)}
    numbers = [number for number in find_numbers(text) if not number.is_weak]
    other = []
    for figure, claimed in stated:
        same = [number for number in numbers if same_number(figure, number)]
        told = [counted.get(number.start) for number in same]
        if not told or any(not fates or fates & claimed for fates in told):
            continue
        is_done = all(_doing_before(plain, number) for number in same)
        if is_done or not claimed & _uncounted(plain, numbers, same):
            other.append(claim[figure.start : figure.end])
    return other


def _uncounted(plain: str, numbers: Sequence[NumberMention], same: Sequence[NumberMention]) -> frozenset[str]:
    """Return the fates that a text speaks of and that none of its `numbers` but the `same` counts."""
    counted = [_words_of_fate(plain, number) for number in numbers if number not in same]
    uncounted = set()
    for toll in TOLL.finditer(plain):
        counted.append(toll.span())
        first = next((number for number in numbers if number.start >= toll.end()), None)
        if first in same:
            uncounted.add("dead")
    for fate in FATE.finditer(plain):
        if not any(span and span[0] < fate.end() and fate.start() < span[1] for span in counted):
            uncounted.add(str(fate.lastgroup))
    return frozenset(uncounted)


def _words_of_fate(plain: str, number: NumberMention) -> tuple[int, int] | None:
    """Return where the words stand that say what a figure counts: before it ("killed 12"), else behind it."""
    doing = _doing_before(plain, number)
    if doing:
        return doing
    fate = FATE.search(plain, number.end)
    if fate and _UP_TO_FATE.fullmatch(plain, number.end, fate.start()):
        return fate.span()
    return None


def _doing_before(plain: str, number: NumberMention) -> tuple[int, int] | None:
    doing = DOING.search(plain, 0, number.start)
    return doing.span() if doing else None


def _fates(subject: Subject) -> frozenset[str]:
    return subject & FATES.keys()
