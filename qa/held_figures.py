"""Pure functions: the figures that a text holds, and whether one of a claim is among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from index.text.clock_times import find_clock_times
from index.text.date_mentions import find_dates, is_in_a_date
from index.text.letters import plain_letters
from index.text.names import NameMention
from index.text.number_fractions import find_fractions, find_ratios
from index.text.number_ranges import shared_readings
from index.text.numbers import NumberMention, find_numbers, same_number
from index.text.terms import fold
from qa.question_type import ANY_DAY

Bound = Literal["over", "under"]
_BOUND = re.compile(
    r"\b(?P<not>(?:pas|guere|jamais|no|not|never)\s)?"
    r"(?:(?P<over>plus d(?:e\s|')|au moins\s|more than\s|over\s|above\s|at least\s|depass\w+\s|exceed\w*\s"
    r"|superieure?s? a\s)"
    r"|(?:moins d(?:e\s|')|au plus\s|less than\s|fewer than\s|under\s|below\s|at most\s|jusqu'a\s|up to\s"
    r"|pres d(?:e\s|')|presque\s|nearly\s|almost\s|inferieure?s? a\s))(?:la\s|les\s|the\s)?$"
)
# "Interdit aux moins de 18 ans": kept out where "at least 18 years" are asked for.
_OF_AN_AGE = re.compile(
    r"\b(?:aux|les|des|(?:mineurs|enfants|jeunes?|personnes?|filles?|garcons?|agee?s?) de"
    r"|children|people|anyone|those|persons|visitors)\s(?:moins de|plus de|under|over)\s$"
)
_LOOK_BACK = 24
_ONE = re.compile(r"1 (\w+)")
_MINUTES = {"hour": 60, "minute": 1}


def holds_number(text: str, claimed: NumberMention, bound: Bound | None = None) -> bool:
    """Tell whether a text holds a number; one of hours or minutes may be a time of the clock there.

    A claim of "more than 30" (its `bound`) is not held where the text has "less than 30".
    """
    # "150 minutes" may stand there as "2h30".
    minutes = claimed.value * _MINUTES.get(claimed.unit or "", 0)
    held = [found for found in counts(text) if same_number(claimed, found)]
    return any({bound, bound_before(text, found)} != {"over", "under"} for found in held) or (
        minutes > 0 and any(minutes == found.minutes for found in find_clock_times(text))
    )


def bound_before(text: str, number: NumberMention) -> Bound | None:
    """Return what the words before a number make of it: "au moins 30" has "over", "under 30" "under"."""
    before = plain_letters(text[max(0, number.start - _LOOK_BACK) : number.start])
    if (number.unit == "year" and _OF_AN_AGE.search(before)) or not (found := _BOUND.search(before)):
        return None
    is_over = bool(found["over"])
    return "over" if is_over != bool(found["not"]) else "under"


def holds_duration(text: str, minutes: int) -> bool:
    """Tell whether so many minutes stand there as a number: "90 minutes", the 8 of "de 8 à 18 heures"."""
    return any(
        found.value == minutes
        if found.unit == "minute"
        else found.unit in {"hour", None} and not found.counts and found.value * _MINUTES["hour"] == minutes
        for found in counts(text)
    )


def holds_one(text: str, figure: str) -> bool:
    """Tell whether "1 kilomètre" stands there as "un kilomètre"."""
    one = _ONE.fullmatch(fold(figure))
    return one is not None and re.search(rf"\b(?:une?|an?|one) {re.escape(one[1])}\b", fold(text)) is not None


def counts(text: str) -> list[NumberMention]:
    """The numbers of a text that are no part of a date, of a time of the clock or of a fraction."""
    dates, times, fractions = find_dates(text, ANY_DAY), find_clock_times(text), find_fractions(text)
    numbers = [
        found
        for found in find_numbers(text)
        if not is_in_a_date(found.start, found.end, dates)
        and not any(time.start <= found.start < time.end for time in times)
        and not is_within(found, fractions)
    ]
    return [*numbers, *fractions, *find_ratios(text, numbers), *shared_readings(text, numbers)]


def is_within(found: NameMention | NumberMention, spans: Sequence[NumberMention]) -> bool:
    """Tell whether a name or a number is part of one of some numbers."""
    return any(span.start <= found.start and found.end <= span.end for span in spans)
