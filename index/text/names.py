"""The names a text holds, in French and English, and whether two of them are of one person, place or body."""

from __future__ import annotations

import re
from functools import lru_cache

from index.records import Record
from index.text.generic_names import holds_generic_name
from index.text.known_names import is_place, known_names, rows_of, without_longer_places
from index.text.letters import plain_letters
from index.text.name_titles import parted_at_title, without_title
from index.text.name_words import COMMON, PARTICLES, PORTFOLIOS, TITLES, bare, same_word

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽŒ"
_INITIALS = rf"(?:[{_UPPER}]\.-?)+(?![^\W\d_])"
_CAPITALISED = (
    rf"(?:[ON]['’](?=[{_UPPER}])|[Aa]l-|[Ee]l-)?[{_UPPER}][^\W_]*(?:[-\u2010\u2011](?:[dl]['’])?[^\W_]+)*"
)
# No name: the "8H30" of a clock.
_HOUR = r"\d{1,2}H\d{0,2}(?![^\W_])"
_WITH_DIGITS = (
    rf"(?!{_HOUR})(?!\d+[A-ZÀ-Ý][a-zà-ÿ])(?=[^\W_]*\d)(?=[^\W_]*[A-Za-z])[^\W_]*[A-Z][^\W_]*(?:-[^\W_]+)*"
)
# Nor the "C" of degrees.
_WORD = re.compile(rf"(?<![^\W_])(?<!°)(?:{_INITIALS}|{_CAPITALISED}|{_WITH_DIGITS})")
_ARTICLE = "la|le|les|the"
_PARTICLE = "|".join(sorted(PARTICLES - {"d", "l", *_ARTICLE.split("|")}))
# A particle in Arabic names: "Assad" is "al-Assad".
_AL = re.compile(r"(?<![^\W_])(?:al|el)[-\u2010\u2011](?=[^\W\d_])", re.IGNORECASE)
_GAP = re.compile(
    rf"[ \u00a0\u202f]+(?:(?:{_PARTICLE})[ \u00a0]+(?:(?:{_ARTICLE})[ \u00a0]+)?)*(?:[dl]['’])?"
    rf"|-(?=[{_UPPER}])"
)
_ELIDED = re.compile(r"(?:(?:[LDJNSCMT]|Qu|Jusqu|Lorsqu|Puisqu)['’])", re.IGNORECASE)
_SENTENCE_STARTS = re.compile(
    r"(?:^|[.!?…:;\n•]\s*|[«“\"(\[]\s*|[-–—]\s+)(?:[«“\"(\[–—-]\s*)*(?:[LDJNSCMT]['’])?$"
)
_AFTER_TITLE = re.compile(r"\b(?:mm?|mr|mrs|ms|dr|st|mgr)\.\s$")
_CAPITAL_FOLLOWS = re.compile(rf"[ \u00a0][{_UPPER}]")
# "Anna May", but not "Monday May 5".
_MONTHS_AND_NAMES = frozenset({"april", "august", "june", "march", "may"})
_FIGURE_FOLLOWS = re.compile(r"\s\d")
_OF_PLACE = re.compile(r"(?P<name>.+)\s(?:of (?:the )?|de (?:la )?|du |d['’]|de l['’])(?P<place>.+?)")
# "J.-Y." and "R.T." are initials of two words, which "Jean-Yves" and "Recep Tayyip" are.
_TWO_INITIALS = re.compile(rf"[{_UPPER}](?:\.-?|-)[{_UPPER}]\.?(?![^\W_])")
_LOOK_BACK = 8
_LETTERS_OF_AN_ACRONYM = range(3, 9)
_GENERIC_ENDINGS = frozenset(
    "group groupe sa inc corp corporation company co ltd plc ag industries holding".split()  # noqa: SIM905
)


class NameMention(Record):
    """A name in a text: `text[start:end] == self.text`, without title.

    `is_weak` marks one plain word whose capital may come from opening a sentence ("Manifestation à Paris").
    """

    start: int
    end: int
    text: str
    is_weak: bool = False


