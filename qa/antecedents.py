"""The names of a conversation that a pronoun may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.records import Record
from index.text.dates import MONTHS
from index.text.known_names import is_people, is_place, rows_of
from index.text.letters import plain_letters
from index.text.name_words import TITLES
from index.text.names import NameMention, find_names, same_name
from index.text.terms import STOPWORDS
from qa.records import Turn
from qa.reference_words import CONTEXT, SETTING_BEFORE, Gender, Kind
from qa.references import Reference

MARKER = re.compile(r"\s?\[\d+\]")
"""The number of a citation in an answer."""
_BEFORE = re.compile(
    r"(?<![\w'-])(?P<place>(?:in|at|from|en|a|dans)\s)?(?P<article>(?:les?|la|du|des|aux?|une?|the|an?)\s|l')?$"
)
_GENDERS: dict[str, Gender] = {"le": "m", "un": "m", "du": "m", "au": "m", "la": "f", "une": "f"}
_SAID_WITH = {
    "le": "le ", "du": "le ", "au": "le ", "la": "la ", "l'": "l'",
    "les": "les ", "des": "les ", "aux": "les ", "the": "the ",
}  # fmt: skip
# "Que pense Charles de Gaulle" asks "… de Churchill" yet; "que pense Verdier de Calder" has asked it.
_THINKS_BEFORE = re.compile(r"\b(?<!en )(?:pense|pensent|pensait|pensaient|penserait)\s$", re.IGNORECASE)
_OF_AFTER = re.compile(r"\s(?:d['’]|(?:de|du|des)\s)", re.IGNORECASE)
_LAST_OF_INSIDE = re.compile(r"\s(?:de\s|d['’])(?!.*\sd(?:e\s|['’]))")
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
# "the head of the IMF" is no name of a thing, as "the Treaty of Rome" is.
_ROLES = TITLES | frozenset(
    """
    patron patronne pdg dirigeant dirigeante fondateur fondatrice auteur autrice joueur joueuse entraineur
    entraineuse ceo head boss leader founder owner author player coach manager
    """.split()  # noqa: SIM905 - words read better than quoted words
)
_NOUN_OF_BEFORE = re.compile(
    r"(?<![\w-])(?P<noun>[a-zà-ÿ][a-zà-ÿ-]+|PDG|CEO)\s"
    r"(?:(?:de|of)\s(?:(?:la|the)\s|l['’])?|du\s|d['’])$"
)
_SETTING_THE_BEFORE = re.compile(r"\b(?:in|of|after|by|for|during|about|from|at|on|with) (?:the|an?) $")
# "celle de l'Italie" speaks of what the question before asked for.
_THAT_OF_BEFORE = re.compile(
    r"\b(?:(?:celles?|celui|ceux)\s(?:de\s(?:la\s|l')?|du\s|des\s|d')|(?:that|those)\sof\s(?:the\s)?)$"
)
_BETWEEN_BEFORE = re.compile(r"\b(?:entre|between)\s(?:[^.?!]*\s(?:et|and)\s)?(?:l'|(?:le|la|les|the)\s)?$")
_LAST_NOUN_AFTER = re.compile(r"\s[a-z]+\W*$")
_THE_BEFORE = re.compile(r"\bthe $", re.IGNORECASE)
_WORD_AFTER = re.compile(r"\s(?P<word>[a-z]+)")
_INVERTED_AFTER = re.compile(
    r"\s(?:(?:ne|se|lui|leur|y|en|les?|la)\s|[nsl]['’])*[^\W\d_]+-(?:t-)?(?P<pronoun>il|elle)\b"
)
_WORDS_OF_A_PERSON = range(2, 4)
# "How many sailors crossed?", not "How many seats did Norvia win?".
_COUNTED = re.compile(
    r"\bhow many \w+ (?!did\b|do\b|does\b|has\b|have\b|had\b|will\b)\w"
    r"|\bcombien d(?:e |')[\w-]+ (?:se |s'|ont|avai)"
)
_ASKS_WHO = re.compile(
    r"\b(?:qui|who|whom|quel(?:le)?s? (?!annee|date|jour|heure)\w+|which \w+|what (?:group|band))\b"
)


class Antecedent(Record):
    """A name as written, and what is known of it; None where nothing tells.

    `article` is what it is said with in its own language ("le ", "the "), `is_aside` marks the place
    of what is told ("in Lyon") and what only says which ("missiles Hellfire"), `is_within` a thing that is
    but a part of another's name ("l'accord de Paris"), `is_of_a_role` one that "il" means less than who has
    the role ("le patron de Norvia").
    """

    text: str
    article: str = ""
    kind: Kind | None = None
    gender: Gender | None = None
    is_plural: bool = False
    is_place: bool = False
    is_aside: bool = False
    is_within: bool = False
    is_of_a_role: bool = False
    opens_sentence: bool = False


def names_of(text: str) -> list[NameMention]:
    """Return the names of a text that are sure to be names, and no months.

    "Hellfire l'Irak" is two, and so is "Paul Verdier de Calder" behind "Que pense".
    """
    names: list[NameMention] = []
    for name in find_names(text):
        if name.is_weak or plain_letters(name.text) in MONTHS:
            continue
        cut = _cut_in_two(text, name)
        spans = [(name.start, name.end)]
        if cut:
            spans = [(name.start, name.start + cut.start()), (name.start + cut.end(), name.end)]
        names += [NameMention(start=start, end=end, text=text[start:end]) for start, end in spans]
    return names


def _cut_in_two(text: str, name: NameMention) -> re.Match[str] | None:
    """Return what stands between two names that read as one; None within a name."""
    if _THINKS_BEFORE.search(text[: name.start]) and not _OF_AFTER.match(text, name.end):
        of = _LAST_OF_INSIDE.search(name.text)
        # "Charles de Gaulle" may be one.
        return of if of and len(name.text.split()) >= _WORDS_OF_A_PERSON.stop else None
    inside = None if rows_of(name.text) else _ELIDED_INSIDE.search(name.text)
    return inside if inside and " l" in inside.group().casefold() else None


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
    asked who, and these before those of the context put behind it. Earlier turns count where the last names
    nothing, and for "he" and "she" where it names nobody.
    """
    for turn in reversed(history):
        context = CONTEXT.search(turn.standalone_question)
        in_context = antecedents(f"et {context['context']}") if context else []
        in_question = antecedents(CONTEXT.sub("", turn.standalone_question))
        in_answer = antecedents(MARKER.sub("", turn.answer))
        asked = _fitting(reference, in_question)
        asks_who = bool(_ASKS_WHO.search(plain_letters(turn.standalone_question)))
        new = [
            name
            for name in _fitting(reference, in_answer)
            if not any(same_name(name.text, other.text) for other in in_question)
            and (asks_who or reference.kind != "person" or name.kind == "person" or name.opens_sentence)
        ]
        beside = [
            name
            for name in _fitting(reference, in_context)
            if not any(same_name(name.text, other.text) for other in [*asked, *new])
        ]
        fitting = asked or new or beside
        if asked and asked[0].is_of_a_role and reference.kind is None and not reference.is_plural:
            persons = [name for name in new if name.kind == "person"]
            return (persons[0] if len(persons) == 1 else None), False
        if fitting:
            # What stands behind a question has lost its roles: "maire, Marseille, Paul Verdier".
            is_unsorted = not asked and not new and len(in_context) > 1
            if is_unsorted and reference.kind != "thing" and beside[0].kind != "person":
                return None, False
            is_several = len(fitting) > 1 and not fitting[0].is_plural
            is_open = (asks_who and bool(asked and new)) or _says_but_where(fitting[0])
            # "sa capitale" is that of "la Chine" in "la population de la Chine".
            is_owner = reference.role == "owner" and fitting[0].is_place and bool(fitting[0].article)
            is_open |= fitting[0].is_within and not is_owner
            is_open |= is_several and reference.kind == "person" and fitting[0].kind is None
            if is_open or (is_several and (reference.kind == "thing" or reference.is_plural)):
                return None, False
            is_crowd = reference.is_plural and not fitting[0].is_plural
            if is_crowd and _are_others(turn, in_question, [*in_answer, *in_context]):
                return None, False
            is_only = len(asked) + len(new) + len(beside) == 1
            return fitting[0], is_only and (bool(asked or new) or len(in_context) == 1)
        if (in_question or in_answer or in_context) and reference.kind != "person":
            break
    return None, False


