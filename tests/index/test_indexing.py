from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.archive_index import DISCUSSED, ArchiveIndex, index_problems
from index.errors import IndexMismatch, QueryError
from index.indexing import text_to_count
from index.ingest import build
from index.passages import split_article
from index.records import SearchFilter
from index.removal import remove
from index.repair import repair
from index.settings import IndexSettings
from index.store.manifest import read_manifest, write_manifest
from index.update import update
from tests.fakes import HashingEmbedder, make_article

EMBEDDER = HashingEmbedder()
BANNER = "Cette page est tenue par les archives de la Gazette de Brévans."
FOOTER = "Pour toute question, écrivez au service des archives de la Gazette."
TOWNS = ("Brévans", "Tournelle", "Kermarec", "Halden", "Weston")


def paged(number: int, publisher: str = "La Gazette") -> dict[str, str]:
    """An article as a site prints it, between its banner and its footer."""
    town = TOWNS[number % len(TOWNS)]
    news = (
        f"Le conseil de {town} a adopté le projet numéro {number} jeudi soir. "
        f"Le maire de {town} y voit {number + 3} raisons de se réjouir. "
        f"Les travaux du projet {number} commenceront dans {number + 5} jours."
    )
    text = f"{BANNER}\n\n{news}\n\n{FOOTER}"
    return {"id": f"p{number}", "title": f"Projet {number}", "text": text, "publisher": publisher}


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def passages(index: Path) -> dict[str, list[str]]:
    """The texts of each article's passages by its record, which are the article's own words."""
    catalogue = ArchiveIndex.open(index, EMBEDDER).catalogue
    found: dict[str, list[str]] = {}
    for article in catalogue.articles():
        own = list(catalogue.passages_of(article).values())
        assert [article.text[each.start : each.end] for each in own] == [each.text for each in own]
        found[str(article.source.record)] = [each.text for each in own]
    return found


def furnished(index: Path) -> set[str]:
    """The records of articles of which a passage holds the banner or the footer."""
    return {
        record
        for record, texts in passages(index).items()
        if any(line in text for text in texts for line in (BANNER, FOOTER))
    }


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """An index of forty articles of one publisher."""
    build(tmp_path / "index", [write(tmp_path / "a.jsonl", map(paged, range(40)))], EMBEDDER)
    return tmp_path / "index"


def test_what_a_publisher_repeats_is_in_no_passage_and_all_else_is(pages: Path) -> None:
    expected = {
        f"p{n}": [paged(n)["text"].removeprefix(BANNER).removesuffix(FOOTER).strip()] for n in range(40)
    }
    assert passages(pages) == expected
    assert index_problems(pages) == []


def test_what_a_publisher_repeats_is_still_there_to_be_read_and_finds_nothing(pages: Path) -> None:
    archive = ArchiveIndex.open(pages, EMBEDDER)
    [hit] = archive.search("projet 7 de Kermarec", 1)
    assert hit.article.text == paged(7)["text"]
    assert hit.passage.text in hit.article.text
    assert archive.lexical.search({"fr": {"archiv": 1.0, "gazet": 1.0, "gazett": 1.0}}, 10) == []


def test_an_update_knows_what_the_build_has_counted(tmp_path: Path, pages: Path) -> None:
    news = write(tmp_path / "b.jsonl", [paged(40), paged(41, publisher="Le Courrier")])
    report = update(pages, [news], EMBEDDER)
    assert (report.added, furnished(pages)) == (2, {"p41"})


def test_a_passage_that_is_cut_is_not_cut_again(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, [write(tmp_path / "a.jsonl", map(paged, range(4)))], EMBEDDER)
    early = passages(index)
    assert furnished(index) == {"p0", "p1", "p2", "p3"}
    update(index, [write(tmp_path / "b.jsonl", map(paged, range(4, 30)))], EMBEDDER)
    late = passages(index)
    assert ({record: late[record] for record in early}, furnished(index)) == (early, set(early))
    remove(index, sources=[tmp_path / "b.jsonl"])
    update(index, [write(tmp_path / "c.jsonl", [paged(50)])], EMBEDDER)
    assert furnished(index) == set(early)


def test_a_repair_keeps_out_what_was_left_out(pages: Path) -> None:
    def found() -> list[tuple[str, float]]:
        hits = ArchiveIndex.open(pages, EMBEDDER).search("Le maire de Halden", 50)
        return sorted((hit.passage.text, round(hit.score, 4)) for hit in hits)

    before = found()
    (pages / "generation-000001" / "vectors.faiss").unlink()
    shutil.rmtree(pages / "generation-000001" / "lexical")
    repair(pages, lambda _: EMBEDDER)
    assert (furnished(pages), found(), index_problems(pages)) == (set(), before, [])


def test_the_words_of_a_passage_are_its_neighbours_too_but_not_those_left_out() -> None:
    text = "Le port ouvre. Le bac part. Publicité. Le maire rit. Le vent tombe."
    article = make_article(text, title="Titre")
    cut = split_article(article, 14, [(28, 38)])
    assert [text_to_count(article, cut, number) for number in range(4)] == [
        "Titre. Le port ouvre. Le bac part.",
        "Titre. Le port ouvre. Le bac part. Le maire rit.",
        "Titre. Le bac part. Le maire rit. Le vent tombe.",
        "Titre. Le maire rit. Le vent tombe.",
    ]


