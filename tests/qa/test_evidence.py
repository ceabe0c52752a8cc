from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archive_index import ArchiveIndex
from index.ranker import Candidate, MeaningRanker, ranker_for
from qa.evidence import ARTICLE, LONGEST, SIGNS, gather_evidence
from qa.records import Evidence
from tests.fakes import build_tiny_index


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("evidence"))


def gather(
    archive: ArchiveIndex, question: str, language: str = "fr", limit: int = 7
) -> tuple[Evidence, ...]:
    ranker = MeaningRanker(archive.embedder)
    return gather_evidence(question, language, archive.search(question), archive, ranker=ranker, limit=limit)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(
        ["digue", "longueur", "Brenne", "museum", "visitors", "12 mars", "maire", "??", "Zanzibar"]
    ),
    st.integers(1, 9),
)
def test_evidence_is_exact_within_the_limit_numbered_and_never_twice_the_same(
    archive: ArchiveIndex, question: str, limit: int
) -> None:
    hits = archive.search(question)
    ranker = MeaningRanker(archive.embedder)
    found = gather_evidence(question, "fr", hits, archive, ranker=ranker, limit=limit)
    assert [item.article.text[item.start : item.end] for item in found] == [item.text for item in found]
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    assert 1 <= len(found) <= limit
    assert len({item.text for item in found}) == len(found)
    rank_of = {article_id: rank for rank, article_id in enumerate(hit.article.id for hit in hits)}
    places = [(rank_of[item.article.id], item.start) for item in found]
    assert places == sorted(places)


def test_what_an_article_gained_is_told_and_is_no_sign_of_an_answer(archive: ArchiveIndex) -> None:
    question, ranker = "Quelle est la longueur de la digue de Brenne ?", MeaningRanker(archive.embedder)
    hits = archive.search(question)
    gained = [hits[0].model_copy(update={"score": hits[0].score + 0.4, "gain": 0.4}), *hits[1:]]
    plain, steered = (
        gather_evidence(question, "fr", each, archive, ranker=ranker, limit=50) for each in (hits, gained)
    )
    scores = {item.text: item.score for item in plain}
    assert {item.text: item.score - item.gain for item in steered} == pytest.approx(scores)
    gains = {item.article.id: item.gain for item in steered}
    assert gains.pop(hits[0].article.id) == SIGNS * ARTICLE * 0.4
    assert gains
    assert set(gains.values()) == {0.0}


def test_no_hits_are_no_evidence(archive: ArchiveIndex) -> None:
    ranker = MeaningRanker(archive.embedder)
    assert gather_evidence("Où est la digue ?", "fr", [], archive, ranker=ranker, limit=7) == ()


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("Quelle est la longueur de la digue de Brenne ?", "fr", "La digue est longue de 840 mètres."),
        ("Quand le port de Brenne a-t-il rouvert ?", "fr", "Le port de Brenne a rouvert le 12 mars 2019."),
        ("Combien ont coûté les travaux à Brenne ?", "fr", "Les travaux ont coûté 3,3 millions d'euros."),
        ("Who is the director of the Weston museum?", "en", "Its director, Clara Voss, expects"),
        ("How many visitors came to the Weston museum?", "en", "Some 8,000 visitors came"),
    ],
)
def test_the_sentence_that_answers_is_among_three(
    archive: ArchiveIndex, question: str, language: str, wanted: str
) -> None:
    found = gather(archive, question, language, limit=3)
    assert [item.text for item in found if item.text.startswith(wanted)] != []


def test_a_sentence_of_the_kind_asked_for_is_preferred(tmp_path: Path) -> None:
    text = "Le bac de Lormel pèse sur tout. Le bac de Lormel pèse 75 tonnes. Rien ne va plus ici."
    row = {"id": "1", "title": "Le bac de Lormel", "text": text, "date": "2015-05-05", "lang": "fr"}
    archive = build_tiny_index(tmp_path, [row])
    (figure,) = gather(archive, "Combien pèse le bac de Lormel ?", limit=1)
    (other,) = gather(archive, "Pourquoi pèse le bac de Lormel ?", limit=1)
    assert figure.text == "Le bac de Lormel pèse 75 tonnes."
    assert other.text == "Le bac de Lormel pèse sur tout."