def _are_others(turn: Turn, in_question: Sequence[Antecedent], others: Sequence[Antecedent]) -> bool:
    """Tell whether "they" may be more than the one body that is named: persons, what is counted, two."""
    if any(name.kind == "person" for name in [*in_question, *others]):
        return True
    if _COUNTED.search(plain_letters(turn.standalone_question)):
        return True
    singular = [name for name in in_question if not name.is_plural and not name.is_within]
    return sum(name.kind is None for name in singular) > 1


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
        surest = [name for name in agreeing if name.kind == reference.kind]
        # "Did Macron support Anna Holt?": a surname alone that comes first may be who is meant.
        first = agreeing.index(surest[0]) if surest and reference.kind == "person" else 0
        return [name for name in agreeing[:first] if not name.is_within] + surest or agreeing
    if agreeing and agreeing[0].kind == "person":
        return [name for name in agreeing if name.kind == "person"]
    return [name for name in agreeing if reference.gender and name.gender == reference.gender] or agreeing


def _read(text: str, mention: NameMention) -> Antecedent:
    plain = plain_letters(mention.text)
    before = plain_letters(text[: mention.start])
    said_with = _BEFORE.search(before)
    article = (said_with["article"] or "").strip() if said_with else ""
    after = text[mention.end :]
    subject_said = _gender_said(after)
    is_known, is_of_place = bool(rows_of(mention.text)), is_place(mention.text)
    kind = _kind(mention.text, before, has_article=bool(article), is_known=is_known)
    return Antecedent(
        text=mention.text,
        article=_SAID_WITH.get(article, ""),
        kind=kind,
        gender=_GENDERS.get(article) or subject_said,
        is_plural=article in _PLURAL_ARTICLES or plain in _PLURAL_NAMES,
        is_place=is_of_place,
        opens_sentence=not before or before.endswith((". ", "! ", "? ")),
        is_aside=bool(said_with and said_with["place"])
        or (kind is None and SETTING_BEFORE.search(before) is not None)
        or article in {"au", "aux"}
        or _BETWEEN_BEFORE.search(before) is not None
        or (kind != "person" and subject_said is None and _says_which(before)),
        is_within=kind != "person" and _is_within(text[: mention.start], mention.text, after),
        is_of_a_role=kind != "person" and _is_of_a_role(text[: mention.start]),
    )


