from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.passages import split_article
from index.records import Article, Passage, SearchFilter, Source
from index.store.catalogue import Catalogue, Origin
from index.store.catalogue_writer import CatalogueWriter
from index.store.manifest import Statistics


def article(identity: str, text: str = "Un. Deux.", **fields: object) -> Article:
    given_fields = {"title": identity, "language": "fr", "source": Source(path="a.txt"), **fields}
    return Article.model_validate({"id": identity, "text": text, **given_fields})


def passage(identity: str, number: int, start: int, end: int, text: str) -> Passage:
    return Passage(id=f"{identity}:{number}", article_id=identity, text=text, start=start, end=end)


def two_passages(identity: str) -> list[Passage]:
    return [passage(identity, 0, 0, 3, "Un."), passage(identity, 1, 4, 9, "Deux.")]


def add(catalogue: CatalogueWriter, each: Article, passages: list[Passage]) -> list[int]:
    key, _ = catalogue.add_article(each)
    return catalogue.add_passages(key, passages)


ARTICLES = [
    article("a1", published=date(2013, 12, 26), section="Monde", publisher="Le Quotidien"),
    article("a2", published=date(2014, 1, 2), section="Sport", publisher="Le Quotidien"),
    article("a3", published=date(2014, 1, 3), section="Monde", publisher="The Daily", language="en"),
    article("a4", language="en"),
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    with closing(CatalogueWriter(path)) as written:
        for each in ARTICLES:
            add(written, each, two_passages(each.id))
    return path


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(path)) as opened:
        yield opened


def test_an_article_is_found_by_its_id(catalogue: Catalogue) -> None:
    assert catalogue.article("a3") == ARTICLES[2]
    assert catalogue.article("a9") is None
    assert list(catalogue.articles()) == ARTICLES


def test_a_key_leads_to_its_passage_and_its_article(catalogue: Catalogue) -> None:
    first, second = catalogue.keys_of("a2")
    assert catalogue.passages([second, first, 999]) == {
        first: (two_passages("a2")[0], ARTICLES[1]),
        second: (two_passages("a2")[1], ARTICLES[1]),
    }
    assert catalogue.keys_of("a9") == []


def test_passages_are_told_by_article_and_story_and_versions_by_day(tmp_path: Path) -> None:
    days = [date(2014, 1, 3), date(2014, 1, 2), None, date(2014, 1, 2)]
    told = [article(f"t{number}", published=day) for number, day in enumerate(days)]
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        keys = [add(written, each, two_passages(each.id)) for each in told]
        stories = [(1, 1), (2, 1), (3, 1), (4, 4)]
        written.writer.executemany("INSERT INTO twin VALUES (?, ?, x'00')", stories)
        assert written.origins([keys[1][0], keys[3][1], 999]) == {
            keys[1][0]: Origin(article=2, story=1),
            keys[3][1]: Origin(article=4, story=4),
        }
        assert [each.id for each in written.versions("t2")] == ["t1", "t0", "t2"]
        assert written.stories(["t2", "t1", "gone"]) == {1}
        assert (written.stories(["t0", "t3"]), written.stories([])) == ({1, 4}, set())
        assert (written.versions("t3"), written.versions("t9")) == ([told[3]], [])
        written.remove_articles([1])
        assert [each.id for each in written.versions("t2")] == ["t1", "t2"]


