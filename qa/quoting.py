"""Answers in the exact words of the evidence: its best sentences, or the words that a reader pointed to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.date_mentions import find_dates
from index.text.names import find_names, holds_name
from qa.citations import read_drafts
from qa.completeness import answers
from qa.dated import with_dates_written, write_date
from qa.records import Evidence, Sentence

QUOTED = 2


def quote_best(evidence: Sequence[Evidence], most: int = QUOTED) -> list[Sentence]:
    """Return the `most` best evidence sentences, best first, as sentences that cite themselves."""
    best = sorted(evidence, key=lambda item: -item.score)[:most]
    return [_quotation(item.text, item) for item in best]


def quote_read(
    quote: str, written: str, asked: str, language: str, evidence: Sequence[Evidence]
) -> list[Sentence]:
    """Return a reader's quote, if it stands in the evidence, says what is asked, and is about what is asked.

    It stands in for the sentence that the reader made of it, where that is not verified ("two million" of
    "deux cent mille"). As nothing is said around it, the article must name all that the question names.
    The evidence that `written` cites is looked at first.
    """
    if not answers(quote, asked, language):
        return []
    cited = {number for draft in read_drafts(written) for number in draft.numbers}
    names = [name.text for name in find_names(asked) if not name.is_weak]
    for item in sorted(evidence, key=lambda item: item.number not in cited):
        article = f"{item.article.title}\n{item.article.text}"
        found = words_in(item.text, _as_it_stands(quote, item, language).strip())
        if found and all(holds_name(article, name) for name in names):
            return [_quotation(found, item, _day(found, item, language))]
    return []


def words_in(text: str, words: str) -> str | None:
    """Return `words` as they stand in `text`, whole: neither "8" is in "8 000" nor "500" in "1 500"."""
    before = r"(?<!\w)(?<!\d[.,\s])" if words[:1].isdigit() else r"(?<!\w)"
    found = re.search(rf"{before}{re.escape(words)}(?!\w)(?![.,\s]\d)", text, re.IGNORECASE)
    return found[0] if found and words.strip() else None


def _as_it_stands(quote: str, item: Evidence, language: str) -> str:
    """Take out of a quote what was written behind the dates of the evidence when it was shown.

    Of "jeudi 19 décembre 2013", shown for "jeudi", a reader may have copied "19 décembre 2013" alone.
    """
    published = item.article.published
    for mention in find_dates(item.text, published):
        said = item.text[mention.start : mention.end]
        shown = with_dates_written(said, published, language)
        is_its_day = quote.strip() == write_date(mention.named_first, language)
        if shown != said and is_its_day and not words_in(item.text, quote.strip()):
            return said
        quote = quote.replace(shown, said)
    return quote


def _day(words: str, item: Evidence, language: str) -> str:
    """Return the day that "jeudi" is, in parentheses; nothing where the words tell it or there is none."""
    found = find_dates(words, item.article.published)
    is_told = with_dates_written(words, item.article.published, language) == words
    return "" if is_told else f" ({write_date(found[0].first, language)})"


def _quotation(words: str, item: Evidence, behind: str = "") -> Sentence:
    text = f"« {' '.join(words.split())} »{behind}"
    return Sentence(text=text, citations=(item.number,), verified=True)
