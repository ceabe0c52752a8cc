"""Lines on printed pages become paragraphs: columns in order, running heads dropped, words made whole."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_DEEPEST = 6
_FEWEST_LINES = 2
_MOST_CROSSING = 0.25
_SHORTEST_TEXT = 15
_EDGE_ROWS = 2
_SURE_RECURRENCE = 4
_SAME_SIZE = 0.12
_SAME_ROW = 0.3
_LOOSE = 1.4
_INDENT = 0.8
_SHORT = 0.85
_SENTENCE_END = re.compile(r"""[.!?…][\s»”"')\]]*$""")
_BULLET = re.compile(r"[•‣▪■●◦·*–—-]\s|\(?\w{1,2}[.)]\s")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
# What French hangs on a word with a hyphen that belongs there: verb and pronoun, demonstratives.
_HUNG_ON = frozenset(
    """
    je tu il elle on nous vous ils elles ce t-il t-elle t-on moi toi lui leur le la les y en là ci même
    mêmes
    """.split()  # noqa: SIM905 - words read better than quoted words
)


class Line(NamedTuple):
    """A printed line: its text, its box in points (the origin is at the lower left) and its font's size."""

    text: str
    left: float
    right: float
    bottom: float
    size: float


class Paragraph(NamedTuple):
    """A text, its font's size in points, and the page that it begins on, from 0."""

    text: str
    size: float
    page: int


def read_paragraphs(pages: Sequence[Sequence[Line]]) -> list[Paragraph]:
    """Return the paragraphs of some pages in reading order."""
    blocks = [
        (number, block)
        for number, lines in enumerate(without_running_lines(pages))
        for block in in_reading_order(lines)
    ]
    looseness = _usual_step([block for _, block in blocks]) * _LOOSE
    parts: list[tuple[int, list[Line]]] = []
    for number, block in blocks:
        for part in _split_block(block, looseness):
            if parts and _goes_on(parts[-1][1][-1], part[0]):
                parts[-1][1].extend(part)
            else:
                parts.append((number, part))
    words = Counter(word for _, part in parts for line in part for word in re.findall(r"[\w-]+", line.text))
    return [
        Paragraph(text, part[0].size, number)
        for number, part in parts
        if (text := join_lines([line.text for line in part], words))
    ]


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out heads, feet and page numbers: edge lines that recur, in one size, on several pages.

    A line recurs where it differs in its figures alone, on three pages of ten (on four at most, on two at
    least): heads of left and right pages may differ.
    """
    edges = [_edge_lines(lines) for lines in pages]
    seen = Counter(key for lines in edges for key in {_wording(line) for line in lines})
    enough = max(2.0, min(0.3 * len(pages), _SURE_RECURRENCE))
    return [
        [line for line in lines if not (line in edge and seen[_wording(line)] >= enough)]
        for lines, edge in zip(pages, edges, strict=True)
    ]


def _edge_lines(lines: Sequence[Line]) -> set[Line]:
    rows = _rows(lines)
    return {line for row in (*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]) for line in row}


def _wording(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.size)


def in_reading_order(lines: Sequence[Line], depth: int = 0) -> Iterator[list[Line]]:
    """Yield the blocks of a page: columns from left to right between the lines that span them.

    A gutter is where hardly any line crosses from one side to the other; those that do part the page
    into bands. A simple form of the recursive cut of Nagy and Seth (1984).
    """
    gutter = _gutter(lines) if depth < _DEEPEST else None
    if gutter is None:
        if lines:
            yield [line for row in _rows(lines) for line in row]
        return
    band: list[Line] = []
    spanning: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        spans = line.left < gutter < line.right
        if spans and band:
            yield from _columns(band, gutter, depth)
            band = []
        elif not spans and spanning:
            yield spanning
            spanning = []
        (spanning if spans else band).append(line)
    if spanning:
        yield spanning
    yield from _columns(band, gutter, depth)


def _columns(band: Sequence[Line], gutter: float, depth: int) -> Iterator[list[Line]]:
    yield from in_reading_order([line for line in band if line.right <= gutter], depth + 1)
    yield from in_reading_order([line for line in band if line.right > gutter], depth + 1)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the fewest lines cross, or None where that is no gutter."""
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    best: tuple[int, int, float] | None = None
    for place in sorted(set(lefts)):
        before, after = bisect_right(rights, place), len(lines) - bisect_left(lefts, place)
        crossing = len(lines) - before - after
        if min(before, after) < _FEWEST_LINES or crossing > _MOST_CROSSING * len(lines):
            continue
        if best is None or (crossing, -min(before, after)) < best[:2]:
            best = (crossing, -min(before, after), place)
    return best[2] if best and _are_columns(lines, best[2]) else None


