"""A question typed without capitals -> the places that it names with theirs."""

from __future__ import annotations

import re

from index.text.known_names import is_people, is_place
from index.text.letters import plain_letters

# One word or two behind what leads to a place; of fewer letters there are "us" and words of every day.
_PLACE = re.compile(
    r"(?<![\w'’-])(?P<lead>(?:de la|de|du|des|à la|a la|à|a|au|aux|en|dans|pour|la|le|les|of the|of|in the|in"
    r"|from|at|to|for|the)\s|(?:de )?[dl]['’])"
    r"(?P<name>[^\W\d_]{4,}(?:-[^\W\d_]+)*)(?P<more>\s(?!(?:from|dans|pour)\b)[^\W\d_]{4,})?",
    re.IGNORECASE,
)
# "La corée du nord" is not "la Corée".
_LONGER = re.compile(r"\s(?:du|de l['’]|of)\s?(?:nord|sud|est|ouest)\b", re.IGNORECASE)
# Words of every day as well; places behind these alone.
_COMMON = frozenset(
    "channel china florence jordan manche milan nice orange pole reunion tours turkey".split()  # noqa: SIM905
)
_INTO = frozenset({"en", "in", "from"})
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+")


def with_capitals(question: str) -> str:
    """Return `question` with "lyon" as "Lyon"; as it is where any word but the first has a capital.

    Names are known by their capitals: without them "qui est le maire de lyon ?" would name nothing.
    """
    return question if any(sign.isupper() for sign in question[1:]) else _PLACE.sub(_capitals, question)


def _capitals(place: re.Match[str]) -> str:
    lead, name, more = place["lead"], place["name"], place["more"] or ""
    both, one = _titled(name + more), _titled(name)
    if more and _is_named(both):
        return lead + both
    is_common = plain_letters(name).casefold() in _COMMON and lead.strip().casefold() not in _INTO
    if is_common or not _is_named(one) or _LONGER.match(place.string, place.end("name")):
        return place.group()
    return lead + one + more


def _is_named(name: str) -> bool:
    """Tell whether a name is of a place itself: "en français" names none."""
    return is_place(name) and not is_people(name)


def _titled(name: str) -> str:
    return _WORD.sub(lambda word: word.group()[0].upper() + word.group()[1:], name)
