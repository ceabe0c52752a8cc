"""Articles say "jeudi"; their readers years later need the day. Pure functions that write it out."""

from __future__ import annotations

import re
from datetime import date

from index.text.date_mentions import find_dates

MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
}  # fmt: skip
_YEAR = re.compile(r"\b\d{4}\b")


def write_date(day: date, language: str) -> str:
    """Write a day in French or English: "1er mai 2019", "1 May 2019"."""
    months = MONTHS.get(language, MONTHS["en"])
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {months[day.month - 1]} {day.year}"


def with_dates_written(text: str, published: date | None, language: str) -> str:
    """Return `text` with the day in parentheses behind each "jeudi", "hier" or "19 décembre" that lacks it.

    Days are resolved from `published`, the article's date; without it the text comes back as it is.
    """
    if published is None:
        return text
    pieces, offset = [], 0
    for found in find_dates(text, published):
        said = text[found.start : found.end]
        if found.first == found.last and found.year_known and not _YEAR.search(said):
            pieces += [text[offset : found.end], f" ({write_date(found.first, language)})"]
            offset = found.end
    return "".join([*pieces, text[offset:]])
