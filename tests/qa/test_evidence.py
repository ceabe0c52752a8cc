from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archive_index import ArchiveIndex
from qa.evidence import LONGEST, gather_evidence
from qa.records import Evidence
from tests.fakes import build_tiny_index


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return build_tiny_index(tmp_path_factory.mktemp("evidence"))


def gather(
    archive: ArchiveIndex, question: str, language: str = "fr", limit: int = 7
) -> tuple[Evidence, ...]:
    return gather_evidence(question, language, archive.search(question), archive, limit)


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
    found = gather_evidence(question, "fr", hits, archive, limit)
    assert [item.article.text[item.start : item.end] for item in found] == [item.text for item in found]
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    assert 1 <= len(found) <= limit
    assert len({item.text for item in found}) == len(found)
    rank_of = {article_id: rank for rank, article_id in enumerate(hit.article.id for hit in hits)}
    places = [(rank_of[item.article.id], item.start) for item in found]
    assert places == sorted(places)


def test_no_hits_are_no_evidence(archive: ArchiveIndex) -> None:
    assert gather_evidence("Où est la digue ?", "fr", [], archive, 7) == ()


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
