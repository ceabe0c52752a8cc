from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedder import load_embedder
from index.errors import ModelCorrupt
from index.ranker import USUAL_SPREAD, Candidate, CrossEncoderRanker, MeaningRanker, Ranker, ranker_for
from tests.fakes import HashingEmbedder

QUESTION = "Combien de pompiers ont combattu l'incendie de la scierie de Valcrête ?"
TITLE = "Un incendie détruit la scierie de Valcrête"
CANDIDATES = [
    Candidate(TITLE, "", "Le feu a pris vers quatre heures dans un hangar."),
    Candidate(
        TITLE, "Le feu a pris vers quatre heures.", "Une soixantaine de pompiers l'ont combattu jusqu'à midi."
    ),
    Candidate(TITLE, "", "La scierie employait quarante personnes."),
    Candidate("Le marché de Noël ouvre samedi", "", "Les chalets resteront en place jusqu'au 2 janvier."),
]


@pytest.fixture(scope="module")
def trained() -> CrossEncoderRanker:
    return CrossEncoderRanker()


RANKERS: list[Callable[[], Ranker]] = [
    CrossEncoderRanker,
    lambda: MeaningRanker(load_embedder()),
]


@pytest.mark.weights
@pytest.mark.parametrize("make", RANKERS, ids=["trained", "meaning"])
def test_what_answers_scores_above_what_is_about_something_else(make: Callable[[], Ranker]) -> None:
    scores = make().score(QUESTION, CANDIDATES)
    assert scores[1] == max(scores)
    assert scores[1] - scores[3] > 1


@pytest.mark.weights
@pytest.mark.parametrize("make", RANKERS, ids=["trained", "meaning"])
def test_scores_follow_their_candidates_in_any_order_and_any_batch(make: Callable[[], Ranker]) -> None:
    ranker = make()
    scores = ranker.score(QUESTION, CANDIDATES)
    turned = ranker.score(QUESTION, [*CANDIDATES[::-1]])
    assert turned[::-1] == pytest.approx(scores, abs=0.1)
    many = ranker.score(QUESTION, CANDIDATES * 6)
    assert many[:4] == pytest.approx(scores, abs=0.1)
    assert many[-4:] == pytest.approx(scores, abs=0.1)
    assert ranker.score(QUESTION, []) == []


@pytest.mark.weights
def test_the_trained_ranker_tells_an_answer_from_a_sentence_that_only_shares_the_subject(
    trained: CrossEncoderRanker,
) -> None:
    scores = trained.score(QUESTION, CANDIDATES)
    assert scores[1] - scores[0] > 1
    assert scores[1] - scores[2] > 0.5


@pytest.mark.weights
def test_a_question_in_english_finds_the_french_sentence(trained: CrossEncoderRanker) -> None:
    scores = trained.score("How many firefighters fought the sawmill fire in Valcrête?", CANDIDATES)
    assert scores[1] == max(scores)


@pytest.mark.weights
def test_what_is_far_too_long_is_cut_and_not_refused(trained: CrossEncoderRanker) -> None:
    endless = "mot " * 5000
    candidate = Candidate(endless, endless, endless)
    assert len(trained.score(endless, [candidate, CANDIDATES[1]])) == 2


@pytest.mark.weights
def test_threads_that_start_together_get_the_same_scores() -> None:
    ranker = CrossEncoderRanker()
    found: list[list[float]] = []
    threads = [
        threading.Thread(target=lambda: found.append(ranker.score(QUESTION, CANDIDATES))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert found[0] == found[1] == found[2]


@pytest.mark.weights
def test_a_damaged_file_of_weights_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "ranker.safetensors"
    damaged.write_bytes(b"not weights")
    with pytest.raises(ModelCorrupt, match=r"ranker\.safetensors"):
        CrossEncoderRanker(weights=damaged).score(QUESTION, CANDIDATES)


def test_meaning_is_stretched_to_the_usual_spread_and_equal_candidates_get_its_top() -> None:
    ranker = MeaningRanker(HashingEmbedder())
    scores = ranker.score(QUESTION, CANDIDATES)
    assert min(scores) == 0.0
    assert max(scores) == pytest.approx(USUAL_SPREAD)
    assert ranker.score(QUESTION, [CANDIDATES[0]] * 2) == [USUAL_SPREAD, USUAL_SPREAD]


def test_the_trained_ranker_goes_with_the_default_embedder_and_meaning_with_any_other(tmp_path: Path) -> None:
    default = ranker_for(load_embedder(precision="float32", folder=tmp_path))
    assert isinstance(default, CrossEncoderRanker)
    assert (default.precision, default.folder) == ("float32", tmp_path)
    other = ranker_for(HashingEmbedder())
    assert isinstance(other, MeaningRanker)
