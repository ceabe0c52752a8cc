"""Pure functions: the names of a claim that evidence holds in other words, or that may go unsaid there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.text.known_names import is_people, is_place, known_names, rows_of
from index.text.letters import plain_letters
from index.text.name_titles import stands_before_title
from index.text.names import NameMention, find_names, holds_name
from index.text.terms import fold, words

# Letters that a part of a name needs to stand for it, and in which the words of two languages agree; an
# acronym ("FIFA") stands for it whole.
SHORTEST_PART, SHORTEST_ACRONYM = 5, 3
_PARTS = re.compile(r"[\s'’-]+")
_OPENS = re.compile(r"(?:^|[.!?]\s+)$")
# What an English answer says whose it is, where an article of the country does not.
_OF_A_STATE = re.compile(
    r"(?:government|senate|parliament|national assembly|army|armed forces|military|police|authorities|justice"
    r"|(?:\w+ )?ministry|(?:prime|\w+) minister|constitution|supreme court|law(?! (?:firm|school|student)))\b"
)
_OF_THE_LANGUAGE = "French"
_SOMEWHERE = re.compile(r"\b(?:à|en|au|aux|depuis) [A-ZÀ-Ý]")


def may_go_unsaid(claim: str, name: NameMention, around: str, whole: str) -> bool:
    """Tell whether a claim may add whose office it is: "Russian President" for "le président".

    The article says it elsewhere; or the quoted words name no other place, and it is one.
    """
    if not stands_before_title(plain_letters(claim), name.end):
        return False
    return holds_name(whole, name.text) or (bool(rows_of(name.text)) and not known_names(around))


def holds_behind_opener(claim: str, name: NameMention, around: str) -> bool:
    """Tell whether "Lyon" of "Residents of Lyon" is held, where the first word may only open a sentence."""
    opener, link, rest = name.text.partition(" of ")
    is_opener = bool(link) and opener.isalpha() and _OPENS.search(claim[: name.start]) is not None
    return is_opener and not rows_of(name.text) and holds_name(around, rest)


def holds_asked_name(article: str, name: str, *, is_foreign: bool) -> bool:
    """Tell whether an article holds a name of the question; one in another language, or a part of it.

    Each language has its own words for bodies ("Socialist Party"; French has "Parti socialiste", with a small
    letter) and builds on names ("Paris-bound"). "European" tells nothing where "Commission" may, and whom the
    article calls by another name is another: "Hillary Clinton" is not "Bill Clinton".
    """
    if not is_foreign or holds_name(article, name):
        return holds_name(article, name)
    parts = _PARTS.split(name)
    capitals = [part for part in parts if part[:1].isupper()]
    telling = [part for part in capitals if not is_people(part)] or capitals
    starts = {fold(part)[:SHORTEST_PART] for part in telling if len(part) >= SHORTEST_PART}
    acronyms = {part for part in telling if len(part) >= SHORTEST_ACRONYM and part.isupper()}

    def is_part(word: str) -> bool:
        return word in acronyms or fold(word)[:SHORTEST_PART] in starts

    if len(parts) == 1 or not any(map(is_part, words(article))):
        return False
    called = [[word for word in words(found.text) if word[0].isupper()] for found in find_names(article)]
    wholes = [whole for whole in called if _share_a_word(whole, capitals, is_part)]
    # Spellings differ behind the first letter.
    initials = {fold(part)[:1] for part in capitals}
    return not wholes or any(all(fold(word)[:1] in initials for word in whole) for whole in wholes)


def _share_a_word(one: Sequence[str], other: Sequence[str], is_part: Callable[[str], bool]) -> bool:
    """Tell whether names of as many words have one in the same place: "Anna Holt", "Ruth Holt"; no town."""
    return len(one) == len(other) > 1 and any(
        is_part(word) and fold(word)[:SHORTEST_PART] == fold(part)[:SHORTEST_PART] and not rows_of(word)
        for word, part in zip(one, other, strict=True)
    )


def is_of_the_state(claim: str, name: NameMention, around: str, whole: str, *, is_french: bool) -> bool:
    """Tell whether a claim only adds whose a body is: "the French government" for "le gouvernement".

    The article names that country and no other, or is in French, names none at all, and "French" is added.
    A place that no table knows may be another country's: "à Bogota".
    """
    whose, _, body = name.text.partition(" ")
    behind = body or claim[name.end :].lstrip()
    if not is_people(whose) or not _OF_A_STATE.match(plain_letters(behind)):
        return False
    if body and not holds_name(around, body):
        return False
    named = (whole[known.start : known.end] for known in known_names(whole))
    places = [place for place in named if is_place(place)]
    if places:
        return all(rows_of(place) & rows_of(whose) for place in places)
    return is_french and whose == _OF_THE_LANGUAGE and not _SOMEWHERE.search(around)
