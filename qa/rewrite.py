"""A follow-up question -> one that stands alone, by rules, in French and English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Record
from index.text.date_mentions import find_dates
from index.text.known_names import is_people
from index.text.languages import question_language
from index.text.letters import plain_letters
from index.text.names import NameMention, holds_name
from index.text.terms import STOPWORDS, terms
from qa.antecedents import choose, names_of
from qa.capitals import with_capitals
from qa.ellipsis import elliptic_part, only_name, with_part_replaced
from qa.records import Turn
from qa.reference_words import CONTEXT, COUNTS, COURTESY, NEW_TOPIC, OPENING, REACTIONS, TOLL
from qa.references import Reference, describes_barely, find_references
from qa.relative_years import with_year
from qa.restating import LONGEST, with_context, with_names
from qa.rewriter import Rewriter

# A question of so few content words, naming nothing, asks on: "Combien de morts ?". One that speaks of "the
# winner" may have a few more; beyond, it says itself what it is about.
FEW_TERMS = 3
TERMS_ABOUT_THE_KNOWN = 5
_COUNTED_BEFORE = re.compile(r"\b(?:how many|any|some|combien de|(?:y a-t-il|parmi) (?:des|les))\s$")
_WERE = re.compile(rf"\b(?:were|was|been|etai(?:t|ent)|avai(?:t|ent)|ete|{'|'.join(sorted(TOLL))})\b")
_WHERE = re.compile(r"(?:en|a|au|aux|dans|in|at)\s")
_WHEN = re.compile(
    r"(?:(?:en|in|for|pour|la|le|the)\s|l')*(?:maintenant|now|today|aujourd'hui|alors|avant|apres|before|after"
    r"|(?:(?:next|previous|following)\s)?(?:semaine|mois|annee|jour|week|month|year|day)"
    r"(?:\s(?:suivante?|d'apres|d'avant|precedente?|derniere?|after|before))?)"
)
ASKING = frozenset("combien comment how many much what quelle quel qu que did does".split())  # noqa: SIM905


class Understood(Record):
    """A question as understood: `question` stands alone.

    `is_sure` is False where the reader should look: a name was chosen among several, or context was added.
    `articles`: the ids of those from which the turns that a follow-up leans on were answered; none where it
    names what they do not speak of, or another time: it may well be told elsewhere.
    """

    question: str
    is_follow_up: bool = False
    is_sure: bool = True
    articles: tuple[str, ...] = ()


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """Return the question, made to stand alone where it leans on the turns before; see `understand`."""
    return understand(question, history).question


def understand(question: str, history: Sequence[Turn], rewriter: Rewriter | None = None) -> Understood:
    """Read a question in the light of the turns before it, oldest first.

    A follow-up has its pronouns replaced by names, or the earlier question's date or name replaced by its
    own, or else what the last turn was about put behind it in parentheses. A question that names something
    new and refers back to nothing stays as it is, and so does one that names something new in another
    language. The result has at most `restating.LONGEST` characters, or is the question.

    Args:
        question: one question, cleaned.
        history: the turns that may be looked at; those before a change of topic are not.
        rewriter: asked where the rules are not sure; they remain where it gives nothing.
    """
    on_topic = [_with_capitals(turn) for turn in since_new_topic(history)]
    asked = with_capitals(question)
    understood = _by_rules(asked, on_topic)
    if understood.question == asked:
        understood = understood.model_copy(update={"question": question})
    if understood.is_follow_up and not find_dates(asked) and not _names_something_new(asked, on_topic):
        understood = understood.model_copy(update={"articles": articles_of(on_topic)})
    if rewriter is None or understood.is_sure:
        return understood
    rewritten = rewriter.rewrite(question, on_topic)
    return understood if rewritten is None else understood.model_copy(update={"question": rewritten})


def last_turns(history: Sequence[Turn], count: int) -> Sequence[Turn]:
    """Return the last turns, so many at most."""
    return history[max(0, len(history) - count) :]


def since_new_topic(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the turns since the topic last changed: nothing before that is meant any more.

    It changed where a question said so ("Rien à voir : …"), or named what it is about in another language and
    leaned on nothing.
    """
    for place in range(len(history) - 1, 0, -1):
        turn, before = history[place], history[place - 1]
        stands_alone = turn.question == turn.standalone_question and bool(names_of(turn.question))
        language = question_language(before.standalone_question, "fr")
        if NEW_TOPIC.match(plain_letters(turn.question)) or (
            stands_alone and question_language(turn.question, language) != language
        ):
            return history[place:]
    return history


