from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Hit, Passage
from qa.hit_order import by_evidence
from tests.fakes import make_article, make_evidence

ARTICLES = [make_article(f"Le port {letter} rouvre.") for letter in "ABCD"]


def make_hits(*scores: float) -> list[Hit]:
    return [
        Hit(
            article=article,
            passage=Passage(id=article.id, article_id=article.id, text=article.text, start=0, end=16),
            score=score,
        )
        for article, score in zip(ARTICLES, scores, strict=False)
    ]


def alone(article_id: str) -> list[Article]:
    """Give an article without other versions."""
    return [article for article in ARTICLES if article.id == article_id]


def order(hits: Sequence[Hit], **evidence: float) -> str:
    """Give the letters of the hits' articles in the order in which they come back."""
    items = [
        make_evidence(ARTICLES["ABCD".index(letter[0])], "Le port", number, score)
        for number, (letter, score) in enumerate(evidence.items(), start=1)
    ]
    return "".join(hit.article.text[8] for hit in by_evidence(hits, items, alone))


@pytest.mark.parametrize(
    ("scores", "evidence", "expected"),
    [
        ((0.9, 0.6, 0.3), {}, "ABC"),
        ((0.9, 0.8, 0.3), {"A": -2.0, "B": 5.0}, "BAC"),
        ((0.9, 0.3, 0.2), {"A": 4.0, "B": 5.0, "C": -9.0}, "ABC"),
        ((0.9, 0.8, 0.7), {"A1": -2.0, "A2": 5.0, "B": 1.0}, "ABC"),
        ((0.9, 0.8), {"D": 5.0}, "AB"),
        ((), {"D": 5.0}, ""),
        ((0.5,), {"A": -3.0}, "A"),
    ],
)
def test_hits_go_by_how_well_they_were_found_and_how_well_their_articles_answer(
    scores: tuple[float, ...], evidence: dict[str, float], expected: str
) -> None:
    assert order(make_hits(*scores), **evidence) == expected


def test_what_another_version_of_a_story_says_counts_for_the_one_that_was_found() -> None:
    a, b, version, _ = ARTICLES
    evidence = [make_evidence(a, "Le port", 1, -2.0), make_evidence(version, "Le port", 2, 5.0)]
    hits = [hit for hit in make_hits(0.9, 0.85, 0.5, 0.1) if hit.article is not version]
    found = by_evidence(hits, evidence, lambda key: [b, version] if key in (b.id, version.id) else alone(key))
    assert [hit.article.id for hit in found][:2] == [b.id, a.id]


@given(st.lists(st.floats(0, 1), max_size=4), st.dictionaries(st.sampled_from("ABCD"), st.floats(-9, 9)))
def test_no_hit_is_lost_and_none_changes(scores: list[float], evidence: dict[str, float]) -> None:
    hits = make_hits(*sorted(scores, reverse=True))
    items = [make_evidence(ARTICLES["ABCD".index(a)], "Le port", 1, score) for a, score in evidence.items()]
    assert sorted(by_evidence(hits, items, alone), key=hits.index) == hits


@pytest.mark.parametrize(("gain", "expected"), [(0.0, "BAC"), (4.0, "ABC")])
def test_what_evidence_gained_does_not_count_a_second_time(gain: float, expected: str) -> None:
    hits = make_hits(0.8, 0.7, 0.1)
    first = make_evidence(ARTICLES[0], "Le port", 1, 2.0)
    second = make_evidence(ARTICLES[1], "Le port", 2, 6.0).model_copy(update={"gain": gain})
    third = make_evidence(ARTICLES[2], "Le port", 3, 0.0)
    ordered = by_evidence(hits, [first, second, third], alone)
    assert "".join(hit.article.text[8] for hit in ordered) == expected
