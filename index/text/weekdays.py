"""The weekday that a text gives with a date, against the calendar."""

from __future__ import annotations

import re

from index.text.date_mentions import DateMention
from index.text.date_words import WEEKDAYS
from index.text.letters import any_of, plain_letters

_WEEKDAY = re.compile(rf"\b(?P<weekday>{any_of(WEEKDAYS)})\b")
_YEAR = re.compile(r"\d{4}")


def fits_weekday(text: str, found: DateMention) -> bool:
    """Tell whether the weekday before a date of `text`, if any, is that of the day; a year must be written.

    "mercredi 28 février 2019" does not fit, for that day was a Thursday; "mercredi 28 février" may.
    """
    said = plain_letters(text[found.start : found.end])
    weekday = _WEEKDAY.search(said)
    if weekday is None or not _YEAR.search(said) or found.named_first != found.named_last:
        return True
    return WEEKDAYS[weekday["weekday"]] == found.named_first.weekday()