def _are_columns(lines: Sequence[Line], gutter: float) -> bool:
    """Whether there is text on both sides of a gutter; short words and figures are a table."""
    sides = (
        [len(line.text) for line in lines if line.right <= gutter],
        [len(line.text) for line in lines if line.left >= gutter],
    )
    return all(median(lengths) >= _SHORTEST_TEXT for lengths in sides)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return lines from top to bottom; those on one baseline are one row, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and rows[-1][0].bottom - line.bottom < _SAME_ROW * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _usual_step(blocks: Sequence[Sequence[Line]]) -> float:
    """Return the usual distance from line to line, in sizes of the font."""
    steps = [
        (above.bottom - below.bottom) / below.size
        for block in blocks
        for above, below in pairwise(block)
        if _same_size(above, below) and above.bottom - below.bottom > _SAME_ROW * below.size
    ]
    return median(steps) if steps else 1.2


def _split_block(block: Sequence[Line], looseness: float) -> Iterator[list[Line]]:
    left, right = min(line.left for line in block), max(line.right for line in block)
    part = [block[0]]
    for above, below in pairwise(block):
        step = above.bottom - below.bottom
        ended = above.right < left + _SHORT * (right - left) and _SENTENCE_END.search(above.text)
        indented = below.left > above.left + _INDENT * below.size and not _hangs(above, below)
        is_next_row = step > _SAME_ROW * below.size
        is_far = not _same_size(above, below) or step > looseness * below.size
        if is_far or (is_next_row and (ended or indented)):
            yield part
            part = []
        part.append(below)
    yield part


def _hangs(above: Line, below: Line) -> bool:
    """Whether a line stands further right because it goes on below the first of a list's entry."""
    return below.text[0].islower() or bool(_BULLET.match(above.text))


def _same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _goes_on(above: Line, below: Line) -> bool:
    """Whether a paragraph goes on in the next block: in the middle of a sentence, in the same size."""
    return _same_size(above, below) and not _SENTENCE_END.search(above.text) and below.text[:1].islower()


def join_lines(lines: Sequence[str], words: Counter[str]) -> str:
    """Return the lines of a paragraph as one, the words broken at their ends made whole.

    The hyphen stays where the document has the word with it elsewhere and not without it, and before
    what French hangs on a verb ("a-t-il"); a soft hyphen never stays.

    Args:
        lines: The lines, from top to bottom.
        words: How often the document has each word.
    """
    joined = ""
    for line in lines:
        text = line.strip()
        broken = _BROKEN_WORD.search(joined)
        follows = re.match(r"[\w-]+", text)
        if broken and follows and follows[0][0].islower():
            joined = joined[:-1] + ("-" if _keeps_hyphen(broken, follows[0], words) else "") + text
        else:
            joined = f"{joined} {text}".strip()
    return joined


def _keeps_hyphen(broken: re.Match[str], follows: str, words: Counter[str]) -> bool:
    if broken[0][-1] == "\u00ad":
        return False
    whole, compound = broken[1] + follows, f"{broken[1]}-{follows}"
    if words[whole] or words[compound]:
        return words[compound] > words[whole]
    return follows in _HUNG_ON