MISSILES = {"title": "Des missiles livrés", "text": "Les missiles sont arrivés jeudi au port de Brévans."}
FRIDAYS = [
    {**MISSILES, "id": day, "date": day} for day in ("2013-12-27", "2013-12-13", "2013-12-20", "2014-01-03")
]
DAY_QUESTIONS = [
    "Qu'est-ce qui est arrivé à Brévans le 19 décembre 2013 ?",
    "What arrived in Brévans on December 19, 2013?",
    "2013-12-19",
]


def led_by(index: Path, question: str) -> str | None:
    return ArchiveIndex.open(index, EMBEDDER).search(question, 4)[0].article.source.record


@pytest.mark.parametrize("question", DAY_QUESTIONS)
def test_of_passages_in_the_same_words_the_one_whose_thursday_is_the_day_asked_for_leads(
    tmp_path: Path, question: str
) -> None:
    index = tmp_path / "index"
    build(index, [write(tmp_path / "a.jsonl", FRIDAYS[:2])], EMBEDDER)
    assert led_by(index, question) != "2013-12-20"
    update(index, [write(tmp_path / "b.jsonl", FRIDAYS[2:])], EMBEDDER)
    assert led_by(index, question) == "2013-12-20"


def test_a_repair_counts_the_days_that_a_build_counts(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, [write(tmp_path / "a.jsonl", FRIDAYS)], EMBEDDER)
    before = ArchiveIndex.open(index, EMBEDDER).search(DAY_QUESTIONS[0], 4)
    shutil.rmtree(index / "generation-000001" / "lexical")
    repair(index, lambda _: EMBEDDER)
    assert ArchiveIndex.open(index, EMBEDDER).search(DAY_QUESTIONS[0], 4) == before
    assert before[0].article.published == date(2013, 12, 20)


def test_the_day_of_a_passage_is_not_its_neighbours(tmp_path: Path) -> None:
    arrived = "Le cargo Alcyon, parti de Kermarec avec ses neuf marins, est arrivé jeudi au port de Brévans."
    row = {"text": f"{arrived} {LATER}", "date": "2013-12-20"}
    source = write(tmp_path / "a.jsonl", [row])
    build(tmp_path / "index", [source], EMBEDDER, IndexSettings(passage_length=100))
    archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
    [article] = archive.catalogue.articles()
    first, _ = archive.catalogue.passages_of(article)
    assert [key for key, _ in archive.lexical.search({"fr": {"2013-12-19": 1.0}}, 10)] == [first]


WIRE = (
    "Le cargo Alcyon s'est échoué dans la nuit devant le phare de Kermarec. "
    "Ses neuf marins ont été ramenés à terre par la vedette du port, sains et saufs. "
    "La préfecture maritime a envoyé un remorqueur de Brévans pour le dégager à la marée. "
)
LATER = "Le cargo a été dégagé dans la soirée et conduit au bassin du port de commerce."
VERSIONS = [
    {"id": "late", "title": "Le cargo dégagé", "text": WIRE + LATER, "date": "2014-01-17"},
    {"id": "wire", "title": "Un cargo échoué", "text": WIRE, "date": "2014-01-16"},
    {"id": "undated", "title": "Naufrage évité", "text": WIRE},
]
OTHERS = [
    {"id": "market", "title": "Le marché", "text": "Le marché couvert ferme ses portes à midi."},
    paged(1),
]


def stories(index: Path) -> set[tuple[str, ...]]:
    archive = ArchiveIndex.open(index, EMBEDDER)
    return {
        tuple(str(each.source.record) for each in archive.versions(article.id))
        for article in archive.catalogue.articles()
    }


def shown(index: Path, question: str, k: int, per_article: int = 1) -> list[str]:
    hits = ArchiveIndex.open(index, EMBEDDER).search(question, k, per_article=per_article, once_a_story=True)
    return [str(hit.article.source.record) for hit in hits]


TOLD = {("wire", "late", "undated"), ("market",), ("p1",)}


@pytest.mark.parametrize("first", range(4))
def test_versions_of_a_story_are_found_whichever_way_they_come(tmp_path: Path, first: int) -> None:
    index, rows = tmp_path / "index", [VERSIONS[0], *OTHERS, *VERSIONS[1:]]
    build(index, [write(tmp_path / "a.jsonl", rows[: first + 1])], EMBEDDER)
    update(index, [write(tmp_path / "b.jsonl", rows[first + 1 :])], EMBEDDER)
    assert (stories(index), index_problems(index)) == (TOLD, [])


