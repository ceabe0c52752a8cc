"""The dates a text gives, in French and English, so that those of a claim can be sought in its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from index.records import Record
from index.text.date_patterns import named_dates
from index.text.date_readers import NamedDate
from index.text.intervals import UNKNOWN_YEAR, Interval, is_within, moved_to_year, nearest_to, third_of
from index.text.letters import plain_letters

_PARTS = {
    "debut": 0, "beginning": 0, "start": 0, "early": 0,
    "milieu": 1, "mi": 1, "mid": 1, "middle": 1,
    "fin": 2, "end": 2, "late": 2,
}  # fmt: skip
_PART_BEFORE = re.compile(
    rf"\b(?P<part>{'|'.join(_PARTS)})(?:-|\s|\sdu mois d(?:e\s|')|\sof\s(?:the\s)?|\sd(?:e\s|es\s|')(?:l')?"
    r"|\sd(?:e\sl)?'annee\s|\sof\s(?:the\s)?year\s)$"
)
_BETWEEN = re.compile(r"\b(?:entre|between)\s(?:le\s|la\s|les\s|the\s|l')?$")
_FROM = re.compile(r"\b(?:de\s|du\s|d'|from\s)(?:la\s|the\s|l')?$")
_AND = re.compile(r"\s(?:et|and)\s(?:le\s|la\s|les\s|the\s|l')?")
_TO = re.compile(r"\s(?:a|au|jusqu'a|jusqu'en|jusqu'au|to|until|till|through)\s(?:le\s|la\s|the\s|l')?")
_HYPHEN = re.compile(r"\s?-\s?")
_DIRECTION = re.compile(
    r"\b(?:(?P<before>avant|before)|(?P<until>jusqu'(?:en|a|au)|until|till|up to)|(?P<after>apres|after)"
    r"|(?P<since>depuis|since|a partir (?:de|du|d')|des))"
    r"(?:\s?(?:le|la|the|l')(?=[\s'])|)\s?(?:fin\s|debut\s|en\s|mois de\s)?$"
)
# "en mars et avril 2017": the months are of one year.
_LISTED = re.compile(r",\s|,?\s(?:et|ou|and|or|&)\s(?:d'|(?:en|de|in)\s)?")
_WEEK_BEFORE = re.compile(
    r"\b(?:(?:la|le|the)\s)?(?P<span>semaine|week|week-end|weekend)\s(?:du\s|of\s(?:the\s)?)$"
)
_MONDAY, _TUESDAY, _SATURDAY = 0, 1, 5
_LONGEST_MONTH = 31
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_LOOK_BACK = 32
_ONE_DAY = timedelta(days=1)


class DateMention(Record):
    """A date of a text, as an interval of days: `text[start:end]` are the words read.

    `first` and `last` are the days it stands for, both included: those of a day, a week, a month, a season,
    a year; `date.min` or `date.max` where it is open ("before 2015", "depuis mars"). `named_first` and
    `named_last` are the days it names, whatever stands before them ("2015" in "before 2015"). Without
    `year_known` the days lie in the year 2000, which means nothing. Of a range whose ends are named one by
    one ("de 1990 à 1996") `ends` are the days of each.
    """

    start: int
    end: int
    first: date
    last: date
    named_first: date
    named_last: date
    year_known: bool = True
    ends: tuple[Interval, ...] = ()


def find_dates(text: str, reference: date | None = None) -> list[DateMention]:
    """Return the dates of `text` in order, none overlapping; what no calendar has is left out.

    Args:
        text: Any text.
        reference: The day of the text, as its article's date. "jeudi" is the last Thursday up to that day,
            in a sentence about what is to come the next one; "19 décembre" is the nearest one, "last year"
            the year before. Without it a day or a month without a year is a mention without `year_known`,
            and "jeudi", "yesterday" or "last week" is none.
    """
    plain = plain_letters(text)
    named = [_with_part(found, plain) for found in named_dates(text, plain, reference)]
    named = _with_weeks(_with_shared_years(named, plain), plain)
    dated = [_with_year(found, reference) for found in _joined(named, plain)]
    return [_mention(found, text, plain) for found in dated if found]


def bare_year(figure: str) -> DateMention | None:
    """Read "1853" as a year where nothing beside it says so; None where the words are no such figure."""
    return next(iter(find_dates(f"en {figure}")), None) if _YEAR.fullmatch(figure) else None


def is_in_a_date(start: int, end: int, dates: Sequence[DateMention]) -> bool:
    """Tell whether the words from `start` to `end` are part of a date: the 12 of "le 12 mai" counts none."""
    return any(found.start <= start and end <= found.end for found in dates)


def same_date(claim: DateMention, evidence: DateMention) -> bool:
    """Tell whether `evidence` gives the date that `claim` states, at the precision that the claim states it.

    Every day of the evidence must be a day of the claim: "19 décembre 2013" supports "December 2013" and
    "2013", and neither supports it. A claim without a year asks for none ("19 December" is supported by the
    19th of any); a claim with a year needs it. "since 2017" is supported by "depuis 2017", by "depuis mars
    2017" and by a date in 2017; "before 2015" by any date before 2015; "2017" by "depuis 2017", not by
    "avant 2017". Who was mayor "de 1990 à 1996" became it "in 1990"; "from 1990 to 1996" needs both ends.
    """
    if claim.year_known and not evidence.year_known:
        return False
    if not claim.year_known:
        return _same_without_year(claim, evidence)
    claim_open, evidence_open = _is_open(claim), _is_open(evidence)
    if claim_open and evidence_open:
        opens_alike = (claim.first == date.min) == (evidence.first == date.min)
        return (
            opens_alike
            and _includes_named(claim) == _includes_named(evidence)
            and _names_within(evidence, claim)
        )
    if claim_open and not _includes_named(claim):
        return is_within((evidence.first, evidence.last), (claim.first, claim.last))
    if claim.ends and not claim_open:
        return _same_ends(claim, evidence)
    named = (claim.named_first, claim.named_last)
    is_an_end = not claim_open and any(is_within(end, named) for end in evidence.ends)
    return is_an_end or (_names_within(evidence, claim) and _includes_named(evidence))


def _same_ends(claim: DateMention, evidence: DateMention) -> bool:
    """Tell whether both ends of a range are those of the claim's; "the 1990s" has those of 1990 to 1999."""
    if evidence.ends:
        return is_within(evidence.ends[0], claim.ends[0]) and is_within(evidence.ends[-1], claim.ends[-1])
    return (evidence.named_first, evidence.named_last) == (claim.named_first, claim.named_last)


