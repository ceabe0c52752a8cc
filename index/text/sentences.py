"""Where sentences start and end, in French and in English, in text as news archives really hold it.

Archives glue sentences ("jeudi.Le ministre", "DÉBATLa mairie") and are full of points that end
nothing ("M. Diab", "4.500", "19 déc. 2013", "J.-C."). No published splitter that was tried gets
both right, so the rules are here, and tests/index/text/test_sentences.py is their table.
"""

from __future__ import annotations

import re
from itertools import pairwise

UPPER = "A-ZÀ-ÖØ-ÞŒŸ"
LOWER = "a-zà-öø-ÿœß"
CLOSING = "\"'”’»)\\]"
OPENING = "\"'“‘«(\\["

# Words whose point does not end a sentence, without the point and in lower case: before anything,
ABBREVIATIONS = frozenset(
    """
    cf av apr ex al éd ed bd bld ave boul dépt jr sr vs inc ltd corp co dept approx e.g i.e u.s u.k u.n
    """.split()  # noqa: SIM905 (a list this long reads better as prose)
)
# with a capital, before a name ("Me. Roux", not "she told me."),
TITLES = frozenset(
    """
    m mm mme mmes mlle mlles mgr me dr drs pr prof st ste sts stes gal col cap lt cdt mr mrs ms gen gov
    sen rep rev hon sgt lieut maj
    """.split()  # noqa: SIM905
)
# before a figure ("sept. 2013", not "ils étaient sept.").
BEFORE_FIGURES = frozenset(
    """
    env hab min max art fig chap vol p pp n no nos num tél tel fax réf ref janv févr fév avr juil sept oct
    nov déc jan feb mar apr jun jul aug sep dec
    """.split()  # noqa: SIM905
)
# Words that begin a sentence after any of them, for they are no name ("in the U.S. She", "2 m. Il").
_STARTERS = re.compile(
    r"\s*(?:Ils?|Elles?|On|Ce|Cette|Ces|Cela|Mais|Selon|He|She|It|They|We|This|These|The|But)\b"
)

# A candidate: closing punctuation, then what may close a quotation. What follows is looked at apart.
_STOP = re.compile(rf"[.!?…]+(?:\s?»|[{CLOSING}])*")
_LAST_WORD = re.compile(rf"[\w{UPPER}{LOWER}.°-]+$")
_ITEM_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}$")
_NEXT_STARTS = re.compile(rf"[{OPENING}\s–—-]*[{UPPER}0-9]")
_GLUED_NEXT = re.compile(rf"(?:[{OPENING}]\s?)?[{UPPER}](?:[{LOWER}'’\s]|$)")
_GLUED_CAPITALS = re.compile(rf"(?:[{OPENING}]\s?)?[{UPPER}]{{2,}}['’\s{LOWER}]")
_HEADING_GLUED = re.compile(rf"(?<![{UPPER}{LOWER}])[{UPPER}]{{4,}}(?=[{UPPER}][{LOWER}])")
_LINE_BREAK = re.compile(r"\n\s*")
# Characters before a sentence in which the one before it is looked for.
_BEFORE = 600
_QUOTE_OR_LINE = re.compile(r'["\n]')


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of `text`, in order.

    Spans are (start, end) offsets into `text`, never empty, never overlapping, without the white
    space around them; together they hold every character that is not white space.
    """
    boundaries = sorted({0, len(text), *_stops(text), *_line_breaks(text), *_glued_headings(text)})
    spans = []
    for start, end in pairwise(boundaries):
        piece = text[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            spans.append((start + left, start + right))
    return spans


def sentence_before(text: str, start: int) -> str:
    """Return the sentence that ends last before the offset `start`, or nothing."""
    before = text[max(0, start - _BEFORE) : start]
    sentences = split_sentences(before)
    return before[slice(*sentences[-1])] if sentences else ""


def _stops(text: str) -> list[int]:
    """Offsets just behind the punctuation that ends a sentence."""
    ends = []
    opening = _opening_quotes(text)
    for match in _STOP.finditer(text):
        end = match.end()
        if end - 1 in opening:
            end -= 1
        if _ends_sentence(text, match.start(), end):
            ends.append(end)
    return ends


def _opening_quotes(text: str) -> frozenset[int]:
    """Offsets of the straight quotation marks that open a quotation: every other one of a line."""
    opening = []
    is_open = False
    for match in _QUOTE_OR_LINE.finditer(text):
        is_open = match.group() == '"' and not is_open
        if is_open:
            opening.append(match.start())
    return frozenset(opening)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    before, stop, after = text[max(0, start - 30) : start], text[start:end], text[end : end + 40]
    if not after.strip():
        return True
    if not after[0].isspace() and not _is_glued(before, after):
        return False
    if not _NEXT_STARTS.match(after):
        # "« Quoi ? » demande-t-il" goes on; "suite…" before a lower-case word goes on too.
        return False
    if stop.startswith(".") and not stop.startswith(".."):
        if _ITEM_NUMBER.search(before):
            return False
        return not _is_abbreviation(before, after)
    return True


def _is_glued(before: str, after: str) -> bool:
    """Tell whether a sentence begins right behind a stop: "jeudi.Le", not "4.500", "lemonde.fr", "U.S.A"."""
    last = before[-1:]
    if not (last.isalnum() or last in ")»\"”'’%€$") or last.isupper():
        return False
    return bool(_GLUED_NEXT.match(after) or (_GLUED_CAPITALS.match(after) and not last.isdigit()))


def _is_abbreviation(before: str, after: str) -> bool:
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group()
    bare = word.rsplit("-", 1)[-1]
    before_figure = after.lstrip()[:1].isdigit()
    if before_figure and bare.lower() in BEFORE_FIGURES:
        return True
    if _STARTERS.match(after):
        return False
    if bare.lower() in ABBREVIATIONS or (bare[:1].isupper() and bare.lower() in TITLES):
        return True
    # "J. K. Rowling", "J.-C.", "U.S.": one capital before the point is an initial.
    initial = bare.rsplit(".", 1)[-1]
    return len(initial) == 1 and initial.isupper() and not before_figure


def _line_breaks(text: str) -> list[int]:
    """Offsets of line breaks that end a sentence: all but those of a line wrapped in mid-sentence."""
    offsets = []
    for match in _LINE_BREAK.finditer(text):
        wrapped = match.group().count("\n") == 1 and text[match.end() : match.end() + 1].islower()
        if not wrapped:
            offsets.append(match.end())
    return offsets


def _glued_headings(text: str) -> list[int]:
    """Offsets between a heading in capitals and the sentence glued to it ("DÉBATLa mairie")."""
    return [match.end() for match in _HEADING_GLUED.finditer(text)]
