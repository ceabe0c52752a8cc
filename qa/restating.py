"""A follow-up said again with what it refers to: names in place of pronouns, or the context behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.text.date_mentions import find_dates
from index.text.languages import question_language
from index.text.letters import plain_letters
from index.text.numbers import find_numbers
from index.text.terms import STOPWORDS, fold, terms
from qa.antecedents import MARKER, Antecedent, names_of
from qa.ellipsis import elliptic_part
from qa.records import Turn
from qa.reference_words import CONTEXT
from qa.references import Reference

LONGEST = 400
"""Characters of a restated question."""
MOST_OF_CONTEXT = 8
MOST_OF_ANSWER = 2
_ABOUT = {"fr": "à propos de", "en": "about"}
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ELIDED = re.compile(r"(?:qu|jusqu|lorsqu|[cdjlmnst])['’]$", re.IGNORECASE)
_SAYS_LITTLE = frozenset(
    """
    question sujet article topic quoi lequel laquelle lesquels etait avait fut firent get got happen happened
    happens passe arrive many much dit ont selon according tell know avons nom name since until
    would could may might must shall during among pendant depuis entre contre etre avoir
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_VERB_BEFORE = re.compile(
    r"(?<![\w'’-])(?:(?:s|l|n|m|t)['’]|(?:ne|se|y|en|lui|leur|les?|la)\s)*[^\W\d_]+-(?:t-)?$", re.IGNORECASE
)
_NOUN_AFTER = re.compile(r"\s(?P<noun>[^\W\d_][\w-]*)(?P<rest>\s[^\W\d_]+|\W*$|[,;:])?")
_PARTICIPLE = re.compile(r"['’](?P<verb>(?:a|ont|avait|avaient)\s[^\W\d_]+)(?=\W*$|\s(?P<next>[^\W\d_]+))")
_ARTICLES = {"son": "le", "sa": "la", "ses": "les", "leurs": "les"}
_VOWEL = re.compile(r"[aeiouyh]")


def with_names(question: str, named: Sequence[tuple[Reference, Antecedent]], language: str) -> str | None:
    """Put each name where its reference stands; the same name a second time is left a pronoun.

    None where no name reads well in that place.
    """
    restated = question
    first = {name.text: reference.start for reference, name in reversed(named)}
    for reference, name in sorted(named, key=lambda pair: -pair[0].start):
        if first[name.text] != reference.start:
            continue
        put = _with_name_french if language == "fr" else _with_name_english
        changed = put(restated, reference, name)
        if changed is None:
            return None
        restated = changed
    return restated


def with_context(question: str, history: Sequence[Turn], language: str) -> str:
    """Put what the last turn was about behind the question: "Pourquoi ? (à propos de : Hellfire, missiles)".

    These are the names, dates and content words of its question, then names and dates of its answer; a date
    only where the question gives none. Where the last question was a follow-up too, the names and dates of
    the one it leant on come along. Where the last turn names nothing, the last that does adds its names.
    Across languages only names and figures are carried over, unless the question has no word of its own.
    """
    has_date = bool(find_dates(question))
    last = history[-1]
    last_language = question_language(last.standalone_question, language)
    keeps_words = last_language == language or bool(elliptic_part(question)) or not terms(question, language)
    context = _topics(
        last.standalone_question, last_language, keeps_words=keeps_words, keeps_dates=not has_date
    )
    answered = _named_in(MARKER.sub("", last.answer), keeps_dates=not has_date)
    said = fold(f"{question} {last.standalone_question}")
    context += [name for name in answered if fold(name) not in said][:MOST_OF_ANSWER]
    if len(history) > 1 and last.question != last.standalone_question:
        context += _named_in(history[-2].standalone_question, keeps_dates=not has_date)
    if not any(names_of(f"et {topic}") for topic in context):
        context = _older_names(history[:-1]) + context
    held = f" {fold(question)} "
    opening = f" ({_ABOUT[language]}{' :' if language == 'fr' else ':'} "
    kept: list[str] = []
    for topic in context:
        longer = question.rstrip() + opening + ", ".join([*kept, topic]) + ")"
        if fold(topic) in held or len(longer) > LONGEST or len(kept) == MOST_OF_CONTEXT:
            continue
        kept.append(topic)
        held += f"{fold(topic)} "
    return question.rstrip() + opening + ", ".join(kept) + ")" if kept else question


def _with_name_english(question: str, reference: Reference, name: Antecedent) -> str:
    ending = "'s" if reference.role == "owner" else ""
    article = name.article if name.article == "the " else ""
    article = article if reference.start else article.capitalize()
    return f"{question[: reference.start]}{article}{name.text}{ending}{question[reference.end :]}"