def _is_of_a_role(before: str) -> bool:
    noun = _NOUN_OF_BEFORE.search(before)
    return noun is not None and plain_letters(noun["noun"]) in _ROLES


def _gender_said(after: str) -> Gender | None:
    """Return the gender that "a-t-elle" behind a name tells."""
    said = _INVERTED_AFTER.match(after)
    return None if said is None else "f" if said["pronoun"] == "elle" else "m"


def _is_within(before: str, name: str, after: str) -> bool:
    """Tell whether a name says but which: "the Treaty of Rome", "in the Brexit vote", "the French vote"."""
    if _THAT_OF_BEFORE.search(plain_letters(before)):
        return True
    noun = _NOUN_OF_BEFORE.search(before)
    if noun:
        return plain_letters(noun["noun"]) not in _ROLES | STOPWORDS["fr"] | STOPWORDS["en"]
    word = _WORD_AFTER.match(after)
    # "the French vote", "the Nepal earthquake"; in "the US left" and "the Netherlands won" it is whole.
    is_whole = name.isupper() or name.endswith("s") or " " in name
    is_adjective = is_people(name) or (is_place(name) and not is_whole)
    is_noun = word is not None and word["word"] not in STOPWORDS["en"]
    if is_adjective and is_noun and _THE_BEFORE.search(before):
        return True
    return bool(_SETTING_THE_BEFORE.search(before) and _LAST_NOUN_AFTER.match(after))


def _says_but_where(name: Antecedent) -> bool:
    """Tell whether a name only says where or which: "the attack in Nice", "les missiles Hellfire"."""
    return name.is_aside and name.kind != "person"


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
