"""Hours and their minutes written out: "vingt et une heures", "8 heures et demie", "half past nine"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.text.letters import plain_letters
from index.text.numbers import NumberMention, find_numbers

_HOUR = 60
_ONE_HOUR = re.compile(r"(?<![\w-])(?:une|one|an)[ -](?:heure|hour)(?![\w-])")
# Parts of an hour that no number of hours stands for.
_OF_AN_HOUR = {
    minutes: re.compile(rf"(?<![\w-])(?:{said})\b")
    for minutes, said in {
        45: r"(?:trois|3) quarts d'heure|(?:three|3)[ -]quarters of an hour",
        30: r"demie?[ -]heure|(?<!and a )half[ -](?:an[ -])?hour",
        15: r"(?<!trois )(?<!3 )quart d'heure|(?<!-)quarter of an hour",
    }.items()
}
_PARTS = {
    "et demie": 30, "et demi": 30, "and a half": 30, "et quart": 15, "et un quart": 15, "and a quarter": 15,
    "moins le quart": -15, "moins un quart": -15, "trois quarts": 45, "and three quarters": 45,
    "et trois quarts": 45,
}  # fmt: skip
_PART = re.compile(rf" (?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})(?!\w)")
_BEFORE_MINUTES = re.compile(r",? (?:(?:et|and) )?")
_AFTERNOON = re.compile(r" (?:du soir|de l'apres-midi|in the (?:afternoon|evening)|at night)\b")
_PAST = re.compile(r"\b(?P<part>(?:a )?quarter|half) (?P<side>past|to) $")
_LONGEST, _HALF_DAY, _LOOK_BACK = 999, 12, 24


class WrittenTime(NamedTuple):
    """A time in minutes: `text[start:end]` are the words read; `is_open` if it may be twelve hours later."""

    start: int
    end: int
    minutes: int
    is_open: bool


def written_times(text: str) -> list[WrittenTime]:
    """Return the times and durations in hours of `text` that hold a written-out number, in order."""
    plain = plain_letters(text)
    numbers = find_numbers(text)
    hours = [(found.start, found.end, float(found.value)) for found in numbers if found.unit == "hour"]
    hours += [(*match.span(), 1.0) for match in _ONE_HOUR.finditer(plain)]
    parts = [
        WrittenTime(*match.span(), minutes, is_open=False)
        for minutes, pattern in _OF_AN_HOUR.items()
        for match in pattern.finditer(plain)
    ]
    spoken = [time for found in numbers if (time := _past_the_hour(plain, found))]
    return sorted([*_with_minutes(plain, hours, numbers), *parts, *spoken])


def _with_minutes(
    plain: str, hours: list[tuple[int, int, float]], numbers: list[NumberMention]
) -> Iterator[WrittenTime]:
    for start, stop, value in hours:
        minutes, end = round(value * _HOUR), stop
        if not 0 <= value <= _LONGEST:
            continue
        if part := _PART.match(plain, end):
            minutes, end = minutes + _PARTS[part["part"]], part.end()
        elif link := _BEFORE_MINUTES.match(plain, end):
            past = [n for n in numbers if n.start == link.end() and _is_minutes(plain, n)]
            for number in past:
                minutes, end = minutes + int(number.value), number.end
        if (afternoon := _AFTERNOON.match(plain, end)) and minutes < _HALF_DAY * _HOUR:
            minutes, end = minutes + _HALF_DAY * _HOUR, afternoon.end()
        yield WrittenTime(start, end, minutes, is_open=False)


def _is_minutes(plain: str, number: NumberMention) -> bool:
    """Tell whether a number behind hours is of minutes: "une heure quarante", not "deux heures, 40 km"."""
    is_bare = number.unit is None and not number.counts and not plain[number.start].isdigit()
    return (number.unit == "minute" or is_bare) and 0 < number.value < _HOUR and number.value % 1 == 0


def _past_the_hour(plain: str, hour: NumberMention) -> WrittenTime | None:
    """Read "half past eight" and "a quarter to nine"."""
    before = plain[max(0, hour.start - _LOOK_BACK) : hour.start]
    part = _PAST.search(before)
    if part is None or hour.unit is not None or not 1 <= hour.value <= _HALF_DAY:
        return None
    past = 30 if part["part"] == "half" else 15
    minutes = int(hour.value) * _HOUR + (past if part["side"] == "past" else -past)
    end, is_open = hour.end, True
    if afternoon := _AFTERNOON.match(plain, end):
        minutes, end, is_open = minutes % (_HALF_DAY * _HOUR) + _HALF_DAY * _HOUR, afternoon.end(), False
    return WrittenTime(hour.start - len(before) + part.start(), end, minutes, is_open)