def _names_within(evidence: DateMention, claim: DateMention) -> bool:
    return is_within((evidence.named_first, evidence.named_last), (claim.named_first, claim.named_last))


def _is_open(mention: DateMention) -> bool:
    return date.min == mention.first or date.max == mention.last


def _includes_named(mention: DateMention) -> bool:
    return is_within((mention.named_first, mention.named_last), (mention.first, mention.last))


def _same_without_year(claim: DateMention, evidence: DateMention) -> bool:
    if (_is_open(claim), _includes_named(claim)) != (_is_open(evidence), _includes_named(evidence)):
        return False
    asked = (claim.named_first, claim.named_last)
    if evidence.named_last.year - evidence.named_first.year > 1:
        return False
    whole = (evidence.named_first, evidence.named_last)
    if claim.ends:
        return moved_to_year(whole, UNKNOWN_YEAR) == asked
    given = (moved_to_year(interval, UNKNOWN_YEAR) for interval in (whole, *evidence.ends))
    return any(is_within(interval, asked) for interval in given if interval)


def _with_part(found: NamedDate, plain: str) -> NamedDate:
    """Narrow "2019" to its last third where "fin", "late", "the end of" stands before it."""
    before = plain[max(0, found.start - _LOOK_BACK) : found.start]
    part = _PART_BEFORE.search(before)
    narrowed = third_of(found.interval, _PARTS[part["part"]]) if part else found.interval
    if part is None or narrowed == found.interval:
        return found
    return found._replace(start=found.start - len(before) + part.start(), interval=narrowed)


def _with_shared_years(named: Sequence[NamedDate], plain: str) -> list[NamedDate]:
    """Give a month or a day that stands in a list the year of the last: "en mars et avril 2017"."""
    dated: list[NamedDate] = []
    for found in reversed(named):
        after = dated[-1] if dated else None
        is_listed = after is not None and _LISTED.fullmatch(plain, found.end, after.start) is not None
        shared = _of_the_year_of(found, after) if after and is_listed else None
        dated.append(shared or found)
    return dated[::-1]


