from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Hit, Passage
from qa.evaluation import (
    Interval,
    Judged,
    RiskPoint,
    accuracy,
    bootstrap_interval,
    citation_scores,
    first_rank,
    is_right_citation,
    judge,
    mean_f1,
    mean_reciprocal_rank,
    recall_at,
    refusal_scores,
    risk_area,
    risk_coverage,
)
from qa.expected import Expected
from qa.records import Answer, Citation, Sentence, Timings
from tests.fakes import make_article

EXPECTED = Expected(
    id="q1",
    question="Combien de missiles ?",
    language="fr",
    kind="number",
    answers=("75",),
    records=frozenset({"b", "a"}),
)
UNANSWERABLE = Expected(id="q2", question="À quel prix ?", language="fr", kind="unanswerable-near")


def cited(number: int, record: str | None, quote: str, published: date | None = None) -> Citation:
    return Citation(
        number=number,
        record=record,
        article_id="0",
        title="Livraison",
        published=published,
        quote=quote,
        start=0,
        end=len(quote),
    )


def answered(text: str, *citations: Citation) -> Answer:
    numbers = tuple(citation.number for citation in citations)
    return Answer(
        question="?",
        standalone_question="?",
        text=text + "".join(f" [{number}]" for number in numbers),
        language="fr",
        sentences=(Sentence(text=text, citations=numbers, verified=True),),
        citations=citations,
        timings=Timings(evidence=0.5, first_word=1.0, total=2.0),
    )


REFUSAL = Answer(
    question="?",
    standalone_question="?",
    text="L'archive ne dit rien des 75 missiles.",
    language="fr",
    refused=True,
    reason="not_in_archive",
    citations=(cited(1, "a", "75 missiles"),),
)


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
        "citations": 1,
        "right_citations": 1,
    }
    return Judged.model_validate(fields | changed)


def test_a_right_answer_is_judged_with_its_citations_and_times() -> None:
    answer = answered("Il y en a 75.", cited(1, "a", "les 75 missiles"), cited(2, "c", "75 autres"))
    assert judge(EXPECTED, answer) == Judged(
        id="q1",
        language="fr",
        kind="number",
        group="a",
        should_refuse=False,
        refused=False,
        answered=True,
        correct=True,
        f1=2 / 3,
        citations=2,
        right_citations=1,
        has_gold=True,
        timings=Timings(evidence=0.5, first_word=1.0, total=2.0),
    )


def hits_of(*records: str | None) -> list[Hit]:
    return [
        Hit(
            passage=Passage(id=f"{n}:0", article_id=str(n), text="", start=0, end=0),
            article=make_article(f"{record}", record=record),
            score=1 / n,
        )
        for n, record in enumerate(records, start=1)
    ]


@pytest.mark.parametrize(
    ("found", "rank"),
    [
        ([], None),
        (["a"], 1),
        (["x", "b", "a"], 2),
        # Passages of one article are one place.
        (["x", "x", None, "x", "a"], 3),
        ([str(n) for n in range(9)] + ["a"], 10),
        ([str(n) for n in range(10)] + ["a"], None),
    ],
)
def test_the_rank_is_that_of_the_first_article_that_holds_the_answer(
    found: list[str | None], rank: int | None
) -> None:
    verdict = judge(EXPECTED, None, hits_of(*found))
    assert (verdict.has_gold, verdict.rank) == (True, rank)


def test_what_should_be_refused_has_no_article_to_find() -> None:
    false_premise = EXPECTED.model_copy(update={"kind": "false-premise"})
    assert [judge(expected, None).has_gold for expected in (EXPECTED, UNANSWERABLE, false_premise)] == [
        *(True, False, False),
    ]


def test_a_turn_of_a_conversation_is_of_the_kind_chat_and_still_to_be_refused() -> None:
    turn = UNANSWERABLE.model_copy(update={"is_turn": True})
    verdict = judge(turn, REFUSAL)
    assert (verdict.kind, verdict.should_refuse, verdict.correct) == ("chat", True, True)


def test_the_confidence_is_the_answer_s_own_and_0_without_one() -> None:
    sure = REFUSAL.model_copy(update={"confidence": 0.75})
    assert [judge(EXPECTED, answer).confidence for answer in (sure, None)] == [0.75, 0.0]


@pytest.mark.parametrize(
    ("expected", "answer", "verdict"),
    [
        (EXPECTED, answered("Il y en a 75."), (True, False, True)),
        (EXPECTED, answered("Il y en a 175."), (True, False, False)),
        # The marker [75] is no figure of the answer.
        (EXPECTED, answered("Il y en a 12.", cited(75, "a", "75")), (True, False, False)),
        (EXPECTED, REFUSAL, (False, True, False)),
        (EXPECTED, None, (False, False, False)),
        (UNANSWERABLE, REFUSAL, (False, True, True)),
        (UNANSWERABLE, answered("Il coûte 75 euros."), (True, False, False)),
        (UNANSWERABLE, None, (False, False, False)),
    ],
)
def test_what_is_answered_refused_and_correct(
    expected: Expected, answer: Answer | None, verdict: tuple[bool, bool, bool]
) -> None:
    found = judge(expected, answer)
    assert (found.answered, found.refused, found.correct) == verdict


def test_the_passages_beside_a_refusal_are_no_citations_of_an_answer() -> None:
    assert judge(EXPECTED, REFUSAL).citations == 0