def test_the_same_sentence_of_two_articles_comes_once(tmp_path: Path) -> None:
    rows = [
        {
            "id": str(number),
            "title": f"Le bac de Lormel {number}",
            "text": f"Le bac de Lormel {ending}.\nLE BAC  de Lormel est fermé.\nVoici la suite {number}.",
            "date": f"2015-05-0{number}",
            "lang": "fr",
        }
        for number, ending in enumerate(["attend", "repart", "arrive"], start=1)
    ]
    found = gather(build_tiny_index(tmp_path, rows), "Le bac de Lormel est-il fermé ?", limit=20)
    assert [item.text.casefold() for item in found].count("le bac de lormel est fermé.") == 1
    assert len({item.article.id for item in found}) == 3


def test_a_sentence_without_end_is_cut_at_a_space_that_parts_no_figure(tmp_path: Path) -> None:
    # Blanks stand before every figure and within it, wherever the limit falls.
    text = "Liste " + "1 234 567 890 tonnes, " * 30
    row = {"id": "1", "title": "Lormel", "text": text.strip(), "date": "2015-05-05", "lang": "fr"}
    found = gather(build_tiny_index(tmp_path, [row]), "Combien de tonnes à Lormel ?")
    assert found[0].text.startswith("Liste 1 234")
    assert LONGEST - 25 < len(found[0].text) <= LONGEST
    assert found[0].text.endswith(("tonnes,", "890"))
    assert found[0].article.text[found[0].start : found[0].end] == found[0].text


def test_the_titles_of_the_same_article_give_its_sentences_their_subject(tmp_path: Path) -> None:
    sentence = "Il mesure 30 mètres de long."
    rows = [
        {"id": name, "title": title, "text": f"{sentence} {end}", "date": "2015-05-05", "lang": "fr"}
        for name, title, end in [
            ("1", "Le voilier Mirabelle prend la mer", "Le vent souffle."),
            ("2", "Le pont de Lormel est ouvert", "La route est libre."),
        ]
    ]
    archive = build_tiny_index(tmp_path, rows)
    for title, question in [(row["title"], f"Quelle longueur : {row['title']} ?") for row in rows]:
        best = max(gather(archive, question), key=lambda item: item.score)
        assert (best.article.title, best.text) == (title, sentence)


class RankerOfWords:
    """Likes sentences that hold its word, and remembers what it read."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read: list[tuple[str, Candidate]] = []

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        self.read += [(question, candidate) for candidate in candidates]
        return [100.0 * (self.word in candidate.text) for candidate in candidates]


def test_the_ranker_decides_which_sentences_come_first_and_the_article_s_order_how_they_stand(
    archive: ArchiveIndex,
) -> None:
    question = "Quelle est la longueur de la digue de Brenne ?"
    hits = archive.search(question)
    ranker = RankerOfWords("travaux")
    found = gather_evidence(question, "fr", hits, archive, ranker=ranker, limit=6, first=1)
    assert "travaux" in found[0].text
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    rank_of = {hit.article.id: rank for rank, hit in reversed(list(enumerate(hits)))}
    places = [(rank_of[item.article.id], item.start) for item in found[1:]]
    assert places == sorted(places)


def test_the_ranker_reads_each_sentence_with_its_title_and_the_sentence_before_it(
    archive: ArchiveIndex,
) -> None:
    question = "Combien ont coûté les travaux à Brenne ?"
    ranker = RankerOfWords("travaux")
    gather_evidence(question, "fr", archive.search(question), archive, ranker=ranker, limit=3)
    assert {asked for asked, _ in ranker.read} == {question}
    of_length = [candidate for _, candidate in ranker.read if "840 mètres" in candidate.text]
    articles = {hit.article.title: hit.article.text for hit in archive.search(question)}
    for candidate in of_length:
        assert f"{candidate.before} {candidate.text}".strip() in " ".join(articles[candidate.title].split())


@pytest.mark.weights
@pytest.mark.parametrize(
    ("question", "language", "is_answered"),
    [
        ("Combien de missiles Hellfire ont été livrés à l'Irak ?", "fr", True),
        ("How many Hellfire missiles were delivered?", "en", True),
        ("Quel est le prix du pain à Tokyo ?", "fr", False),
        ("What is the height of Mount Fuji?", "en", False),
    ],
)
def test_a_score_above_zero_says_that_a_sentence_answers_rather_than_none(
    demo_index: ArchiveIndex, question: str, language: str, is_answered: bool
) -> None:
    hits = demo_index.search(question, 10)
    ranker = ranker_for(demo_index.embedder)
    found = gather_evidence(question, language, hits, demo_index, ranker=ranker, limit=8)
    best, second = sorted((item.score for item in found), reverse=True)[:2]
    assert (best > 0) is is_answered
    assert second < 0
