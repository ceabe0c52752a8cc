from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index.archive_index import DISCUSSED, PREFERENCE, QUERY_LIMIT, ArchiveIndex, embedder_of, index_problems
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, ModelError, QueryError
from index.ingest import build
from index.records import DateRange, SearchFilter
from index.settings import IndexSettings
from index.store.lexical import TantivyIndex
from index.store.manifest import describe_files, read_manifest, write_manifest
from index.store.vectors import FaissVectors
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()


class OtherEmbedder(HashingEmbedder):
    fingerprint = "other-64"


LIGHTHOUSE = (
    "Le phare de Kermarec a été rallumé jeudi. La lampe avait brûlé pendant la tempête de janvier. "
    "Selon la préfecture, le phare de Kermarec guide chaque nuit quarante navires vers le port. "
    "Le gardien du phare de Kermarec prendra sa retraite en juin après trente ans de service."
)
ROWS = [
    {"id": "phare", "title": "Le phare rallumé", "text": LIGHTHOUSE, "date": "2014-01-16", "section": "Mer"},
    {
        "id": "blé",
        "title": "Le prix du blé",
        "text": "Le prix du blé a encore monté, selon la coopérative de la plaine.",
        "date": "2015-06-05",
        "section": "Économie",
    },
    {
        "id": "mayor",
        "title": "A new mayor",
        "text": "Anna Lindqvist was elected mayor of Halden with 4,500 votes on Sunday.",
        "date": "2016-09-12",
        "section": "World",
    },
    {"id": "undated", "title": "Le marché", "text": "Le marché couvert ferme ses portes à midi."},
]


def written(folder: Path) -> Path:
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    build(folder / "index", [source], EMBEDDER, IndexSettings(passage_length=100))
    return folder / "index"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return ArchiveIndex.open(written(tmp_path_factory.mktemp("archive")), EMBEDDER)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return written(tmp_path)


def records(archive: ArchiveIndex, question: str, **options: object) -> list[str | None]:
    hits = ArchiveIndex.search(archive, question, **options)  # type: ignore[arg-type]
    return [hit.article.source.record for hit in hits]


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("Quand le phare de Kermarec a-t-il été rallumé ?", "phare"),
        ("Pourquoi le prix du blé monte-t-il ?", "blé"),
        ("Who was elected mayor of Halden?", "mayor"),
        ("Combien de voix pour Anna Lindqvist ?", "mayor"),
        ("What about the Kermarec lighthouse?", "phare"),
        ("4.500 voix", "mayor"),
        ("QUI EST LE MAIRE DE HALDEN ?", "mayor"),
        ("\u200bmarché\u00a0couvert\ud800 ", "undated"),
    ],
)
def test_a_question_finds_its_article_in_either_language(
    archive: ArchiveIndex, question: str, record: str
) -> None:
    assert records(archive, question)[0] == record


def test_hits_are_words_of_their_article_with_the_best_first(archive: ArchiveIndex) -> None:
    hits = archive.search("le phare de Kermarec", 10, per_article=9)
    assert all(hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text for hit in hits)
    assert all(hit.passage.article_id == hit.article.id for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits) == archive.statistics.passages


