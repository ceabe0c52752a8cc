"""Follow-ups that say only what changes: "et en 2018 ?", "and in Lyon?", "what about Macron?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.date_mentions import DateMention, find_dates
from index.text.known_names import rows_of
from index.text.letters import plain_letters
from index.text.names import NameMention
from qa.antecedents import antecedents, names_of
from qa.placing import ARTICLES, put_as_there
from qa.reference_words import CONTEXT, OPENING, QUESTION_WORD

_LEAD = (
    r"(?:(?:en|a|au|aux|dans|de|du|des|d'|chez|le|la|les|l'|depuis|avant|apres|pour|in|on|at|for|from|of|since"
    r"|before|after|to|by|the|during|pendant|sur)(?:\s|(?<=')))*"
)
_LEAD_ALONE = re.compile(_LEAD)
_LEAD_BEFORE = re.compile(rf"(?<![\w'-]){_LEAD}$")
_LOCATIVES = frozenset(
    {"en", "a", "au", "aux", "dans", "in", "at", "dans le", "dans la", "dans les", "a la", "a l'"}
)
# What joins the dates of a list, which gives way as a whole: "en 2016 et 2017".
_LISTED = re.compile(r"(?:,|\s(?:et|ou|and|or))\s(?:(?:en|in)\s)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_OF_BEFORE = re.compile(r"(?:(?:de|of)(?:\s(?:la|the)\s|\sl'|\s)|du\s|des\s|d')$")
# "Les missiles", and no verb; "la société" or "le club" is said of one, and another may take its place.
_NOUN_BEFORE = re.compile(
    r"(?:(?<![\w'-])(?:les?|la|une?|des?|du|aux?|ces?|cet|cette|the|an?|of)\s|(?<![\w-])[dl]')"
    r"(?!(?:les|the)\s)[^\W\d_]{2,}[sx]\s$"
)
_TRAILING = re.compile(r",?\s(?:alors|donc|du coup|maintenant|then|now|too|aussi)$", re.IGNORECASE)
# "Qu'en est-il du Chili ?" asks of "le Chili".
_ASKED_OF = re.compile(r"^(?:(?P<du>du\s)|(?P<des>des\s)|de\s(?=(?:la\s|l['’]))|de\s|d['’]|of\s)")
_PLACE_INSIDE = re.compile(r"\s(?:de la |de l['’]|du |des |of the )(?P<place>[^\W\d_][\w -]*)$")
_LONGEST = 7
_AROUND = " ?!.…\u00a0\u202f"
# The end of a question, with the context that may stand behind it.
_END = re.compile(r"[\s?!.…]*(?:\((?:à propos de :|about:)[^()]*\))?$")


def elliptic_part(question: str) -> str | None:
    """Return what a follow-up without a verb says ("en 2018"), or None where it asks on its own."""
    opening = OPENING.match(plain_letters(question))
    said = _TRAILING.sub("", question[opening.end() if opening else 0 :].strip(_AROUND))
    if opening and "qu'en est-il" in opening.group():
        said = _ASKED_OF.sub(
            lambda found: "le " if found["du"] else "les " if found["des"] else "", said, count=1
        )
    if not said or len(said.split()) > _LONGEST or "," in said or QUESTION_WORD.search(plain_letters(said)):
        return None
    return said if opening or _is_only_a_date(said) else None


def only_name(question: str) -> str | None:
    """Return what a question says that is but a name ("L'Italie ?"); None where it says more."""
    said = question.strip(_AROUND)
    within = f"et {said}"
    names = names_of(within)
    if len(names) != 1 or names[0].end != len(within) or not question.rstrip().endswith("?"):
        return None
    return said if _LEAD_ALONE.fullmatch(plain_letters(within[3 : names[0].start])) else None


def with_part_replaced(asked: str, said: str) -> str | None:
    """Return the earlier question `asked` with its date or name replaced by the one that `said` consists of.

    "Qui a gagné en 2017 ?" and "en 2018" give "Qui a gagné en 2018 ?". A date without a year takes the
    earlier one's. None where `said` is neither, or several names may be meant.
    """
    # Behind a word, a capital is a name's and not a sentence's.
    within = f"et {said}"
    dates, names = find_dates(said), names_of(within)
    if len(dates) == 1 and _is_all(said, dates[0]):
        return _with_date(asked, said)
    if len(names) == 1 and names[0].end == len(within):
        lead = plain_letters(within[3 : names[0].start])
        if _LEAD_ALONE.fullmatch(lead):
            return _with_name(asked, said, names[0].text, lead.strip())
    return None


def _with_date(asked: str, said: str) -> str:
    dates = find_dates(asked)
    if not dates:
        return _appended(asked, said)
    found = dates[-1]
    for before in reversed(dates[:-1]):
        if not _LISTED.fullmatch(asked, before.end, found.start):
            break
        found = found.model_copy(update={"start": before.start})
    earlier = _YEAR.search(asked[dates[-1].start : found.end])
    added = f" {earlier.group()}" if earlier and not _YEAR.search(said) else ""
    return _put(asked, found, said + added)


def _with_name(asked: str, said: str, name: str, lead: str) -> str | None:
    """Replace the name behind the same preposition, or the only one of its kind."""
    is_place, kind = _sort(name)
    others = _named(asked)
    alike = [other for other in others if _sort(other.text)[0] == is_place]
    context = CONTEXT.search(asked)
    in_question = [other for other in alike if context is None or other.end <= context.start()]
    alike = in_question or alike
    if lead in _LOCATIVES:
        return _with_place(asked, said, others)
    if lead:
        behind_same = [other for other in others if _lead(asked, other) == lead]
        if len(behind_same) == 1:
            return _put(asked, behind_same[0], said)
    # A name of no known kind, as a person's, is not put for "the Harbour Cup".
    kind_there = _sort(alike[0].text)[1] if alike else None
    is_unlike = kind_there not in {None, kind} and (kind is not None or " " in alike[0].text)
    if len(alike) == 1 and not is_unlike and not (lead in ARTICLES and _names_a_noun(asked, alike[0])):
        before = _LEAD_BEFORE.search(plain_letters(asked[: alike[0].start]))
        start = before.start() if before else alike[0].start
        put = put_as_there(asked[start : alike[0].start], said, lead, name, is_place=is_place)
        return asked[:start] + (put if start else put[0].upper() + put[1:]) + asked[alike[0].end :]
    return None


def _names_a_noun(asked: str, name: NameMention) -> bool:
    """Tell whether a name says which of the things before it: "Altaïr" of "les fusées Altaïr"."""
    return bool(_NOUN_BEFORE.search(plain_letters(asked[: name.start])))


def _with_place(asked: str, said: str, others: Sequence[NameMention]) -> str:
    """Say where: in place of where it was, of the only place it was of ("le maire de Paris"), or besides.

    A place of the context behind the question gives way as well, where it is the only other one and a town is
    named: "in Scotland" may be said of a part of it.
    """
    context = CONTEXT.search(asked)
    end = context.start() if context else len(asked)
    inside = [other for other in others if other.end <= end]
    placed = [other for other in inside if _lead(asked, other) in _LOCATIVES][-1:]
    if not placed:
        places = [other for other in inside if _sort(other.text)[0]]
        placed = [
            other
            for other in places
            if len(places) == 1 and _OF_BEFORE.search(plain_letters(asked[: other.start]))
        ]
    behind = [
        other
        for other in others
        if other.start >= end and (_sort(other.text)[0] or _lead(asked, other) in _LOCATIVES)
    ]
    if context and len(behind) == 1 and said.casefold().startswith("à "):
        topics = [topic for topic in context["context"].split(", ") if topic != behind[0].text]
        begin, stop = context.span("context")
        asked = (
            asked[:begin] + ", ".join(topics) + asked[stop:] if topics else asked[: context.start()].rstrip()
        )
    return _put(asked, placed[0], said) if placed else _appended(asked, said)


def _named(asked: str) -> list[NameMention]:
    """Return the names of a question; of "PIB de la France" the country."""
    named: list[NameMention] = []
    for name in names_of(asked):
        inside = None if rows_of(name.text) else _PLACE_INSIDE.search(name.text)
        if inside and _sort(inside["place"])[0]:
            start = name.start + inside.start("place")
            name = NameMention(start=start, end=name.end, text=asked[start : name.end])  # noqa: PLW2901
        named.append(name)
    return named


def _sort(name: str) -> tuple[bool, str | None]:
    read = antecedents(f"et {name}")
    return (read[0].is_place, read[0].kind) if read else (False, None)


def _lead(asked: str, found: NameMention | DateMention) -> str:
    before = _LEAD_BEFORE.search(plain_letters(asked[: found.start]))
    return before.group().strip() if before else ""


def _put(asked: str, found: NameMention | DateMention, said: str) -> str:
    """Replace a mention by `said`, with the words that lead to it where `said` brings its own."""
    start = found.start
    if _LEAD_ALONE.match(plain_letters(said)).group():  # type: ignore[union-attr]  # it matches nothing, too
        before = _LEAD_BEFORE.search(plain_letters(asked[:start]))
        start = before.start() if before else start
    return asked[:start] + said + asked[found.end :]


def _appended(asked: str, said: str) -> str:
    end = _END.search(asked)
    position = end.start() if end else len(asked)
    return f"{asked[:position]} {said}{asked[position:]}"


def _is_all(said: str, found: NameMention | DateMention) -> bool:
    lead = plain_letters(said[: found.start])
    return found.end == len(said) and bool(_LEAD_ALONE.fullmatch(lead))


def _is_only_a_date(said: str) -> bool:
    dates = find_dates(said)
    return len(dates) == 1 and _is_all(said, dates[0])
