"""Articles say "jeudi"; their readers years later need the day. Pure functions that write it out."""

from __future__ import annotations

import re
from datetime import date
from itertools import zip_longest

from index.text.date_mentions import find_dates
from index.text.date_words import WEEKDAYS
from index.text.letters import plain_letters

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
_WEEKDAY_AND_NUMBER = re.compile(rf"(?:{'|'.join(WEEKDAYS)})\s\d{{1,2}}")


def write_date(day: date, language: str) -> str:
    """Write a day in French or English: "1er mai 2019", "1 May 2019"."""
    months = MONTHS.get(language, MONTHS["en"])
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {months[day.month - 1]} {day.year}"


def with_dates_written(text: str, published: date | None, language: str) -> str:
    """Return `text` with what is lacking to the full day behind each "jeudi", "jeudi 28" and "19 décembre".

    Days are resolved from `published`, the article's date; without it the text comes back as it is. No sign
    is put around what is added: a model that copies the words shall not stop in the middle of them.
    """
    if published is None:
        return text
    pieces, offset = [], 0
    found = find_dates(text, published)
    for mention, after in zip_longest(found, found[1:]):
        said = text[mention.start : mention.end]
        is_told_next = after is not None and after.start - mention.end <= 1
        if mention.first != mention.last or not mention.year_known or _YEAR.search(said) or is_told_next:
            continue
        written = write_date(mention.first, language)
        if _WEEKDAY_AND_NUMBER.fullmatch(plain_letters(said)):
            added = written.partition(" ")[2]
        elif any(character.isdigit() for character in said):
            added = str(mention.first.year)
        else:
            added = written
        pieces += [text[offset : mention.end], f" {added}"]
        offset = mention.end
    return "".join([*pieces, text[offset:]])
