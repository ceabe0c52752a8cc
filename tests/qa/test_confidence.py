from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive_index import ArchiveIndex
from index.embedder import load_embedder
from index.ranker import Candidate
from qa.assistant import Assistant
from qa.confidence import (
    LEAST,
    REFUSED_THOUGH_ANSWERABLE,
    UNKNOWN,
    USUAL_QUOTING,
    confidence_of,
    is_likely,
    least_of,
    most_confidence,
    signs_of,
)
from qa.records import Answered, Evidence, Sentence, Sureness, TextWritten
from qa.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator, build_tiny_index, make_article, make_evidence

ARTICLE = make_article("Le port a rouvert.", "Le port")
EMBEDDER = load_embedder()
SCORES = st.floats(-10, 20)


def confidence(*scores: float, cited: tuple[int, ...] = (1, 2)) -> float:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, n, score) for n, score in enumerate(scores, start=1)]
    sentences = [Sentence(text=ARTICLE.text, citations=cited, verified=True)] if cited else []
    return confidence_of(evidence, sentences, EMBEDDER)


@given(SCORES, st.floats(0, 5))
def test_what_evidence_gained_makes_nothing_surer(score: float, gain: float) -> None:
    gained = make_evidence(ARTICLE, ARTICLE.text, 1, score).model_copy(update={"gain": gain})
    plain = make_evidence(ARTICLE, ARTICLE.text, 1, score - gain)
    sentences = [Sentence(text=ARTICLE.text, citations=(1,), verified=True)]
    assert confidence_of([gained], sentences, EMBEDDER) == confidence_of([plain], sentences, EMBEDDER)
    assert is_likely([gained], EMBEDDER) is is_likely([plain], EMBEDDER)


@given(SCORES, SCORES)
def test_the_better_the_best_cited_evidence_the_surer(a: float, b: float) -> None:
    assert 0 < confidence(a) < 1
    assert (confidence(a) <= confidence(b)) is (a <= b) or confidence(a) == confidence(b)
    assert confidence(a, b) == confidence(max(a, b))
    assert confidence(a, b, cited=(1,)) == confidence(a)
    assert confidence(a, b, cited=()) == pytest.approx(REFUSED_THOUGH_ANSWERABLE * confidence(max(a, b)))


@pytest.mark.parametrize(("score", "expected"), [(0.594, 0.5), (5.0, 0.923), (-3.0, 0.116)])
def test_the_curve_is_the_one_fitted(score: float, expected: float) -> None:
    assert confidence(score) == pytest.approx(expected, abs=0.001)


def test_without_evidence_nothing_is_sure_and_with_another_embedder_nothing_is_known() -> None:
    assert confidence() == 0.0
    evidence = [make_evidence(ARTICLE, ARTICLE.text)]
    said = [Sentence(text=ARTICLE.text, citations=(1,), verified=True)]
    assert confidence_of(evidence, said, HashingEmbedder()) == UNKNOWN


@pytest.mark.parametrize(("score", "expected"), [(0.55, False), (0.65, True)])
def test_what_is_likely_is_known_for_the_default_embedder_alone(score: float, expected: bool) -> None:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, 1, score)]
    assert is_likely(evidence, EMBEDDER) is expected
    assert is_likely(evidence, HashingEmbedder()) is False
    assert is_likely([], EMBEDDER) is False


def confidence_read(score: float, refusal: float, quoting: float) -> float:
    said = [Sentence(text=ARTICLE.text, citations=(1,), verified=True)]
    evidence = [make_evidence(ARTICLE, ARTICLE.text, 1, score)]
    return confidence_of(evidence, said, EMBEDDER, Sureness(refusal=refusal, quote="", quoting=quoting))


LOGARITHMS = st.floats(-100, 0)


@given(SCORES, LOGARITHMS, LOGARITHMS, LOGARITHMS)
def test_the_likelier_a_refusal_was_the_less_sure_is_the_answer(
    score: float, quoting: float, a: float, b: float
) -> None:
    assert 0 < confidence_read(score, a, quoting) < 1
    assert confidence_read(score, min(a, b), quoting) >= confidence_read(score, max(a, b), quoting)


@given(SCORES, LOGARITHMS, LOGARITHMS, LOGARITHMS)
def test_the_likelier_the_quote_was_the_surer_is_the_answer(
    score: float, refusal: float, a: float, b: float
) -> None:
    assert confidence_read(score, refusal, max(a, b)) >= confidence_read(score, refusal, min(a, b))