def test_a_story_is_shown_once_by_its_best_version(tmp_path: Path) -> None:
    index = tmp_path / "index"
    source = write(tmp_path / "a.jsonl", [*VERSIONS, *OTHERS])
    build(index, [source], EMBEDDER, IndexSettings(passage_length=100))
    assert shown(index, LATER, k=9)[0] == "late"
    assert shown(index, "Un cargo échoué", k=9)[0] == "wire"
    for question in (LATER, "Un cargo échoué"):
        assert sorted(set(shown(index, question, k=9)) - {"late", "wire"}) == ["market", "p1"]
    assert shown(index, LATER, k=9, per_article=9).count("late") == 4
    assert set(shown(index, LATER, k=9, per_article=9)) == {"late", "market", "p1"}


def test_all_versions_are_shown_unless_one_is_asked_for(tmp_path: Path) -> None:
    build(tmp_path / "index", [write(tmp_path / "a.jsonl", [*VERSIONS, *OTHERS])], EMBEDDER)
    found = ArchiveIndex.open(tmp_path / "index", EMBEDDER).search(LATER, 9)
    assert sorted(str(hit.article.source.record) for hit in found) == [
        "late", "market", "p1", "undated", "wire"
    ]  # fmt: skip


def test_a_story_that_is_told_often_leaves_room_for_the_others(tmp_path: Path) -> None:
    often = [{"id": f"v{n}", "title": f"Le cargo, point {n}", "text": WIRE} for n in range(120)]
    build(tmp_path / "index", [write(tmp_path / "a.jsonl", [*often, *OTHERS])], EMBEDDER)
    found = shown(tmp_path / "index", "Le cargo Alcyon devant le phare de Kermarec", k=3)
    assert (found[0][0], sorted(found[1:])) == ("v", ["market", "p1"])


def test_a_filter_leaves_the_story_to_the_versions_that_pass(tmp_path: Path) -> None:
    build(tmp_path / "index", [write(tmp_path / "a.jsonl", VERSIONS)], EMBEDDER)
    archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
    only = SearchFilter(published_to=date(2014, 1, 16))
    assert [
        hit.article.source.record for hit in archive.search(LATER, search_filter=only, once_a_story=True)
    ] == ["wire"]


def test_what_a_conversation_is_about_gains_in_every_version_of_its_story(tmp_path: Path) -> None:
    build(tmp_path / "index", [write(tmp_path / "a.jsonl", [*VERSIONS, *OTHERS])], EMBEDDER)
    archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
    ids = {each.source.record: each.id for each in archive.catalogue.articles()}
    plain, steered = (
        {hit.article.source.record: hit.score for hit in archive.search(LATER, discussed=discussed)}
        for discussed in ([], [ids["undated"]])
    )
    gains = {record: score - plain[record] for record, score in steered.items()}
    expected = dict.fromkeys(["late", "wire", "undated"], DISCUSSED) | {"market": 0.0, "p1": 0.0}
    assert gains == pytest.approx(expected)


def test_an_article_that_is_not_there_has_no_versions(pages: Path) -> None:
    with pytest.raises(QueryError, match="no article has the id 'nobody'"):
        ArchiveIndex.open(pages, EMBEDDER).versions("nobody")


def test_a_story_goes_on_without_its_first_article_and_a_repair_keeps_it(tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, [write(tmp_path / "a.jsonl", [*VERSIONS[:2], *OTHERS])], EMBEDDER)
    remove(index, records=["late"])
    update(index, [write(tmp_path / "b.jsonl", VERSIONS[2:])], EMBEDDER)
    assert stories(index) == {("wire", "undated"), ("market",), ("p1",)}
    (index / read_manifest(index).generation / "vectors.faiss").unlink()
    repair(index, lambda _: EMBEDDER)
    assert (stories(index), index_problems(index)) == ({("wire", "undated"), ("market",), ("p1",)}, [])
    update(index, [write(tmp_path / "c.jsonl", VERSIONS[:1])], EMBEDDER)
    assert stories(index) == TOLD


def test_signatures_that_were_made_otherwise_are_not_compared(pages: Path) -> None:
    write_manifest(pages, read_manifest(pages).model_copy(update={"signatures": "in another way"}))
    with pytest.raises(IndexMismatch, match=r"made otherwise \(in another way; now rensa"):
        update(pages, [pages.parent / "a.jsonl"], EMBEDDER)
    assert ArchiveIndex.open(pages, EMBEDDER).search("projet 7", 1) != []


# Texts that are the same or have nothing in common: which of them make a story, their order cannot change.
STATES = st.lists(
    st.dictionaries(st.integers(0, 5), st.tuples(st.sampled_from([WIRE, WIRE[::-1], "Le bac part."]))),
    min_size=2,
    max_size=3,
)


@settings(max_examples=8)
@given(STATES)
def test_updates_tell_the_stories_that_a_fresh_build_tells(states: list[dict[int, tuple[str]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index, fresh, source = (Path(folder) / name for name in ("index", "fresh", "a.jsonl"))
        for state in filter(None, states):
            rows = [
                {"id": str(n), "title": f"Titre {n}", "text": text} for n, (text,) in sorted(state.items())
            ]
            update(index, [write(source, rows)], EMBEDDER, remove_gone=lambda _: True)
            build(fresh, [source], EMBEDDER, replace=True)
            assert set(map(frozenset, stories(index))) == set(map(frozenset, stories(fresh)))
