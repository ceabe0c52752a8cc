from __future__ import annotations

import pytest

from qa.records import Evidence
from qa.verification import verified_sentences, with_figures_whole
from tests.fakes import HashingEmbedder, make_article, make_evidence

ARTICLE = make_article("La colonne compte 7 800 hommes. Ils sont partis le 7 mai, et 800 sont revenus.")
EVIDENCE = [
    make_evidence(ARTICLE, "La colonne compte 7 800 hommes."),
    make_evidence(ARTICLE, "Ils sont partis le 7 mai, et 800 sont revenus.", number=2),
]


@pytest.mark.parametrize(
    ("text", "evidence", "whole"),
    [
        ("It had 7, 800 men.", EVIDENCE, "It had 7,800 men."),
        ("It had 7, 800 men.", EVIDENCE[1:], "It had 7, 800 men."),
        ("It had 7, 900 men.", EVIDENCE, "It had 7, 900 men."),
        ("It had 7,800 men.", EVIDENCE, "It had 7,800 men."),
        ("In 1907, 800 men left.", EVIDENCE, "In 1907, 800 men left."),
        ("It had 7, 800, 900 men.", EVIDENCE, "It had 7, 800, 900 men."),
    ],
)
def test_a_figure_that_was_copied_in_two_is_made_whole(
    text: str, evidence: list[Evidence], whole: str
) -> None:
    assert with_figures_whole(text, evidence) == whole


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("The column had 7, 800 men. [1]", [("The column had 7,800 men.", (1,))]),
        ("The column had 7,800 men. [2]", [("The column had 7,800 men.", (1,))]),
        ("The column had 9,000 men. [1]", []),
        ("NOT FOUND", []),
        ("", []),
    ],
)
def test_what_the_evidence_verifies_is_kept_with_the_citations_that_do(
    written: str, kept: list[tuple[str, tuple[int, ...]]]
) -> None:
    found = verified_sentences("How many men had the column?", "en", EVIDENCE, written, HashingEmbedder())
    assert [(sentence.text, sentence.citations) for sentence in found] == kept


def test_a_sentence_that_only_says_the_question_over_is_a_refusal() -> None:
    written = "The column had men. [1]"
    assert (
        verified_sentences("How many men had the column?", "en", EVIDENCE, written, HashingEmbedder()) == []
    )
