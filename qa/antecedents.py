"""The names of a conversation that a pronoun may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Record
from index.text.dates import MONTHS
from index.text.known_names import rows_of
from index.text.letters import plain_letters
from index.text.name_words import TITLES
from index.text.names import NameMention, find_names, same_name
from index.text.places import PLACES
from index.text.terms import STOPWORDS
from qa.records import Turn
from qa.reference_words import Gender, Kind
from qa.references import Reference

MARKER = re.compile(r"\s?\[\d+\]")
"""The number of a citation in an answer."""
_PLACE_ROWS = len(PLACES.strip().splitlines())
_BEFORE = re.compile(
    r"(?<![\w'-])(?P<place>(?:in|at|from|en|a|dans)\s)?(?P<article>(?:les?|la|du|des|aux?|une?|the|an?)\s|l')?$"
)
_GENDERS: dict[str, Gender] = {"le": "m", "un": "m", "du": "m", "au": "m", "la": "f", "une": "f"}
_SAID_WITH = {
    "le": "le ", "du": "le ", "au": "le ", "la": "la ", "l'": "l'",
    "les": "les ", "des": "les ", "aux": "les ", "the": "the ",
}  # fmt: skip
_PLURAL_ARTICLES = frozenset({"les", "des", "aux"})
_PLURAL_NAMES = frozenset({"etats-unis", "nations unies", "pays-bas", "united states", "united nations"})
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?\s$")
_ELIDED_INSIDE = re.compile(r"\s[ld]['’](?=\w)", re.IGNORECASE)
_JOINED = re.compile(r"\s(?:et|and|&)\s(?:(?:les?|la|the)\s|l')?")
# A name with one of these words is no person's.
_BODY = re.compile(
    r"\b(?:auctions?|universit[ey]|company|group|groupe|cup|coupe|open|prize|prix|awards?|salon|festival|club"
    r"|party|parti|union|committee|comite|court|cour|bank|banque|tour|city|stadium|stade|airport|river|museum"
    r"|musee|orchestra|records?|league|ligue|college|school|association|federation|agency|agence|act|hospital)\b"
)
_WORDS_OF_A_PERSON = range(2, 4)
_ASKS_WHO = re.compile(
    r"\b(?:qui|who|whom|quel(?:le)?s? (?!annee|date|jour|heure)\w+|which \w+|what (?:group|band))\b"
)


class Antecedent(Record):
    """A name as written, and what is known of it; None where nothing tells.

    `article` is what it is said with in its own language ("le ", "the "), `is_aside` marks the place
    of what is told ("in Lyon") and what only says which ("missiles Hellfire").
    """

    text: str
    article: str = ""
    kind: Kind | None = None
    gender: Gender | None = None
    is_plural: bool = False
    is_place: bool = False
    is_aside: bool = False
    opens_sentence: bool = False


def names_of(text: str) -> list[NameMention]:
    """Return the names of a text that are sure to be names, and no months; "Hellfire l'Irak" is two."""
    names: list[NameMention] = []
    for name in find_names(text):
        if name.is_weak or plain_letters(name.text) in MONTHS:
            continue
        inside = None if rows_of(name.text) else _ELIDED_INSIDE.search(name.text)
        spans = [(name.start, name.end)]
        if inside and " l" in inside.group().casefold():
            spans = [(name.start, name.start + inside.start()), (name.start + inside.end(), name.end)]
        names += [NameMention(start=start, end=end, text=text[start:end]) for start, end in spans]
    return names


def antecedents(text: str) -> list[Antecedent]:
    """Return the names of a text in order, each once, what "and" joins also as one."""
    mentions = names_of(text)
    found: list[Antecedent] = []
    for place, mention in enumerate(mentions):
        if place + 1 < len(mentions) and _JOINED.fullmatch(text, mention.end, mentions[place + 1].start):
            found.append(Antecedent(text=text[mention.start : mentions[place + 1].end], is_plural=True))
        if not any(same_name(mention.text, other.text) for other in found if not other.is_plural):
            found.append(_read(text, mention))
    return found


def choose(reference: Reference, history: Sequence[Turn]) -> tuple[Antecedent | None, bool]:
    """Return the name a reference stands for, None where that is open, and whether no other name fits.

    The names of the last question come before those of its answer, whose turn it is where the question
    asked who. Earlier turns count where the last names nothing, and for "he" and "she" where it names nobody.
    """
    for turn in reversed(history):
        in_question = antecedents(turn.standalone_question)
        in_answer = antecedents(MARKER.sub("", turn.answer))
        asked = _fitting(reference, in_question)
        asks_who = bool(_ASKS_WHO.search(plain_letters(turn.standalone_question)))
        new = [
            name
            for name in _fitting(reference, in_answer)
            if not any(same_name(name.text, other.text) for other in in_question)
            and (asks_who or reference.kind != "person" or name.kind == "person" or name.opens_sentence)
        ]
        if asked or new:
            is_open = asks_who and bool(asked and new)
            if is_open or (reference.kind == "thing" and len(asked or new) > 1):
                return None, False
            return (asked or new)[0], len(asked) + len(new) == 1
        if (in_question or in_answer) and reference.kind != "person":
            break
    return None, False


def _fitting(reference: Reference, names: Sequence[Antecedent]) -> list[Antecedent]:
    """Keep what agrees with the pronoun; of these the surest: persons for "he", groups for "they"."""
    agreeing = [
        name
        for name in names
        if (not reference.gender or name.gender in {None, reference.gender})
        and (reference.is_plural or not name.is_plural)
        and (reference.kind is None or name.kind in {None, reference.kind})
        and not (name.is_place and reference.kind == "person")
    ]
    agreeing = [name for name in agreeing if not name.is_aside] or agreeing
    if reference.is_plural:
        plural = [name for name in agreeing if name.is_plural]
        return plural if plural or reference.gender else agreeing
    if reference.kind is not None:
        return [name for name in agreeing if name.kind == reference.kind] or agreeing
    if agreeing and agreeing[0].kind == "person":
        return [name for name in agreeing if name.kind == "person"]
    return [name for name in agreeing if reference.gender and name.gender == reference.gender] or agreeing


def _read(text: str, mention: NameMention) -> Antecedent:
    plain = plain_letters(mention.text)
    before = plain_letters(text[: mention.start])
    said_with = _BEFORE.search(before)
    article = (said_with["article"] or "").strip() if said_with else ""
    rows = rows_of(mention.text)
    is_place = bool(rows) and min(rows) < _PLACE_ROWS
    return Antecedent(
        text=mention.text,
        article=_SAID_WITH.get(article, ""),
        kind=_kind(mention.text, before, has_article=bool(article), is_known=bool(rows)),
        gender=_GENDERS.get(article),
        is_plural=article in _PLURAL_ARTICLES or plain in _PLURAL_NAMES,
        is_place=is_place,
        opens_sentence=not before or before.endswith((". ", "! ", "? ")),
        is_aside=bool(said_with and said_with["place"]) or article in {"au", "aux"} or _says_which(before),
    )


def _says_which(before: str) -> bool:
    word = _WORD_BEFORE.search(before)
    return word is not None and word[1] not in STOPWORDS["fr"] | STOPWORDS["en"] | TITLES


def _kind(name: str, before: str, *, has_article: bool, is_known: bool) -> Kind | None:
    word = _WORD_BEFORE.search(before)
    if word and word[1] in TITLES:
        return "person"
    is_acronym = name.isupper() and " " not in name
    is_spelt = name.replace(" ", "").replace("-", "").replace(".", "").isalpha()
    if has_article or is_known or is_acronym or not is_spelt or _BODY.search(plain_letters(name)):
        return "thing"
    return "person" if len(name.split()) in _WORDS_OF_A_PERSON else None