def test_a_key_is_not_given_again(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        keys = []
        for each in ARTICLES[:2]:
            keys.append(written.add_article(each)[0])
            written.remove_articles(keys)
        assert keys == [1, 2]


@pytest.mark.parametrize(
    ("search_filter", "kept"),
    [
        (None, ["a1", "a2", "a3", "a4"]),
        (SearchFilter(), ["a1", "a2", "a3", "a4"]),
        (SearchFilter(published_from=date(2014, 1, 2)), ["a2", "a3"]),
        (SearchFilter(published_to=date(2014, 1, 2)), ["a1", "a2"]),
        (SearchFilter(published_from=date(2014, 1, 2), published_to=date(2014, 1, 2)), ["a2"]),
        (SearchFilter(published_from=date(2015, 1, 1), published_to=date(2014, 1, 2)), []),
        (SearchFilter(published_from=date(2014, 1, 2), include_undated=True), ["a2", "a3", "a4"]),
        (SearchFilter(published_to=date(2014, 1, 2), include_undated=True), ["a1", "a2", "a4"]),
        (SearchFilter(published_to=date(2013, 1, 1), languages=("fr",), include_undated=True), []),
        (SearchFilter(sections=("Monde",)), ["a1", "a3"]),
        (SearchFilter(sections=("Monde", "Sport")), ["a1", "a2", "a3"]),
        (SearchFilter(sections=("monde'); DROP TABLE article; --",)), []),
        (SearchFilter(publishers=("The Daily",)), ["a3"]),
        (SearchFilter(languages=("en",)), ["a3", "a4"]),
        (SearchFilter(languages=("en",), sections=("Monde",), published_to=date(2020, 1, 1)), ["a3"]),
    ],
)
def test_a_filter_keeps_the_passages_of_the_articles_that_pass(
    catalogue: Catalogue, search_filter: SearchFilter | None, kept: list[str]
) -> None:
    expected = [key for identity in kept for key in catalogue.keys_of(identity)]
    assert catalogue.passage_keys(search_filter) == expected


def test_the_day_of_a_passage_is_that_of_its_article(catalogue: Catalogue) -> None:
    dated, undated = catalogue.keys_of("a2")[1], catalogue.keys_of("a4")[0]
    assert catalogue.published([undated, dated, 999]) == {dated: date(2014, 1, 2), undated: None}


def test_statistics_count_what_is_there(catalogue: Catalogue) -> None:
    assert catalogue.statistics() == Statistics(
        articles=4,
        passages=8,
        languages={"en": 2, "fr": 2},
        published_from=date(2013, 12, 26),
        published_to=date(2014, 1, 3),
    )


def test_an_empty_catalogue_has_no_dates(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "empty")) as empty:
        assert empty.statistics() == Statistics(
            articles=0, passages=0, languages={}, published_from=None, published_to=None
        )


