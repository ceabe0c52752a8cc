"""Look-up in the tables of names that French and English write differently (`PLACES`, `BODIES`)."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from index.text.bodies import BODIES
from index.text.letters import plain_letters
from index.text.places import PLACES

# Rows are counted through both tables, the places first.
_PLACE_ROWS = len(PLACES.strip().splitlines())
# Often called by its last word alone ("Congo"), or there ("canal de Panama").
_REPUBLIC = re.compile(r"r[ée]p|dem|dr\b|rd\b|.*\bcanal\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
# A point joins initials only: "U.S.", not "Nations. Unies".
_BETWEEN_WORDS = re.compile(r"[ '’\-\u2010\u2011\u00a0\u202f]{1,2}|(?<=[^\W_])(?<![^\W_]{2})\. ?")
_HYPHENS = ("-", "\u2010", "\u2011")
_FRENCH_ENDINGS = ("", "s", "e", "es", "ne", "nes")
_PLURAL = ("", "s")


class _Form(NamedTuple):
    words: tuple[str, ...]
    written: tuple[str, ...]
    is_prefix: bool
    row: int
    is_people: bool


class KnownName(NamedTuple):
    """Where a form of the tables stands in a text, and the rows (numbers, within a run) that hold it."""

    start: int
    end: int
    rows: frozenset[int]


def known_names(text: str) -> list[KnownName]:
    """Return the forms of the tables that stand in `text`, the longest at each word, in order."""
    return list(_known_names(text))


def rows_of(name: str) -> frozenset[int]:
    """Return the rows that hold a name as a whole, without article; none where the tables lack it."""
    for known in _known_names(name):
        before, after = name[: known.start], name[known.end :]
        if re.fullmatch(r"(?:(?:l['’]|les? |la |the )\s*)?", before, re.IGNORECASE) and re.fullmatch(
            r"(?:['’]s?|\.)?", after
        ):
            return known.rows
    return frozenset()


def is_people(name: str) -> bool:
    """Tell whether a name is of those who live in a place, or what is theirs: "Américains", "Dutch"."""
    words = _WORD.findall(plain_letters(name))
    forms = [form for form in _table().get(words[0], []) if list(form.words) == words] if words else []
    return bool(forms) and all(form.is_people for form in forms)


def is_place(name: str) -> bool:
    """Tell whether a name is one of a place or of those who live there, and not of a body."""
    rows = rows_of(name)
    return bool(rows) and min(rows) < _PLACE_ROWS


def without_longer_places(text: str, name: str) -> str:
    """Leave out the places that only hold the words of a shorter one: "Soudan du Sud" is no "Soudan"."""
    own = rows_of(name)
    for known in reversed(known_names(text)):
        said = text[known.start : known.end]
        is_longer = len(said.split()) > 1 and not _REPUBLIC.match(said)
        if is_longer and not known.rows & own and is_place(said):
            text = f"{text[: known.start]}…{text[known.end :]}"
    return text


@lru_cache(maxsize=4096)
def _known_names(text: str) -> tuple[KnownName, ...]:
    plain = plain_letters(text)
    spans = [match.span() for match in _WORD.finditer(plain)]
    words = [plain[start:end] for start, end in spans]
    table = _table()
    found: list[KnownName] = []
    position = 0
    while position < len(words):
        forms = table.get(words[position])
        fitting = [form for form in forms if _stands(form, position, words, spans, text)] if forms else []
        if not fitting:
            position += 1
            continue
        length = max(len(form.words) for form in fitting)
        rows = frozenset(form.row for form in fitting if len(form.words) == length)
        found.append(KnownName(spans[position][0], spans[position + length - 1][1], rows))
        position += length
    return tuple(found)


def _stands(form: _Form, position: int, words: list[str], spans: list[tuple[int, int]], text: str) -> bool:
    end = position + len(form.words)
    if tuple(words[position:end]) != form.words:
        return False
    here = spans[position:end]
    if form.is_prefix and not text.startswith(_HYPHENS, here[-1][1]):
        return False
    if any(not _BETWEEN_WORDS.fullmatch(text, a[1], b[0]) for a, b in pairwise(here)):
        return False
    return all(
        _is_cased(written, text[start:stop])
        for written, (start, stop) in zip(form.written, here, strict=True)
    )


def _is_cased(written: str, found: str) -> bool:
    if written.islower():
        return True
    return found.isupper() if written.isupper() and len(written) > 1 else found[0].isupper()


@lru_cache(maxsize=1)
def _table() -> dict[str, list[_Form]]:
    """Index every form, with its endings, by its first word."""
    table: dict[str, list[_Form]] = {}
    places = PLACES.strip().splitlines()
    for row, line in enumerate([*places, *BODIES.strip().splitlines()]):
        is_theirs = False
        for form in line.split(", "):
            # In a row of places these forms stand last, the French one first and in lower case.
            is_theirs = is_theirs or (row < len(places) and form.islower())
            for written in _with_endings(form):
                parts = tuple(_WORD.findall(written))
                words = tuple(plain_letters(part) for part in parts)
                known = _Form(words, parts, written.endswith("-"), row, is_theirs)
                table.setdefault(words[0], []).append(known)
    return table


def _with_endings(form: str) -> list[str]:
    if form.endswith("-"):
        return [form]
    if form.islower() and " " not in form:
        # "sud-coréen" bends at its end alone.
        return [form + ending for ending in _FRENCH_ENDINGS]
    return [form + ending for ending in (_PLURAL if form.isalpha() and not form.isupper() else ("",))]
