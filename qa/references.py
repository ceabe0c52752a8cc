"""What in a question refers back to what was said before: French and English, by rules."""

from __future__ import annotations

import re

from index.records import Record
from index.text.letters import plain_letters
from index.text.names import find_names
from index.text.terms import STOPWORDS
from qa.reference_words import (
    BARE_DESCRIPTION,
    COUNTED_OWNERS,
    IMPERSONAL,
    ORDINAL_DESCRIPTION,
    POINTING,
    PRONOUN,
    PRONOUNS,
    QUESTION_PHRASE,
    SETTING_BEFORE,
    SUBJECT,
    Gender,
    Kind,
    Role,
)

_ENGLISH_VERB_FOLLOWS = re.compile(r"\s(?P<word>[^\W\d_]+)")
_ACRONYMS = ("IT", "SA", "IL")
# An English pronoun behind one of these is no subject; one of a clause of its own may mean that of the other.
_PREPOSITION_BEFORE = re.compile(r"\b(?:about|of|to|with|for|against|on)\s$")
_NEW_CLAUSE = re.compile(r"(?<=\s)(?:who|that|which|while|because|if|whether|and)\s")


class Reference(Record):
    """A word that refers back: `question[start:end]`.

    `inverted` is a French subject behind its verb ("a-t-il"), `owner` a possessive before its noun, `other`
    what no name can stand in for ("this", "y", "en", "cela").
    """

    start: int
    end: int
    role: Role
    kind: Kind | None = None
    gender: Gender | None = None
    is_plural: bool = False


def find_references(question: str, language: str) -> list[Reference]:
    """Return what in a question ("fr" or "en") refers back, in order, none overlapping.

    Pronouns of names and subjects of the question's own are left out ("Où Carlos Ghosn était-il"), as are
    those that stand for nothing ("il y a", "is it true"); "en" counts before a verb only.
    """
    plain = plain_letters(question)
    nothing = [found.span() for found in IMPERSONAL[language].finditer(plain)]
    references: list[Reference] = []
    for found in PRONOUN[language].finditer(plain):
        is_empty = any(start <= found.start() < end for start, end in nothing)
        if is_empty or (
            found.group().upper() in _ACRONYMS and question[found.start() : found.end()].isupper()
        ):
            continue
        role, kind, gender, is_plural = PRONOUNS[language][found.group()]
        if plain[found.start() - 1 : found.start()] == "-":
            role = "inverted"
        elif found.group() == "her" and _is_object(plain, found.end()):
            role = "object"
        if not _has_own_antecedent(question, plain, found.start(), role, language):
            references.append(
                Reference(
                    start=found.start(),
                    end=found.end(),
                    role=role,
                    kind=kind,
                    gender=gender,
                    is_plural=is_plural,
                )
            )
    names = find_names(question)
    for found in POINTING[language].finditer(plain):
        if any(
            name.start <= found.start() < name.end or name.start < found.end() <= name.end for name in names
        ):
            continue
        if all(found.end() <= other.start or other.end <= found.start() for other in references):
            references.append(Reference(start=found.start(), end=found.end(), role="other"))
    return sorted(references, key=lambda reference: reference.start)


def describes_barely(question: str, language: str) -> bool:
    """Tell whether a question speaks of "the winner" or "le dernier" and leaves open of what."""
    plain = plain_letters(question)
    return bool(ORDINAL_DESCRIPTION.search(plain) or BARE_DESCRIPTION[language].search(plain))


def _is_object(plain: str, end: int) -> bool:
    """Tell "her" in "replaced her in 2018" from "her" in "her father"."""
    follows = _ENGLISH_VERB_FOLLOWS.match(plain, end)
    return follows is None or follows["word"] in STOPWORDS["en"]


def _has_own_antecedent(question: str, plain: str, position: int, role: Role, language: str) -> bool:
    """Tell whether a pronoun stands for a name or a subject of its own question, before it.

    "What did Anna say about her?": an English object is never the subject of its own clause.
    """
    is_object = role == "object" or (role != "owner" and bool(_PREPOSITION_BEFORE.search(plain[:position])))
    if language == "en" and is_object and not _NEW_CLAUSE.search(plain[:position]):
        return False
    names = [name for name in find_names(question) if not name.is_weak and name.end <= position]
    if any(not SETTING_BEFORE.search(plain[: name.start]) for name in names):
        return True
    if role == "owner" and COUNTED_OWNERS.search(plain[:position]):
        return True
    if language == "en" or role == "owner":
        return False
    opening = QUESTION_PHRASE.match(plain)
    return bool(SUBJECT.search(plain[:position], opening.end() if opening else 0))
