"""Pure functions: the figures of a sentence, each with what it counts ("137 morts", "killed 137 people").

Only figures that the sentence gives as settled are read. A part of a total, an increase, a range, a forecast
and an earlier figure that is told for comparison ("dont 12", "12 more", "entre 10 et 12", "pourrait
atteindre 12", "contre 12 la veille") say nothing against another figure.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from index.records import Record
from index.text.date_mentions import find_dates, is_in_a_date
from index.text.letters import plain_letters
from index.text.numbers import NumberMention, find_numbers
from index.text.terms import STOPWORDS, terms
from qa.question_type import ANY_DAY

Subject = frozenset[str]
"""What is counted: fates ("dead"), "noun:" and a stem, "unit:" and a unit; all of them together."""

# What becomes of people: patterns read plain letters, French and English together.
FATES = {
    "dead": r"morte?s?|deces|decedee?s?|tuee?s?|ont peri|ont perdu la vie|trouve la mort|dead|deaths?"
    r"|fatalities|kill(?:ed|s)?|die[ds]?|lost their lives|perished|succomb\w+|succumb\w*"
    r"|execut(?:ed|ee?s?)",
    "injured": r"blessee?s?|injured|wounded|injuries|hurt",
    "missing": r"disparue?s?|missing",
    "arrested": r"interpellee?s?|interpellations?|arretee?s?|arrestations?|arrested|arrests|detained",
    "evacuated": r"evacuee?s?|evacuated",
    "homeless": r"sans[- ]abris?|homeless|deplacee?s?|displaced",
}
FATE = re.compile(r"\b(?:" + "|".join(f"(?P<{fate}>{words})" for fate, words in FATES.items()) + r")\b")
# "a tué 137 personnes", "killing at least 137".
DOING = re.compile(
    r"\b(?:(?P<dead>tue|tuant|tuer|kill(?:s|ed|ing)?|claimed)|(?P<injured>blesse|blessant|injur(?:ed|ing)"
    r"|wound(?:ed|ing))|(?P<arrested>interpelle|arrete|arrested|detained)|(?P<evacuated>evacue|evacuated))"
    r"(?:\s(?:au moins|plus de|pres de|environ|quelque|at least|more than|nearly|about|some|around))?\s$"
)
TOLL = re.compile(r"\b(?:bilan|death toll|toll|nombre de (?:morts|victimes))\b")
# Who they are is not said by these: "137 personnes tuées" are 137 dead, "12 enfants tués" are not.
_ANYBODY = frozenset("personne personnes people persons individus victimes victims lives vies".split())  # noqa: SIM905

UNITS = frozenset(
    "dollar euro franc hectare kilogram kilometre metre pound rouble tonne yen yuan".split()  # noqa: SIM905
)
"""Units of figures that can be compared; shares, ages and durations change from phrase to phrase."""

_STOPS = re.compile(r"[.;:!?()\n«»\"]")
_AFTER_ENDS = re.compile(
    r"[,.;:!?()\n«»\"]|\s(?:et|and|mais|but|dont|plus|selon|according|contre|apres|after)\s"
)
_OR_ALSO = re.compile(r"\s(?:ou|or|et|and)\s(?:des\s|de\s|d')?$")
_WORD = re.compile(r"[ -]?(?:de |d')?(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)")
_NOT_SETTLED = re.compile(
    r"\b(?:dont|parmi|including|of (?:whom|them|which)|among|notamment"
    r"|(?:pour|dev)rai(?:t|ent)|serai(?:t|ent)|aurai(?:t|ent)|risqu\w+|crai(?:nt|gnent|ndre)|redout\w+"
    r"|could|may|might|would|should|fear\w*|expect\w*|prevo\w+|prevu\w*|forecast\w*|objectif"
    r"|precedent\w*|previous\w*|earlier|auparavant|initial\w*|avai(?:t|ent)|had|compared|par rapport"
    r"|rappel\w*|demand\w+|reclam\w+|requi\w+|propos\w+|promet\w*|promis\w*|not|ne|n'|pas|dernieres|last"
    r"|quotidien\w*|daily)\b"
    r"|\b(?:jusqu'a|up to|sur|sur les|out of|contre|against|entre|between|autres?|another|a further|fois)\s$"
    r"|\d\s?(?:a|to|-|ou|or|et|and)\s?$"
)
_NOT_WHOLE = re.compile(
    r"\s?(?:a|to|-|ou|or)\s?\d|\s(?:autres?|nouve\w+|more|others?|additional|new|further|fois|times|sur\s\d"
    r"|out of|of (?:the|them|whom)|d'entre|des|du)\b"
    r"|[^,.;:!?]{0,40}\b(?:supplementaires?|de plus|graves?|grievement|legers?|legerement|serieu\w+"
    r"|seriously|critical\w*|slightly|minor|par jour|par an|per day|a day|a year|chacun\w*|each|quotidien\w*"
    r"|daily|en (?:\w+|\d+) (?:heures|jours)|in (?:\w+|\d+) (?:hours|days))\b"
)
_ABOUT = re.compile(
    r"\b(?:pres de|environ|quelque|autour de|a peu pres|about|around|nearly|almost|some|roughly)\s[$€£]?\s?$"
)
_AT_LEAST = re.compile(r"\b(?:plus de|plus d'|au moins|more than|at least|over)\s?(?:[$€£]\s?)?$")
_WINDOW = 60
_NEAR, _NEAR_WHEN_ROUND = Decimal("0.10"), Decimal("0.05")
_ROUND_FROM, _MILLION = 100, 10**6
_DIGITS_OF_ROUND = 2


class Counted(Record):
    """A figure of a text, what it counts, and whether the text calls it rough ("environ", "au moins")."""

    mention: NumberMention
    subject: Subject
    is_rough: bool = False


def find_counted(text: str, language: str, published: date | None = None) -> list[Counted]:
    """Return the settled figures of a text that count something, in order.

    Args:
        text: a sentence or two.
        language: of the text; nouns are stemmed by its rules.
        published: the day of the text.
    """
    plain = plain_letters(text)
    dates = find_dates(text, published or ANY_DAY)
    numbers = [number for number in find_numbers(text) if not number.is_weak]
    counted = []
    for place, number in enumerate(numbers):
        if number.unit == "ordinal" or is_in_a_date(number.start, number.end, dates):
            continue
        first = numbers[place - 1].end if place else 0
        last = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
        clause = _STOPS.split(plain[max(0, number.start - _WINDOW) : number.start])[-1]
        if _NOT_SETTLED.search(clause) or _NOT_WHOLE.match(plain, number.end):
            continue
        before = _STOPS.split(plain[max(first, number.start - _WINDOW) : number.start])[-1]
        subject = _subject(number, before, plain[number.end : last], language)
        if subject:
            is_rough = bool(_ABOUT.search(clause) or _AT_LEAST.search(clause))
            counted.append(Counted(mention=number, subject=subject, is_rough=is_rough))
    return counted


def agree(one: Counted, other: Counted) -> bool:
    """Tell whether two figures may be the same, one rounded: "8 000" and "7 984", "plus de 130" and "137"."""
    small, large = sorted((one.mention.value, other.mention.value))
    if small == large:
        return True
    if large <= 0:
        return False
    apart = (large - small) / large
    is_round = large >= _ROUND_FROM and (_is_round(small) or _is_round(large))
    allowed = _NEAR if one.is_rough or other.is_rough or large >= _MILLION else _NEAR_WHEN_ROUND
    return apart <= allowed and (is_round or one.is_rough or other.is_rough)


def fates_of(text: str) -> frozenset[str]:
    """Return the fates that a text speaks of; "bilan" and "toll" alone speak of the dead."""
    plain = plain_letters(text)
    found = frozenset(str(match.lastgroup) for match in FATE.finditer(plain))
    return found or (frozenset({"dead"}) if TOLL.search(plain) else frozenset())


def _subject(number: NumberMention, before: str, after: str, language: str) -> Subject:
    if number.unit is not None:
        return frozenset({f"unit:{number.unit}"}) if number.unit in UNITS else frozenset()
    ends = _AFTER_ENDS.search(after)
    counted = after[: ends.start()] if ends else after[:_WINDOW]
    fates = {str(match.lastgroup) for match in FATE.finditer(counted)}
    first = _WORD.match(after)
    noun = first["word"] if first and not FATE.match(first["word"]) and (not ends or ends.start()) else ""
    # What was done to them, before what else the sentence goes on to say: "arrested 3 men over the death of".
    if doing := DOING.search(before):
        fates = {str(doing.lastgroup)}
    elif fates:
        fates |= _fates_joined(after, ends.start()) if ends else set()
    elif TOLL.search(before) and (not noun or noun in _ANYBODY or noun in STOPWORDS["fr"] | STOPWORDS["en"]):
        fates = set(fates_of(before))
    if noun in _ANYBODY or noun in STOPWORDS["fr"] | STOPWORDS["en"]:
        noun = "" if fates or noun not in _ANYBODY else noun
    return frozenset(fates | {f"noun:{stem}" for stem in terms(noun, language)})


def _fates_joined(after: str, end: int) -> set[str]:
    """Return what is counted along: "137 morts et disparus" is no count of the dead."""
    rest = FATE.search(after, end)
    return {str(rest.lastgroup)} if rest and _OR_ALSO.fullmatch(after[end : rest.start()]) else set()


def _is_round(value: Decimal) -> bool:
    return len(value.normalize().as_tuple().digits) <= _DIGITS_OF_ROUND
