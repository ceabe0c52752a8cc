"""Hits -> the few sentences that matter, as evidence.

Retrieval finds the right article nearly always, the right passage less often, so every sentence of the
first articles is a candidate. Cheap signs leave the best of them; those alone get a second look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex
from index.fusion import scale_scores
from index.ranker import Candidate, Ranker
from index.records import Article, Hit, Record
from index.text.one_line import shortened
from index.text.sentences import sentence_before, split_sentences
from index.text.terms import query_terms, terms
from qa.instructions import addresses_model
from qa.question_type import kinds_asked, share_held
from qa.records import Evidence

# Articles read closely, and sentences of them that get a second look: each costs about 10 ms on two cores. Of
# 187 questions over articles kept apart, a sentence that answers is among the best six for .989 with these,
# for .973 with twenty sentences of four articles or of six.
ARTICLES = 6
LOOKED_AT = 28
# Of a story in several versions so many are read as well, the latest.
VERSIONS = 3
# A sentence longer than this is a list or a table; it is cut.
LONGEST = 500
# A longer title would leave the embedder no room for the sentence.
LONGEST_TITLE = 200
_SPACE = re.compile(r"(?<!\s)(?<!\d)\s|(?<!\s)\s(?!\d)")
# Weights of the cheap signs of a good sentence: of 243 settings around them, none puts the right sentence
# among the first three for .01 more of 1,767 training questions (AfriQA and PIAF, French and English; see
# training/). And what their sum counts beside a ranker's score, as it did when the ranker was trained.
PASSAGE, ARTICLE, WORDS, KIND, RANK = 0.3, 1.0, 0.5, 0.4, 0.1
SIGNS = 4.0


class CandidateSentence(Record):
    """A sentence of one of the first articles, with the signs that cost little."""

    article: Article
    start: int
    end: int
    passage: float
    rank: int
    article_score: float
    words: float
    kind: float
    gain: float = 0.0

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.start : self.end]


def gather_evidence(  # noqa: PLR0913 - what is asked, where, and how much of it
    question: str,
    language: str,
    hits: Sequence[Hit],
    index: ArchiveIndex,
    *,
    ranker: Ranker,
    limit: int,
    first: int | None = None,
) -> tuple[Evidence, ...]:
    """Return up to `limit` sentences of the first articles among `hits` that bear on the question.

    A sentence is scored by the ranker and by cheap signs: its passage's meaning, its article's place among
    the hits, the question's words in it, and whether it holds the kind of words asked for. The best `first`
    come first, in the order of the articles and, within one, as they stand there; then the others, likewise.
    They are numbered from 1; the same sentence in two articles counts once.

    Raises:
        ModelError: the ranker's weights cannot be had.
    """
    candidates = candidate_sentences(question, language, hits, index)
    if not candidates:
        return ()
    signs = cheap_scores(candidates)
    kept = _best(signs, LOOKED_AT)
    looks = [
        Candidate(
            shortened(candidates[i].article.title, LONGEST_TITLE),
            sentence_before(candidates[i].article.text, candidates[i].start),
            candidates[i].text,
        )
        for i in kept
    ]
    scores = np.array(ranker.score(question, looks)) + SIGNS * signs[kept]
    best = [(candidates[kept[i]], float(scores[i])) for i in _best(scores, limit)]
    first = limit if first is None else first
    chosen = [*_in_order(best[:first]), *_in_order(best[first:])]
    return tuple(
        Evidence(
            number=number,
            article=candidate.article,
            text=candidate.text,
            start=candidate.start,
            end=candidate.end,
            score=score,
            gain=SIGNS * ARTICLE * candidate.gain,
        )
        for number, (candidate, score) in enumerate(chosen, start=1)
    )


def _in_order(found: Sequence[tuple[CandidateSentence, float]]) -> list[tuple[CandidateSentence, float]]:
    return sorted(found, key=lambda pair: (pair[0].rank, pair[0].start))


def cheap_scores(candidates: Sequence[CandidateSentence]) -> NDArray[np.float64]:
    """Return the sum of each candidate's cheap signs, shape (len(candidates),)."""
    # Cosines lie in a narrow band whose place means little.
    passages = np.array(scale_scores([candidate.passage for candidate in candidates]))
    others = [ARTICLE * c.article_score + WORDS * c.words + KIND * c.kind - RANK * c.rank for c in candidates]
    return np.asarray(PASSAGE * passages + np.array(others), np.float64)


def candidate_sentences(
    question: str, language: str, hits: Sequence[Hit], index: ArchiveIndex
) -> list[CandidateSentence]:
    """Return every distinct sentence of the first articles, with the signs that cost little."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
    ranks = {article_id: rank for rank, article_id in enumerate(list(best)[:ARTICLES])}
    for article_id, rank in [*ranks.items()]:
        # Versions of a story may differ in just the figure that is asked for.
        for version in index.versions(article_id)[-VERSIONS:]:
            ranks.setdefault(version.id, rank)
            best.setdefault(version.id, best[article_id])
    kinds = kinds_asked(question)
    seen: set[str] = set()
    candidates = []
    for hit in index.read_closely(question, list(ranks)):
        article = hit.article
        wanted = query_terms(question, language, article.language)
        for start, end in split_sentences(hit.passage.text):
            text = _cut(hit.passage.text[start:end])
            key = " ".join(text.casefold().split())
            if key in seen or addresses_model(text):
                continue
            seen.add(key)
            candidates.append(
                CandidateSentence(
                    article=article,
                    start=hit.passage.start + start,
                    end=hit.passage.start + start + len(text),
                    passage=hit.score,
                    rank=ranks[article.id],
                    article_score=best[article.id].score,
                    words=_share_of_words(wanted, text, article.language),
                    kind=share_held(text, kinds),
                    gain=best[article.id].gain,
                )
            )
    return candidates


def _cut(text: str) -> str:
    """Cut what is longer than LONGEST at a space, and not within a figure ("8 000")."""
    if len(text) <= LONGEST:
        return text
    spaces = [found.start() for found in _SPACE.finditer(text[: LONGEST + 1]) if found.start() < LONGEST]
    return text[: spaces[-1] if spaces else LONGEST]


def _share_of_words(wanted: dict[str, float], text: str, language: str) -> float:
    present = set(terms(text, language))
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in present) / total if total else 0.0


def _best(scores: NDArray[np.float64], count: int) -> list[int]:
    order: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return order
