from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex
from index.errors import (
    IndexDamaged,
    IndexExists,
    IndexMismatch,
    ModelUnavailable,
    SourceError,
    UnusableIndex,
)
from index.indexing import AT_ONCE, WINDOW, text_to_embed
from index.ingest import build
from index.progress import Progress
from index.records import Article, Hit, Passage, Skipped, Source
from index.settings import IndexSettings
from index.store.generations import writing
from index.store.journal import JOURNAL_PATTERN
from index.store.manifest import Statistics
from index.update import update
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()


class FailingEmbedder(HashingEmbedder):
    """Embeds the texts of one call, and loses its weights at the next."""

    def __init__(self) -> None:
        self.has_embedded = False

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.has_embedded:
            raise ModelUnavailable("the weights are gone")
        self.has_embedded = True
        return super().embed_passages(texts)


def rows(*articles: dict[str, str]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in articles)


HARBOUR = {
    "id": "r1",
    "title": "Le port rouvre",
    "text": "Le port de Brévans a rouvert mardi.",
    "date": "2014-03-04",
}
STRIKE = {
    "id": "r2",
    "title": "Teachers strike",
    "text": "The teachers of Brévans went on strike on Friday.",
    "date": "2015-06-05",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text(rows(HARBOUR, STRIKE), encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    texts = [f"Le conseil a voté la mesure numéro {n} sans débat." for n in range(WINDOW + 10)]
    path.write_text(rows(*({"title": f"Vote {n}", "text": text} for n, text in enumerate(texts))))
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def hits_of(index: Path) -> list[list[Hit]]:
    archive = ArchiveIndex.open(index, EMBEDDER)
    return [archive.search(question) for question in ("Qui a rouvert ?", "Who went on strike?", "mesure 7")]


def test_a_build_reports_what_the_index_holds(tmp_path: Path, source: Path) -> None:
    report = build(tmp_path / "index", [source, source], EMBEDDER)
    assert report.statistics == Statistics(
        articles=2,
        passages=2,
        languages={"en": 1, "fr": 1},
        published_from=date(2014, 3, 4),
        published_to=date(2015, 6, 5),
    )
    assert (report.repeated, report.embedded, report.reused, report.skipped) == (0, 2, 0, ())
    assert names_in(tmp_path / "index") == ["generation-000001", "manifest.json"]
    assert ArchiveIndex.open(tmp_path / "index", EMBEDDER).problems() == []


def test_a_day_that_the_address_contradicts_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    doubtful = {**HARBOUR, "url": "https://gazette.example/2012/03/05/le-port"}
    path.write_text(rows(doubtful, STRIKE, doubtful), encoding="utf-8")
    report = build(tmp_path / "index", [path], EMBEDDER)
    assert report.doubtful_dates.count == 1
    assert [str(each) for each in report.doubtful_dates.first] == [
        f"{path} [r1]: dated 2014-03-04, but its address says 2012-03-05"
    ]
    articles = ArchiveIndex.open(tmp_path / "index", EMBEDDER).catalogue.articles()
    assert [article.published for article in articles] == [date(2014, 3, 4), date(2015, 6, 5)]


def test_progress_is_told_as_passages_are_embedded(tmp_path: Path, many: Path) -> None:
    told: list[Progress] = []
    build(tmp_path / "index", [many], EMBEDDER, on_progress=told.append)
    read = [each.articles for each in told if each.step == "reading"]
    embedded = [each for each in told if each.step == "embedding"]
    counts = [*range(AT_ONCE, WINDOW + 1, AT_ONCE), WINDOW + 10]
    assert (read[-1], sorted(read)) == (WINDOW + 10, read)
    assert [(each.articles, each.passages, each.embedded) for each in embedded] == [
        (count, count, count) for count in counts
    ]
    assert [each.share for each in embedded] == sorted(each.share or 0 for each in embedded)
    assert (embedded[-1].share, embedded[-1].seconds_left) == (1.0, 0.0)


@pytest.mark.parametrize(("title", "text"), [("Le port", "Le port. Il rouvre."), ("", "Il rouvre.")])
def test_the_embedder_reads_a_passage_under_its_title(title: str, text: str) -> None:
    article = Article(id="a", title=title, text="Il rouvre.", language="fr", source=Source(path="p"))
    passage = Passage(id="a:0", article_id="a", text="Il rouvre.", start=0, end=10)
    assert text_to_embed(article, passage) == text


def test_passages_are_as_long_as_the_settings_say(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Le conseil municipal a voté la mesure sans débat. " * 40)
    counts = {
        length: build(
            tmp_path / str(length), [path], EMBEDDER, IndexSettings(passage_length=length)
        ).statistics.passages
        for length in (100, 500)
    }
    assert counts == {100: 20, 500: 4}


def test_two_builds_of_the_same_sources_give_the_same_hits(tmp_path: Path, source: Path, many: Path) -> None:
    build(tmp_path / "first", [source, many], EMBEDDER)
    build(tmp_path / "second", [source, many], EMBEDDER)
    assert hits_of(tmp_path / "first") == hits_of(tmp_path / "second")


def test_an_index_is_replaced_only_when_asked(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    before = hits_of(index)
    with pytest.raises(IndexExists, match="there is an index already"):
        build(index, [source], EMBEDDER)
    assert hits_of(index) == before
    source.write_text(rows(HARBOUR), encoding="utf-8")
    assert build(index, [source], EMBEDDER, replace=True).statistics.articles == 1
    assert names_in(index) == ["generation-000002", "manifest.json"]
    assert ArchiveIndex.open(index, EMBEDDER).problems() == []


@pytest.mark.parametrize("content", ["{", '{"layout": 0}'])
def test_an_index_that_cannot_be_read_can_be_replaced(tmp_path: Path, source: Path, content: str) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    before = hits_of(index)
    (index / "manifest.json").write_text(content)
    with pytest.raises((IndexDamaged, IndexMismatch)):
        ArchiveIndex.open(index, EMBEDDER)
    build(index, [source], EMBEDDER, replace=True)
    assert hits_of(index) == before


def test_a_build_that_fails_half_way_leaves_the_old_index_as_it_was(
    tmp_path: Path, source: Path, many: Path
) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    before, names = hits_of(index), names_in(index)
    with pytest.raises(ModelUnavailable, match="the weights are gone"):
        build(index, [many], FailingEmbedder(), replace=True)
    [journal] = index.glob(JOURNAL_PATTERN)
    assert (hits_of(index), names_in(index)) == (before, sorted([*names, journal.name]))
    assert ArchiveIndex.open(index, EMBEDDER).problems() == []


def test_a_first_build_that_fails_before_it_embedded_anything_leaves_nothing(
    tmp_path: Path, many: Path
) -> None:
    embedder = FailingEmbedder()
    embedder.has_embedded = True
    with pytest.raises(ModelUnavailable):
        build(tmp_path / "index", [many], embedder)
    assert names_in(tmp_path) == ["many.jsonl"]


def test_a_first_build_that_fails_half_way_leaves_what_it_embedded_to_the_next(
    tmp_path: Path, many: Path
) -> None:
    index = tmp_path / "index"
    with pytest.raises(ModelUnavailable):
        build(index, [many], FailingEmbedder())
    assert [name.startswith(".journal-") for name in names_in(index)] == [True]
    report = build(index, [many], EMBEDDER)
    assert (report.reused, report.embedded) == (AT_ONCE, WINDOW + 10 - AT_ONCE)
    assert names_in(index) == ["generation-000001", "manifest.json"]
    build(tmp_path / "at-once", [many], EMBEDDER)
    assert hits_of(index) == hits_of(tmp_path / "at-once")


def test_an_index_that_lost_its_manifest_is_not_built_over(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    (index / "manifest.json").unlink()
    with pytest.raises(IndexExists, match=r"has lost its manifest.json. Put it back .* --repair"):
        build(index, [source], EMBEDDER)
    assert names_in(index) == ["generation-000001"]


def test_a_journal_of_an_update_does_not_hide_that_the_manifest_is_lost(
    tmp_path: Path, source: Path, many: Path
) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    with pytest.raises(ModelUnavailable):
        update(index, [source, many], FailingEmbedder())
    (index / "manifest.json").unlink()
    with pytest.raises(IndexExists, match=r"has lost its manifest.json"):
        update(index, [many], EMBEDDER)
    [journal] = index.glob(JOURNAL_PATTERN)
    assert names_in(index) == [journal.name, "generation-000001"]


def test_a_first_build_cut_off_as_it_was_published_goes_on(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    build(index, [source], EMBEDDER)
    # What is there between the renaming of the generation and that of the manifest.
    (index / "manifest.json").rename(index / ".manifest.json.generation-000001")
    build(index, [source], EMBEDDER)
    assert names_in(index) == ["generation-000001", "manifest.json"]
    assert ArchiveIndex.open(index, EMBEDDER).problems() == []


def test_a_build_that_waited_reads_what_came_meanwhile(
    tmp_path: Path, source: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index, is_waiting = tmp_path / "index", threading.Event()

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            is_waiting.set()

    told = Told()
    logging.getLogger("index").addHandler(told)
    caplog.set_level(logging.WARNING)
    with ThreadPoolExecutor() as pool:
        with writing(index):
            waiting = pool.submit(build, index, [tmp_path], EMBEDDER, wait=True)
            assert is_waiting.wait(60)
            (tmp_path / "late.jsonl").write_text(rows({**HARBOUR, "title": "Le port referme"}))
        statistics = waiting.result().statistics
    logging.getLogger("index").removeHandler(told)
    assert statistics.articles == 3


def test_an_address_that_is_none_costs_no_build(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(rows({**HARBOUR, "url": "http://[domain]/x"}, STRIKE), encoding="utf-8")
    assert build(tmp_path / "index", [path], EMBEDDER).statistics.articles == 2


def test_an_article_that_comes_twice_is_there_once_with_the_fields_of_the_first_path(
    tmp_path: Path,
) -> None:
    for name, publisher in (("b.jsonl", "Le Matin"), ("a.jsonl", "Le Soir")):
        (tmp_path / name).write_text(rows({**HARBOUR, "publisher": publisher}), encoding="utf-8")
    for sources in (["a.jsonl", "b.jsonl"], ["b.jsonl", "a.jsonl"]):
        paths = [tmp_path / name for name in sources]
        report = build(tmp_path / "index", paths, EMBEDDER, replace=True)
        assert (report.statistics.articles, report.repeated) == (1, 1)
        archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
        assert [article.publisher for article in archive.catalogue.articles()] == ["Le Soir"]


def test_what_a_killed_build_left_is_taken_away(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    (index / ".building" / "lexical").mkdir(parents=True)
    (index / ".building" / "catalogue.sqlite").write_bytes(b"half")
    build(index, [source], EMBEDDER)
    assert names_in(index) == ["generation-000001", "manifest.json"]


def test_one_build_at_a_time_writes_to_an_index(tmp_path: Path, source: Path) -> None:
    index = tmp_path / "index"
    errors: list[UnusableIndex] = []

    def build_too(_: Progress) -> None:
        def run() -> None:
            try:
                build(index, [source], EMBEDDER)
            except UnusableIndex as error:
                errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()

    build(index, [source], EMBEDDER, on_progress=build_too)
    assert {str(error) for error in errors} == {
        f"{index}: another build or update is writing there. Wait for its end (--wait does)."
    }
    assert ArchiveIndex.open(index, EMBEDDER).problems() == []


def empty_folder(folder: Path) -> None:
    folder.mkdir()


def file_without_text(folder: Path) -> None:
    folder.mkdir()
    (folder / "blank.txt").write_text(" \n")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (empty_folder, r"no article found \(1 files or rows skipped\)\.\n  .*/in: no file in this folder"),
        (file_without_text, r"no article found .*\n  .*/in/blank\.txt:1: no text"),
        (lambda _: None, "no such file or folder: .*/in"),
    ],
)
def test_sources_without_an_article_leave_nothing_behind(
    tmp_path: Path, make: Callable[[Path], None], message: str
) -> None:
    make(tmp_path / "in")
    before = names_in(tmp_path)
    with pytest.raises(SourceError, match=message):
        build(tmp_path / "index", [tmp_path / "in"], EMBEDDER)
    assert names_in(tmp_path) == before


def test_a_file_where_the_index_should_be_is_left_alone(tmp_path: Path, source: Path) -> None:
    before = source.read_bytes()
    with pytest.raises(SourceError, match="this is a file; an index is a folder"):
        build(source, [source], EMBEDDER)
    assert source.read_bytes() == before


def bad_line(folder: Path) -> None:
    lines = rows(HARBOUR, STRIKE).splitlines()
    (folder / "bad.jsonl").write_text("\n".join([lines[0], '{"title": "cut', lines[1]]), encoding="utf-8")


def latin_1(folder: Path) -> None:
    (folder / "bad.txt").write_bytes("L'été à Brévans a été très sec, dit la météo.".encode("latin-1"))


def large(folder: Path) -> None:
    with (folder / "bad.txt").open("wb") as file:
        file.write(b"Title\n\nText. ")
    os.truncate(folder / "bad.txt", 200 * 2**20)


def dangling_link(folder: Path) -> None:
    (folder / "bad.txt").symlink_to(folder / "nowhere")


@pytest.mark.parametrize(
    ("make", "skipped", "articles"),
    [
        (lambda folder: (folder / "bad").mkdir(), [], 2),
        (lambda folder: (folder / "bad.html").write_bytes(b"<html><p <<\x00</"), ["/bad.html"], 2),
        (bad_line, ["/bad.jsonl:2: not JSON"], 2),
        (latin_1, [], 3),
        (large, ["/bad.txt"], 2),
        (dangling_link, ["/bad.txt: cannot be opened: No such file or directory"], 2),
        (lambda folder: (folder / "bad.bin").write_bytes(bytes(range(256))), ["/bad.bin: no reader"], 2),
    ],
    ids=["empty folder", "broken HTML", "bad line", "Latin-1", "200 MB", "dangling link", "unknown format"],
)
def test_what_cannot_be_read_is_told_and_costs_no_good_article(
    tmp_path: Path, make: Callable[[Path], object], skipped: list[str], articles: int
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.jsonl").write_text(rows(HARBOUR, STRIKE), encoding="utf-8")
    make(folder)
    report = build(tmp_path / "index", [folder], EMBEDDER)
    assert report.statistics.articles == articles
    assert len(report.skipped) == len(skipped)
    for item, start in zip(report.skipped, skipped, strict=True):
        assert isinstance(item, Skipped)
        assert str(item).startswith(f"{folder}{start}")


def test_a_row_with_half_a_surrogate_pair_costs_no_other_row(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    odd = '{"id": "\\ud800", "title": "\\udfff", "text": "Le \\ud83d port.", "url": "http://x.example/\\ud800"}\n'
    path.write_text(odd + rows(HARBOUR), encoding="utf-8")
    assert build(tmp_path / "index", [path], EMBEDDER).statistics.articles == 2
    archive = ArchiveIndex.open(tmp_path / "index", EMBEDDER)
    assert {hit.article.source.record for hit in archive.search("Le port", 2)} == {"?", "r1"}