@pytest.mark.parametrize(
    ("citation", "is_right"),
    [
        (cited(1, "a", "les 75 missiles"), True),
        (cited(1, "a", "les soixante-quinze missiles"), True),
        (cited(1, "a", "les missiles"), False),
        (cited(1, "c", "les 75 missiles"), False),
        (cited(1, None, "les 75 missiles"), False),
    ],
)
def test_a_citation_is_right_by_its_record_and_its_words(citation: Citation, is_right: bool) -> None:
    assert is_right_citation(citation, EXPECTED) is is_right


def test_a_weekday_in_a_quote_is_read_from_its_article_s_day() -> None:
    expected = EXPECTED.model_copy(update={"answers": ("21 mai 2020",)})
    assert is_right_citation(cited(1, "a", "vendus jeudi", date(2020, 5, 22)), expected)


def test_shares_count_over_all_questions() -> None:
    items = [
        judged(),
        judged(correct=False, f1=0.5, citations=3, right_citations=0),
        judged(answered=False, refused=True, correct=False, f1=0.0, citations=0, right_citations=0),
        judged(
            answered=False,
            refused=True,
            should_refuse=True,
            correct=True,
            f1=0.0,
            citations=0,
            right_citations=0,
        ),
        judged(should_refuse=True, correct=False, f1=0.0, citations=4, right_citations=0),
    ]
    assert accuracy(items) == 2 / 5
    assert mean_f1(items) == 1.5 / 3
    assert citation_scores(items) == (1 / 4, 1 / 3)
    assert refusal_scores(items) == (1 / 2, 1 / 2)


def test_a_share_of_nothing_is_nan() -> None:
    values = [
        accuracy([]),
        mean_f1([]),
        *citation_scores([]),
        *refusal_scores([]),
        recall_at([], 5),
        mean_reciprocal_rank([]),
        risk_area([]),
        *bootstrap_interval(list[Judged](), lambda item: item.group, accuracy),
    ]
    assert [math.isnan(value) for value in values] == [True] * len(values)


@pytest.mark.parametrize(
    ("found", "gold", "rank"),
    [(["a", "b"], {"a"}, 1), (["c", "b", "a"], {"a", "b"}, 2), (["c"], {"a"}, None), ([], {"a"}, None)],
)
def test_the_first_gold_record_gives_the_rank(found: list[str], gold: set[str], rank: int | None) -> None:
    assert first_rank(found, gold) == rank


def test_recall_and_reciprocal_rank() -> None:
    ranks = [1, 2, 6, None]
    assert [recall_at(ranks, k) for k in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)


@pytest.mark.parametrize(
    ("confidences", "correct", "points", "area"),
    [
        ([0.9, 0.1], [True, False], [(0.9, 0.5, 0.0), (0.1, 1.0, 0.5)], 0.25),
        ([0.1, 0.9], [True, False], [(0.9, 0.5, 1.0), (0.1, 1.0, 0.5)], 0.75),
        ([0.5, 0.5], [True, False], [(0.5, 1.0, 0.5)], 0.5),
        ([0.5, 0.5, 0.2, 0.2], [True, True, False, True], [(0.5, 0.5, 0.0), (0.2, 1.0, 0.25)], 0.125),
        ([0.3], [True], [(0.3, 1.0, 0.0)], 0.0),
        ([], [], [], math.nan),
    ],
)
def test_risk_rises_as_less_sure_answers_are_given(
    confidences: list[float], correct: list[bool], points: list[tuple[float, float, float]], area: float
) -> None:
    found = risk_coverage(confidences, correct)
    assert found == [RiskPoint(*point) for point in points]
    assert risk_area(found) == pytest.approx(area, nan_ok=True)


def test_a_confidence_is_needed_for_each_answer() -> None:
    with pytest.raises(ValueError, match="longer"):
        risk_coverage([0.5], [True, False])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_full_coverage_has_the_risk_of_all_answers(pairs: list[tuple[float, bool]]) -> None:
    points = risk_coverage([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert points[-1].coverage == 1.0
    assert points[-1].risk == pytest.approx(1 - sum(pair[1] for pair in pairs) / len(pairs))
    assert 0.0 <= risk_area(points) <= 1.0 + 1e-9


def mean(items: Sequence[tuple[str, float]]) -> float:
    return sum(value for _, value in items) / len(items)


def of_group(item: tuple[str, float]) -> str:
    return item[0]


def test_the_interval_is_the_same_at_every_run_and_holds_the_figure() -> None:
    items = [(str(number), float(number % 3 == 0)) for number in range(60)]
    interval = bootstrap_interval(items, of_group, mean)
    assert interval == bootstrap_interval(items, of_group, mean)
    assert interval.low < mean(items) < interval.high


def test_questions_of_one_article_stand_or_fall_together() -> None:
    together = [(str(number // 10), float(number // 10 % 2)) for number in range(100)]
    alone = [(str(number), value) for number, (_, value) in enumerate(together)]
    clustered, single = (bootstrap_interval(items, of_group, mean) for items in (together, alone))
    assert clustered.high - clustered.low > 2 * (single.high - single.low)


def test_one_group_has_an_interval_without_width() -> None:
    assert bootstrap_interval([("a", 0.0), ("a", 1.0)], of_group, mean) == Interval(0.5, 0.5)


def test_draws_without_a_figure_are_left_out() -> None:
    items = [judged(group="a"), judged(group="b", should_refuse=True, refused=True)]
    assert bootstrap_interval(items, lambda item: item.group, mean_f1) == Interval(1.0, 1.0)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(-5, 5)), min_size=1, max_size=12))
def test_an_interval_lies_within_the_values(items: list[tuple[str, float]]) -> None:
    low, high = bootstrap_interval(items, of_group, mean, resamples=30)
    values = [value for _, value in items]
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9
