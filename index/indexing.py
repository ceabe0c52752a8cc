"""The second half of a build: articles without passages get them, with terms and vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import NamedTuple

from index.passages import split_article
from index.progress import Pace
from index.read_ahead import read_ahead
from index.records import Article, Passage
from index.resuming import ResumingEmbedder
from index.store.catalogue_writer import CatalogueWriter
from index.store.draft import Draft
from index.store.recurring_rows import load_recurring_lines, save_recurring_lines
from index.store.twin_rows import add_twin, load_twins
from index.text.day_terms import day_terms
from index.text.recurring import RecurringLines, spans_left_out
from index.text.terms import terms

# Passages that are sorted by length, so that texts of a length share a batch.
WINDOW = 512
# Passages embedded, and written to the journal, in one go: what a kill can cost.
AT_ONCE = 128
# Windows that may wait for the embedder.
_WINDOWS_AHEAD = 2


class _Waiting(NamedTuple):
    key: int
    text: str
    characters: int
    ends_article: bool


def text_to_embed(article: Article, passage: Passage) -> str:
    """Return what the embedder reads of a passage: its article's title gives it its subject."""
    return f"{article.title}. {passage.text}" if article.title else passage.text


def text_to_count(article: Article, passages: Sequence[Passage], number: int) -> str:
    """Return the words that count for a passage: its article's title, its own and those of its neighbours.

    A passage says "he" where the one before it gives the name. On two sets of French questions the
    neighbours' words raise R@1 of the fused search by .009 and .010 (benchmarks/retrieval.py).
    """
    texts = (passage.text for passage in passages[max(0, number - 1) : number + 2])
    return f"{article.title}. {' '.join(texts)}"


def index_pending(
    draft: Draft, embedder: ResumingEmbedder, passage_length: int, pace: Pace, skipped: int = 0
) -> None:
    """Split, count and embed the articles that are not cut yet.

    What recurs is learnt from all of them before any is split. Splitting and counting run in a thread ahead
    of the embedder, two windows at most, so memory does not grow with the archive.
    """
    pending = draft.catalogue.pending()
    if not pending.articles:
        return
    total = max(1, pending.characters)
    recurring = _count_lines(draft.catalogue)
    articles = passages = characters = 0
    pace.begin_embedding()
    waiting = _windows(_passages(draft, passage_length, recurring))
    with closing(read_ahead(waiting, _WINDOWS_AHEAD)) as windows:
        for window in windows:
            for some in _cut(sorted(window, key=lambda waiting: -len(waiting.text)), AT_ONCE):
                embed(draft, embedder, [(waiting.key, waiting.text) for waiting in some])
                articles += sum(waiting.ends_article for waiting in some)
                passages += len(some)
                characters += sum(waiting.characters for waiting in some)
                share = min(1.0, characters / total)
                pace.tell_embedding(articles, passages, embedder.embedded, skipped, share)


def embed(draft: Draft, embedder: ResumingEmbedder, texts: Sequence[tuple[int, str]]) -> None:
    """File the vectors of texts under the keys given with them."""
    draft.add_vectors([key for key, _ in texts], embedder.embed_passages([text for _, text in texts]))


def count_terms(draft: Draft, article: Article, passages: dict[int, Passage]) -> None:
    """File the terms of an article's passages, which are given by their keys, in order.

    Its neighbours' words count for a passage, their days do not: those are the passage's own.
    """
    cut = list(passages.values())
    for number, (key, passage) in enumerate(passages.items()):
        words = terms(text_to_count(article, cut, number), article.language)
        draft.lexical.add(key, article.language, [*words, *day_terms(passage.text, article.published)])


def renew_terms(draft: Draft) -> None:
    """Count the terms of every passage of the catalogue anew."""
    draft.renew_lexical()
    for article in draft.catalogue.articles():
        count_terms(draft, article, draft.catalogue.passages_of(article))


def _count_lines(catalogue: CatalogueWriter) -> RecurringLines:
    """Add the lines of the articles that are not cut yet to those counted before."""
    recurring = load_recurring_lines(catalogue.writer)
    for _, article in catalogue.pending_articles():
        recurring.add(article)
    save_recurring_lines(catalogue.writer, recurring)
    return recurring


def _passages(draft: Draft, passage_length: int, recurring: RecurringLines) -> Iterator[_Waiting]:
    twins = load_twins(draft.catalogue.writer)
    for article_key, article in draft.catalogue.pending_articles():
        left_out = spans_left_out(article, recurring)
        cut = split_article(article, passage_length, left_out)
        keys = draft.catalogue.add_passages(article_key, cut, left_out)
        add_twin(draft.catalogue.writer, twins, article_key, article.published)
        count_terms(draft, article, dict(zip(keys, cut, strict=True)))
        for key, passage in zip(keys, cut, strict=True):
            text = text_to_embed(article, passage)
            yield _Waiting(key, text, passage.end - passage.start, passage is cut[-1])


def _windows(waiting: Iterator[_Waiting]) -> Iterator[list[_Waiting]]:
    while window := list(islice(waiting, WINDOW)):
        yield window


def _cut(waiting: Sequence[_Waiting], length: int) -> Iterator[Sequence[_Waiting]]:
    return (waiting[start : start + length] for start in range(0, len(waiting), length))