def _of_the_year_of(found: NamedDate, after: NamedDate) -> NamedDate | None:
    lengths = [(last - first).days + 1 for first, last in (found.interval, after.interval)]
    is_alike = max(lengths) <= _LONGEST_MONTH and (lengths[0] == 1) == (lengths[1] == 1)
    if found.has_year or not after.has_year or not is_alike:
        return None
    year = after.interval[0].year
    moved = moved_to_year(found.interval, year)
    if moved and moved[0] > after.interval[0]:
        moved = moved_to_year(found.interval, year - 1)
    return found._replace(interval=moved, has_year=True, ends=()) if moved else None


def _with_weeks(named: Sequence[NamedDate], plain: str) -> list[NamedDate]:
    """Read "la semaine du 7 janvier 2015" as its seven days, a week-end as its two and the day named."""
    weeks: list[NamedDate] = []
    for found in named:
        behind = weeks[-1].end if weeks else 0
        week = _WEEK_BEFORE.search(plain, max(behind, found.start - _LOOK_BACK), found.start)
        day = found.interval[0]
        if week is None or not found.has_year or found.interval[1] != day or not 1500 <= day.year < 9000:  # noqa: PLR2004
            weeks.append(found)
            continue
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        if week["span"].startswith(("week-", "weeke")):
            saturday = first + timedelta(days=_SATURDAY - (7 if day.weekday() <= _TUESDAY else 0))
            first, last = min(day, saturday), max(day, saturday + _ONE_DAY)
        weeks.append(found._replace(start=week.start(), interval=(first, last)))
    return weeks


def _joined(named: list[NamedDate], plain: str) -> list[NamedDate]:
    """Join the two ends of a range ("entre 2016 et 2018", "de mars à juin 2018") to one interval."""
    joined: list[NamedDate] = []
    for found in named:
        if joined and (whole := _range(joined[-1], found, plain)):
            joined[-1] = whole
        else:
            joined.append(found)
    return joined


def _range(left: NamedDate, right: NamedDate, plain: str) -> NamedDate | None:
    before, gap = plain[max(0, left.start - _LOOK_BACK) : left.start], plain[left.end : right.start]
    opening = (_AND.fullmatch(gap) and _BETWEEN.search(before)) or (
        _TO.fullmatch(gap) and _FROM.search(before)
    )
    if not opening and not _HYPHEN.fullmatch(gap):
        return None
    start = left.start - len(before) + opening.start() if opening else left.start
    first = left.interval
    if right.has_year and not left.has_year:
        moved = moved_to_year(first, right.interval[0].year)
        if moved and moved[0] > right.interval[0]:
            moved = moved_to_year(first, right.interval[0].year - 1)
        if moved is None:
            return None
        first = moved
    if left.has_year > right.has_year or first[0] > right.interval[1]:
        return None
    return NamedDate(start, right.end, (first[0], right.interval[1]), right.has_year, (first, right.interval))


def _with_year(found: NamedDate, reference: date | None) -> NamedDate | None:
    if found.has_year or reference is None:
        return found
    interval = nearest_to(found.interval, reference)
    if interval is None:
        return None
    ends = (moved_to_year(end, day.year) for end, day in zip(found.ends, interval, strict=False))
    return found._replace(interval=interval, has_year=True, ends=tuple(end for end in ends if end))


def _mention(found: NamedDate, text: str, plain: str) -> DateMention:
    before = plain[max(0, found.start - _LOOK_BACK) : found.start]
    direction = _DIRECTION.search(before)
    if direction and text[found.start - len(before) + direction.start() :].startswith(("des", "Des")):
        direction = None
    first, last = _opened(found.interval, direction.lastgroup if direction else None)
    return DateMention(
        start=found.start - (len(before) - direction.start() if direction else 0),
        end=found.end,
        first=first,
        last=last,
        named_first=found.interval[0],
        named_last=found.interval[1],
        year_known=found.has_year,
        ends=found.ends,
    )


def _opened(interval: Interval, direction: str | None) -> Interval:
    first, last = interval
    openings = {
        "before": lambda: (date.min, first - _ONE_DAY),
        "until": lambda: (date.min, last),
        "after": lambda: (last + _ONE_DAY, date.max),
        "since": lambda: (first, date.max),
    }
    return openings[direction]() if direction else interval