@pytest.mark.parametrize(
    ("score", "refusal", "quoting", "expected"),
    [
        (3.0, -0.693, -0.1, 0.753),
        (3.0, -0.05, -2.0, 0.526),
        (1.0, -5.0, 0.0, 0.825),
        (0.0, -0.05, -3.0, 0.281),
    ],
)
def test_the_reader_has_a_curve_of_its_own(
    score: float, refusal: float, quoting: float, expected: float
) -> None:
    assert confidence_read(score, refusal, quoting) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("cited", "sureness", "expected"),
    [
        ((1,), None, (2.0,)),
        ((2,), None, (5.0,)),
        ((1, 2), None, (5.0,)),
        ((), None, (5.0,)),
        ((1,), Sureness(refusal=-math.log(2), quote="rouvert", quoting=-0.5), (2.0, 0.0, -0.5)),
        ((1,), Sureness(refusal=-1e9, quote="rouvert", quoting=-1e9), (2.0, LEAST, LEAST)),
        ((1,), Sureness(refusal=-math.log(2)), (2.0, 0.0, USUAL_QUOTING)),
    ],
)
def test_the_signs_of_an_answer(
    cited: tuple[int, ...], sureness: Sureness | None, expected: tuple[float, ...]
) -> None:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, n, score) for n, score in [(1, 2.0), (2, 5.0)]]
    sentences = [Sentence(text=ARTICLE.text, citations=cited, verified=True)] if cited else []
    assert signs_of(evidence, sentences, sureness) == pytest.approx(expected, abs=1e-4)


def test_more_is_refused_where_the_reader_s_doubts_are_known() -> None:
    assert least_of(Settings(), Sureness(refusal=-1.0)) > least_of(Settings(), None)
    assert least_of(Settings(least_confidence=0.9), None) == 0.9


@given(st.lists(SCORES, min_size=1, max_size=6), LOGARITHMS, LOGARITHMS, st.data())
def test_no_answer_is_surer_than_the_most_that_may_be(
    scores: list[float], refusal: float, quoting: float, data: st.DataObject
) -> None:
    evidence = [make_evidence(ARTICLE, ARTICLE.text, n, score) for n, score in enumerate(scores, 1)]
    cited = tuple(data.draw(st.sets(st.integers(1, len(scores)), min_size=1)))
    said = [Sentence(text=ARTICLE.text, citations=cited, verified=True)]
    sureness = Sureness(refusal=refusal, quote="", quoting=quoting)
    most = most_confidence(evidence, EMBEDDER, sureness)
    assert confidence_of(evidence, said, EMBEDDER, sureness) <= most


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
    """Quotes the first excerpt, and says how sure it was of that."""

    def __init__(self, refusal: float, quoting: float) -> None:
        self.sureness = Sureness(refusal=refusal, quoting=quoting)
        self.has_written = False

    def stream(self, question: str, language: str, evidence: Sequence[Evidence]) -> Iterator[str | Sureness]:
        yield self.sureness
        self.has_written = True
        yield f"{evidence[0].text} [{evidence[0].number}]"
        yield self.sureness.model_copy(update={"quote": "missiles"})


@pytest.mark.weights
@pytest.mark.parametrize(
    ("refusal", "quoting", "reason"),
    [(-1.0, -0.1, None), (-1e-4, -10.0, "model_refused"), (-0.7, -12.0, "unsure")],
)
def test_an_answer_from_words_that_the_reader_is_not_sure_of_is_refused(
    demo_index: ArchiveIndex, refusal: float, quoting: float, reason: str | None
) -> None:
    generator = DoubtfulGenerator(refusal, quoting)
    assistant = Assistant(demo_index, Settings(), generator)
    answer = assistant.ask("Combien de missiles Hellfire ont été livrés à l'Irak ?")
    assert (answer.reason, answer.refused) == (reason, reason is not None)
    assert generator.has_written is (reason is None)


@pytest.mark.parametrize(("least", "written"), [(0.4, True), (0.6, False)])
def test_a_reader_whose_words_would_be_refused_is_stopped_before_its_first_word(
    tmp_path: Path, least: float, written: bool
) -> None:
    generator = DoubtfulGenerator(-1.0, -1.0)
    assistant = Assistant(
        build_tiny_index(tmp_path), Settings(least_confidence=least), generator, ranker=EvenRanker()
    )
    events = list(assistant.stream("Quelle est la longueur de la digue de Brenne ?"))
    assert any(isinstance(event, TextWritten) for event in events) is generator.has_written is written
    answer = next(event.answer for event in events if isinstance(event, Answered))
    assert (answer.reason == "unsure") is not written
