"""A question typed without capitals -> the places that it names with theirs."""

from __future__ import annotations

import re

from index.text.known_names import is_place

# One word or two behind what leads to a place; of fewer letters there are "us" and words of every day.
_PLACE = re.compile(
    r"(?<![\w'’-])(?P<lead>(?:de la|de|du|des|à la|a la|à|a|au|aux|en|dans|pour|la|le|les|of the|of|in the|in"
    r"|from|at|to|for|the)\s|(?:de )?[dl]['’])"
    r"(?P<name>[^\W\d_]{4,}(?:-[^\W\d_]+)*)(?P<more>\s[^\W\d_]{4,})?",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+")


def with_capitals(question: str) -> str:
    """Return `question` with "lyon" as "Lyon"; as it is where any word but the first has a capital.

    Names are known by their capitals: without them "qui est le maire de lyon ?" would name nothing.
    """
    return question if any(sign.isupper() for sign in question[1:]) else _PLACE.sub(_capitals, question)


def _capitals(place: re.Match[str]) -> str:
    lead, name, more = place["lead"], place["name"], place["more"] or ""
    both, one = _titled(name + more), _titled(name)
    if more and is_place(both):
        return lead + both
    return lead + one + more if is_place(one) else place.group()


def _titled(name: str) -> str:
    return _WORD.sub(lambda word: word.group()[0].upper() + word.group()[1:], name)
