"""Judged answers -> the figures of an evaluation, by language and kind of question."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from index.records import Record
from qa.evaluation import (
    Judged,
    RiskPoint,
    accuracy,
    bootstrap_interval,
    citation_scores,
    mean_f1,
    mean_reciprocal_rank,
    recall_at,
    refusal_scores,
    risk_area,
    risk_coverage,
)

ALL = "all"
STEPS = ("evidence", "first_word", "total")
FEWEST_ARTICLES = 10
"""Articles under which an interval by drawing them again says nothing."""


class Figure(Record):
    """A figure and its 95% interval; None where there is nothing to count, or too little to draw from."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Seconds(Record):
    """How long a step took, from the question on."""

    median: float
    p90: float


class Summary(Record):
    """The figures of the questions of one language and kind; `all` stands for any."""

    language: str
    kind: str
    questions: int
    errors: int
    figures: dict[str, Figure]
    seconds: dict[str, Seconds | None]


Measure = Callable[[Sequence[Judged]], float]


def curve(judged: Sequence[Judged]) -> list[RiskPoint]:
    """Return risk and coverage over all questions, had each been answered.

    What was refused or failed counts as a wrong answer at the confidence it had, and so does any answer to
    what should be refused: the area compares two assistants whatever each of them refuses.
    """
    return risk_coverage(
        [item.confidence for item in judged], [item.answered and item.correct for item in judged]
    )


def summarise(judged: Sequence[Judged]) -> list[Summary]:
    """Return the figures of each kind in each language, of each language, and of all questions."""
    by_group: dict[tuple[str, str], list[Judged]] = {}
    for item in judged:
        for group in ((item.language, item.kind), (item.language, ALL), (ALL, ALL)):
            by_group.setdefault(group, []).append(item)
    order = sorted(by_group, key=lambda group: (group[0] == ALL, group[0], group[1] == ALL, group[1]))
    return [_summary(language, kind, by_group[language, kind]) for language, kind in order]


def _summary(language: str, kind: str, items: Sequence[Judged]) -> Summary:
    return Summary(
        language=language,
        kind=kind,
        questions=len(items),
        errors=sum(not _ran(item) for item in items),
        figures={name: _figure(items, measure) for name, measure in MEASURES.items()},
        seconds={step: _seconds(items, step) for step in STEPS},
    )


def _figure(items: Sequence[Judged], measure: Measure) -> Figure:
    value = _known(measure(items))
    if value is None or len({item.group for item in items}) < FEWEST_ARTICLES:
        return Figure(value=value)
    low, high = bootstrap_interval(items, lambda item: item.group, measure)
    return Figure(value=value, low=_known(low), high=_known(high))


def _seconds(items: Iterable[Judged], step: str) -> Seconds | None:
    """Return how long a step took where it happened."""
    taken = [value for item in items if _ran(item) and (value := getattr(item.timings, step)) is not None]
    if not taken:
        return None
    return Seconds(median=float(np.quantile(taken, 0.5)), p90=float(np.quantile(taken, 0.9)))


def _ran(item: Judged) -> bool:
    """Tell whether no error prevented the answer, so that its times mean something."""
    return item.answered or item.refused


def _known(value: float) -> float | None:
    """Return None for nan, which JSON does not have."""
    return None if math.isnan(value) else value


def _ranks(items: Iterable[Judged]) -> list[int | None]:
    return [item.rank for item in items if item.has_gold]


def _answerable(items: Iterable[Judged]) -> list[Judged]:
    return [item for item in items if not item.should_refuse]


def _refusal_precision(items: Sequence[Judged]) -> float:
    """Return nan where all or none should be refused: precision then says nothing of the assistant."""
    due = sum(item.should_refuse for item in items)
    return refusal_scores(items).precision if 0 < due < len(items) else math.nan


def _risk_area(items: Sequence[Judged]) -> float:
    return risk_area(curve(items)) if _answerable(items) else math.nan


def _refused_share(items: Sequence[Judged]) -> float:
    return sum(item.refused for item in items) / len(items) if items else math.nan


MEASURES: dict[str, Measure] = {
    "recall_at_1": lambda items: recall_at(_ranks(items), 1),
    "recall_at_5": lambda items: recall_at(_ranks(items), 5),
    "recall_at_10": lambda items: recall_at(_ranks(items), 10),
    "mrr": lambda items: mean_reciprocal_rank(_ranks(items)),
    "accuracy": lambda items: accuracy(_answerable(items)),
    "f1": mean_f1,
    "citation_precision": lambda items: citation_scores(items).precision,
    "citation_recall": lambda items: citation_scores(items).recall,
    "refusal_precision": _refusal_precision,
    "refusal_recall": lambda items: refusal_scores(items).recall,
    "answerable_refused": lambda items: _refused_share(_answerable(items)),
    "risk_area": _risk_area,
}
"""Every figure. Accuracy is that of questions that should be answered; the others have `refusal_recall`."""
