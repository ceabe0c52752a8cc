"""Hits -> the few sentences that matter, as evidence.

Retrieval finds the right article nearly always, the right passage less often, so every sentence of the
first articles is a candidate. Cheap signs leave the best of them; those alone are embedded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex
from index.records import Article, Hit, Record
from index.text.sentences import split_sentences
from index.text.terms import query_terms, terms
from qa.question_type import kinds_asked, share_held
from qa.records import Evidence

# Articles read closely, and sentences of them that are embedded: each costs about 10 ms on two cores.
ARTICLES = 4
EMBEDDED = 20
# A sentence longer than this is a list or a table; it is cut.
LONGEST = 500
_SPACE = re.compile(r"(?<!\s)(?<!\d)\s|(?<!\s)\s(?!\d)")
# Weights of the signs of a good sentence, from a coarse grid over questions on a news archive.
SENTENCE, PASSAGE, ARTICLE, WORDS, KIND, RANK = 1.0, 0.3, 1.0, 0.5, 0.4, 0.1


class _Candidate(Record):
    article: Article
    start: int
    end: int
    passage: float
    rank: int
    article_score: float
    words: float
    kind: float

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def gather_evidence(
    question: str, language: str, hits: Sequence[Hit], index: ArchiveIndex, limit: int
) -> tuple[Evidence, ...]:
    """Return up to `limit` sentences of the first articles among `hits` that bear on the question.

    A sentence is scored by its meaning, its passage's, its article's place among the hits, the
    question's words in it, and whether it holds the kind of words asked for. Evidence comes in the
    order of the articles and, within one, as it stands there, numbered from 1; the same sentence in
    two articles counts once.
    """
    candidates = _candidates(question, language, hits, index)
    if not candidates:
        return ()
    passages = _scaled(np.array([candidate.passage for candidate in candidates]))
    others = np.array(
        [ARTICLE * c.article_score + WORDS * c.words + KIND * c.kind - RANK * c.rank for c in candidates]
    )
    kept = _best(PASSAGE * passages + others, EMBEDDED)
    titled = [f"{candidates[i].article.title}. {candidates[i].text}" for i in kept]
    meaning = _scaled(index.embedder.embed_passages(titled) @ index.embedder.embed_query(question))
    scores = SENTENCE * meaning + (PASSAGE * passages + others)[kept]
    chosen = [(candidates[kept[i]], float(scores[i])) for i in _best(scores, limit)]
    chosen.sort(key=lambda pair: (pair[0].rank, pair[0].start))
    return tuple(
        Evidence(
            number=number,
            article=candidate.article,
            text=candidate.text,
            start=candidate.start,
            end=candidate.end,
            score=score,
        )
        for number, (candidate, score) in enumerate(chosen, start=1)
    )


def _candidates(question: str, language: str, hits: Sequence[Hit], index: ArchiveIndex) -> list[_Candidate]:
    """Return every distinct sentence of the first articles, with the signs that cost little."""
    best: dict[str, float] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit.score)
    ranks = {article_id: rank for rank, article_id in enumerate(list(best)[:ARTICLES])}
    kinds = kinds_asked(question)
    seen: set[str] = set()
    candidates = []
    for hit in index.read_closely(question, list(ranks)):
        article = hit.article
        wanted = query_terms(question, language, article.language)
        for start, end in split_sentences(hit.passage.text):
            text = _cut(hit.passage.text[start:end])
            key = " ".join(text.casefold().split())
            if key in seen:
                continue
            seen.add(key)
            candidates.append(
                _Candidate(
                    article=article,
                    start=hit.passage.start + start,
                    end=hit.passage.start + start + len(text),
                    passage=hit.score,
                    rank=ranks[article.id],
                    article_score=best[article.id],
                    words=_share_of_words(wanted, text, article.language),
                    kind=share_held(text, kinds),
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


def _scaled(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Scale to [0, 1] within one question: cosines lie in a narrow band whose place means little."""
    spread = float(np.ptp(scores))
    return np.asarray((scores - scores.min()) / spread if spread else np.ones(len(scores)), np.float64)
