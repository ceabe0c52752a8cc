"""What each form of a date means: from the match of a pattern to the days that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from index.text.date_words import FULL_MONTHS, NEAR_DAYS, RANKS, SEASONS, SHIFTS, SPANS, WEEKDAYS
from index.text.dates import ENGLISH_MONTHS, FRENCH_MONTHS, MONTHS, calendar_date
from index.text.intervals import UNKNOWN_YEAR, Interval, month_interval, shifted, year_interval

_FUNCTION_WORDS = (
    "a au aux avec ce cet cette contre dans de des du en est et il ils elle elles l la le les lors mais ou "
    "par pour puis quand que qui s sa ses si soit sous sur un une was were is are and or but by the to at on "
    "for with when as he she it they has had have his her after before avant apres through until till about"
)
_YEAR_ENDS = re.compile(rf"\s*(?:$|[.,;:!?)»\"\]…]|-\s|'\s|\b(?:{'|'.join(_FUNCTION_WORDS.split())})\b)")
_YEAR_INTRODUCED = re.compile(
    r"(?:\b(?:en|in|depuis|since|dated|annees?|l'an|years?|fin|debut|courant|early|late|des|jusqu'en|until|by|the)\s"
    r"|\bd'ici a?\s|\bmi-|\bmid-)$"
)
# The second of two: "between 2016 and 2018"; not the 2000 of "from 1950 to 2000 soldiers".
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d(?:,\s|\s(?:et|and|ou|or|a|to)\s(?:en\s|in\s)?)$")
_COUNTED_AFTER = re.compile(r"\s(?:[a-z]+s|people|voix)\b")
_DATED = re.compile(r"\b(?:en|in|since|depuis)\s$")
# "After 2015 who led it?", not "2000 who left".
_BOUND = re.compile(r"\b(?:after|before|apres|avant)\s$")
_CLAUSE_AFTER = re.compile(r"\s(?:who|which|what|where|how|did|under|sous|selon|quels?|quelles?|combien)\b")
# "since 1500 metres", "by 2000 votes": no year, whatever introduces it.
_MEASURED_AFTER = re.compile(
    r"\s(?:k?m|metres?|meters?|miles?|votes?|voix|personnes|people|habitants|salaries|employes|employees"
    r"|euros|dollars|hommes|femmes|soldats|soldiers|emplois|jobs|postes|places|pages|points|tonnes|hectares)\b"
)
_OF_A_TEXT = re.compile(r"\s(?:words|mots|caracteres|characters)\b")
_MONTH_INTRODUCED = re.compile(
    r"\b(?:en|in|since|depuis|until|last|next|this|early|late|by|of|from|between|before|after|fin|debut"
    r"|courant|mois de)\s$|\bmi-$|\bmid-$"
    rf"|\b(?:{'|'.join(FULL_MONTHS)})\s(?:and|or|to|through|until)\s$"
)
# Typed without a capital: "in march", but not "this march", "by may" or "those who opt in may leave".
_VERB_AFTER = re.compile(r"\s(?!(?:and|or|to|in|at|on|of|until|through|for|by|with)\b)[a-z]")
_IN_A_MONTH = re.compile(rf"^(?:in|since|until|early|late|from|between|{'|'.join(FULL_MONTHS)})\s")
_HABIT = re.compile(r"\b(?:les|chaque|tous les|every|each|black|bloody)\s$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s")
_LOOK_AROUND = 160
_LOOK_BACK = 24
# Verbs that tell whether a sentence is about what was or about what is to come; accents tell "a" from "à".
_TENSES = re.compile(
    r"\b(?:(?P<coming>vas?|vont|allons|doit|doivent|devra\w*|devront|devrait|devraient"
    r"|(?:est|sont|is|are)\s(?:pr[ée]vue?s?|attendue?s?|programmée?s?|due|set|scheduled|expected|going|to)"
    r"|will|shall|(?!(?:op|cam)éra\b)[a-zà-ÿ]+(?:[eéi]ra|[eéi]ront|[dtv]ra|[dtv]ront|rra|rront|aura|auront))"
    r"|(?P<past>a|ont|avait|avaient|est|sont|était|étaient|fut|furent|has|have|had|is|was|were|said|told))\b",
    re.IGNORECASE,
)
_CAPITAL_FOLLOWS = re.compile(r"\s+[A-ZÀ-ÖØ-Þ]")


class NamedDate(NamedTuple):
    """Where a text names a date, and the interval it names; without a year it lies in UNKNOWN_YEAR.

    A range ("de 1990 à 1996") has the interval of each of its `ends` as well.
    """

    start: int
    end: int
    interval: Interval
    has_year: bool = True
    ends: tuple[Interval, ...] = ()


class Context(NamedTuple):
    """A text, its plain letters, and the day from which it counts."""

    text: str
    plain: str
    reference: date | None


# Takes up its words, so that no part of "31 février 2014" is read instead.
IMPOSSIBLE: Interval = (date.max, date.min)

Reader = Callable[[re.Match[str], Context], Iterable[NamedDate]]


def _month_here(match: re.Match[str], context: Context) -> bool:
    """Tell whether the word is the month: not "may" the verb, "march" the walk, "Mars" the planet."""
    name, start, end = match["month"], match.start("month"), match.end("month")
    figures, is_capital = match.groupdict(), context.text[start].isupper()
    introduced = _MONTH_INTRODUCED.search(context.plain, max(0, start - _LOOK_BACK), start)
    is_month = introduced and _IN_A_MONTH.match(introduced[0]) and not _VERB_AFTER.match(context.text, end)
    is_word = name in {"may", "march"} and not is_capital
    if figures.get("year"):
        return not is_word or bool(is_month) or "day" in figures
    if figures.get("day"):
        return name != "mar" and not is_word
    if name in ENGLISH_MONTHS and name not in FRENCH_MONTHS:
        is_name = _CAPITAL_FOLLOWS.match(context.text, end) is not None and not introduced
        if not is_capital:
            return bool(is_month if is_word else introduced)
        return not is_name and (name not in {"may", "march"} or bool(introduced or figures.get("before")))
    return not is_capital or bool(introduced)


def read_days(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read one day, two of them ("19 et 20 décembre") or a range, with or without year."""
    if not _month_here(match, context):
        return
    has_year = bool(match["year"])
    year, month = int(match["year"] or UNKNOWN_YEAR), MONTHS[match["month"]]
    said = [day for day in (match["day"], match["other"]) if day]
    days = [calendar_date(year, month, 1 if day == "premier" else int(day)) for day in said]
    known = sorted(day for day in days if day)
    if len(known) != len(days):
        yield NamedDate(*match.span(), IMPOSSIBLE)
        return
    if len(known) == 1:
        yield NamedDate(match.start(), match.end(), (known[0], known[0]), has_year)
    elif match["link"].strip() in {"et", "and", "ou", "or", ",", "&"}:
        first, second = sorted(("day", "other"), key=match.start)
        stops = {first: match.end(first), second: match.end()}
        for name, begin in ((first, match.start()), (second, match.start(second))):
            day = calendar_date(year, month, 1 if match[name] == "premier" else int(match[name]))
            if day:
                yield NamedDate(begin, stops[name], (day, day), has_year)
    else:
        ends = ((known[0], known[0]), (known[1], known[1]))
        yield NamedDate(match.start(), match.end(), (known[0], known[1]), has_year, ends)


