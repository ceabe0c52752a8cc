from __future__ import annotations

from typing import Any

import pytest

from index.archive_index import ArchiveIndex
from training.examples import answers, examples, kept_for_figures

SENTENCE = "Quelque 65 pompiers et 12 camions ont été envoyés sur place mardi."


@pytest.mark.parametrize(
    ("answer", "cited", "record", "expected"),
    [
        ("65 pompiers", None, "a1", True),
        ("65 POMPIERS", None, "a1", True),
        ("ete envoyes", None, "a1", True),
        ("5 pompiers", None, "a1", False),
        ("65 pompiers", None, "a2", False),
        ("65 pompiers", None, None, False),
        ("", None, "a1", False),
        ("nothing of it", "65 pompiers et 12 camions envoyés sur place", "a1", True),
        ("65 pompiers", "Le feu a pris vers quatre heures dans un hangar.", "a1", False),
        ("65 pompiers", "Mardi.", "a1", False),
    ],
)
def test_a_sentence_answers_where_it_holds_the_answer_or_is_what_people_cited(
    answer: str, cited: str | None, record: str | None, expected: bool
) -> None:
    row: dict[str, Any] = {"doc_ids": ["a1"], "answers": [answer]}
    if cited is not None:
        row["cited_sentences"] = [[cited]]
    assert answers(row, record, SENTENCE) is expected


def test_questions_of_an_article_are_kept_for_figures_together() -> None:
    rows = [
        {"id": f"{article}-{i}", "article": f"article {article}"} for article in range(40) for i in range(3)
    ]
    kept = kept_for_figures(rows)
    assert 30 < len(kept) < 90
    assert all(len({f"{article}-{i}" in kept for i in range(3)}) == 1 for article in range(40))
    assert kept == kept_for_figures(rows[::-1])


def test_without_articles_one_half_is_kept_for_figures() -> None:
    rows = [{"id": i} for i in range(21)]
    kept = kept_for_figures(rows)
    assert len(kept) == 11
    assert kept == kept_for_figures(rows)
    assert kept != {str(i) for i in range(10, 21)}


@pytest.mark.weights
def test_an_example_has_the_best_candidates_with_their_signs_and_every_one_that_answers(
    demo_index: ArchiveIndex,
) -> None:
    article = next(
        iter(demo_index.search("Combien de missiles Hellfire ont été livrés à l'Irak ?", 1))
    ).article
    row = {
        "id": "q1",
        "question": "Combien de missiles Hellfire ont été livrés à l'Irak ?",
        "lang": "fr",
        "answers": ["75 missiles"],
        "doc_ids": [article.source.record],
    }
    (example,) = examples(demo_index, [row])
    signs = [candidate["signs"] for candidate in example["candidates"]]
    assert signs == sorted(signs, reverse=True)
    answering = [candidate for candidate in example["candidates"] if candidate["answers"]]
    assert answering
    assert all("75 missiles" in candidate["text"] for candidate in answering)
    assert answering[0]["title"] == article.title
