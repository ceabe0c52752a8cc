"""Pure functions: does an answer hold one of the forms that are accepted for it?

Numbers and dates are compared by what they mean ("huit mille" is "8,000", "19 décembre 2013" is "December 19,
2013"), everything else word by word without case, accents, articles and prepositions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from index.text.date_mentions import DateMention, bare_year, find_dates, same_date
from index.text.numbers import NumberMention, find_numbers, same_number
from index.text.terms import fold, words

# Negations stay: "pas de fumée" is not "fumée".
_SMALL_WORDS = frozenset(
    "le la les un une des du de au aux en dans sur par a the an of in on at to by from d l".split()  # noqa: SIM905
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?(?:h|:)\s?(\d{2})?(?![^\W_])")


class Token(NamedTuple):
    """One unit of an answer: a date, a number (a bare year is both) or a folded word."""

    word: str = ""
    number: NumberMention | None = None
    date: DateMention | None = None


def holds_any_form(text: str, forms: Iterable[str], published: date | None = None) -> bool:
    """Tell whether `text` holds one of the accepted forms of an answer.

    Args:
        text: An answer without citation markers, or a quote.
        forms: The accepted forms; an empty one is held by nothing.
        published: The day from which the relative dates of `text` ("jeudi") are read, if there is one.
    """
    tokens = read_tokens(text, published)
    return any(_holds(tokens, read_tokens(form)) for form in forms)


def token_f1(text: str, forms: Iterable[str]) -> float:
    """Return the best F1 of the tokens of `text` against those of a form: 0 to 1; 0 without a form.

    The measure of SQuAD (Rajpurkar et al., 2016), with numbers and dates as one token each.
    """
    given = Counter(_key(token) for token in _without_small_words(read_tokens(text)))
    return max((_f1(given, form) for form in forms), default=0.0)


def read_tokens(text: str, published: date | None = None) -> list[Token]:
    """Cut `text` into tokens, in order; a number within a date is part of the date."""
    tokens: list[Token] = []
    offset = 0
    for start, end, token in _mentions(text, published):
        tokens += _words(text[offset:start])
        tokens.append(token)
        offset = end
    return tokens + _words(text[offset:])


def _mentions(text: str, published: date | None) -> Iterator[tuple[int, int, Token]]:
    dates = {(mention.start, mention.end): mention for mention in find_dates(text, published)}
    numbers = {(mention.start, mention.end): mention for mention in find_numbers(text)}
    last = 0
    # At the same start the longer first: "2 000 euros" is no year, "2 mars 2004" no number.
    for start, end in sorted({*dates, *numbers}, key=lambda span: (span[0], -span[1])):
        if start >= last:
            found = dates.get((start, end)) or bare_year(text[start:end])
            yield start, end, Token(number=numbers.get((start, end)), date=found)
            last = end


def _words(text: str) -> list[Token]:
    return [Token(word=fold(word)) for word in words(_CLOCK.sub(r"\1h\2", text))]


def _without_small_words(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.word not in _SMALL_WORDS]


def _holds(tokens: Sequence[Token], form: Sequence[Token]) -> bool:
    sought = _without_small_words(form)
    given = _without_small_words(tokens) if sought else tokens
    sought = sought or list(form)
    starts = range(len(given) - len(sought) + 1) if sought else range(0)
    return any(all(map(_agrees, sought, given[start : start + len(sought)])) for start in starts)


def _agrees(form: Token, given: Token) -> bool:
    if form.number and given.number and same_number(form.number, given.number):
        return True
    if form.date and given.date and same_date(form.date, given.date):
        return True
    return bool(form.word) and form.word == given.word


def _f1(given: Counter[str], form: str) -> float:
    sought = Counter(_key(token) for token in _without_small_words(read_tokens(form)))
    shared = (given & sought).total()
    return 2 * shared / (given.total() + sought.total()) if shared else 0.0


def _key(token: Token) -> str:
    """Name a token so that equal ones share the name; a bare year goes by its number."""
    if token.number:
        return f"{token.number.value.normalize():f}"
    if token.date:
        return f"{token.date.named_first}/{token.date.named_last}"
    return token.word
