"""A term for each day that a text names, so that "jeudi" in an old article is found by "le 19 décembre 2013".

The term is the day in ISO order, "2013-12-19". `index.text.terms` cuts words at a hyphen, so no word of any
text becomes such a term.
"""

from __future__ import annotations

from datetime import date

from index.text.date_mentions import find_dates


def day_terms(text: str, published: date | None = None) -> list[str]:
    """Return the terms of the days of `text`, each once, in the order they are first named.

    Only single days whose year is known count: a month, a year or "since Thursday" names no day.

    Args:
        text: A passage, or a question.
        published: The day of the passage's article, from which "jeudi", "yesterday" and "19 décembre" count.
            Without it, as in a question, only the days written with their year are terms.
    """
    days = (
        mention.first
        for mention in find_dates(text, published)
        if mention.first == mention.last and mention.year_known
    )
    return list(dict.fromkeys(day.isoformat() for day in days))
