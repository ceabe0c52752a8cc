"""Pure functions: the figures that a text holds, and whether one of a claim is among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.clock_times import find_clock_times
from index.text.date_mentions import find_dates, is_in_a_date
from index.text.names import NameMention
from index.text.number_fractions import find_fractions, find_ratios
from index.text.number_ranges import shared_readings
from index.text.numbers import NumberMention, find_numbers, same_number
from index.text.terms import fold
from qa.question_type import ANY_DAY

_ONE = re.compile(r"1 (\w+)")
_MINUTES = {"hour": 60, "minute": 1}


def holds_number(text: str, claimed: NumberMention) -> bool:
    """Tell whether a text holds a number; one of hours or minutes may be a time of the clock there."""
    # "150 minutes" may stand there as "2h30".
    minutes = claimed.value * _MINUTES.get(claimed.unit or "", 0)
    return any(same_number(claimed, found) for found in counts(text)) or (
        minutes > 0 and any(minutes == found.minutes for found in find_clock_times(text))
    )


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
