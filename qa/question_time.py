"""The time a question asks about, and what it does to the search. Pure functions.

A date in a question is most often the day of the event; its articles appear that day and in the days or
weeks behind it. Where the question speaks of the articles themselves, it is the day they were published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from index.records import DateRange, Hit, Record, SearchFilter
from index.text.date_mentions import DateMention, find_dates
from index.text.intervals import shifted
from index.text.letters import plain_letters
from qa.records import AskedTime
from qa.time_ago import times_from_today

# Days behind the time asked about in which its articles still appear, by the length of that time.
MARGINS = ((7, 14), (92, 45))
LONGEST_MARGIN = 90
# A filter by the time of an event stands where it leaves so many hits and where, without it, an article in
# time comes so near the best (a fused score lies between 0 and 1). Of 37 questions on a news archive that
# name such a time, three are answered by articles of later years: at .1 the first of those was left out.
FEWEST_HITS = 3
FAR_BELOW = 0.05

_LOOK_BACK = 60
_LINKS = (
    r"(?:[\s'-]+(?:from|of|in|on|de|du|des|d|en|le|la|les|l|the|a|au|aux|between|entre|during|pendant|dans|month"
    r"|mois|year|annee))*[\s']*$"
)
# What joins the times of a list: "en 2018 et 2019".
_LISTED = re.compile(r",\s|,?\s(?:et|ou|and|or|&)\s(?:(?:en|de|in)\s)?")
_DAYS_TO_DAY = re.compile(r"(?:\w+\s)?\d{1,2}(?:er)?\s(?:au|to|a)\s")
_FROM_BEFORE = re.compile(r"\b(?:du|from)\s(?:the\s)?$")
# Not "une conférence de presse", which is an event.
_PUBLISHED = re.compile(
    r"\b(?:articles?(?:\sde\spresse)?|(?<!de\s)presse|press|journaux|newspapers?|(?:news\s)?stories|depeches?|coverage)"
    r"(?:(?:[\s']\w+){0,4}?\s(?:parue?s?|publiee?s?|datee?s?|datant|published|printed|written|dated))?\b"
    + _LINKS
)
_AROUND = re.compile(
    r"\b(?:vers|environ|autour|alentours|a peu pres|around|about|circa|roughly|approximately|near)\b" + _LINKS
)
_PART = r"(?:debut|milieu|mi|fin|beginning|start|early|mid|middle|end|late)"
_PART_BEFORE = re.compile(rf"\b{_PART}\b{_LINKS}")
_IMPRECISE = re.compile(rf"(?<!week-)\b{_PART}\b|\bannees\s\d|\d0s\b")
# Words that make a date the time of the sentence, not a part of a name ("the 2018 World Cup").
_ADVERB = re.compile(
    r"\b(?:en|in|during|on|pendant|durant|cours d[eu]|mois d(?:e|')|l'annee|year|courant|le|dans|by|au|ce"
    r"|throughout|within)(?:\sl'annee|\sl'|\sle|\sla)?\s?$|(?:^|[,;:(])\s*$"
)
_ADVERB_WITH_THE = re.compile(r"\b(?:in|during|on|throughout|within|by)\sthe\s$")
_FROM_TODAY = r"hier|avant-hier|yesterday|aujourd'hui|today|cette|cet|ce|this|last|next"
_OPENS_ADVERB = re.compile(
    r"(?:entre|between|avant|before|jusqu'|until|till|up to|apres|after|depuis|since|a partir|des\s(?!annees)"
    rf"|{_FROM_TODAY})\b"
)
# What names its own year by the day of the question: "cette année", not "depuis mars".
_NEAR = re.compile(rf"\b(?:{_FROM_TODAY})\b")
_RELATIVE = re.compile(r"\D*\b(?:derniere?|passee?|ecoulee?|prochaine?)$")
_NAME_PART = re.compile(r"(?:'s|\b(?:de|du|des|d'|l'|la|les|un|une|of|the|a|an))\s?$")
# "trois ans après 2008" is a day that nothing here counts out; "after 2008" would miss what it means.
_SHIFTED_BEFORE = re.compile(
    r"\b(?:\d+|an?|une?|deux|trois|quatre|cinq|six|dix|two|three|four|five|six|ten|quelques|several)\s"
    r"(?:ans?|annees?|mois|semaines?|jours?|years?|months?|weeks?|days?)\s$"
)
_SHIFT = re.compile(r"(?:avant|apres|before|after)\b")
_LONE_YEAR = re.compile(r"\d{4}")
# "after the 2019 strike": the strike's year, of which "after" says nothing.
_OF_A_NAME = re.compile(r"(?:before|after|since|until|till)\sthe\s\d{4}\b")
_A_MONTH, _A_YEAR = 31, 366


class SearchPlan(Record):
    """What a search may return and what it ranks higher; None: everything, nothing.

    `is_strict`: the reader asked for articles of that time, so that the filter stands while it leaves any.
    """

    search_filter: SearchFilter | None = None
    prefer: DateRange | None = None
    is_strict: bool = False


def read_time(question: str, today: date | None = None) -> AskedTime | None:
    """Return the time that a question asks about; None where it names none.

    "in March 2019", "entre 2016 et 2018" and "les articles de 2019" are explicit; "début 2019", "around
    2016" and a date that is part of a name ("the 2018 World Cup", "les attentats du 13 novembre") are not.
    Several times count as one, from the first to the last; explicit where all are.

    Args:
        question: Any text.
        today: The day from which "last week" and "le 19 décembre" count; without it they are not read,
            for the archive may be years old. A day or month without its year is never explicit.
    """
    plain = plain_letters(question)
    always_dated = {(found.start, found.end) for found in find_dates(question) if found.year_known}
    mentions = [found for found in find_dates(question, today) if found.year_known]
    times = [
        _time(found, question, plain, always_dated=(found.start, found.end) in always_dated)
        for found in mentions
    ]
    counted = [] if today is None else times_from_today(question, today)
    others = [
        time for time in counted if all(time.end <= found.start or found.end <= time.start for found in times)
    ]
    times = sorted([*_as_listed(times, plain), *others], key=lambda time: time.start)
    return _whole(times, question) if times else None


def search_plan(asked: AskedTime | None, search_filter: SearchFilter | None = None) -> SearchPlan:
    """Turn the time asked about into a filter where it is explicit, else into a preference.

    Articles count up to some days behind the time (`MARGINS`), unless the question speaks of the day they
    were published. Undated articles pass. Where `search_filter` bounds the dates already, it stands and the
    time is a preference.
    """
    if asked is None:
        return SearchPlan(search_filter=search_filter)
    given = search_filter or SearchFilter()
    wanted = DateRange(first=asked.first, last=_with_margin(asked))
    if not asked.is_explicit or given.published_from or given.published_to:
        return SearchPlan(search_filter=search_filter, prefer=wanted)
    bounds = {"published_from": wanted.first, "published_to": wanted.last, "include_undated": True}
    return SearchPlan(
        search_filter=given.model_copy(update=bounds), prefer=wanted, is_strict=asked.is_publication
    )


def is_enough(kept: Sequence[Hit], wide: Sequence[Hit], plan: SearchPlan) -> bool:
    """Tell whether the filter by time may stand.

    Args:
        kept: The hits that pass it.
        wide: The hits without it, those published in time preferred. One of those must come near the best;
            scores of two searches cannot be compared, for each scales its own. What a hit gained because the
            conversation is about its article does not count.
        plan: The plan; its `prefer` are the days in time.
    """
    in_time = plan.prefer or DateRange()
    if plan.is_strict:
        return any(in_time.holds(hit.article.published) for hit in kept)
    scores = [hit.own_score for hit in wide if in_time.holds(hit.article.published)]
    best = max((hit.own_score for hit in wide), default=0.0)
    return len(kept) >= FEWEST_HITS and bool(scores) and max(scores) >= best - FAR_BELOW


def _with_margin(asked: AskedTime) -> date | None:
    if asked.last is None or asked.is_publication:
        return asked.last
    days = (asked.last - asked.first).days + 1 if asked.first else _A_YEAR
    margin = next((margin for longest, margin in MARGINS if days <= longest), LONGEST_MARGIN)
    return shifted(asked.last, margin)


def _time(found: DateMention, question: str, plain: str, *, always_dated: bool) -> AskedTime:
    before = plain[max(0, found.start - _LOOK_BACK) : found.start]
    said = plain[found.start : found.end]
    is_around = bool(_AROUND.search(before))
    is_vague = is_around or bool(_PART_BEFORE.search(before) or _IMPRECISE.search(said))
    is_certain = always_dated or bool(_NEAR.search(said) or _RELATIVE.match(said))
    is_publication = is_certain and not is_vague and bool(_PUBLISHED.search(before))
    is_adverb = is_certain and not is_vague and _is_adverb(found, said, before)
    first, last = found.first, found.last
    if _OF_A_NAME.match(said):
        first, last = found.named_first, found.named_last
    if is_around:
        half = timedelta(days=max(((last - first).days + 1) // 2, 7))
        first, last = shifted(first, -half.days) or first, shifted(last, half.days) or last
    return AskedTime(
        first=None if first == date.min else first,
        last=None if last == date.max else last,
        is_explicit=is_publication or is_adverb,
        is_publication=is_publication,
        words=question[found.start : found.end],
        start=found.start,
        end=found.end,
    )


def _as_listed(times: Sequence[AskedTime], plain: str) -> list[AskedTime]:
    """Take a time of a list for what the one before it is: "en 2018 et 2019"."""
    listed: list[AskedTime] = []
    for time in times:
        before = listed[-1] if listed else None
        if (
            before
            and before.is_explicit
            and _LISTED.fullmatch(plain, before.end, time.start)
            and not _IMPRECISE.search(plain[time.start : time.end])
        ):
            kind = {"is_explicit": True, "is_publication": before.is_publication}
            listed.append(time.model_copy(update=kind))
        else:
            listed.append(time)
    return listed


def _is_adverb(found: DateMention, said: str, before: str) -> bool:
    """Tell whether a date says when, rather than which: "in 2018", not "the 2018 World Cup"."""
    if _OF_A_NAME.match(said) or (_SHIFT.match(said) and _SHIFTED_BEFORE.search(before)):
        return False
    if _OPENS_ADVERB.match(said) or _RELATIVE.match(said) or _ADVERB.search(before):
        return True
    if _ADVERB_WITH_THE.search(before):
        return not _LONE_YEAR.fullmatch(said)
    if said.startswith("l'"):  # "à l'été 2018", not "a 2018 report"
        return before.endswith(" a ")
    is_range = bool(re.match(r"(?:de|du|d'|from)\b", said)) or bool(
        _DAYS_TO_DAY.match(said) and _FROM_BEFORE.search(before)
    )
    is_short = (found.last - found.first).days < _A_MONTH
    return is_range or (is_short and not _NAME_PART.search(before))


def _whole(times: Sequence[AskedTime], question: str) -> AskedTime:
    """Join times to the one that runs from the first of them to the last."""
    firsts, lasts = [time.first for time in times], [time.last for time in times]
    start, end = times[0].start, times[-1].end
    return AskedTime(
        first=None if None in firsts else min(day for day in firsts if day),
        last=None if None in lasts else max(day for day in lasts if day),
        is_explicit=all(time.is_explicit for time in times),
        is_publication=all(time.is_publication for time in times),
        words=question[start:end],
        start=start,
        end=end,
    )