def find_names(text: str) -> list[NameMention]:
    """Return the names of `text` in order, none overlapping.

    A name is a run of capitalised words with particles inside ("Charles de Gaulle", "Bank of England"), an
    acronym, a word of letters and digits ("A380", "Covid-19"), or a name of the tables whatever its case
    inside ("Nations unies"). Titles, months, weekdays and the words that open sentences are left out.
    """
    plain = plain_letters(text)
    known = [name for name in known_names(text) if text[name.start].isupper()]
    whole = [(name.start, name.end) for name in known if len(text[name.start : name.end].split()) > 1]
    runs = _merged(sorted([*_runs(text), *whole]))
    settled = {(name.start, name.end) for name in known}
    mentions = []
    parts = [part for run in runs for part in parted_at_title(plain, *run, whole)]
    for part_start, part_end in parts:
        start, end = without_title(plain, part_start, part_end, whole)
        if start >= end:
            continue
        is_weak = _is_weak(text, plain, start, end) and (start, end) not in settled
        if is_weak and re.search(rf"(?<![^\W_]){re.escape(text[start:end].lower())}(?![^\W_])", text):
            continue
        mentions.append(NameMention(start=start, end=end, text=text[start:end], is_weak=is_weak))
    return mentions


def same_name(a: str, b: str) -> bool:
    """Tell whether two names, as `find_names` gives them, are of one person, place or body.

    Accents, case, hyphens, plurals and transliteration do not count. The last name alone stands for the full
    one, a first name does not; initials stand for first names; the tables tell "Irak" from "Iran" and know
    that "ONU" is "United Nations"; other acronyms are read from initials ("PSG").
    """
    rows_a, rows_b = rows_of(a), rows_of(b)
    if rows_a and rows_b:
        return bool(rows_a & rows_b)
    words_a, words_b = _words(a), _words(b)
    if not words_a or not words_b:
        return False
    if "".join(words_a) == "".join(words_b):
        return True
    if (rows_a and len(words_a) == 1) or (rows_b and len(words_b) == 1):
        return False
    if _TWO_INITIALS.match(a) or _TWO_INITIALS.match(b):
        words_a, words_b = (_words(re.sub(r"[.-]+", " ", name)) for name in (a, b))
    return _is_acronym(a, b) or _is_acronym(b, a) or _same_words(words_a, words_b)


def holds_name(text: str, name: str) -> bool:
    """Tell whether `text` gives `name`, in whatever form.

    A form of the same row of the tables ("américain" for "United States"), a name that is the same, or the
    very words, wherever they stand. "Jean Roche" is not held by "Pierre Roche … M. Roche". The place behind
    "of" may stand apart ("President Roche of France"), and generic words are of either language.
    """
    return _holds_whole(text, name) or _holds_of_place(text, name) or holds_generic_name(text, name)


def _holds_of_place(text: str, name: str) -> bool:
    parts = _OF_PLACE.fullmatch(name)
    if parts is None or rows_of(name) or not rows_of(parts["place"]):
        return False
    return _holds_whole(text, parts["name"]) and _holds_whole(text, parts["place"])


def _holds_whole(text: str, name: str) -> bool:
    if is_place(name):
        text = without_longer_places(text, name)
    parts = [rows_of(name)] if rows_of(name) else _parts_in_tables(name)
    if parts and all(any(rows & known.rows for known in known_names(text)) for rows in parts):
        return True
    wanted = _words(name)
    if not wanted:
        return False
    spread = _words(name.replace("-", " "))
    # Letters alone may be a word ("US" and "us"); with figures they are none ("777X", "777x").
    is_acronym = name.isupper() and not any(letter.isdecimal() for letter in name)
    if any(_holds_words(text, form, is_acronym=is_acronym) for form in {wanted, spread} if form):
        return True
    names = _names_of(text)
    full = [_words(found) for found in names if len(_words(found)) > 1]
    for found in names:
        words = _words(found)
        is_short = len(words) == 1 and any(same_word(words[0], longer[-1]) for longer in full)
        if not (is_short and len(wanted) > 1) and same_name(name, found):
            return True
    return any(_is_acronym(name, window) for window in _windows(text, name))


@lru_cache(maxsize=2048)
def _names_of(text: str) -> tuple[str, ...]:
    return tuple(mention.text for mention in find_names(text))


def _parts_in_tables(name: str) -> list[frozenset[int]]:
    """Return the rows of each part of a name made of known ones ("U.N. Security Council"), or none."""
    known = known_names(name)
    rest = name
    for part in reversed(known):
        rest = rest[: part.start] + " " + rest[part.end :]
    return [part.rows for part in known] if len(known) > 1 and not _words(rest) else []


