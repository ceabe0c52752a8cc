"""Whether an article contradicts the day that its metadata gives it; the day stays, the doubt is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from index.records import Article, Record, Source
from index.text.date_mentions import find_dates
from index.text.date_words import FULL_MONTHS, WEEKDAYS
from index.text.dates import MONTHS, calendar_date, read_date
from index.text.letters import any_of, plain_letters
from index.text.one_line import one_line

APART = 31
"""Days that an address or a line may lie from the article's day: an article is written, then published."""

_MOST_KEPT = 100
# A line of publication stands above the article; one below it may be a comment's.
_HEAD, _LONGEST_LINE = 1000, 120
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d(?:([/-])\d\d?\2\d\d?|\d{4}))(?=[/_.-]|$)")
# After an English word 03/04/2012 may be a day of March or of April. Some write the hour before the day.
_ENGLISH = r"(?:\son)?:?\s(?!\d{1,2}[/.-])(?:\d{1,2}:\d\d\s(?:[ap]m\s)?(?:(?!oct)[a-z]{2}t,?\s)?)?"
_LINE = re.compile(
    rf"(?:(?:publie|mis en ligne)\s(?:le\s)?:?\s?|(?:published|posted){_ENGLISH}"
    rf"|(?P<update>(?:mis a jour|modifie)\s(?:le\s)?:?\s?|(?:last\s)?updated{_ENGLISH}))"
)
_AFTER_DAY = re.compile(
    r",?\s?(?:[|•·([-]|(?:(?:a|at)\s)?\d{1,2}\s?(?:[h:]|[ap]m\b)|(?:par|by|mis|last|updated)\s)"
)
_SENTENCE_END = re.compile(r"(?<!\.m)(?<!\d)[.!?]$")
_WEEKDAY, _MONTH = any_of(WEEKDAYS), any_of(FULL_MONTHS)
_WEEKDAY_AND_DAY = re.compile(
    rf"\b(?P<weekday>{_WEEKDAY}),?\s(?:le\s|the\s)?"
    rf"(?:(?P<day>\d{{1,2}}|premier)(?:er|st|nd|rd|th)?\s(?:of\s)?(?P<month>{_MONTH})"
    rf"|(?P<english_month>{_MONTH})\s(?P<english_day>\d{{1,2}})(?:st|nd|rd|th)?)\b(?!,?\s(?:de\s)?\d{{4}})"
)
# After so many years every day of the calendar has had every weekday.
_WEEKDAYS_RECUR = 28


class DateDoubt(Record):
    """An article whose day something of its own contradicts; `reason` says what, in words."""

    source: Source
    published: date
    reason: str

    def __str__(self) -> str:
        """`path [record]: dated 2013-12-20, but …`, on one line."""
        where = f"{self.source.path} [{self.source.record}]" if self.source.record else self.source.path
        return one_line(f"{where}: dated {self.published}, but {self.reason}")


class DateDoubts(Record):
    """How many articles' days are contradicted, and the first hundred of them."""

    count: int = 0
    first: tuple[DateDoubt, ...] = ()

    def with_one_more(self, doubt: DateDoubt) -> DateDoubts:
        """Return these and another one."""
        kept = (*self.first, doubt) if len(self.first) < _MOST_KEPT else self.first
        return DateDoubts(count=self.count + 1, first=kept)


def date_doubt(article: Article) -> DateDoubt | None:
    """Tell what contradicts an article's day, if anything does; an article without a day is never doubted.

    Three witnesses are heard. Each of them errs now and then, so nothing is changed on its word: a day in
    the path of the article's address, the line of its text that says when it was published, and the days that
    it names with their weekday and without their year ("jeudi 19 décembre").
    """
    published = article.published
    if published is None:
        return None
    reason = (
        _address_says_otherwise(article.url or "", published)
        or _line_says_otherwise(article.text, published)
        or _weekdays_say_otherwise(article.text, published)
    )
    return DateDoubt(source=article.source, published=published, reason=reason) if reason else None


def _address_says_otherwise(url: str, published: date) -> str | None:
    path = re.split("[?#]", url, maxsplit=1)[0]
    days = [day for match in _DAY_IN_PATH.finditer(path) if (day := read_date(match[1]))]
    if not days or any(abs((day - published).days) <= APART for day in days):
        return None
    return f"its address says {days[0]}"


def _line_says_otherwise(text: str, published: date) -> str | None:
    """Compare the day of the first line of its kind; an update may be as late as it likes."""
    for line in _lines_of_publication(text):
        days = (published - line.day).days
        if days > APART or (days < -APART and not line.is_update):
            return f"its text says that it was {'updated' if line.is_update else 'published'} on {line.day}"
        if not line.is_update:
            return None
    return None


class _Line(NamedTuple):
    day: date
    is_update: bool


def _lines_of_publication(text: str) -> Iterator[_Line]:
    """Give the lines that are nothing but a day of publication, its hour and who published."""
    for line in map(str.strip, text[:_HEAD].splitlines()):
        opening = _LINE.match(plain_letters(line)) if len(line) <= _LONGEST_LINE else None
        if opening is None:
            continue
        said = line[opening.end() :]
        mention = next(iter(find_dates(said)), None)
        if mention is None or mention.start or mention.first != mention.last or not mention.year_known:
            continue
        after = plain_letters(said[mention.end :]).rstrip(" .")
        if not after or (_AFTER_DAY.match(after) and not _SENTENCE_END.search(line)):
            yield _Line(mention.first, opening["update"] is not None)


def _weekdays_say_otherwise(text: str, published: date) -> str | None:
    """Ask for two days at least, most of those named, that fit one other year and not this one nor the next.

    Two, because the weekday of one is often a slip; one year for all, because slips have none in common.
    """
    named = _named_weekdays(text)
    year = published.year
    near = (year - 1, year, year + 1)
    misfits = [each for each in named if not any(each.fits(other) for other in near)]
    if len(misfits) < 2 or 2 * len(misfits) <= len(named):  # noqa: PLR2004 - see above
        return None
    others = range(year - _WEEKDAYS_RECUR, year + _WEEKDAYS_RECUR + 1)
    fitting = [other for other in others if all(each.fits(other) for each in misfits)]
    if not fitting:
        return None
    nearest = min(fitting, key=lambda other: abs(other - year))
    words = ", ".join(f'"{each.words}"' for each in misfits[:2])
    return f"its weekdays ({words}) are those of {nearest}, not of {near[0]} to {near[-1]}"


class _NamedWeekday(NamedTuple):
    weekday: int
    month: int
    day: int
    words: str

    def fits(self, year: int) -> bool:
        day = calendar_date(year, self.month, self.day)
        return day is not None and day.weekday() == self.weekday


def _named_weekdays(text: str) -> list[_NamedWeekday]:
    """Return the days named with their weekday and without their year, each once, in order."""
    named: dict[tuple[int, int, int], _NamedWeekday] = {}
    for match in _WEEKDAY_AND_DAY.finditer(plain_letters(text)):
        day = match["day"] or match["english_day"]
        number = 1 if day == "premier" else int(day)
        key = WEEKDAYS[match["weekday"]], MONTHS[match["month"] or match["english_month"]], number
        named.setdefault(key, _NamedWeekday(*key, one_line(text[match.start() : match.end()])))
    return list(named.values())
