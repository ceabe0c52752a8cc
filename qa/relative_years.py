"""The year that "l'année suivante" or "two years later" means after a turn that gives a year."""

from __future__ import annotations

import re

from index.text.date_mentions import find_dates
from index.text.dates import FIRST_YEAR, LAST_YEAR
from index.text.letters import any_of, plain_letters
from qa.records import Turn
from qa.reference_words import CONTEXT

_COUNTS = {
    "un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4,
    "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9,
    "dix": 10, "ten": 10,
}  # fmt: skip
_COUNT = rf"(?P<count>{any_of(_COUNTS)}|\d{{1,2}})"
# "avant" and "after" alone: not "un an après la fusion", which counts from something else.
_ALONE = r"(?=\W*$)"
_RELATIVE = re.compile(
    r"\b(?:(?:en\s|a\s|pour\s)?l'annee\s(?:(?P<before>precedente|d'avant)|(?P<after>suivante|d'apres))\b"
    rf"|(?:(?:in|for)\s)?the\s(?:(?P<previous>previous|preceding)|(?P<following>following|next))\syear{_ALONE}"
    rf"|(?:in\s)?the\syear\s(?:(?P<year_before>before)|(?P<year_after>after)){_ALONE}"
    rf"|{_COUNT}\s(?:ans?|annees?|years?)\s"
    rf"(?:(?P<earlier>plus tot|auparavant|earlier|(?:avant|before){_ALONE})"
    rf"|(?P<later>plus tard|later|(?:apres|after){_ALONE}))(?!\s(?:que|than)\b))"
)
# "L'ensemble de l'année d'avant" is that of 2018, not "de en 2018".
_LINKED = re.compile(r"\b(?:de|of|depuis|since|for)\s$", re.IGNORECASE)
_BACK = frozenset({"before", "previous", "year_before", "earlier"})
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def with_year(question: str, last: Turn, language: str) -> tuple[str, bool] | None:
    """Return the question with "l'année suivante" as a year, and whether the last question gave its year.

    It counts from the one year of the last question, else of the context behind it, else of the answer; None
    where there are several, or the question has a date or speaks of no such year.
    """
    relative = _RELATIVE.search(plain_letters(question))
    if relative is None or _years(question):
        return None
    context = CONTEXT.search(last.standalone_question)
    sources = (
        CONTEXT.sub("", last.standalone_question),
        context["context"] if context else "",
        last.answer,
    )
    place, years = next(
        ((place, found) for place, text in enumerate(sources) if (found := _years(text))), (0, set())
    )
    if len(years) != 1:
        return None
    said = relative["count"] or ""
    count = int(said) if said.isdigit() else _COUNTS.get(said, 1)
    is_back = any(relative[name] for name in _BACK)
    year = years.pop() + (-count if is_back else count)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    link = "" if _LINKED.search(question[: relative.start()]) else ("en " if language == "fr" else "in ")
    put = f"{link}{year}"
    put = put.capitalize() if question[relative.start()].isupper() else put
    return question[: relative.start()] + put + question[relative.end() :], place < len(sources) - 1


def _years(text: str) -> set[int]:
    return {
        int(year)
        for found in find_dates(text)
        if found.year_known
        for year in _YEAR.findall(text[found.start : found.end])
    }
