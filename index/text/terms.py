"""Text -> the terms a lexical index counts: French and English, folded and stemmed.

"l'Irak" is "Irak", "États-Unis" is "etats unis", "8 000", "8.000" and "8,000" are "8000".
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

_GROUPED_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?![\d]|[.,]\d)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_ELISION = re.compile(
    r"^(?:[ldjtsmnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)['’](?=.)", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ALGORITHMS = {"fr": "french", "en": "english"}
LANGUAGES = tuple(_ALGORITHMS)
WEAK = 0.3

# Words that say nothing of what a text is about, folded; question words are among them.
STOPWORDS = {
    "fr": frozenset(
        """
        a ai aient ainsi alors apres as au aucun aura auront aussi autre autres aux avait avaient avant avec
        avez avoir avons ayant car ce ceci cela celle celles celui ces cet cette ceux chez ci comme comment
        combien d dans de des donc dont du elle elles en encore entre es est et etaient etait etant ete etes
        etre eu eut eux fait faire fut il ils j je l la laquelle le lequel les lesquels leur leurs lors lui m
        ma mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par parce pas peu peut plus pour
        pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera seront ses si son
        sont sous suis sur t ta te tes toi ton tous tout toute toutes tres tu un une vers vos votre vous y
        """.split()  # noqa: SIM905
    ),
    "en": frozenset(
        """
        a about after all also am an and any are as at be because been before being both but by can could did
        do does doing during each few for from further had has have having he her here hers him his how i if
        in into is it its itself just me more most much many my no nor not now of off on once only or other
        our ours out over own s same she should so some such t than that the their theirs them then there
        these they this those through to too under until up very was we were what when where which while who
        whom whose why will with would you your yours
        """.split()  # noqa: SIM905
    ),
}

# PyStemmer keeps state in its objects, so each thread has its own.
_local = threading.local()


def fold(text: str) -> str:
    """Lower-case `text` and take the accents off: "Évêché" -> "eveche", "Œuvre" -> "oeuvre"."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return letters.casefold().replace("œ", "oe").replace("æ", "ae")


def words(text: str) -> list[str]:
    """Return the words and numbers of `text` as they stand, without elided articles and possessives."""
    joined = _GROUPED_NUMBER.sub(lambda found: re.sub(r"\D", "", found.group()), text)
    found_words: list[str] = []
    for found in _WORD.finditer(joined):
        word = _POSSESSIVE.sub("", _ELISION.sub("", found.group()))
        if word and not (len(word) == 1 and not word.isdigit() and not word.isupper()):
            found_words.extend(part for part in re.split("['’]", word) if part)
    return found_words


def terms(text: str, language: str) -> list[str]:
    """Return the terms of `text`, stemmed by the rules of `language` ("fr", "en"; others are only folded)."""
    stopwords = STOPWORDS.get(language, frozenset())
    return [_stem(word.casefold(), language) for word in words(text) if not _is_stopword(word, stopwords)]


def query_terms(question: str, language: str, article_language: str) -> dict[str, float]:
    """Return the distinct terms that a question looks for in articles of one language, with weights.

    In articles of the question's own language each of its words counts 1. In others only what both
    languages write alike does: names (capitals) and figures count 1; another word counts WEAK, for
    it may be written alike ("missiles", "President") or mean something else ("sale", "pain").
    """
    stopwords = STOPWORDS.get(language, frozenset())
    weights: dict[str, float] = {}
    for word in words(question):
        # In a question all in capitals they tell no acronym.
        if _is_stopword(word.lower() if question.isupper() else word, stopwords):
            continue
        is_free = language == article_language or not word.islower()
        term = _stem(word.casefold(), article_language)
        weights[term] = max(weights.get(term, 0.0), 1.0 if is_free else WEAK)
    return weights


def _is_stopword(word: str, stopwords: frozenset[str]) -> bool:
    """Tell whether a word is in the list and no acronym ("WHO", "IT", "ARS" are)."""
    return fold(word) in stopwords and not (len(word) > 1 and word.isupper())


@lru_cache(maxsize=200_000)
def _stem(word: str, language: str) -> str:
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or not word.isalpha():
        return fold(word)
    stemmers: dict[str, Stemmer.Stemmer] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return fold(stemmers[algorithm].stemWord(word))
