"""Pure functions: where articles give different figures for what is asked, give them all, the latest first.

A toll climbs from day to day, and articles of one day differ; a model that reads them picks any. To tell
of a disagreement where there is none would be worse than silence: two figures are set against each other
only if they count the same, in articles near in time with the same places and days, told in like words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from index.text.numbers import find_numbers, same_number
from index.text.terms import terms
from qa.counted import Counted, agree, fates_of, find_counted
from qa.question_type import kinds_asked
from qa.records import Evidence, Sentence
from qa.same_event import tell_the_same
from qa.wording import Language, write_count, write_date

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "first": "Les articles ne concordent pas : {figure} selon celui du {day}.",
        "next": "{figure} selon celui du {day}.",
        "same_day": "{figure} selon un autre du {day}.",
        "dead": "morts",
        "injured": "blessés",
        "missing": "disparus",
        "arrested": "arrestations",
        "evacuated": "personnes évacuées",
        "homeless": "personnes sans abri",
    },
    "en": {
        "first": "The articles disagree: {figure} according to that of {day}.",
        "next": "{figure} according to that of {day}.",
        "same_day": "{figure} according to another of {day}.",
        "dead": "dead",
        "injured": "injured",
        "missing": "missing",
        "arrested": "arrests",
        "evacuated": "people evacuated",
        "homeless": "people without a home",
    },
}
MOST = 4
"""Figures told: the latest."""


class Told(NamedTuple):
    """A figure that evidence gives, and the day of its article."""

    evidence: Evidence
    figure: Counted
    published: date


def with_disagreement(
    sentences: Sequence[Sentence], question: str, language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Return the sentences of an answer, a disputed figure replaced by all that articles give.

    Args:
        sentences: verified, with the numbers of their evidence.
        question: the standalone question.
        language: of the question.
        evidence: all that was found.
    """
    told = find_disagreement(sentences, question, language, evidence)
    if not told:
        return list(sentences)
    kept = [
        sentence
        for sentence in sentences
        if not any(_gives(sentence, language, item.evidence, item.figure) for item in told)
    ]
    return [*_sentences(told, language), *kept]


def find_disagreement(
    sentences: Sequence[Sentence], question: str, language: str, evidence: Sequence[Evidence]
) -> list[Told]:
    """Return the figures that articles give for what is asked, each once, the latest first; or none."""
    if "number" not in kinds_asked(question):
        return []
    answered = _answered(sentences, question, language, evidence)
    if answered is None:
        return []
    comparable: dict[str, list[Told]] = {}
    for item in evidence:
        found = _figures(item, answered.figure)
        if item.article.published and found and tell_the_same(answered.evidence, item, question, language):
            of_article = comparable.setdefault(item.article.id, [])
            of_article += [Told(item, figure, item.article.published) for figure in found]
    # What an article gives in two ways is not known.
    settled = [told[0] for told in comparable.values() if _is_one(each.figure for each in told)]
    if not any(told.evidence.article.id == answered.evidence.article.id for told in settled):
        return []
    distinct: list[Told] = []
    for told in sorted(settled, key=lambda told: (told.published, told.evidence.score), reverse=True):
        if not any(agree(told.figure, other.figure) for other in distinct):
            distinct.append(told)
    return distinct[:MOST] if len(distinct) > 1 else []


def _answered(
    sentences: Sequence[Sentence], question: str, language: str, evidence: Sequence[Evidence]
) -> Told | None:
    """Return the one figure of the answer that counts what is asked, as its evidence gives it."""
    by_number = {item.number: item for item in evidence}
    found: list[Told] = []
    for sentence in sentences:
        for item in (by_number[number] for number in sentence.citations if number in by_number):
            found += [
                Told(item, figure, item.article.published)
                for figure in find_counted(item.text, item.article.language, item.article.published)
                if item.article.published
                and _gives(sentence, language, item, figure)
                and _is_asked(figure, question, language, item.article.language)
            ]
    return found[0] if found and _is_one(told.figure for told in found) else None


def _is_one(figures: Iterable[Counted]) -> bool:
    first, *others = figures
    return all(other.subject == first.subject and agree(first, other) for other in others)


def _figures(item: Evidence, answered: Counted) -> list[Counted]:
    found = find_counted(item.text, item.article.language, item.article.published)
    return [figure for figure in found if figure.subject == answered.subject]


def _gives(sentence: Sentence, language: str, item: Evidence, figure: Counted) -> bool:
    """Tell whether a sentence gives a figure of its evidence, counting the same where that can be told."""
    if not any(same_number(number, figure.mention) for number in find_numbers(sentence.text)):
        return False
    alike = [
        other
        for other in find_counted(sentence.text, language, item.article.published)
        if same_number(other.mention, figure.mention)
    ]
    fates = {part for part in figure.subject if ":" not in part}
    return not alike or any({part for part in other.subject if ":" not in part} == fates for other in alike)


def _is_asked(figure: Counted, question: str, language: str, article_language: str) -> bool:
    """Tell whether a question asks for what a figure counts; a noun must be one of its own."""
    if any(same_number(figure.mention, number) for number in find_numbers(question)):
        return False
    fates = frozenset(part for part in figure.subject if ":" not in part)
    nouns = {part.removeprefix("noun:") for part in figure.subject if part.startswith("noun:")}
    has_unit = any(part.startswith("unit:") for part in figure.subject)
    if fates != fates_of(question) and not has_unit:
        return False
    return nouns <= (set(terms(question, language)) if language == article_language else set())


def _sentences(told: Sequence[Told], language: str) -> list[Sentence]:
    written_in: Language = "fr" if language == "fr" else "en"
    words = WORDS[written_in]
    sentences, days = [], set[date]()
    for place, item in enumerate(told):
        key = "first" if place == 0 else "same_day" if item.published in days else "next"
        days.add(item.published)
        text = words[key].format(
            figure=_written(item, written_in, is_first=place == 0), day=write_date(item.published, written_in)
        )
        sentences.append(Sentence(text=text, citations=(item.evidence.number,), verified=True))
    return sentences


def _written(item: Told, language: Language, *, is_first: bool) -> str:
    """Write a figure: in the article's own words where it is in the question's language."""
    mention = item.figure.mention
    words = " ".join(item.evidence.text[mention.start : mention.end].split())
    if item.evidence.article.language != language:
        words = write_count(int(mention.value), language) if mention.value % 1 == 0 else str(mention.value)
    fates = [WORDS[language][part] for part in sorted(item.figure.subject) if ":" not in part]
    # "15 enfants tués" are not all the dead.
    is_all = not any(part.startswith("noun:") for part in item.figure.subject)
    return f"{words} {' / '.join(fates)}" if fates and is_first and is_all else words
