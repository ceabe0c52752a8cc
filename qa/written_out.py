"""What a reader of today lacks in an answer: which Wednesday it was, and the words that were translated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.text.date_mentions import find_dates
from index.text.date_words import WEEKDAYS
from index.text.letters import plain_letters
from qa.accepted_forms import holds_any_form
from qa.dated import write_date
from qa.quoting import words_in
from qa.records import Evidence, Sentence
from qa.support import states_facts

_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
# "mercredi (5 août)" tells the day already; "mercredi matin" is one time.
_TOLD = re.compile(r"\s*[(,]?\s*\d")
_PART_OF_DAY = re.compile(r"\s(?:matin|midi|après-midi|soir|nuit|morning|noon|afternoon|evening|night)\b")
_LAST_SIGNS = re.compile(r"[.!?…\s]*$")
_QUOTATION = re.compile(r"[«“\"]")


def with_days_written(
    sentences: Sequence[Sentence], language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Write the day behind a weekday, as the cited evidence has it: "on Wednesday (5 August 2020)".

    Where the evidence tells of two such days, or of none, nothing is added; nor to what quotes.
    """
    written = []
    for sentence in sentences:
        cited = [item for item in evidence if item.number in sentence.citations]
        told = {day for item in cited for _, day in _weekdays(item.text, item.article.published)}
        text = sentence.text
        if cited and not _QUOTATION.search(text):
            for end, guessed in reversed(_weekdays(text, cited[0].article.published)):
                # Which Wednesday it was, the article tells: in the answer a verb may be lacking that did.
                fitting = [day for day in told if day.weekday() == guessed.weekday()]
                if len(fitting) == 1 and not _TOLD.match(text, end):
                    text = f"{text[:end]} ({write_date(fitting[0], language)}){text[end:]}"
        written.append(sentence.model_copy(update={"text": text}))
    return written


def _weekdays(text: str, published: date | None) -> list[tuple[int, date]]:
    """Return where each weekday without a number ends, and its day, read from the article's date."""
    found = []
    for mention in find_dates(text, published):
        said = text[mention.start : mention.end]
        is_day = mention.named_first == mention.named_last and mention.year_known
        is_bare = not any(sign.isdigit() for sign in said)
        if is_day and is_bare and _WEEKDAY.search(plain_letters(said).lower()):
            part = _PART_OF_DAY.match(text, mention.end)
            found.append((part.end() if part else mention.end, mention.named_first))
    return found


def with_original_words(
    sentences: Sequence[Sentence], quote: str | None, language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Write the words that a reader copied behind the first sentence in which it translated them.

    Nobody has checked its translation. Figures, dates and names have been checked in both languages, so
    words that state them need no original; nor do words that the sentence holds as they are.
    """
    if not quote or states_facts(quote):
        return list(sentences)
    for place, sentence in enumerate(sentences):
        abroad = [
            item
            for item in evidence
            if item.number in sentence.citations and item.article.language != language
        ]
        found = next(filter(None, (words_in(item.text, quote.strip()) for item in abroad)), None)
        text = sentence.text
        if found and not _QUOTATION.search(text) and not holds_any_form(text, [found]):
            cut = len(_LAST_SIGNS.sub("", text, count=1))
            text = f"{text[:cut]} (« {' '.join(found.split())} »){text[cut:]}"
            return [*sentences[:place], sentence.model_copy(update={"text": text}), *sentences[place + 1 :]]
    return list(sentences)