def articles_of(history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the articles of the last turn, and of those before it as far as each was a follow-up."""
    cited: dict[str, None] = {}
    for turn in reversed(history):
        cited |= dict.fromkeys(turn.articles)
        if turn.question == turn.standalone_question:
            break
    return tuple(cited)


def _by_rules(question: str, history: Sequence[Turn]) -> Understood:
    if not history:
        return Understood(question=question)
    topic = NEW_TOPIC.match(plain_letters(question))
    if topic:
        return Understood(question=question[topic.end()].upper() + question[topic.end() + 1 :])
    courtesy = COURTESY.match(plain_letters(question))
    if courtesy:
        question = question[courtesy.end()].upper() + question[courtesy.end() + 1 :]
    last = history[-1].standalone_question
    last_language = question_language(last, "fr")
    language = question_language(question, last_language)
    dated = with_year(question, history[-1], language)
    if dated is None:
        return _as_follow_up(question, history, language, last_language)
    question, is_sure = dated
    understood = _as_follow_up(question, history, language, last_language)
    return understood.model_copy(update={"is_follow_up": True, "is_sure": understood.is_sure and is_sure})


def _as_follow_up(question: str, history: Sequence[Turn], language: str, last_language: str) -> Understood:
    names_something_new = _names_something_new(question, history)
    said = elliptic_part(question)
    references = find_references(question, language)
    replacing = said or only_name(question)
    if replacing is not None and language == last_language:
        restated = with_part_replaced(_asked_before(history, replacing), replacing)
        if restated is not None and len(restated) <= LONGEST:
            return Understood(question=restated, is_follow_up=True)
    if (
        not references
        and names_something_new
        and not find_dates(question)
        and _asks_how_that_went(question, language)
    ):
        return _resolved(question, history, references, language, is_whole=False)
    if said is None and names_something_new and language != last_language and not references:
        return Understood(question=question)
    is_name_alone = said is None and replacing is not None
    leans = said is not None or bool(references) or (is_name_alone and _opens_with_lead(question))
    if not leans and (names_something_new or not _asks_on(question, language)):
        return Understood(question=question)
    return _resolved(question, history, references, language, is_whole=said is None)


def _opens_with_lead(question: str) -> bool:
    """Tell "For Ireland?", which asks of what was said before, from "Brexit?"."""
    return names_of(f"et {question}")[0].start > len("et ")


def _asked_before(history: Sequence[Turn], replacing: str) -> str:
    """Return the last question of which a part may give way.

    Not "et aux Pays-Bas ?" where it could not be put itself and another place is to take its turn: of that,
    the question before it is asked again.
    """
    for turn in reversed(history):
        said = elliptic_part(turn.question)
        if said is None or not CONTEXT.search(turn.standalone_question) or not _is_alike(said, replacing):
            return turn.standalone_question
    return history[-1].standalone_question


def _is_alike(said: str, replacing: str) -> bool:
    """Tell whether both say where, or both when."""
    if find_dates(replacing):
        return bool(_WHEN.fullmatch(plain_letters(said)))
    where = all(_WHERE.match(plain_letters(part)) for part in (said, replacing))
    return where and not find_dates(said)


def _with_capitals(turn: Turn) -> Turn:
    """Return a turn that names places with their capitals, however it was typed."""
    typed = {"question": turn.question, "standalone_question": turn.standalone_question}
    return turn.model_copy(update={key: with_capitals(said) for key, said in typed.items()})


def _resolved(
    question: str, history: Sequence[Turn], references: Sequence[Reference], language: str, *, is_whole: bool
) -> Understood:
    """Put names where they read well; put the context behind the question where they do not."""
    chosen = [
        (reference, *choose(reference, history)) for reference in references if reference.role != "other"
    ]
    restated: str | None = question
    is_settled = is_whole and len(chosen) == len(references) > 0
    if is_whole and chosen and all(name for _, name, _ in chosen):
        restated = with_names(
            question, [(reference, name) for reference, name, _ in chosen if name], language
        )
    if restated is None or restated == question or not is_settled:
        restated, is_settled = with_context(restated or question, history, language), False
    if len(restated) > LONGEST:
        return Understood(question=question, is_follow_up=True, is_sure=False)
    is_only = all(is_only for _, _, is_only in chosen)
    return Understood(question=restated, is_follow_up=True, is_sure=is_settled and is_only)


def _asks_on(question: str, language: str) -> bool:
    """Tell whether a question that refers to nothing by a pronoun still leaves open what it is about."""
    content = terms(question, language)
    if OPENING.match(plain_letters(question)) or not content:
        return True
    if _own_names(question):
        return False
    if len(content) <= FEW_TERMS:
        return True
    return (
        len(content) <= TERMS_ABOUT_THE_KNOWN
        and describes_barely(question, language)
        and not find_dates(question)
    )


def _asks_how_that_went(question: str, language: str) -> bool:
    """Tell whether a question asks but for a reaction or a toll: "How did Chile respond?"."""
    named = names_of(question)
    outside = "".join(
        character if not any(name.start <= place < name.end for name in named) else " "
        for place, character in enumerate(question)
    )
    said = set(re.findall(r"[a-z]+", plain_letters(outside))) - STOPWORDS[language]
    asked = REACTIONS | TOLL if COUNTS.search(plain_letters(question)) else REACTIONS
    return bool(said & asked) and said - asked <= ASKING


def _own_names(question: str) -> list[NameMention]:
    """Return the names of a question, less the peoples of which it asks how many were.

    "How many Americans were hurt?" tells what to count, not in what; "How many Americans own guns?" is whole.
    """
    plain = plain_letters(question)
    return [
        name
        for name in names_of(question)
        if not is_people(name.text)
        or not _COUNTED_BEFORE.search(plain[: name.start])
        or (not _WERE.search(plain) and any(sign.isalnum() for sign in plain[name.end :]))
    ]


def _names_something_new(question: str, history: Sequence[Turn]) -> bool:
    said = " \n".join(f"{turn.standalone_question} {turn.question} {turn.answer}" for turn in history)
    names = [name.text for name in _own_names(question)]
    return any(
        not holds_name(said, name) and not re.search(re.escape(name), said, re.IGNORECASE) for name in names
    )
