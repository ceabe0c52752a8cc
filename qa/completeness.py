"""Pure functions: does a sentence say what the question asks for, or only the question over again?

A small model that does not find the answer likes to turn the question into a statement, and every word
of that is in the evidence. What makes a sentence an answer is what the question did not hold.
"""

from __future__ import annotations

import re

from index.text.clock_times import find_clock_times, same_clock_time
from index.text.date_mentions import find_dates, is_in_a_date, same_date
from index.text.known_names import known_names
from index.text.names import find_names, holds_name
from index.text.number_fractions import find_fractions
from index.text.numbers import find_numbers, same_number
from index.text.terms import fold, terms, words
from qa.question_type import ANY_DAY, kinds_asked

# No sentence ends with these, folded; a model that has nothing to say stops behind them.
_OPEN_ENDINGS = {
    "fr": frozenset(
        """
        a au aux avec d dans de des du en est et etait l la le les ou par pour qu que qui sont un une
        """.split()  # noqa: SIM905 - words read better than quoted words
    ),
    "en": frozenset(
        """
        a an and are at by for from in is of on or that the to was were who with
        """.split()  # noqa: SIM905 - words read better than quoted words
    ),
}
# "Who" may be answered by "the inhabitants"; what these ask for begins with a capital.
_ASKS_FOR_A_NAME = re.compile(
    r"\bcomment (?:s'appel|se nomm)|\bquels? (?:est|etait|sont|etaient) les? noms?\b"
    r"|\bwhat (?:is|was|are|were) (?:the |his |her |their )?(?:(?:full |first |last )?names?"
    r"|[\w' -]{1,60}\bcalled)\b(?! (?:for|off|in|on|by)\b)"
)
_ASKS_A_TIME = re.compile(
    r"\bcombien de temps\b|\bquand\b|\b(?:duree|frequence|age|delai)\b"
    r"|\bhow (?:long|often|old|soon)\b|\bwhen\b"
)
# Towns and countries have names of their own; "Paris or Lyon?" names the answer itself.
_ASKS_WHICH_PLACE = re.compile(r"\b(?:quel(?:le)?|which|what) (?:pays|ville|country|city|town)\b")
_GIVES_A_CHOICE = re.compile(r"\b(?:ou|or|entre|between|parmi|among)\b")
# "Who" and "qui" of "how many people who" ask for nobody.
_HOW_MANY_WHO = re.compile(r"\b(?:combien|how (?:many|much))\b.*\b(?:qui|who|whom|whose|where)\b")
_WORD = re.compile(r"[^\W_]+")
# Times that hold no figure, folded; "un" and "a" count for none where figures are read.
_TIME = re.compile(
    r"\b(?:une?|an?|demi|half an?|every|each|chaque|par|per|tou(?:te)?s les|quelques|plusieurs|several|few)"
    r"[ -](?:demi-?|half )?(?:secondes?|minutes?|heures?|journees?|jours?|semaines?|mois|trimestres?"
    r"|semestres?|an(?:nee)?s?|decennies?|siecles?|seconds?|hours?|days?|weeks?|months?|years?|decades?"
    r"|centur(?:y|ies))\b"
)


# Counts without a figure; "several" and "many" tell no more than the question did.
_SOME_NUMBER = re.compile(
    r"\b(?:milliers|dizaines?|vingtaine|trentaine|quarantaine|cinquantaine|centaines?|millions|milliards|aucune?"
    r"|thousands|hundreds|dozens|billions|none|no (?:survivors?|deaths?|casualties|victims|injuries)"
    r"|moitie|half)\b"
)


def answers(claim: str, question: str, language: str) -> bool:
    """Tell whether `claim` is whole and adds what `question` asks for: a figure, a date, any new word."""
    return _is_whole(claim, language) and _adds_what_is_asked(claim, question, language)


def _is_whole(claim: str, language: str) -> bool:
    """Tell whether the claim does not break off: "The driver was called" and "Il s'agit de" do."""
    found = _WORD.findall(claim)
    # "Il est passé à l'Est" is whole: what has a capital at the end is a name.
    is_open = bool(found) and found[-1].islower() and fold(found[-1]) in _OPEN_ENDINGS.get(language, ())
    return bool(found) and not is_open


def _adds_what_is_asked(claim: str, question: str, language: str) -> bool:
    asked = fold(question).replace("’", "'")
    if _ASKS_FOR_A_NAME.search(asked) and not _adds_name(claim, question):
        return False
    asks_which_place = _ASKS_WHICH_PLACE.search(asked) and not _GIVES_A_CHOICE.search(asked)
    if asks_which_place and not (_adds_name(claim, question) or _adds_place(claim, question)):
        return False
    kinds = kinds_asked(question)
    if _HOW_MANY_WHO.search(asked):
        kinds -= {"name"}
    if kinds <= {"number", "date"} and kinds:
        asks_a_time = "date" in kinds or bool(_ASKS_A_TIME.search(asked))
        return _adds_number(claim, question, language) or (
            asks_a_time and (_adds_date(claim, question) or _adds_time(claim, question))
        )
    return bool(set(terms(claim, language)) - set(terms(question, language)))


def _adds_name(claim: str, question: str) -> bool:
    """Tell whether the claim has a name that the question has not, or more words of one that it has."""
    asked = {fold(word) for word in words(question)}
    for name in find_names(claim):
        said = {fold(word) for word in words(name.text)}
        # Some words and not all: "Iraq" is no more of a name than "Irak".
        if not holds_name(question, name.text) or (said & asked and said - asked):
            return True
    return False


def _adds_place(claim: str, question: str) -> bool:
    """Tell whether the claim speaks of a place that the question does not: "Il est belge" does of Belgium."""
    asked = {row for known in known_names(question) for row in known.rows}
    return any(not known.rows & asked for known in known_names(claim))


def _adds_number(claim: str, question: str, language: str) -> bool:
    """Tell whether the claim has a figure that is not the question's, or one that counts something else."""
    asked, asked_terms = find_numbers(question), set(terms(question, language))
    dates = find_dates(claim, ANY_DAY)
    fractions = find_fractions(question)
    if any(not any(same_number(found, other) for other in fractions) for found in find_fractions(claim)):
        return True
    if set(_SOME_NUMBER.findall(fold(claim))) - set(_SOME_NUMBER.findall(fold(question))):
        return True
    for found in find_numbers(claim):
        if is_in_a_date(found.start, found.end, dates):
            continue
        next_word = terms(next(iter(words(claim[found.end :])), ""), language)
        if not any(same_number(found, other) for other in asked) or set(next_word) - asked_terms:
            return True
    return False


def _adds_time(claim: str, question: str) -> bool:
    """Tell whether the claim gives a time that is not asked, of the clock or "toutes les demi-heures"."""
    asked, asked_times = fold(question), find_clock_times(question)
    return any(found not in asked for found in _TIME.findall(fold(claim))) or any(
        not any(same_clock_time(found, other) for other in asked_times) for found in find_clock_times(claim)
    )


def _adds_date(claim: str, question: str) -> bool:
    asked = find_dates(question, ANY_DAY)
    return any(not any(same_date(found, other) for other in asked) for found in find_dates(claim, ANY_DAY))