@pytest.mark.parametrize(("per_article", "count"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_an_article_gives_so_many_passages_at_most(
    archive: ArchiveIndex, per_article: int, count: int
) -> None:
    found = records(archive, "le phare de Kermarec", per_article=per_article)
    assert found.count("phare") == count


@pytest.mark.parametrize("k", [1, 2, 4, 1000])
def test_a_search_gives_k_hits_where_there_are_as_many(archive: ArchiveIndex, k: int) -> None:
    assert records(archive, "le phare", k=k) == records(archive, "le phare", k=4)[:k]


@pytest.mark.parametrize(
    ("search_filter", "kept"),
    [
        (SearchFilter(published_from=date(2015, 1, 1)), {"blé", "mayor"}),
        (SearchFilter(published_to=date(2015, 6, 5)), {"phare", "blé"}),
        (SearchFilter(published_from=date(2015, 6, 5), published_to=date(2015, 6, 5)), {"blé"}),
        (SearchFilter(published_from=date(2020, 1, 1)), set()),
        (SearchFilter(published_from=date(2016, 1, 1), include_undated=True), {"mayor", "undated"}),
        (SearchFilter(sections=("Mer", "World")), {"phare", "mayor"}),
        (SearchFilter(languages=("en",)), {"mayor"}),
        (SearchFilter(), {"phare", "blé", "mayor", "undated"}),
    ],
)
def test_a_filter_keeps_only_the_articles_that_pass(
    archive: ArchiveIndex, search_filter: SearchFilter, kept: set[str]
) -> None:
    assert set(records(archive, "le phare de Kermarec", search_filter=search_filter)) == kept


@pytest.mark.parametrize(
    ("prefer", "gaining"),
    [
        (DateRange(first=date(2015, 1, 1), last=date(2015, 12, 31)), {"blé"}),
        (DateRange(first=date(2015, 6, 5)), {"blé", "mayor"}),
        (DateRange(last=date(2015, 6, 4)), {"phare"}),
        (DateRange(first=date(2020, 1, 1)), set()),
        (DateRange(), {"phare", "blé", "mayor"}),
    ],
)
def test_articles_of_the_days_preferred_gain_and_none_is_left_out(
    archive: ArchiveIndex, prefer: DateRange, gaining: set[str]
) -> None:
    def scores(prefer: DateRange | None) -> dict[str | None, float]:
        hits = archive.search("le phare de Kermarec", prefer=prefer)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        return {hit.article.source.record: hit.score for hit in hits}

    expected = {
        record: score + (PREFERENCE if record in gaining else 0) for record, score in scores(None).items()
    }
    assert scores(prefer) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("discussed", "gaining"),
    [((), set()), (("blé",), {"blé"}), (("mayor", "phare"), {"mayor", "phare"}), (("gone", "blé"), {"blé"})],
)
def test_articles_that_a_conversation_is_about_gain_and_those_that_are_gone_count_for_nothing(
    archive: ArchiveIndex, discussed: tuple[str, ...], gaining: set[str]
) -> None:
    ids = {str(each.source.record): each.id for each in archive.catalogue.articles()}

    def scores(discussed: tuple[str, ...]) -> dict[str | None, float]:
        hits = archive.search("le phare de Kermarec", discussed=discussed)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        return {hit.article.source.record: hit.score for hit in hits}

    expected = {
        record: score + (DISCUSSED if record in gaining else 0) for record, score in scores(()).items()
    }
    assert scores(tuple(ids.get(record, record) for record in discussed)) == pytest.approx(expected)


def test_a_filter_leaves_out_what_a_conversation_is_about(archive: ArchiveIndex) -> None:
    mayor = next(each.id for each in archive.catalogue.articles() if each.source.record == "mayor")
    only = SearchFilter(published_to=date(2015, 12, 31))
    found = records(archive, "the mayor of Halden", search_filter=only, discussed=(mayor,))
    assert set(found) == {"phare", "blé"}


@pytest.mark.parametrize(
    ("preferred", "first"),
    [(date(2014, 1, 16), "old"), (date(2019, 1, 16), "new")],
)
def test_of_two_articles_that_say_the_same_the_preferred_one_is_first(
    tmp_path: Path, preferred: date, first: str
) -> None:
    source = tmp_path / "articles.jsonl"
    rows = [
        {"id": "old", "title": "Le port", "text": "Le port ferme ce soir.", "date": "2014-01-16"},
        {"id": "new", "title": "Le port", "text": "Le port ferme ce soir.", "date": "2019-01-16"},
    ]
    source.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build(tmp_path / "index", [source], EMBEDDER)
    archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
    found = records(archive, "Quand le port ferme-t-il ?", prefer=DateRange(first=preferred, last=preferred))
    assert sorted(map(str, found)) == ["new", "old"]
    assert found[0] == first


@pytest.mark.parametrize(
    ("query", "k", "message"),
    [
        ("", 10, "The query is empty"),
        (" \n\u200b", 10, "The query is empty"),
        ("a" * 20_000, 10, "The query has 20,000 characters; at most 2,000 are searched"),
        ("le phare", 0, "k is 0; it must be 1 or more"),
        ("le phare", -3, "k is -3"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(
    archive: ArchiveIndex, query: str, k: int, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        archive.search(query, k)


@pytest.mark.parametrize("query", ["x" * QUERY_LIMIT, "?", "' OR 1=1; --", "AND (", "*", "𝑨\u0301", "de la"])
def test_any_other_query_gives_every_article_an_order(archive: ArchiveIndex, query: str) -> None:
    assert sorted(map(str, records(archive, query))) == ["blé", "mayor", "phare", "undated"]


def test_a_long_article_leaves_room_for_the_others(tmp_path: Path) -> None:
    long = {"title": "Le phare", "text": "\n\n".join([f"Le phare {n} " * 15 for n in range(450)])}
    (tmp_path / "long.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [long, *ROWS]))
    build(tmp_path / "index", [tmp_path / "long.jsonl"], EMBEDDER, IndexSettings(passage_length=100))
    found = records(ArchiveIndex.open(tmp_path / "index", EMBEDDER), "Le phare 7", k=5)
    assert sorted(map(str, found)) == ["1", "blé", "mayor", "phare", "undated"]


def test_an_article_is_read_by_its_id(archive: ArchiveIndex) -> None:
    [hit] = archive.search("le phare", 1)
    assert archive.article(hit.article.id) == hit.article
    assert hit.article.text == LIGHTHOUSE
    with pytest.raises(QueryError, match="no article has the id 'nobody'"):
        archive.article("nobody")


def test_many_threads_find_what_one_finds(archive: ArchiveIndex) -> None:
    questions = ["le phare de Kermarec", "le prix du blé", "mayor of Halden"] * 20
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(archive.search, questions)) == [archive.search(each) for each in questions]


def test_an_opened_index_outlives_its_replacement(index: Path) -> None:
    archive = ArchiveIndex.open(index, EMBEDDER)
    before = archive.search("le phare")
    build(index, [index.parent / "articles.jsonl"], EMBEDDER, replace=True)
    assert archive.search("le phare") == before


def test_an_index_built_with_another_model_is_refused(index: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"fingerprint hashing-64\), but the model in use .* other-64"):
        ArchiveIndex.open(index, OtherEmbedder())


def test_a_path_without_an_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here"):
        ArchiveIndex.open(tmp_path, EMBEDDER)
    assert index_problems(tmp_path)[0].startswith(f"{tmp_path}: no index here")


@pytest.mark.parametrize(
    ("settings", "model"),
    [
        (IndexSettings(), "built-with"),
        (IndexSettings(k=3), "built-with"),
        (IndexSettings(embedder="named"), "named"),
        (IndexSettings(embedder="multilingual-e5-small"), "multilingual-e5-small"),
    ],
)
def test_the_model_that_built_an_index_searches_it_unless_another_is_named(
    archive: ArchiveIndex, settings: IndexSettings, model: str
) -> None:
    manifest = archive.manifest.model_copy(update={"embedder": "built-with"})
    assert vars(embedder_of(settings, manifest))["model"] == model


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [cut_in_half, Path.unlink], ids=["cut", "deleted"])
@pytest.mark.parametrize(
    "pattern", ["vectors.faiss", "catalogue.sqlite", "lexical/meta.json", "lexical/*.term", "lexical/*.fast"]
)
def test_a_file_cut_short_or_deleted_is_named(
    index: Path, pattern: str, damage: Callable[[Path], None]
) -> None:
    [path] = (index / "generation-000001").glob(pattern)
    damage(path)
    with pytest.raises(IndexDamaged, match=f"{path}: (missing|[0-9]+ bytes where)"):
        ArchiveIndex.open(index, EMBEDDER)
    assert [problem.startswith(f"{path}: ") for problem in index_problems(index)] == [True]


def test_a_changed_byte_in_any_file_is_found(index: Path) -> None:
    for path in sorted(path for path in (index / "generation-000001").rglob("*") if path.is_file()):
        if path.name.endswith(".lock"):
            continue
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(bytes([content[0] ^ 0xFF]) + content[1:])
        assert index_problems(index) == [f"{path}: its bytes have changed since it was written"]
        path.write_bytes(content)
    assert index_problems(index) == []


def sign_anew(index: Path) -> None:
    """Make the manifest agree with the files as they are, so that only their content can be wrong."""
    manifest = read_manifest(index)
    files = describe_files(index / manifest.generation)
    for folder in (index, index / manifest.generation):
        write_manifest(folder, manifest.model_copy(update={"files": files}))


def test_a_missing_vector_is_found(index: Path) -> None:
    path = index / "generation-000001" / "vectors.faiss"
    vectors = FaissVectors.open(path)
    vectors.remove(vectors.keys()[:1])
    vectors.save(path)
    sign_anew(index)
    with pytest.raises(IndexDamaged, match="its files do not belong together"):
        ArchiveIndex.open(index, EMBEDDER)
    assert index_problems(index) == [
        f"{index}: counts of passages differ: {{'catalogue': 6, 'vectors': 5, 'terms': 6, 'manifest': 6}}",
        f"{index}: 1 passages have no vector",
    ]


def test_a_vector_under_the_wrong_key_is_found(index: Path) -> None:
    path = index / "generation-000001" / "vectors.faiss"
    vectors = FaissVectors.open(path)
    [first, *_] = vectors.keys()
    moved = vectors.vectors_of([first])
    vectors.remove([first])
    vectors.add([first + 1000], moved)
    vectors.save(path)
    sign_anew(index)
    assert index_problems(index) == [
        f"{index}: 1 passages have no vector",
        f"{index}: 1 vector of no passage",
    ]


def test_a_passage_without_terms_is_found(index: Path) -> None:
    terms = TantivyIndex(index / "generation-000001" / "lexical", writable=True)
    terms.remove([1])
    terms.add(1001, "fr", ["port"])
    terms.close()
    sign_anew(index)
    assert index_problems(index) == [
        f"{index}: 1 passages have no terms",
        f"{index}: 1 terms of no passage",
    ]


def test_an_article_whose_text_is_not_the_one_that_was_read_is_found(index: Path) -> None:
    with closing(sqlite3.connect(index / "generation-000001" / "catalogue.sqlite")) as rows, rows:
        rows.execute("UPDATE article SET text = replace(text, 'phare', 'havre') WHERE key = 1")
    sign_anew(index)
    assert index_problems(index) == [f"{index}: 1 articles are not as they were read"]


def test_a_passage_outside_its_article_is_found(index: Path) -> None:
    with closing(sqlite3.connect(index / "generation-000001" / "catalogue.sqlite")) as rows, rows:
        rows.execute('UPDATE passage SET "end" = 100000 WHERE key = 1')
    sign_anew(index)
    [problem] = index_problems(index)
    assert problem.endswith(" is outside its text")


def test_weights_are_kept_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    taken = tmp_path / "weights"
    taken.write_text("a file where a folder should be")
    with pytest.raises(ModelError, match="weights cannot be written"):
        embedder_of(IndexSettings(models_folder=taken)).embed_query("rien")


@pytest.mark.parametrize(
    ("name", "passages"),
    [("Kermarec", 3), ("Anna Lindqvist", 1), ("Anna Kermarec", 0), ("phare", 3), ("Atlantis", 0), ("le", 0)],
)
def test_the_share_of_passages_with_a_name_is_told(tmp_path: Path, name: str, passages: int) -> None:
    with closing(ArchiveIndex.open(written(tmp_path), EMBEDDER)) as archive:
        assert archive.share_with(name) == passages / len(archive.lexical)
