"""Pure functions: how good are rankings, answers, citations and refusals, and how sure is the figure?

A share of nothing is nan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from index.records import Hit, Record
from qa.accepted_forms import holds_any_form, token_f1
from qa.expected import CHAT, Expected
from qa.records import Answer, Citation, Timings

Item = TypeVar("Item")

DEPTH = 10
"""Articles of a ranking that are looked at."""


class Judged(Record):
    """What an answer is worth, beside what was expected.

    `correct`: it holds an accepted form, or refuses what should be refused. `group` names the article that
    the question is about; questions about one article are not independent. `rank`: of the first article
    found that holds the answer, from 1; None where none does, or (not `has_gold`) none is known.
    """

    id: str
    language: str
    kind: str
    group: str
    should_refuse: bool
    refused: bool
    answered: bool
    correct: bool
    f1: float
    citations: int
    right_citations: int
    has_gold: bool = False
    rank: int | None = None
    confidence: float = 0.0
    timings: Timings = Timings()


class PrecisionRecall(NamedTuple):
    """Of what was chosen, the share that is right; of what is right, the share that was chosen."""

    precision: float
    recall: float


class RiskPoint(NamedTuple):
    """Answering only from a confidence on: the share of questions answered, and the share of those wrong."""

    confidence: float
    coverage: float
    risk: float


class Interval(NamedTuple):
    """The two ends of an interval of confidence."""

    low: float
    high: float


def judge(expected: Expected, answer: Answer | None, hits: Iterable[Hit] = ()) -> Judged:
    """Judge an answer and the hits it was chosen from.

    Args:
        expected: the question, and what is known of it. A turn of a conversation is of the kind `chat`.
        answer: None stands for one that an error prevented, neither given nor refused.
        hits: best first; an article counts once, and the first ten articles alone.
    """
    is_given = answer is not None and not answer.refused
    is_refused = answer is not None and answer.refused
    # The sentences, not the answer's text: its citation markers would count as figures.
    said = " ".join(sentence.text for sentence in answer.sentences) if answer and is_given else ""
    citations = answer.citations if answer and is_given else ()
    holds = is_given and holds_any_form(said, expected.answers)
    return Judged(
        id=expected.id,
        language=expected.language,
        kind=CHAT if expected.is_turn else expected.kind,
        group=min(expected.records, default=expected.id),
        should_refuse=expected.should_refuse,
        refused=is_refused,
        answered=is_given,
        correct=is_refused if expected.should_refuse else holds,
        f1=token_f1(said, expected.answers),
        citations=len(citations),
        right_citations=sum(is_right_citation(citation, expected) for citation in citations),
        has_gold=bool(expected.records) and not expected.should_refuse,
        rank=_rank(hits, expected),
        confidence=answer.confidence if answer else 0.0,
        timings=answer.timings if answer else Timings(),
    )


def is_right_citation(citation: Citation, expected: Expected) -> bool:
    """Tell whether a citation is of a record that holds the answer, and its quote holds an accepted form."""
    return citation.record in expected.records and holds_any_form(
        citation.quote, expected.answers, citation.published
    )


def _rank(hits: Iterable[Hit], expected: Expected) -> int | None:
    found = dict.fromkeys(hit.article.source.record or hit.article.id for hit in hits)
    return first_rank(list(found)[:DEPTH], expected.records)


def accuracy(judged: Iterable[Judged]) -> float:
    """Return the share of correct answers; what is to be refused is correct when it is refused."""
    return _mean(item.correct for item in judged)


def mean_f1(judged: Iterable[Judged]) -> float:
    """Return the mean token F1 of the questions that should be answered."""
    return _mean(item.f1 for item in judged if not item.should_refuse)


def citation_scores(judged: Iterable[Judged]) -> PrecisionRecall:
    """Score the citations of the questions that should be answered.

    Precision: of all citations, the share that is right (see `is_right_citation`). Recall: of all
    questions, the share that has a right citation.
    """
    items = [item for item in judged if not item.should_refuse]
    citations = sum(item.citations for item in items)
    right = sum(item.right_citations for item in items)
    return PrecisionRecall(
        precision=right / citations if citations else math.nan,
        recall=_mean(item.right_citations > 0 for item in items),
    )


def refusal_scores(judged: Iterable[Judged]) -> PrecisionRecall:
    """Score the refusals: the share of them that is due, and the share of the due ones that came."""
    items = list(judged)
    return PrecisionRecall(
        precision=_mean(item.should_refuse for item in items if item.refused),
        recall=_mean(item.refused for item in items if item.should_refuse),
    )


def first_rank(found: Iterable[str], gold: Collection[str]) -> int | None:
    """Return the rank, from 1, of the first of `found` that is gold; None where none is."""
    return next((rank for rank, name in enumerate(found, start=1) if name in gold), None)


def recall_at(ranks: Iterable[int | None], k: int) -> float:
    """Return the share of the questions whose gold stands among the first `k` (see `first_rank`)."""
    return _mean(rank is not None and rank <= k for rank in ranks)


def mean_reciprocal_rank(ranks: Iterable[int | None]) -> float:
    """Return the mean of 1 / rank; a gold that was not found counts 0."""
    return _mean(1 / rank if rank else 0.0 for rank in ranks)


def risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> list[RiskPoint]:
    """Return a point for each confidence that occurs, the highest first.

    El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", 2010.

    Args:
        confidences: one for each question; higher is surer.
        correct: whether its answer is.
    """
    pairs = sorted(zip(confidences, correct, strict=True), key=lambda pair: -pair[0])
    points: list[RiskPoint] = []
    wrong = 0
    for count, (confidence, is_correct) in enumerate(pairs, start=1):
        wrong += not is_correct
        # Answers of one confidence are given together or not at all.
        if count == len(pairs) or pairs[count][0] != confidence:
            points.append(RiskPoint(confidence, count / len(pairs), wrong / count))
    return points


def risk_area(points: Sequence[RiskPoint]) -> float:
    """Return the mean risk over all coverages, 0 to 1, lower is better; nan without a point.

    Without equal confidences it is the mean of the points' risks: the AURC of Geifman, Uziel and El-Yaniv,
    "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", 2019.
    """
    if not points:
        return math.nan
    before = [0.0, *(point.coverage for point in points)]
    return sum(
        (point.coverage - covered) * point.risk for point, covered in zip(points, before, strict=False)
    )


def bootstrap_interval(  # noqa: PLR0913 - three things to resample, three that nobody need change
    items: Sequence[Item],
    group_of: Callable[[Item], Hashable],
    metric: Callable[[Sequence[Item]], float],
    *,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
) -> Interval:
    """Return the percentile bootstrap interval of a metric, whole groups being drawn with replacement.

    Items of one group (questions about one article) stand or fall together; drawn one by one they would
    make the interval too narrow (Field and Welsh, "Bootstrapping clustered data", 2007). Draws of which
    the metric is nan are left out; nan where all are, or without items.
    """
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(group_of(item), []).append(item)
    members = list(groups.values())
    if not members:
        return Interval(math.nan, math.nan)
    draws = np.random.default_rng(seed).integers(len(members), size=(resamples, len(members)))
    values = [metric([item for number in draw for item in members[number]]) for draw in draws]
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return Interval(math.nan, math.nan)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan
