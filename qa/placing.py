"""A name in another's place, with the words that lead to it there: "le Brésil" for "de la France"."""

from __future__ import annotations

import re

from index.text.letters import plain_letters

_LEAD = re.compile(r"(?P<words>.*?)\s?(?P<article>(?:les?|la|the)\s|l['’])?$", re.IGNORECASE)
ARTICLES = frozenset({"le", "la", "les", "l'", "the"})
_CONTRACTED = {
    "de": {"le": "du ", "les": "des ", "la": "de la ", "l'": "de l'"},
    "a": {"le": "au ", "les": "aux ", "la": "à la ", "l'": "à l'"},
    "en": {"le": "au ", "les": "aux ", "la": "en ", "l'": "en "},
}
_PREPOSITIONS = {
    "de": "de", "du": "de", "des": "de", "d'": "de", "a": "a", "en": "en", "au": "en", "aux": "en",
}  # fmt: skip
_VOWEL = re.compile(r"[aeiouy]")


def put_as_there(lead_there: str, said: str, lead: str, name: str, *, is_place: bool) -> str:
    """Return the name that a follow-up says, led to as the one whose place it takes.

    Args:
        lead_there: What leads to the earlier name, as written: "de la ", "in the ", "".
        said: What the follow-up says: "le Brésil".
        lead: What leads to the name in it, in plain letters: "le".
        name: The name in it.
        is_place: Whether it is a place: "en France" and "au Brésil" are of the same kind.
    """
    there = _LEAD.match(lead_there)
    if there is None or (lead and lead not in ARTICLES):
        return said
    words, article = there["words"].strip(), (there["article"] or "").strip().casefold()
    key = _PREPOSITIONS.get(plain_letters(words))
    if not lead:
        if key == "de":
            return f"d'{name}" if _VOWEL.match(plain_letters(name)) else f"de {name}"
        is_kept = not article or (article == "the" and not is_place)
        return lead_there + name if is_kept else f"{words} {name}".lstrip()
    if not words or key is None or lead == "the":
        return f"{words} {said}".lstrip()
    if key == "en" and not is_place:
        key = "a"
    return f"{_CONTRACTED[key][lead]}{name}"