def test_an_article_that_is_there_already_is_not_added_again(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        first = written.add_article(ARTICLES[0])
        again = written.add_article(article("a1", publisher="Another"))
        assert (first, again, list(written.articles())) == ((1, True), (1, False), [ARTICLES[0]])


def test_half_a_surrogate_pair_in_an_address_costs_nothing_else(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        add(written, article("a1", url="http://site.example/\ud800"), two_passages("a1"))
        assert list(written.articles()) == [article("a1", url="http://site.example/?")]


STORABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ANY_ARTICLE = st.builds(
    Article,
    id=st.uuids().map(str),
    title=STORABLE,
    text=STORABLE,
    published=st.none() | st.dates(),
    authors=st.lists(STORABLE, max_size=3).map(tuple),
    publisher=st.none() | STORABLE,
    section=st.none() | STORABLE,
    url=st.none() | STORABLE,
    language=STORABLE,
    source=st.builds(Source, path=STORABLE, record=st.none() | STORABLE),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(ANY_ARTICLE, max_size=4))
def test_articles_and_passages_come_back_as_they_were(articles: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.sqlite"
        with closing(CatalogueWriter(path)) as written:
            keys = [add(written, each, split_article(each, 10)) for each in articles]
        with closing(Catalogue(path)) as read:
            assert list(read.articles()) == articles
            for each, own_keys in zip(articles, keys, strict=True):
                expected = [(cut, each) for cut in split_article(each, 10)]
                assert [read.passages(own_keys)[key] for key in own_keys] == expected
                assert read.keys_of(each.id) == own_keys
                assert read.passages_of(each) == dict(zip(own_keys, split_article(each, 10), strict=True))


def test_many_threads_read_at_once(catalogue: Catalogue) -> None:
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda n: catalogue.article(f"a{n % 4 + 1}"), range(200)))
    assert read == ARTICLES * 50


def test_a_sound_catalogue_has_no_problems(catalogue: Catalogue) -> None:
    assert catalogue.problems() == []


@pytest.mark.parametrize("change", ['start = 4, "end" = 4', "start = -1", '"end" = 10', "article = 99"])
def test_a_passage_outside_its_article_is_a_problem(tmp_path: Path, change: str) -> None:
    path = tmp_path / "c"
    with closing(CatalogueWriter(path)) as written:
        add(written, ARTICLES[0], two_passages("a1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE passage SET {change} WHERE number = 1")
    with closing(Catalogue(path)) as read:
        named = "None" if "article" in change else "a1"
        assert read.problems() == [f"{path}: passage 1 of article {named} is outside its text"]


@pytest.mark.parametrize(("span", "numbers"), [((3, 4), []), ((2, 4), [0]), ((4, 5), [1]), ((0, 9), [0, 1])])
def test_a_passage_that_holds_what_was_left_out_is_a_problem(
    tmp_path: Path, span: tuple[int, int], numbers: list[int]
) -> None:
    path = tmp_path / "c"
    with closing(CatalogueWriter(path)) as written:
        key, _ = written.add_article(ARTICLES[0])
        written.add_passages(key, two_passages("a1"), [span])
    with closing(Catalogue(path)) as read:
        assert read.problems() == [
            f"{path}: passage {number} of article a1 holds what was left out" for number in numbers
        ]


def test_a_file_cut_short_is_damaged_and_says_where(path: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.sqlite"
    cut.write_bytes(path.read_bytes()[:5000])
    with closing(Catalogue(cut)) as read:
        assert all(problem.startswith(f"{cut}: ") for problem in read.problems())
        assert read.problems() != []
        with pytest.raises(IndexDamaged, match=r"cut\.sqlite: the rows cannot be read"):
            read.passages(range(9))


def test_a_file_that_is_gone_is_damaged_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="If the index has been replaced, open it again"):
        Catalogue(tmp_path / "gone").statistics()


def test_many_threads_go_on_reading_after_the_file_is_deleted(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(path.read_bytes())
    with closing(Catalogue(copy)) as read, ThreadPoolExecutor(8) as pool:
        copy.unlink()
        found = list(pool.map(lambda n: read.article(f"a{n % 4 + 1}"), range(40)))
    assert found == ARTICLES * 10


def test_an_article_is_pending_until_it_is_cut_even_into_nothing(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        key, _ = written.add_article(ARTICLES[0])
        assert [each for _, each in written.pending_articles()] == [ARTICLES[0]]
        assert written.add_passages(key, [], [(0, 9)]) == []
        assert (list(written.pending_articles()), written.pending()) == ([], (0, 0))


def test_articles_without_passages_are_pending_until_they_have_some(tmp_path: Path) -> None:
    many = [article(f"p{number:03}", "Un. Deux.") for number in range(250)]
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        add(written, ARTICLES[0], two_passages("a1"))
        for each in many:
            written.add_article(each)
        assert written.pending() == (250, 250 * len("Un. Deux."))
        given = []
        for key, each in written.pending_articles():
            written.add_passages(key, two_passages(each.id))
            given.append(each)
        assert (given, written.pending()) == (many, (0, 0))
        assert list(written.articles()) == [ARTICLES[0], *many]


def test_an_article_that_is_removed_takes_its_passages_along(tmp_path: Path) -> None:
    with closing(CatalogueWriter(tmp_path / "c")) as written:
        first, second = (add(written, each, two_passages(each.id)) for each in ARTICLES[:2])
        assert written.keys_of_articles([2, 1, 9]) == [*second, *first]
        assert list(written.articles_of([2])) == [ARTICLES[1]]
        written.remove_articles([1])
        assert (written.passage_keys(), list(written.articles())) == (second, [ARTICLES[1]])
