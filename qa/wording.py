"""What the page says, in French and in English; the answers themselves follow the question's language."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal

from qa import dated

Language = Literal["fr", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "fr": {
        "title": "Interroger l’archive",
        "tagline": "Chaque phrase renvoie aux mots exacts d’un article.",
        "articles": "articles",
        "conversation": "Conversation",
        "placeholder": "Posez une question à l’archive",
        "question": "Votre question",
        "ask": "Demander",
        "stop": "Arrêter",
        "clear": "Effacer",
        "understood": "Question comprise",
        "correct": "Corriger",
        "correct_why": "Corriger la question comprise et la poser telle quelle",
        "gloss": "Traduire en {language}",
        "glossing": "Traduction…",
        "glossed": "Traduction automatique, non vérifiée",
        "no_gloss": "Pas de traduction fiable de ce passage.",
        "within": "Période : {period}",
        "preferred": "Période privilégiée : {period}",
        "any_time": "Poser la même question sans période",
        "since": "depuis le {first}",
        "until": "jusqu’au {last}",
        "searching": "Recherche dans l’archive…",
        "writing": "Rédaction…",
        "stopped": "Réponse arrêtée.",
        "empty_question": "Écrivez d’abord une question.",
        "sources": "Sources",
        "waiting": "Les passages de l’archive qui fondent la réponse s’affichent ici.",
        "found": "Passages trouvés",
        "cited": "Passages cités",
        "others": "Autres passages trouvés",
        "nearest": "Passages les plus proches",
        "nothing": "Aucun passage de l’archive ne s’approche de cette question.",
        "source": "Source",
        "open": "Ouvrir l’article",
        "close": "Fermer",
        "article": "Article",
        "original": "Page d’origine",
        "missing_article": "Cet article n’est plus dans l’archive.",
        "undated": "sans date",
        "unverified": "non vérifiée",
        "unverified_why": "Phrase non vérifiée : les passages cités ne la confirment pas entièrement.",
        "verified_count": "Phrases vérifiées : {verified} sur {total}",
        "seconds": "{seconds} s",
        "refused": "L’archive ne le dit pas",
        "error": "Pas de réponse",
        "unexpected": "Une erreur imprévue s’est produite ; vous pouvez réessayer.",
        "loading": "Le modèle de rédaction se charge : d’ici là, les réponses sont des phrases de l’archive.",
        "missing": "Pas de modèle de rédaction : les réponses sont les phrases de l’archive, telles quelles.",
        "off": "Sans modèle de rédaction : les réponses sont les phrases de l’archive, telles quelles.",
        "failed": "Le démarrage n’a pas abouti.",
    },
    "en": {
        "title": "Ask the archive",
        "tagline": "Every sentence leads to the exact words of an article.",
        "articles": "articles",
        "conversation": "Conversation",
        "placeholder": "Ask the archive a question",
        "question": "Your question",
        "ask": "Ask",
        "stop": "Stop",
        "clear": "Clear",
        "understood": "Understood as",
        "correct": "Correct",
        "correct_why": "Correct the question as understood and ask it as it stands",
        "gloss": "Translate into {language}",
        "glossing": "Translating…",
        "glossed": "Machine translation, not checked",
        "no_gloss": "No reliable translation of this passage.",
        "within": "Period: {period}",
        "preferred": "Period preferred: {period}",
        "any_time": "Ask the same question at any time",
        "since": "since {first}",
        "until": "until {last}",
        "searching": "Searching the archive…",
        "writing": "Writing…",
        "stopped": "Answer stopped.",
        "empty_question": "Please write a question first.",
        "sources": "Sources",
        "waiting": "The passages of the archive behind the answer appear here.",
        "found": "Passages found",
        "cited": "Passages cited",
        "others": "Other passages found",
        "nearest": "Nearest passages",
        "nothing": "No passage of the archive comes near this question.",
        "source": "Source",
        "open": "Open the article",
        "close": "Close",
        "article": "Article",
        "original": "Original page",
        "missing_article": "This article is no longer in the archive.",
        "undated": "undated",
        "unverified": "unverified",
        "unverified_why": "Unverified sentence: the passages cited do not fully support it.",
        "verified_count": "Sentences verified: {verified} of {total}",
        "seconds": "{seconds} s",
        "refused": "The archive does not say",
        "error": "No answer",
        "unexpected": "Something unexpected went wrong; you may try again.",
        "loading": "The writing model is loading: until then answers are sentences of the archive.",
        "missing": "No writing model: answers are sentences of the archive, as they stand.",
        "off": "Without a writing model: answers are sentences of the archive, as they stand.",
        "failed": "The start did not succeed.",
    },
}

_LANGUAGE_NAMES: dict[Language, dict[str, str]] = {
    "fr": {"fr": "français", "en": "anglais"},
    "en": {"fr": "French", "en": "English"},
}


def preferred_language(accept_language: str | None) -> Language:
    """Choose the page's language from the browser's `Accept-Language` (its first entry).

    French where the browser says nothing; English where its language is neither of ours.
    """
    first = (accept_language or "fr").strip().lower()
    return "fr" if first.startswith(("fr", "*")) else "en"


def write_date(day: date | None, language: Language) -> str:
    """Write a day out: "1er mars 2019", "1 March 2019"."""
    if day is None:
        return WORDS[language]["undated"]
    return dated.write_date(day, language)


def write_period(first: date | None, last: date | None, language: Language) -> str:
    """Write an interval of days, both ends included, at its precision: "mars 2019", "2016 – 2018"."""
    if first is None or last is None:
        days = {"first": write_date(first, language), "last": write_date(last, language)}
        return WORDS[language]["since" if first else "until"].format(**days)
    is_whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if is_whole_months and (first.month, last.month) == (1, 12):
        ends = [str(first.year), str(last.year)]
    elif is_whole_months:
        ends = [f"{dated.MONTHS[language][day.month - 1]} {day.year}" for day in (first, last)]
    else:
        ends = [write_date(first, language), write_date(last, language)]
    return " – ".join(dict.fromkeys(ends))


def write_count(count: int, language: Language) -> str:
    """Group a count's digits: "33 839" in French (narrow no-break space), "33,839" in English."""
    return f"{count:,}".replace(",", "\u202f" if language == "fr" else ",")


def write_seconds(seconds: float, language: Language) -> str:
    """Write a duration with one decimal: "4,2 s", "4.2 s"."""
    decimal = f"{seconds:.1f}".replace(".", "," if language == "fr" else ".")
    return WORDS[language]["seconds"].format(seconds=decimal)


def write_language(code: str, language: Language) -> str:
    """Name a language; its code stands where the page has no name for it."""
    return _LANGUAGE_NAMES[language].get(code, code)
