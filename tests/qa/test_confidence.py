from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive_index import ArchiveIndex
from index.embedder import load_embedder
from index.ranker import Candidate
from qa.assistant import Assistant
from qa.confidence import REFUSED_THOUGH_ANSWERABLE, UNKNOWN, confidence_of, is_likely, usual_least
from qa.records import Evidence, Sentence, Sureness
from qa.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator, build_tiny_index, make_article, make_evidence

ARTICLE = make_article("Le port a rouvert.", "Le port")
EMBEDDER = load_embedder()
SCORES = st.floats(-10, 20)


def confidence(*scores: float, cited: tuple[int, ...] = (1, 2)) -> float:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, n, score) for n, score in enumerate(scores, start=1)]
    sentences = [Sentence(text=ARTICLE.text, citations=cited, verified=True)] if cited else []
    return confidence_of(evidence, sentences, EMBEDDER)


@given(SCORES, SCORES)
def test_the_better_the_best_cited_evidence_the_surer(a: float, b: float) -> None:
    assert 0 < confidence(a) < 1
    assert (confidence(a) <= confidence(b)) is (a <= b) or confidence(a) == confidence(b)
    assert confidence(a, b) == confidence(max(a, b))
    assert confidence(a, b, cited=(1,)) == confidence(a)
    assert confidence(a, b, cited=()) == pytest.approx(REFUSED_THOUGH_ANSWERABLE * confidence(max(a, b)))


@pytest.mark.parametrize(("score", "expected"), [(1.051, 0.5), (5.0, 0.717), (-3.0, 0.278)])
def test_the_curve_is_the_one_fitted(score: float, expected: float) -> None:
    assert confidence(score) == pytest.approx(expected, abs=0.001)


def test_without_evidence_nothing_is_sure_and_with_another_embedder_nothing_is_known() -> None:
    assert confidence() == 0.0
    evidence = [make_evidence(ARTICLE, ARTICLE.text)]
    said = [Sentence(text=ARTICLE.text, citations=(1,), verified=True)]
    assert confidence_of(evidence, said, HashingEmbedder()) == UNKNOWN


@pytest.mark.parametrize(("score", "expected"), [(1.0, False), (1.1, True)])
def test_what_is_likely_is_known_for_the_default_embedder_alone(score: float, expected: bool) -> None:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, 1, score)]
    assert is_likely(evidence, EMBEDDER) is expected
    assert is_likely(evidence, HashingEmbedder()) is False
    assert is_likely([], EMBEDDER) is False


def confidence_read(score: float, refusal: float) -> float:
    said = [Sentence(text=ARTICLE.text, citations=(1,), verified=True)]
    evidence = [make_evidence(ARTICLE, ARTICLE.text, 1, score)]
    return confidence_of(evidence, said, EMBEDDER, Sureness(refusal=refusal))


@given(SCORES, st.floats(-100, 0), st.floats(-100, 0))
def test_the_likelier_a_refusal_was_the_less_sure_is_the_answer(score: float, a: float, b: float) -> None:
    assert 0 < confidence_read(score, a) < 1
    assert confidence_read(score, min(a, b)) >= confidence_read(score, max(a, b))


@pytest.mark.parametrize(
    ("score", "refusal", "expected"), [(3.0, -0.693, 0.701), (3.0, -0.05, 0.468), (1.0, -5.0, 0.902)]
)
def test_the_reader_has_a_curve_of_its_own(score: float, refusal: float, expected: float) -> None:
    assert confidence_read(score, refusal) == pytest.approx(expected, abs=0.001)


def test_more_is_refused_where_the_reader_s_doubts_are_known() -> None:
    assert usual_least(Sureness(refusal=-1.0)) > usual_least(None)


class EvenRanker:
    """Finds all candidates alike."""

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        return [0.0] * len(candidates)


@pytest.mark.parametrize(("least", "reason"), [(0.0, None), (0.6, "unsure")])
def test_an_answer_less_sure_than_asked_for_is_refused(
    tmp_path: Path, least: float, reason: str | None
) -> None:
    assistant = Assistant(
        build_tiny_index(tmp_path),
        Settings(least_confidence=least),
        ScriptedGenerator(lambda _, evidence: f"La digue mesure 840 mètres [{evidence[0].number}]."),
        ranker=EvenRanker(),
    )
    answer = assistant.ask("Quelle est la longueur de la digue de Brenne ?")
    assert answer.reason == reason
    assert answer.refused is (reason is not None)
    assert answer.confidence == UNKNOWN


class DoubtfulGenerator:
    """Quotes the first excerpt, and says how likely it was to refuse."""

    def __init__(self, refusal: float) -> None:
        self.refusal = refusal

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        yield f"{evidence[0].text} [{evidence[0].number}]"
        yield Sureness(refusal=self.refusal)


@pytest.mark.weights
@pytest.mark.parametrize(("refusal", "reason"), [(-4.0, None), (-0.0001, "unsure")])
def test_an_answer_that_the_reader_would_rather_have_refused_is_refused(
    demo_index: ArchiveIndex, refusal: float, reason: str | None
) -> None:
    assistant = Assistant(demo_index, Settings(), DoubtfulGenerator(refusal))
    answer = assistant.ask("Combien de missiles Hellfire ont été livrés à l'Irak ?")
    assert (answer.reason, answer.refused) == (reason, reason is not None)
