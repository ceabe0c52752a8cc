"""Pure functions: does evidence hold the figures, the dates, the names and the quotations of a claim?

Dates must stand in the quoted words, figures and times of the clock there or in the article's title; there
only where the quoted words count nothing else in the same unit. A name or a quotation may also stand in the
sentence before them or in the title, for a sentence often calls by a pronoun what the one before it named.
What the question states already is the topic, not the answer: it need only stand somewhere in the article.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.text.clock_times import find_clock_times, same_clock_time
from index.text.date_mentions import DateMention, bare_year, find_dates, is_in_a_date, same_date
from index.text.languages import detect_language, question_language
from index.text.letters import plain_letters
from index.text.names import find_names, holds_name, same_name
from index.text.number_fractions import find_fractions, find_ratios
from index.text.number_ranges import shared_readings
from index.text.numbers import find_numbers, same_number
from index.text.sentences import sentence_before
from index.text.terms import fold, words
from index.text.weekdays import fits_weekday
from qa.held_fates import of_other_fates
from qa.held_figures import bound_before, counts, holds_duration, holds_number, holds_one, is_within
from qa.held_names import holds_asked_name, holds_behind_opener, is_of_the_state, may_go_unsaid
from qa.instructions import addresses_model
from qa.question_type import ANY_DAY
from qa.records import Evidence

# Words that a claim gives as somebody's own; fewer ("le \"Balai\"") are a way to write a name.
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]+)[\"”»]")
_FEWEST_QUOTED = 3
# An article more often than a count: "40 kilometres an hour".
_AN_HOUR = re.compile(r"(?:une|an|one) (?:heure|hour)")
_A_DAY, _A_MONTH = 1, 31
# Whose day it is: "né le 3 mai 1960", "la loi du 9 décembre 1905"; of the rest it says nothing.
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:ne|nee|nes|born|sign\w+|lois?|law|decret|decree|contrat|contract|accord|agreement|traite|treaty"
    r"|dat\w+|fond\w+|founded|cree\w*|created|adopt\w+|vote\w*|elue?s?|elected)\b[^,;.]{0,20}$"
)
_FIGURES, _YEAR = re.compile(r"\d+"), len("2013")
_A_YEAR = timedelta(days=365)
_YEARS = range(2, 9998)


def supports(evidence: Evidence, claim: str, question: str = "") -> bool:
    """Tell whether the evidence holds every figure, date, name and quotation of the claim."""
    return not missing_facts(evidence, claim, question)


def states_facts(claim: str) -> bool:
    """Tell whether the claim has a figure, a date or a name that evidence could hold or lack."""
    return (
        any(not number.is_weak for number in find_numbers(claim))
        or bool(find_fractions(claim))
        or any(not name.is_weak for name in find_names(claim))
        or bool(find_dates(claim, ANY_DAY))
        or bool(find_clock_times(claim))
    )


def missing_facts(evidence: Evidence, claim: str, question: str = "") -> list[str]:
    """Return the words of the claim's figures, dates, names and quotations that the evidence does not hold.

    A quotation is sought in articles of the claim's language: in another one it is a translation.
    """
    return [
        *_missing_dates_and_figures(evidence, claim, question),
        *of_other_fates(evidence.text, claim, evidence.article.language),
        *_missing_times(evidence, claim, question),
        *_missing_quotations(evidence, claim, question),
        *_missing_names(evidence, claim, question),
    ]


def _missing_dates_and_figures(evidence: Evidence, claim: str, question: str) -> list[str]:
    """Read together: a number within a date is no count."""
    published = evidence.article.published
    # An answer of one figure does not say what it is: "1853." may be a year or a count.
    is_alone = bare_year(claim.strip(" .")) is not None
    dates = [] if is_alone else find_dates(claim, published)
    asked_dates = find_dates(question, published)
    missing = []
    for found in dates:
        is_asked = any(same_date(found, asked) for asked in asked_dates)
        held = _holds_date(evidence.text, published, found) or (
            is_asked and (_holds_date(_whole(evidence), published, found) or _is_around(published, found))
        )
        missing += [] if held and fits_weekday(claim, found) else [claim[found.start : found.end]]

    asked_numbers, times = [*find_numbers(question), *find_fractions(question)], find_clock_times(claim)
    in_claim, fractions = find_numbers(claim), find_fractions(claim)
    ratios, shared = find_ratios(claim, in_claim), shared_readings(claim, in_claim)
    for number in [*(found for found in in_claim if not is_within(found, fractions)), *fractions]:
        is_of_a_time = any(found.start <= number.start < found.end for found in times)
        if number.is_weak or is_of_a_time or is_in_a_date(number.start, number.end, dates):
            continue
        others = [found for found in ratios if is_within(number, [found])]
        others += [found for found in shared if found.start == number.start]
        is_asked = any(same_number(number, asked) for asked in asked_numbers)
        figure, bound = claim[number.start : number.end], bound_before(claim, number)
        where = _whole(evidence) if is_asked else _where_counted(evidence, number.unit)
        # "The report of 2019 that": a year among words that do not say so.
        year = bare_year(figure) if is_asked or is_alone else None
        held = (
            any(holds_number(where, reading, bound) for reading in (number, *others))
            or holds_one(where, figure)
            or (
                year is not None
                and (_holds_date(where, published, year) or (is_asked and _is_around(published, year)))
            )
        )
        missing += [] if held else [figure]
    return missing


def _missing_times(evidence: Evidence, claim: str, question: str) -> list[str]:
    """Times of the clock, and durations in hours."""
    asked = find_clock_times(question)
    missing = []
    for found in find_clock_times(claim):
        if _AN_HOUR.fullmatch(fold(claim[found.start : found.end])):
            continue
        is_asked = any(same_clock_time(found, other) for other in asked)
        where = _whole(evidence) if is_asked else _where_counted(evidence, "hour")
        clock = any(same_clock_time(found, other) for other in find_clock_times(where))
        held = clock or holds_duration(where, found.minutes)
        missing += [] if held else [claim[found.start : found.end]]
    return missing


def _missing_quotations(evidence: Evidence, claim: str, question: str) -> list[str]:
    quotations = _quotations(claim)
    language = evidence.article.language
    if not quotations or detect_language(claim, language) != language:
        return []
    asked, around, whole = map(_words_of, (question, _around(evidence), _whole(evidence)))
    missing = []
    for quote in quotations:
        said = _words_of(quote)
        missing += [] if said in (whole if said in asked else around) else [quote]
    return missing


def _missing_names(evidence: Evidence, claim: str, question: str) -> list[str]:
    is_french = evidence.article.language == "fr"
    is_foreign = evidence.article.language != question_language(question, evidence.article.language)
    asked_names = [name.text for name in find_names(question)]
    # Questions are often typed without capitals.
    asked_words = {fold(word) for word in words(question)}
    around, whole = _around(evidence), _whole(evidence)
    numbers = find_numbers(claim)
    missing = []
    for name in find_names(claim):
        # The "US" of "US$5" is no country.
        if name.is_weak or is_within(name, numbers) or holds_name(around, name.text):
            continue
        if (
            may_go_unsaid(claim, name, around, whole)
            or is_of_the_state(claim, name, around, whole, is_french=is_french)
            or holds_behind_opener(claim, name, around)
        ):
            continue
        is_asked = any(same_name(name.text, asked) for asked in asked_names) or (
            {fold(word) for word in words(name.text)} <= asked_words
        )
        held = is_asked and holds_asked_name(whole, name.text, is_foreign=is_foreign)
        missing += [] if held else [name.text]
    return missing


def _holds_date(text: str, published: date | None, claimed: DateMention) -> bool:
    if any(same_date(claimed, found) for found in find_dates(text, published)):
        return True
    # "in 2019" of an article of 2019 needs no words; a day does, and so does "since 2008".
    is_closed = (claimed.first, claimed.last) == (claimed.named_first, claimed.named_last)
    # A year at most: "from 2005 to 2013" is told by no day of publication.
    is_coarse = is_closed and _A_DAY < (claimed.last - claimed.first).days <= _A_YEAR.days
    if not is_coarse or published is None or not claimed.first <= published <= claimed.last:
        return False
    return not any(_is_another_time(text, published, found, claimed) for found in find_dates(text, published))


def _is_another_time(text: str, published: date, found: DateMention, claimed: DateMention) -> bool:
    """Tell whether the text dates itself otherwise: "Le 5 mars 2012" says nothing of 2013, "mardi" might."""
    is_open = found.first == date.min or found.last == date.max
    is_apart = found.named_last < claimed.first or claimed.last < found.named_first
    if is_open or not found.year_known or not is_apart:
        return False
    if (found.named_last - found.named_first).days > _A_DAY:
        return True
    # What is announced for a day soon to come is announced now.
    is_soon = 0 < (found.named_first - published).days <= _A_MONTH
    if is_soon or _OF_SOMETHING_ELSE.search(plain_letters(text[: found.start])):
        return False
    # The year of "le 5 mars" is but the nearest; that it is not December is said.
    is_of_a_month = (claimed.last - claimed.first).days <= _A_MONTH
    figures = max(map(len, _FIGURES.findall(text, found.start, found.end)), default=0)
    return figures >= _YEAR or (figures > 0 and is_of_a_month)


def _is_around(published: date | None, asked: DateMention) -> bool:
    """Tell whether an article appeared within a year of the time of the question, which it need not name."""
    return (
        published is not None
        and _YEARS.start < asked.named_first.year <= asked.named_last.year < _YEARS.stop
        and (asked.named_last - asked.named_first).days > _A_DAY
        and asked.named_first - _A_YEAR <= published <= asked.named_last + _A_YEAR
    )


def _where_counted(evidence: Evidence, unit: str | None) -> str:
    """The quoted words, and the title where those count nothing in the unit: no title says otherwise."""
    says = any(found.unit == unit and not found.is_weak for found in counts(evidence.text))
    return evidence.text if says else f"{_title(evidence)}\n{evidence.text}"


def _quotations(claim: str) -> list[str]:
    return [said.strip() for said in _QUOTED.findall(claim) if len(said.split()) >= _FEWEST_QUOTED]


def _words_of(text: str) -> str:
    """The folded words of a text, with one space around each."""
    return f" {' '.join(fold(word) for word in words(text))} "


def _around(evidence: Evidence) -> str:
    """The title, the sentence before the quoted words, and those."""
    previous = sentence_before(evidence.article.text, evidence.start)
    if addresses_model(previous):
        previous = ""
    return f"{_title(evidence)}\n{previous}\n{evidence.text}"


def _whole(evidence: Evidence) -> str:
    return f"{_title(evidence)}\n{evidence.article.text}"


def _title(evidence: Evidence) -> str:
    """The article's title; one that commands a chat model supports nothing."""
    title = evidence.article.title
    return "" if addresses_model(title) else title