def _with_name_french(question: str, reference: Reference, name: Antecedent) -> str | None:
    before, after = question[: reference.start], question[reference.end :]
    said = ("" if name.article == "the " else name.article) + name.text
    said = said if before.strip() else said[0].upper() + said[1:]
    if reference.role == "subject":
        if before[-3:].casefold() in {"qu'", "qu’"} and not _VOWEL.match(plain_letters(said)):
            before = f"{before[:-1]}e "
        return f"{before}{said}{after}"
    if reference.role == "inverted":
        verb = _VERB_BEFORE.search(before)
        if verb is None:
            return None
        spoken = before[verb.start() :]
        if verb.start() == 0:
            said, spoken = said[0].upper() + said[1:], spoken[0].lower() + spoken[1:]
        return f"{before[: verb.start()]}{said} {spoken}{question[reference.start :]}"
    if reference.role == "object":
        verb = _PARTICIPLE.match(after)
        if verb is None or (verb["next"] and plain_letters(verb["next"]) not in STOPWORDS["fr"]):
            return None
        return f"{before}{verb['verb']} {said}{after[verb.end() :]}"
    return _owned_by(before, question[reference.start : reference.end], after, said)


def _owned_by(before: str, possessive: str, after: str, name: str) -> str | None:
    """Write "le père de Anna" for "son père", where the noun is plainly at its end."""
    noun = _NOUN_AFTER.match(after)
    article = _ARTICLES.get(possessive.casefold())
    if noun is None or article is None:
        return None
    follows = plain_letters(noun["rest"] or "").strip()
    if noun["rest"] is None or (
        follows.isalpha() and (follows not in STOPWORDS["fr"] or follows in {"de", "des", "du"})
    ):
        return None
    starts_with_vowel = bool(_VOWEL.match(plain_letters(noun["noun"])))
    if article != "les" and starts_with_vowel and plain_letters(noun["noun"])[0] == "h":
        return None
    article = "l'" if article != "les" and starts_with_vowel else f"{article} "
    if not before.strip():
        article = article[0].upper() + article[1:]
    return f"{before}{article}{noun['noun']} {_of(name)}{after[noun.end('noun') :]}"


def _of(name: str) -> str:
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return (
        "d'" if _VOWEL.match(plain_letters(name)) and plain_letters(name)[0] not in "hy" else "de "
    ) + name


def _topics(question: str, language: str, *, keeps_words: bool, keeps_dates: bool) -> list[str]:
    """Return the names, dates and runs of content words of a question, in order."""
    question = CONTEXT.sub(lambda found: f", {found['context']},", question)
    names = [(name.start, name.end) for name in names_of(question)]
    dates = [(mention.start, mention.end) for mention in find_dates(question)]
    words: Iterable[tuple[int, int]] = _runs_of_content(question, language)
    if names and not keeps_words:
        words = ((number.start, number.end) for number in find_numbers(question))
    found = [*names, *(dates if keeps_dates else [])]
    found += [span for span in words if not _overlaps(span, [*names, *dates])]
    return [question[start:end] for start, end in sorted(found)]


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _runs_of_content(question: str, language: str) -> Iterator[tuple[int, int]]:
    stopwords = STOPWORDS.get(language, STOPWORDS["en"]) | _SAYS_LITTLE
    units = [(name.start, name.end) for name in names_of(question)]
    units += [(found.start, found.end) for found in find_dates(question)]
    run: tuple[int, int] | None = None
    for word in _WORD.finditer(question):
        start, end = word.span()
        is_content = (
            fold(word.group()).split("-")[-1] not in stopwords
            and not _ELIDED.match(question[start : end + 1])
            and not _overlaps((start, end), units)
        )
        if run and (not is_content or question[run[1] : start] != " "):
            yield run
            run = None
        if is_content:
            run = (run[0], end) if run else (start, end)
    if run:
        yield run


def _named_in(answer: str, *, keeps_dates: bool) -> list[str]:
    spans = [(name.start, name.end) for name in names_of(answer)]
    spans += [(found.start, found.end) for found in find_dates(answer)] if keeps_dates else []
    return [answer[start:end] for start, end in sorted(spans)]


def _older_names(history: Sequence[Turn]) -> list[str]:
    for turn in reversed(history):
        names = [name.text for name in names_of(turn.standalone_question)]
        names = names or [name.text for name in names_of(MARKER.sub("", turn.answer))]
        if names:
            return names[:MOST_OF_ANSWER]
    return []
