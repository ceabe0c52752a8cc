"""Pure functions: does a figure count the same fate in a claim as in a text: 30 dead, or 30 injured?"""

from __future__ import annotations

from index.text.languages import detect_language
from index.text.numbers import find_numbers, same_number
from qa.counted import FATES, Subject, find_counted


def of_other_fates(text: str, claim: str, language: str) -> list[str]:
    """Return the figures of `claim` that `text`, in `language`, gives for other fates and for no such one.

    A figure that the text does not give, or does not say of what, is none of them.
    """
    stated = find_counted(claim, detect_language(claim, language))
    counted = {found.mention.start: _fates(found.subject) for found in find_counted(text, language)}
    numbers = [number for number in find_numbers(text) if not number.is_weak]
    other = []
    for figure in stated:
        claimed = _fates(figure.subject)
        told = [counted.get(found.start) for found in numbers if same_number(figure.mention, found)]
        if claimed and told and all(fates and not fates & claimed for fates in told):
            other.append(claim[figure.mention.start : figure.mention.end])
    return other


def _fates(subject: Subject) -> frozenset[str]:
    return subject & FATES.keys()