def _runs(text: str) -> list[tuple[int, int]]:
    """Spans of capitalised words joined by blanks and particles, without what opens a sentence."""
    runs: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = plain_letters(match.group())
        goes_on = (
            runs and _GAP.fullmatch(text, runs[-1][1], start) and not _closes(text[runs[-1][0] : runs[-1][1]])
        )
        is_of_a_king = goes_on and word in {"v", "x"}
        if len(word) == 1 and not is_of_a_king and not _CAPITAL_FOLLOWS.match(text, end):
            continue
        # "Le Drian": a capital particle belongs to the name it stands in.
        stands_inside = goes_on and (
            (word in PARTICLES and _CAPITAL_FOLLOWS.match(text, end))
            or (word in _MONTHS_AND_NAMES and not _FIGURE_FOLLOWS.match(text, end))
        )
        # "A French court", but "A. Martin" and "US".
        is_written_large = match.group().isupper() and (len(word) > 1 or text.startswith(".", end))
        if _is_common(word) and not is_written_large and not stands_inside:
            continue
        if goes_on:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _is_common(word: str) -> bool:
    return word in COMMON or (
        word.partition("-")[0] in COMMON - {"the", "le", "la", "les", "new"} and "-" in word
    )


def _closes(run: str) -> bool:
    return plain_letters(re.split(r"[\s'’]", run)[-1]) in PORTFOLIOS


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_weak(text: str, plain: str, start: int, end: int) -> bool:
    word = text[start:end]
    if not re.fullmatch(r"[^\W\d_]+", word) or (word.isupper() and len(word) > 1):
        return False
    before = plain[max(0, start - _LOOK_BACK) : start]
    return bool(_SENTENCE_STARTS.search(text[start - len(before) : start])) and not _AFTER_TITLE.search(
        before
    )


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    """Split a name into its bare words, without elisions, possessives, titles, particles and legal forms."""
    name = _AL.sub("", re.sub(r"['’]s?(?=\s|$)", "", name))
    parts = [bare(part) for part in re.split(r"[\s'’]+", _ELIDED.sub(" ", name))]
    words = [part for part in parts if part and part not in PARTICLES]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _GENERIC_ENDINGS:
        words = words[:-1]
    return tuple(words)


def _same_words(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return same_word(short[0], long[-1])
    if not same_word(short[-1], long[-1]):
        return len(a) == len(b) and _all_in(a, b) and _all_in(b, a)
    rest = iter(long[:-1])
    return all(any(_same_first(word, other) for other in rest) for word in short[:-1])


def _all_in(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Tell whether each word of `a` is one of `b`, in whatever order: "Berg Hotel", "hotel Berg"."""
    return all(any(same_word(word, other) for other in b) for word in a)


def _same_first(a: str, b: str) -> bool:
    if 1 in {len(a), len(b)}:
        return a[0] == b[0]
    return same_word(a, b)


def _is_acronym(acronym: str, name: str) -> bool:
    letters = acronym.replace(".", "")
    if not (letters.isupper() and letters.isalpha() and len(letters) in _LETTERS_OF_AN_ACRONYM):
        return False
    parts = [part for part in re.split(r"[\s'’\-]+", name) if part and plain_letters(part) not in PARTICLES]
    return len(parts) > 1 and "".join(plain_letters(part)[0] for part in parts) == plain_letters(letters)


def _windows(text: str, acronym: str) -> list[str]:
    """Word sequences of `text` that start with a capital and may spell out an acronym."""
    letters = plain_letters(acronym.replace(".", ""))
    if not acronym.isupper() or len(letters) not in _LETTERS_OF_AN_ACRONYM:
        return []
    spans = [m.span() for m in re.finditer(r"[^\W_]+", text) if plain_letters(m.group()) not in PARTICLES]
    count = len(letters)
    return [
        text[spans[i][0] : spans[i + count - 1][1]]
        for i in range(len(spans) - count + 1)
        if text[spans[i][0]].isupper() and plain_letters(text[spans[i][0]]) == letters[0]
    ]


def _holds_words(text: str, wanted: tuple[str, ...], *, is_acronym: bool) -> bool:
    written = re.split(r"[\s'’]+", _AL.sub("", re.sub(r"(?<=[^\W_])['’]s\b", "", text)))
    pieces = [bare(piece) for piece in written if piece.isupper() or not is_acronym]
    words = [piece for piece in pieces if piece and piece not in PARTICLES]
    return any(tuple(words[i : i + len(wanted)]) == wanted for i in range(len(words) - len(wanted) + 1))
