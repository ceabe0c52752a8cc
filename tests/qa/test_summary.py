from __future__ import annotations

import pytest

from qa.evaluation import Judged, RiskPoint
from qa.records import Timings
from qa.summary import ALL, FEWEST_ARTICLES, Figure, Seconds, Summary, curve, summarise


def judged(**changed: object) -> Judged:
    fields = {
        "id": "q",
        "language": "fr",
        "kind": "number",
        "group": "a",
        "should_refuse": False,
        "refused": False,
        "answered": True,
        "correct": True,
        "f1": 1.0,
        "citations": 2,
        "right_citations": 1,
        "has_gold": True,
        "rank": 1,
        "confidence": 0.5,
    }
    return Judged.model_validate(fields | changed)


NEVER = {"citations": 0, "right_citations": 0, "has_gold": False, "rank": None, "f1": 0.0}
REFUSED = judged(answered=False, refused=True, correct=False, **NEVER | {"has_gold": True, "rank": 7})
DUE_REFUSAL = judged(
    kind="unanswerable", should_refuse=True, answered=False, refused=True, confidence=0.25, **NEVER
)
INVENTED = judged(kind="unanswerable", language="en", should_refuse=True, correct=False, **NEVER)
FAILED = judged(answered=False, correct=False, confidence=0.0, **NEVER)


def values(summary: Summary) -> dict[str, float | None]:
    return {name: figure.value for name, figure in summary.figures.items()}


def test_the_figures_of_some_questions() -> None:
    *_, everything = summarise([judged(), REFUSED, DUE_REFUSAL, INVENTED, FAILED])
    assert (everything.language, everything.kind) == (ALL, ALL)
    assert (everything.questions, everything.errors) == (5, 1)
    assert values(everything) == {
        "recall_at_1": 1 / 2,
        "recall_at_5": 1 / 2,
        "recall_at_10": 1,
        "mrr": pytest.approx((1 + 1 / 7) / 2),
        "accuracy": 1 / 3,
        "f1": 1 / 3,
        "citation_precision": 1 / 2,
        "citation_recall": 1 / 3,
        "refusal_precision": 1 / 2,
        "refusal_recall": 1 / 2,
        "answerable_refused": 1 / 3,
        # Three at .5 with one right, then the due refusal, then the failure: wrong, had they been answered.
        "risk_area": pytest.approx(3 / 5 * 2 / 3 + 1 / 5 * 3 / 4 + 1 / 5 * 4 / 5),
    }


def test_kinds_come_by_language_then_each_language_then_all() -> None:
    summaries = summarise([INVENTED, judged(kind="who"), DUE_REFUSAL])
    assert [(summary.language, summary.kind) for summary in summaries] == [
        ("en", "unanswerable"),
        ("en", ALL),
        ("fr", "unanswerable"),
        ("fr", "who"),
        ("fr", ALL),
        (ALL, ALL),
    ]


def test_what_there_is_none_of_has_no_figure() -> None:
    *_, everything = summarise([DUE_REFUSAL])
    known = {name: value for name, value in values(everything).items() if value is not None}
    assert known == {"refusal_recall": 1.0}


def test_where_nothing_should_be_refused_the_precision_of_refusals_says_nothing() -> None:
    *_, everything = summarise([judged(), REFUSED])
    assert (values(everything)["refusal_precision"], values(everything)["answerable_refused"]) == (None, 0.5)


def test_an_interval_needs_enough_articles() -> None:
    items = [judged(group=str(number), correct=number > 0) for number in range(FEWEST_ARTICLES)]
    *_, enough = summarise(items)
    accuracy = enough.figures["accuracy"]
    assert accuracy.value == 0.9
    assert accuracy.low is not None
    assert accuracy.high is not None
    assert accuracy.low < 0.9 < accuracy.high <= 1
    *_, few = summarise([*items[:-1], judged(group="0")])
    assert few.figures["accuracy"] == Figure(value=0.9)


def test_seconds_are_of_the_questions_that_ran() -> None:
    times = [Timings(evidence=n / 10, first_word=None, total=float(n)) for n in range(1, 12)]
    items = [judged(timings=timings) for timings in times]
    *_, everything = summarise([*items, judged(answered=False, timings=Timings(evidence=99.0, total=99.0))])
    assert everything.seconds == {
        "evidence": Seconds(median=0.6, p90=1.0),
        "first_word": None,
        "total": Seconds(median=6.0, p90=10.0),
    }


def test_the_curve_counts_a_due_refusal_as_wrong_had_it_been_answered() -> None:
    assert curve([judged(confidence=0.9), DUE_REFUSAL]) == [
        RiskPoint(confidence=0.9, coverage=0.5, risk=0.0),
        RiskPoint(confidence=0.25, coverage=1.0, risk=0.5),
    ]
