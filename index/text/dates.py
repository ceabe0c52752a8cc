"""Dates as metadata writes them, in French and English."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from index.text.letters import any_of

FIRST_YEAR, LAST_YEAR = 1500, 2100

FRENCH_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1,
    "fevrier": 2, "fevr": 2, "fev": 2,
    "mars": 3,
    "avril": 4, "avr": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7, "juil": 7,
    "aout": 8,
    "septembre": 9, "sept": 9,
    "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11,
    "decembre": 12, "dec": 12,
}  # fmt: skip
ENGLISH_MONTHS = {
    "january": 1, "jan": 1,
    "february": 2, "feb": 2,
    "march": 3, "mar": 3,
    "april": 4, "apr": 4,
    "may": 5,
    "june": 6, "jun": 6,
    "july": 7, "jul": 7,
    "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10,
    "november": 11, "nov": 11,
    "december": 12, "dec": 12,
}  # fmt: skip
MONTHS = ENGLISH_MONTHS | FRENCH_MONTHS
"""Month number of every name and abbreviation, without accents, case or full stop."""

_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_NAME = rf"(?P<name>{any_of(MONTHS)})\b\.?"
_START, _END = r"(?<![\w/.,-])", r"(?![\d/-])"
_TIME = r"(?=t?\d{4,6}z?\b|\D|$)"
_FORMS = tuple(
    re.compile(_START + form)
    for form in (
        rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}{_END}",
        rf"{_DAY}([-/.]){_MONTH}\2{_YEAR}{_END}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}}){_TIME}",
        rf"{_DAY}(?:er|st|nd|rd|th)?[\s-](?:of\s)?{_NAME},?[\s-]{_YEAR}{_END}",
        rf"{_NAME}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}{_END}",
    )
)
_EPOCH_SECONDS = re.compile(r"-?\d{9,10}(?:\.\d+)?")
_EPOCH_MILLISECONDS = re.compile(r"-?\d{12,13}")


def calendar_date(year: int, month: int, day: int) -> date | None:
    """Return a date, or None where the calendar (or an archive: 1500 to 2100) has none."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(text: str) -> date | None:
    """Return the first date a piece of metadata gives, or None.

    Reads ISO 8601 with or without time, RFC 2822, `26/12/2013` (the day first), `20131226`, French and
    English month names, and seconds or milliseconds since 1970. A date with a time keeps the day it is
    written with, whatever its time zone; an impossible date is None, never its neighbour.
    """
    text = _plain_letters(" ".join(text.split()))
    if _EPOCH_MILLISECONDS.fullmatch(text):
        return _day_at(float(text) / 1000)
    if _EPOCH_SECONDS.fullmatch(text):
        return _day_at(float(text))
    found = [match for form in _FORMS if (match := form.search(text))]
    return _day_of(min(found, key=lambda match: match.start())) if found else None


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _day_at(seconds: float) -> date | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return calendar_date(moment.year, moment.month, moment.day)


def _day_of(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = MONTHS[parts["name"]] if "name" in parts else int(parts["month"])
    return calendar_date(int(parts["year"]), month, int(parts["day"]))
