from __future__ import annotations

import numpy as np
import pytest

from index.embedder import Embedder, load_embedder
from qa.nearness import near_evidence
from qa.records import Evidence
from tests.fakes import HashingEmbedder, make_article, make_evidence

QUESTION = "Pourquoi le musée de Valcrête a-t-il fermé ?"


def evidence_of(*texts: str) -> list[Evidence]:
    article = make_article(" ".join(texts), "Le musée de Valcrête")
    return [make_evidence(article, text, number) for number, text in enumerate(texts, start=1)]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.mark.weights
@pytest.mark.parametrize(
    ("question", "language", "claim"),
    [
        (QUESTION, "fr", "Le musée a fermé parce que sa toiture menaçait de s'effondrer."),
        (QUESTION, "fr", "Le musée a fermé à cause de l'état de sa toiture."),
        (
            "Why did the Valcrête museum close?",
            "en",
            "The museum closed because its roof was about to collapse.",
        ),
    ],
)
def test_a_claim_is_near_what_says_it_and_far_from_what_is_about_something_else(
    embedder: Embedder, question: str, language: str, claim: str
) -> None:
    evidence = evidence_of(
        "Le musée a dû fermer ses portes : la toiture menaçait de s'effondrer.",
        "12 h 30, RTT, 45 %.",
    )
    near = near_evidence(question, [claim], language, evidence, embedder)
    assert near.tolist() == [[True, False]]


@pytest.mark.weights
def test_the_nearest_of_sentences_that_are_all_a_little_far_is_near(embedder: Embedder) -> None:
    evidence = evidence_of(
        "La plupart des statues se dressent le long de la côte, tournées vers les terres.",
        "Le prix du blé a reculé à la Bourse de Chicago.",
    )
    question = "which way do the big stone heads look"
    near = near_evidence(question, ["The heads look inland."], "en", evidence, embedder)
    assert near.tolist()[0][0]


def test_with_an_embedder_whose_likeness_is_not_known_everything_is_near() -> None:
    near = near_evidence(QUESTION, ["a", "b"], "fr", evidence_of("Un.", "Deux.", "Trois."), HashingEmbedder())
    assert near.tolist() == [[True] * 3] * 2


@pytest.mark.parametrize(("claims", "texts"), [([], ["Un."]), (["a"], []), ([], [])])
def test_nothing_to_compare_is_an_empty_table(claims: list[str], texts: list[str]) -> None:
    near = near_evidence(QUESTION, claims, "fr", evidence_of(*texts), HashingEmbedder())
    assert near.shape == (len(claims), len(texts))
    assert near.dtype == np.bool_
