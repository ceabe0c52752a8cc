"""Follow-ups that say only what changes: "et en 2018 ?", "and in Lyon?", "what about Macron?"."""

from __future__ import annotations

import re

from index.text.date_mentions import DateMention, find_dates
from index.text.letters import plain_letters
from index.text.names import NameMention
from qa.antecedents import antecedents, names_of
from qa.reference_words import OPENING, QUESTION_WORD

_LEAD = (
    r"(?:(?:en|a|au|aux|dans|de|du|des|d'|chez|le|la|les|l'|depuis|avant|apres|pour|in|on|at|for|from|of|since"
    r"|before|after|to|by|the|during|pendant|sur)(?:\s|(?<=')))*"
)
_LEAD_ALONE = re.compile(_LEAD)
_LEAD_BEFORE = re.compile(rf"(?<![\w'-]){_LEAD}$")
_LOCATIVES = frozenset(
    {"en", "a", "au", "aux", "dans", "in", "at", "dans le", "dans la", "dans les", "a la", "a l'"}
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LONGEST = 7
# The end of a question, with the context that may stand behind it.
_END = re.compile(r"[\s?!.…]*(?:\((?:à propos de :|about:)[^()]*\))?$")


def elliptic_part(question: str) -> str | None:
    """Return what a follow-up without a verb says ("en 2018"), or None where it asks on its own."""
    opening = OPENING.match(plain_letters(question))
    said = question[opening.end() if opening else 0 :].strip(" ?!.…\u00a0\u202f")
    if not said or len(said.split()) > _LONGEST or "," in said or QUESTION_WORD.search(plain_letters(said)):
        return None
    return said if opening or _is_only_a_date(said) else None


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
    year = _YEAR.search(said)
    for found in reversed(find_dates(asked)):
        earlier = _YEAR.search(asked[found.start : found.end])
        added = f" {earlier.group()}" if earlier and not year else ""
        return _put(asked, found, said + added)
    return _appended(asked, said)


def _with_name(asked: str, said: str, name: str, lead: str) -> str | None:
    """Replace the name behind the same preposition, or the only one of its kind."""
    is_place, kind = _sort(name)
    others = names_of(asked)
    alike = [other for other in others if _sort(other.text)[0] == is_place]
    if lead in _LOCATIVES:
        placed = [other for other in others if _lead(asked, other) in _LOCATIVES]
        return _put(asked, placed[-1], said) if placed else _appended(asked, said)
    if lead:
        behind_same = [other for other in others if _lead(asked, other) == lead]
        if len(behind_same) == 1:
            return _put(asked, behind_same[0], said)
    if len(alike) == 1 and (not kind or _sort(alike[0].text)[1] in {None, kind}):
        lead_said = _lead(asked, alike[0])
        if not lead or not lead_said:
            return asked[: alike[0].start] + said + asked[alike[0].end :]
        return _put(asked, alike[0], said)
    return None


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
