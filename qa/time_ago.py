"""Times that a question counts from today: "il y a deux ans", "in the last three months"."""

from __future__ import annotations

import re
from datetime import date

from index.text.intervals import shifted
from index.text.letters import any_of, plain_letters
from qa.records import AskedTime

_COUNTS = {
    "un": 1, "une": 1, "a": 1, "an": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4,
    "four": 4, "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9,
    "nine": 9, "dix": 10, "ten": 10, "quinze": 15, "vingt": 20, "twenty": 20,
}  # fmt: skip
_COUNT = rf"(?P<count>{any_of(_COUNTS)}|\d{{1,2}})"
_UNIT = r"(?P<unit>jours?|days?|semaines?|weeks?|mois|months?|ans?|annees?|years?)"
_DAYS = {"j": 1, "d": 1, "s": 7, "w": 7, "m": 30.44, "a": 365.25, "y": 365.25}
_AGO = re.compile(
    rf"\b(?:il y a\s{_COUNT}\s{_UNIT}\b(?!\sd(?:e\s|'))|{_COUNT.replace('count', 'number')}\s"
    rf"{_UNIT.replace('unit', 'span')}\sago\b)"
)
_LATELY = re.compile(
    rf"\b(?:(?:ces|les|des)\s(?:{_COUNT}\s)?derni(?:er|ere)s\s{_UNIT}\b"
    rf"|(?:the|these)\s(?:last|past)\s(?:{_COUNT.replace('count', 'number')}\s)?"
    rf"{_UNIT.replace('unit', 'span')}\b)(?!\sof\b)"
)
_SO_FAR = re.compile(
    r"\bdepuis le debut de l'annee\b(?!\s\d)|\bsince the (?:start|beginning) of the year\b(?!\s\d)"
)


def times_from_today(question: str, today: date) -> list[AskedTime]:
    """Return the times counted from today, none overlapping.

    "two years ago" is about then, so that it only ranks; "in the last two years" ends today.
    """
    plain = plain_letters(question)
    found = [_ago(match, question, today) for match in _AGO.finditer(plain)]
    found += [_lately(match, question, today) for match in _LATELY.finditer(plain)]
    found += [
        _time(question, match, date(today.year, 1, 1), today, is_explicit=True)
        for match in _SO_FAR.finditer(plain)
    ]
    return sorted((time for time in found if time), key=lambda time: time.start)


def _ago(match: re.Match[str], question: str, today: date) -> AskedTime | None:
    count, days = _counted(match)
    first = shifted(today, -round((count + 0.5) * days) if days > 1 else -count)
    last = shifted(today, -round((count - 0.5) * days) if days > 1 else -count)
    return _time(question, match, first, last, is_explicit=False) if first and last else None


def _lately(match: re.Match[str], question: str, today: date) -> AskedTime | None:
    count, days = _counted(match)
    if (
        not (match["count"] or match["number"])
        and (match["unit"] or "").endswith("s")
        and match["unit"] != "mois"
    ):
        return None  # "ces dernières années" says not how many
    first = shifted(today, -round(count * days))
    return _time(question, match, first, today, is_explicit=True) if first else None


def _counted(match: re.Match[str]) -> tuple[int, float]:
    """Return how many units are counted, and the days of one."""
    said = match["count"] or match["number"] or "1"
    unit = match["unit"] or match["span"]
    return int(said) if said.isdigit() else _COUNTS[said], _DAYS[unit[0]]


def _time(question: str, match: re.Match[str], first: date, last: date, *, is_explicit: bool) -> AskedTime:
    start, end = match.span()
    return AskedTime(
        first=first,
        last=last,
        is_explicit=is_explicit,
        is_publication=False,
        words=question[start:end],
        start=start,
        end=end,
    )
