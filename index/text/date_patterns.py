"""The forms in which French and English news text names dates: a day, a month, a season, a week, a year.

Patterns are read on plain lower-case letters (see `plain_letters`); what depends on capitals ("May", "Mars")
is looked up in the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from index.text import date_readers as readers
from index.text.date_words import FULL_MONTHS, NEAR_DAYS, RANKS, SEASONS, SPANS, WEEKDAYS
from index.text.dates import ENGLISH_MONTHS, MONTHS
from index.text.letters import any_of


def _month_pattern(names: Iterable[str]) -> str:
    """Match one of the names; a point may follow an abbreviation, not a full name, which it would end."""
    points = "".join(rf"(?<!{name})" for name in sorted(FULL_MONTHS))
    return rf"(?P<month>{any_of(names)})\b(?:{points}\.)?"


_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|[.,]\d)"
_FULL_MONTH = rf"(?P<month>{any_of(FULL_MONTHS)})\b"
_MONTH, _ENGLISH_MONTH = _month_pattern(MONTHS), _month_pattern(ENGLISH_MONTHS)
_NO_DIGIT_BEFORE = r"(?<![\w.,/:$€£-])"
_WEEKDAY_BEFORE = rf"(?:\b(?:(?:ce|this|next|last)\s)?(?:{any_of(WEEKDAYS)}),?\s+(?:le\s+|the\s+)?)?"
_DAY = r"(?P<day>\d{1,2}|premier)(?:er|st|nd|rd|th)?"
_SHIFT_BEFORE, _SHIFT_AFTER = r"(?P<before>last|next|this|cette|cet|ce)", r"(?P<after>dernier|derniere|passee?|ecoulee?|prochaine?)"  # fmt: skip  # noqa: E501


_DAY_MONTH = (
    rf"{_WEEKDAY_BEFORE}{_NO_DIGIT_BEFORE}\b(?:(?P<other>\d{{1,2}})(?:er|st|nd|rd|th)?"
    rf"(?P<link>\s?-\s?|\s(?:et|and|ou|or|au|a|to|&)\s|,\s)(?:le\s|the\s)?{_WEEKDAY_BEFORE})?"
    rf"{_DAY}[\s-](?:of\s)?{_MONTH}(?:,?[\s-](?:de\s)?{_YEAR})?"
)
_MONTH_DAY = (
    rf"{_WEEKDAY_BEFORE}\b{_ENGLISH_MONTH}\s(?:the\s)?{_DAY}(?!\d|[.,:]\d|\s?%)"
    rf"(?:(?P<link>\s?-\s?|\s(?:and|to)\s)(?P<other>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d))?(?:,?\s{_YEAR})?"
)
_WEEKDAY = (
    rf"\b(?:{_SHIFT_BEFORE}\s)?(?P<weekday>{any_of(WEEKDAYS)})\b"
    rf"(?:\s{_SHIFT_AFTER}\b|\s(?P<day>\d{{1,2}})\b(?!\s?[h%€$£:]|[.,]?\d))?"
)
_SPAN = (
    rf"\b(?:{_SHIFT_BEFORE}\s(?=(?:semaine|mois|annee|week|month|year)))?(?:l'|la |le )?"
    rf"(?P<span>{any_of(SPANS)})\b(?:\s{_SHIFT_AFTER}\b)?(?(before)|(?(after)|(?!)))(?!-|\sd(?:e\s|'))"
)
_SEASON = (
    rf"\b(?:{_SHIFT_BEFORE}\s)?(?:l')?(?P<season>{any_of(SEASONS)})\b"
    rf"(?:\s{_SHIFT_AFTER}\b|\s(?:de\s|of\s)?{_YEAR})?(?:[-/]\d{{2,4}}\b)?"
)
_PART = (
    rf"\b(?P<rank>{any_of(RANKS)})\s(?P<part>trimestre|semestre|semaine|quarter|half|week)\s"
    rf"(?:de\s|of\s|in\s|d')?(?:(?P<month>{any_of(FULL_MONTHS)})\s)?{_YEAR}"
)
_QUARTER = rf"\b[qt](?P<rank>[1-4])\s(?:de\s|of\s|in\s)?{_YEAR}(?!\w|[-/:]\d)"
_YEARS = rf"{_NO_DIGIT_BEFORE}{_YEAR}\s?[-/]\s?(?P<other>(?:1[5-9]|20)\d\d|\d\d)(?![\w/-])"
_ISO = rf"{_NO_DIGIT_BEFORE}{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"
_FIGURES = rf"{_NO_DIGIT_BEFORE}(?P<day>\d{{1,2}})([/.-])(?P<month>\d{{1,2}})\2{_YEAR}(?![/-])"
_LONE_YEAR = rf"(?:(?<=\bmi-)|(?<=\bmid-)|{_NO_DIGIT_BEFORE}){_YEAR}(?!\w|\s?[%€$£]|[-/:]\d)"

_FORMS: tuple[tuple[re.Pattern[str], readers.Reader], ...] = (
    (re.compile(_DAY_MONTH), readers.read_days),
    (re.compile(_MONTH_DAY), readers.read_days),
    (re.compile(rf"\b{_MONTH},?\s(?:de\s|of\s)?{_YEAR}"), readers.read_month),
    (re.compile(rf"\b(?:{_SHIFT_BEFORE}\s)?{_FULL_MONTH}(?:\s{_SHIFT_AFTER}\b)?"), readers.read_month),
    (re.compile(_ISO), readers.read_figures),
    (re.compile(_FIGURES), readers.read_figures),
    (re.compile(_WEEKDAY), readers.read_weekday),
    (re.compile(rf"\b(?<!-)(?:{any_of(NEAR_DAYS)})\b(?!-)"), readers.read_near_day),
    (re.compile(_SPAN), readers.read_span),
    (re.compile(_SEASON), readers.read_season),
    (re.compile(_PART), readers.read_part),
    (re.compile(_QUARTER), readers.read_quarter),
    (re.compile(r"\b(?:(?:les|des)\s)?annees\s(?P<year>\d{3}0|\d0)\b"), readers.read_decade),
    (re.compile(r"\b(?:the\s)?(?P<year>\d{3}0)s\b"), readers.read_decade),
    (re.compile(_YEARS), readers.read_years),
    (re.compile(_LONE_YEAR), readers.read_year),
)


def named_dates(text: str, plain: str, reference: date | None) -> list[readers.NamedDate]:
    """Return what `text` names, in order; of two that overlap the earlier stays, then the longer.

    Args:
        text: The text.
        plain: `plain_letters(text)`.
        reference: The day "jeudi", "yesterday" and "last year" count from; without it they are left out.
    """
    context = readers.Context(text, plain, reference)
    found = [
        named
        for pattern, read in _FORMS
        for match in pattern.finditer(plain)
        for named in read(match, context)
    ]
    kept: list[readers.NamedDate] = []
    for named in sorted(found, key=lambda named: (named.start, -named.end)):
        if not kept or named.start >= kept[-1].end:
            kept.append(named)
    return [named for named in kept if named.interval != readers.IMPOSSIBLE]
