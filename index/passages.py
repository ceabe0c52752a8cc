"""An article -> passages: a few consecutive sentences each, never across an article's end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.records import Article, Passage
from index.text.sentences import split_sentences

_SPACES = re.compile(r"\s*")


def split_article(
    article: Article, length: int = 350, left_out: Sequence[tuple[int, int]] = ()
) -> list[Passage]:
    """Cut an article into passages of whole sentences, each about `length` characters.

    `article.text[start:end] == passage.text` for each; passages do not overlap, and together they
    hold every sentence. A passage ends where the next sentence would take it further over `length`
    than it is short of it now; a single sentence longer than twice `length` is cut at white space.

    Args:
        article: What to cut.
        length: The length of a passage, in characters.
        left_out: Spans of the article's text, in order, that no passage holds or reaches over
            (`index.text.recurring.spans_left_out`).
    """
    passages: list[Passage] = []
    for stretch in _kept(article.text, left_out):
        start = end = 0
        for sentence_start, sentence_end in _bounded(article.text, stretch, 2 * length):
            if end > start and abs(sentence_end - start - length) > abs(end - start - length):
                passages.append(_passage(article, len(passages), start, end))
                start = end
            if start == end:
                start = sentence_start
            end = sentence_end
        if end > start:
            passages.append(_passage(article, len(passages), start, end))
    return passages


def _kept(text: str, left_out: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Return the sentences of each stretch of text between two spans that are left out."""
    sentences = split_sentences(text)
    if not left_out:
        return [sentences]
    edges = [0, *(offset for span in left_out for offset in span), len(text)]
    stretches = []
    for stretch_start, stretch_end in list(pairwise(edges))[::2]:
        pieces = (
            _stripped(text, max(start, stretch_start), min(end, stretch_end)) for start, end in sentences
        )
        stretches.append([(start, end) for start, end in pieces if start < end])
    return stretches


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space at its ends."""
    piece = text[start:end] if start < end else ""
    left = start + len(piece) - len(piece.lstrip())
    return left, left + len(piece.strip())


def _passage(article: Article, number: int, start: int, end: int) -> Passage:
    text = article.text[start:end]
    return Passage(id=f"{article.id}:{number}", article_id=article.id, text=text, start=start, end=end)


def _bounded(text: str, spans: list[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Cut spans longer than `limit` at the last white space up to it (or at it, where there is none)."""
    bounded = []
    for span_start, end in spans:
        start = span_start
        while end - start > limit:
            spaces = (offset for offset in range(start + limit, start, -1) if text[offset].isspace())
            cut = next(spaces, start + limit)
            bounded.append((start, start + len(text[start:cut].rstrip())))
            start = _after_spaces(text, cut)
        bounded.append((start, end))
    return bounded


def _after_spaces(text: str, offset: int) -> int:
    found = _SPACES.match(text, offset)
    return found.end() if found else offset