def read_month(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read a month with its year, with "last" or "prochain", or alone."""
    if not _month_here(match, context):
        return
    month, parts = MONTHS[match["month"]], match.groupdict()
    if parts.get("year"):
        yield NamedDate(*match.span(), month_interval(int(match["year"]), month))
        return
    shift = SHIFTS.get(parts.get("before") or parts.get("after") or "", 0)
    if not shift or not context.reference:
        yield NamedDate(*match.span("month"), month_interval(UNKNOWN_YEAR, month), has_year=False)
        return
    year = context.reference.year
    if shift < 0 and month >= context.reference.month:
        year -= 1
    elif shift > 0 and month <= context.reference.month:
        year += 1
    yield NamedDate(*match.span(), month_interval(year, month))


def read_figures(match: re.Match[str], _: Context) -> Iterator[NamedDate]:
    """Read a date in figures, the day before the month or in ISO order."""
    day = calendar_date(int(match["year"]), int(match["month"]), int(match["day"]))
    if day:
        yield NamedDate(*match.span(), (day, day))


def _is_to_come(context: Context, start: int, end: int) -> bool:
    """Tell whether the words between `start` and `end` stand in a sentence that tells of what is to come.

    The last verb before them in their sentence decides, else the first one behind them.
    """
    before = _SENTENCE_END.split(context.text[max(0, start - _LOOK_AROUND) : start])[-1]
    verbs = [*_TENSES.finditer(before)]
    if not verbs:
        verbs = [*_TENSES.finditer(_SENTENCE_END.split(context.text[end : end + _LOOK_AROUND])[0])][:1]
    return bool(verbs) and verbs[-1].lastgroup == "coming"


def read_weekday(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read "jeudi", "last Monday", "mardi prochain", "jeudi 28" from the reference."""
    if context.reference is None or _HABIT.search(context.plain, max(0, match.start() - 12), match.start()):
        return
    back = (context.reference.weekday() - WEEKDAYS[match["weekday"]]) % 7
    shift = SHIFTS.get(match["before"] or match["after"] or "")
    if shift == 1 or (shift is None and back and _is_to_come(context, *match.span())):
        back -= 7
    elif shift == -1:
        back = back or 7
    if match["day"]:
        for offset in (back, back - 7, back + 7, back - 14, back + 14, back + 21):
            day = shifted(context.reference, -offset)
            if day and day.day == int(match["day"]):
                yield NamedDate(*match.span(), (day, day))
                return
    if (day := shifted(context.reference, -back)) is not None:
        end = match.start("day") - 1 if match["day"] else match.end()
        yield NamedDate(match.start(), end, (day, day))


def read_near_day(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read "hier", "today", "the day after tomorrow" from the reference."""
    if context.reference and (day := shifted(context.reference, NEAR_DAYS[match.group()])):
        yield NamedDate(*match.span(), (day, day))


def read_span(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read "la semaine dernière", "last month", "cette année" from the reference."""
    shift, reference = SHIFTS[match["before"] or match["after"]], context.reference
    if reference is None or not 2 < reference.year < 9000:  # noqa: PLR2004
        return
    span = SPANS[match["span"]]
    if span == "week":
        monday = reference - timedelta(days=reference.weekday()) + timedelta(weeks=shift)
        yield NamedDate(*match.span(), (monday, monday + timedelta(days=6)))
    elif span == "month":
        months = reference.year * 12 + reference.month - 1 + shift
        yield NamedDate(*match.span(), month_interval(months // 12, months % 12 + 1))
    else:
        yield NamedDate(*match.span(), year_interval(reference.year + shift))


def read_season(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read a season as its meteorological and its astronomical days together; a winter starts in its year."""
    month, shift = SEASONS[match["season"]], SHIFTS.get(match["before"] or match["after"] or "")
    if match["year"]:
        years = [int(match["year"])]
    elif context.reference and shift is not None:
        years = [context.reference.year - 1, context.reference.year, context.reference.year + 1]
    else:
        return
    seasons = [
        (date(year, month, 1), date(year + (month == 12), month % 12 + 3, 20))  # noqa: PLR2004
        for year in years
        if calendar_date(year, 1, 1) and calendar_date(year + 1, 1, 1)
    ]
    if not match["year"] and context.reference:
        here = context.reference
        wanted = {
            -1: [season for season in seasons if season[1] < here][-1:],
            0: sorted(seasons, key=lambda season: abs(season[0] - here))[:1],
            1: [season for season in seasons if season[0] > here][:1],
        }
        seasons = wanted[shift or 0]
    yield from (NamedDate(*match.span(), season) for season in seasons)


def read_part(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read "premier trimestre 2018", "second half of 2018", "the last week of 2019"."""
    rank, year = RANKS[match["rank"]], int(match["year"])
    if match["month"] and not _month_here(match, context):
        return
    first, last = month_interval(year, MONTHS[match["month"]]) if match["month"] else year_interval(year)
    if match["part"] in {"semaine", "week"}:
        start = last - timedelta(days=6) if rank < 0 else first + timedelta(weeks=rank - 1)
        yield NamedDate(*match.span(), (start, min(start + timedelta(days=6), last)))
        return
    months = 3 if match["part"] in {"trimestre", "quarter"} else 6
    count = 12 // months
    if match["month"] or rank > count:
        return
    index = count - 1 if rank < 0 else rank - 1
    yield NamedDate(
        *match.span(),
        (month_interval(year, index * months + 1)[0], month_interval(year, (index + 1) * months)[1]),
    )


def read_quarter(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read "T3 2014" and "Q3 2014", in capitals."""
    if context.text[match.start()].isupper():
        year, last_month = int(match["year"]), int(match["rank"]) * 3
        first, last = month_interval(year, last_month - 2)[0], month_interval(year, last_month)[1]
        yield NamedDate(*match.span(), (first, last))


def read_decade(match: re.Match[str], _: Context) -> Iterator[NamedDate]:
    """Read "les années 1990", "années 90", "the 1990s"."""
    figures = match["year"]
    century = "" if len(figures) > len("90") else "19" if figures >= "30" else "20"
    year = int(century + figures)
    if year % 10 == 0 and calendar_date(year, 1, 1):
        yield NamedDate(*match.span(), (date(year, 1, 1), date(year + 9, 12, 31)))


def read_years(match: re.Match[str], _: Context) -> Iterator[NamedDate]:
    """Read "2016-2018" and "2016/17"."""
    first, last = int(match["year"]), int(match["other"])
    last += first // 100 * 100 if len(match["other"]) == 2 else 0  # noqa: PLR2004
    if first < last <= first + 99 and calendar_date(last, 1, 1):
        yield NamedDate(*match.span(), (date(first, 1, 1), date(last, 12, 31)))


def read_year(match: re.Match[str], context: Context) -> Iterator[NamedDate]:
    """Read a year where a word introduces it, or where no noun that it might count stands behind it."""
    before = max(0, match.start() - _LOOK_BACK)
    is_dated = match["year"] >= "1900" and _DATED.search(context.plain, before, match.start())
    is_measured = not is_dated and _MEASURED_AFTER.match(context.plain, match.end())
    if is_measured or _OF_A_TEXT.match(context.plain, match.end()):
        return
    is_bound = _BOUND.search(context.plain, before, match.start()) and _CLAUSE_AFTER.match(
        context.plain, match.end()
    )
    counts = _COUNTED_AFTER.match(context.plain, match.end())
    introduced = _YEAR_INTRODUCED.search(context.plain, before, match.start())
    is_second = not counts and _YEAR_BEFORE.search(context.plain, before, match.start())
    stands_alone = match["year"] >= "1900" and _YEAR_ENDS.match(context.plain, match.end())
    if introduced or is_second or is_bound or stands_alone:
        yield NamedDate(*match.span(), year_interval(int(match["year"])))
