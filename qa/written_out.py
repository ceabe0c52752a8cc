"""What a reader of today lacks in an answer: which Wednesday it was, and the words that were translated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.date_mentions import find_dates
from index.text.date_words import WEEKDAYS
from index.text.letters import plain_letters
from qa.accepted_forms import holds_any_form
from qa.dated import write_date
from qa.quoting import words_in
from qa.records import Evidence, Sentence
from qa.support import states_facts

# "mercredi 5", "Wednesday, August 5" and "le mercredi 5" tell the day already; so does "mercredi (5 août)".
_BARE_WEEKDAY = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)})\b(?!,?\s*\(?\d)(?!,?\s+[^\W\d_]+\s\d)(?!\s+des\b)", re.IGNORECASE
)
_LAST_SIGNS = re.compile(r"[.!?…\s]*$")
_QUOTATION = "«"


def with_days_written(
    sentences: Sequence[Sentence], language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Write the day behind a weekday, as the cited evidence has it: "on Wednesday (5 August 2020)".

    Where the evidence has two such days, or none, nothing is added; nor within a quotation.
    """
    written = []
    for sentence in sentences:
        cited = [item for item in evidence if item.number in sentence.citations]
        days = {
            found.first
            for item in cited
            for found in find_dates(item.text, item.article.published)
            if found.first == found.last and found.year_known
        }
        text = sentence.text
        for weekday in reversed([] if _QUOTATION in text else list(_BARE_WEEKDAY.finditer(text))):
            of_week = WEEKDAYS[plain_letters(weekday[0]).casefold()]
            fitting = [day for day in days if day.weekday() == of_week]
            if len(fitting) == 1:
                day = write_date(fitting[0], language)
                text = f"{text[: weekday.end()]} ({day}){text[weekday.end() :]}"
        written.append(sentence.model_copy(update={"text": text}))
    return written


def with_original_words(
    sentences: Sequence[Sentence], quote: str | None, language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Write the words that a reader copied behind the sentence in which it translated them.

    Nobody has checked its translation. Figures, dates and names have been checked in both languages, so
    words that state them need no original; nor do words that the sentence holds as they are.
    """
    if not quote or states_facts(quote):
        return list(sentences)
    written = []
    for sentence in sentences:
        abroad = [
            item
            for item in evidence
            if item.number in sentence.citations and item.article.language != language
        ]
        found = next(filter(None, (words_in(item.text, quote.strip()) for item in abroad)), None)
        text = sentence.text
        if found and _QUOTATION not in text and not holds_any_form(text, [found]):
            end = _LAST_SIGNS.search(text)
            place = end.start() if end else len(text)
            text = f"{text[:place]} (« {' '.join(found.split())} »){text[place:]}"
        written.append(sentence.model_copy(update={"text": text}))
    return written
