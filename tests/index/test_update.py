from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.archive_index import ArchiveIndex, index_problems
from index.errors import IndexBusy, IndexMismatch, ModelUnavailable, SourceError
from index.indexing import AT_ONCE
from index.ingest import build
from index.progress import Progress
from index.records import ReadingFailed
from index.settings import IndexSettings
from index.store.manifest import read_manifest
from index.update import UpdateReport, update
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()
QUESTIONS = ("Le port est-il ouvert ?", "Who went on strike?", "la mesure du conseil")


class Counting(HashingEmbedder):
    """Keeps every text that it embeds; fails when it has embedded `limit` of them."""

    def __init__(self, limit: int = 10**9) -> None:
        self.texts: list[str] = []
        self.limit = limit

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if len(self.texts) >= self.limit:
            raise ModelUnavailable("the weights are gone")
        self.texts += texts
        return super().embed_passages(texts)


def row(number: int, text: str = "", **fields: str) -> dict[str, str]:
    text = text or f"Le conseil a voté la mesure {number}."
    return {"id": f"r{number}", "title": f"Vote {number}", "text": text, **fields}


def write(path: Path, *rows: Mapping[str, str]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), encoding="utf-8")
    return path


def held(index: Path) -> list[str]:
    archive = ArchiveIndex.open(index, EMBEDDER)
    return sorted(str(article.source.record) for article in archive.catalogue.articles())


def yes(_: int) -> bool:
    return True


def counts(report: UpdateReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.removed, report.kept


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two files, three articles each."""
    write(tmp_path / "news" / "a.jsonl", row(1), row(2), row(3))
    write(tmp_path / "news" / "b.jsonl", row(4), row(5), row(6))
    return tmp_path / "news"


@pytest.fixture
def index(tmp_path: Path, news: Path) -> Path:
    build(tmp_path / "index", [news], EMBEDDER)
    return tmp_path / "index"


def test_an_update_of_nothing_builds_the_index(tmp_path: Path, news: Path) -> None:
    report = update(tmp_path / "index", [news], EMBEDDER)
    assert (counts(report), report.embedded) == ((6, 0, 0, 0), 6)
    assert held(tmp_path / "index") == ["r1", "r2", "r3", "r4", "r5", "r6"]


def test_what_is_new_comes_in_and_nothing_else_is_embedded(index: Path, news: Path) -> None:
    write(news / "c.jsonl", row(7))
    embedder = Counting()
    report = update(index, [news], embedder)
    assert (counts(report), embedder.texts) == ((1, 0, 0, 0), ["Vote 7. Le conseil a voté la mesure 7."])
    assert held(index) == ["r1", "r2", "r3", "r4", "r5", "r6", "r7"]
    assert index_problems(index) == []


def test_a_row_that_changed_is_replaced_without_a_question(index: Path, news: Path) -> None:
    write(news / "a.jsonl", row(1), row(2, "Le port a rouvert."), row(3))
    embedder = Counting()
    report = update(index, [news], embedder)
    assert (counts(report), embedder.texts) == ((0, 1, 0, 0), ["Vote 2. Le port a rouvert."])
    archive = ArchiveIndex.open(index, EMBEDDER)
    assert archive.search("Le port a rouvert.", 1)[0].article.text == "Le port a rouvert."
    assert "Le conseil a voté la mesure 2." not in {each.text for each in archive.catalogue.articles()}


def test_passages_that_a_new_version_keeps_are_not_embedded_again(tmp_path: Path) -> None:
    votes = "".join(
        f"Le conseil de la ville a voté la mesure numéro {n} sans long débat hier. " for n in range(9)
    )
    news = "Le port a rouvert ce matin malgré la tempête de la nuit dernière."
    source = write(tmp_path / "a.jsonl", row(1, votes))
    options = IndexSettings(passage_length=100)
    build(tmp_path / "index", [source], EMBEDDER, options)
    write(source, row(1, votes + news))
    embedder = Counting()
    report = update(tmp_path / "index", [source], embedder)
    assert embedder.texts == [f"Vote 1. {news}"]
    assert (report.replaced, report.reused) == (1, 9)


def test_an_update_tells_the_doubtful_days_of_what_is_new(tmp_path: Path) -> None:
    def told(*numbers: int) -> list[str | None]:
        dated = {"date": "2014-03-04", "url": "https://gazette.example/2012/03/05/vote"}
        source = write(tmp_path / "a.jsonl", *(row(number, **dated) for number in numbers))
        doubts = update(tmp_path / "index", [source], EMBEDDER).doubtful_dates
        assert doubts.count == len(doubts.first)
        return [each.source.record for each in doubts.first]

    assert [told(1, 2), told(1, 2), told(1, 2, 3)] == [["r1", "r2"], [], ["r3"]]


@pytest.mark.parametrize("take_out", [
    lambda news: (news / "b.jsonl").unlink(),
    lambda news: write(news / "b.jsonl"),
], ids=["file gone", "rows gone"])  # fmt: skip
def test_what_is_gone_is_kept_until_somebody_agrees(
    index: Path, news: Path, take_out: Callable[[Path], object]
) -> None:
    take_out(news)
    assert counts(update(index, [news], EMBEDDER)) == (0, 0, 0, 3)
    assert held(index) == ["r1", "r2", "r3", "r4", "r5", "r6"]
    asked: list[int] = []
    assert counts(update(index, [news], EMBEDDER, remove_gone=asked.append)) == (0, 0, 0, 3)  # type: ignore[arg-type] # None is no
    assert asked == [3]
    assert counts(update(index, [news], EMBEDDER, remove_gone=yes)) == (0, 0, 3, 0)
    assert held(index) == ["r1", "r2", "r3"]
    assert index_problems(index) == []


def lines(path: Path, *texts: str) -> None:
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")


def texts_in(index: Path) -> set[str]:
    return {article.text for article in ArchiveIndex.open(index, EMBEDDER).catalogue.articles()}


UN, DEUX, TROIS, QUATRE = "Le port ouvre.", "La gare ferme.", "Le pont cède.", "La halle brûle."


@pytest.mark.parametrize(
    ("states", "told", "stays"),
    [
        ([(DEUX, TROIS)], (0, 0, 0, 1), {UN, DEUX, TROIS}),
        ([(DEUX, TROIS, QUATRE)], (1, 0, 0, 1), {UN, DEUX, TROIS, QUATRE}),
        ([(UN, QUATRE, TROIS)], (0, 1, 0, 0), {UN, QUATRE, TROIS}),
        ([(QUATRE, UN, DEUX, TROIS)], (1, 0, 0, 0), {UN, DEUX, TROIS, QUATRE}),
        ([(DEUX,), (QUATRE,)], (0, 1, 0, 2), {UN, TROIS, QUATRE}),
        ([(DEUX, TROIS), (UN, TROIS)], (0, 0, 0, 1), {UN, DEUX, TROIS}),
    ],
    ids=["deleted", "moved up", "changed", "moved down", "kept before", "back again"],
)
def test_of_rows_known_by_their_line_none_goes_because_others_moved(
    tmp_path: Path, states: list[tuple[str, ...]], told: tuple[int, int, int, int], stays: set[str]
) -> None:
    source, index = tmp_path / "a.jsonl", tmp_path / "index"
    lines(source, UN, DEUX, TROIS)
    build(index, [source], EMBEDDER)
    for state in states:
        lines(source, *state)
        report = update(index, [source], EMBEDDER)
    assert (counts(report), texts_in(index)) == (told, stays)
    update(index, [source], EMBEDDER, remove_gone=yes)
    assert texts_in(index) == set(states[-1])


def zipped(path: Path, *rows: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("rows.jsonl", "".join(json.dumps(each) + "\n" for each in rows))


@contextmanager
def a_disk_that_takes_files_of(size: int) -> Iterator[None]:
    """Let this process write no larger files, as a disk that is nearly full does."""
    resource = pytest.importorskip("resource", reason="file sizes are limited by POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_whose_reading_failed_keeps_its_articles_and_is_read_again(tmp_path: Path) -> None:
    folder, index = tmp_path / "in", tmp_path / "index"
    folder.mkdir()
    zipped(folder / "a.zip", row(1), row(2))
    build(index, [folder], EMBEDDER)
    zipped(folder / "a.zip", row(2), row(3, note=random.Random(0).randbytes(2**20).hex()))
    os.utime(folder / "a.zip", ns=(10**18, 10**18))
    with a_disk_that_takes_files_of(2 * 2**20):
        failed = update(index, [folder], EMBEDDER, remove_gone=yes)
        assert [(type(each), each.path) for each in failed.skipped] == [
            (ReadingFailed, f"{folder}/a.zip!rows.jsonl")
        ]
        assert (counts(failed), held(index)) == ((0, 0, 0, 0), ["r1", "r2"])
        assert read_manifest(index).generation == "generation-000001"
        write(folder / "b.jsonl", row(4))
        failed = update(index, [folder], EMBEDDER, remove_gone=yes)
        assert (counts(failed), len(failed.skipped), held(index)) == ((1, 0, 0, 0), 1, ["r1", "r2", "r4"])
    assert counts(update(index, [folder], EMBEDDER, remove_gone=yes)) == (1, 0, 1, 0)
    assert held(index) == ["r2", "r3", "r4"]
    assert index_problems(index) == []


def test_what_lies_outside_the_sources_named_is_left_alone(index: Path, news: Path) -> None:
    (news / "b.jsonl").unlink()
    report = update(index, [news / "a.jsonl"], EMBEDDER, remove_gone=yes)
    assert (counts(report), len(held(index))) == ((0, 0, 0, 0), 6)


def test_a_file_that_moved_takes_its_articles_along(index: Path, news: Path) -> None:
    (news / "b.jsonl").rename(news / "c.jsonl")
    embedder = Counting()
    assert counts(update(index, [news], embedder)) == (0, 0, 0, 0)
    archive = ArchiveIndex.open(index, EMBEDDER)
    assert {each.source.path for each in archive.catalogue.articles()} == {
        str(news / "a.jsonl"), str(news / "c.jsonl")
    }  # fmt: skip
    assert embedder.texts == []


def test_an_article_stays_until_the_last_that_holds_it_is_gone(index: Path, news: Path) -> None:
    write(news / "c.jsonl", row(1), row(1) | {"id": "again"})
    assert counts(update(index, [news], EMBEDDER)) == (0, 0, 0, 0)
    write(news / "a.jsonl", row(2), row(3))
    assert counts(update(index, [news], EMBEDDER, remove_gone=yes)) == (0, 0, 0, 0)
    write(news / "c.jsonl", row(1) | {"id": "again"})
    assert counts(update(index, [news], EMBEDDER, remove_gone=yes)) == (0, 0, 0, 0)
    assert held(index) == ["again", "r2", "r3", "r4", "r5", "r6"]
    (news / "c.jsonl").unlink()
    assert counts(update(index, [news], EMBEDDER, remove_gone=yes)) == (0, 0, 1, 0)


def test_an_article_in_another_language_is_counted_by_its_words(index: Path, news: Path) -> None:
    write(news / "a.jsonl", row(1, lang="en"), row(2), row(3))
    update(index, [news], EMBEDDER)
    build(index.parent / "fresh", [news], EMBEDDER)
    assert found(index) == found(index.parent / "fresh")
    assert read_manifest(index).statistics.languages == {"en": 1, "fr": 5}


@pytest.mark.parametrize("touch", [lambda _: None, lambda news: os.utime(news / "a.jsonl", ns=(0, 0))])
def test_where_nothing_changed_nothing_is_written(
    index: Path, news: Path, touch: Callable[[Path], None]
) -> None:
    touch(news)
    before = sorted((path, path.stat().st_mtime_ns) for path in index.rglob("*") if path.suffix == ".json")
    embedder = Counting(limit=0)
    assert counts(update(index, [news], embedder, remove_gone=yes)) == (0, 0, 0, 0)
    assert before == sorted(
        (path, path.stat().st_mtime_ns) for path in index.rglob("*") if path.suffix == ".json"
    )


def test_a_file_of_the_same_size_and_time_is_not_read(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", row(1), row(2))
    os.utime(source, ns=(10**18, 10**18))
    build(tmp_path / "index", [source], EMBEDDER)
    write(source, row(1), row(3))
    os.utime(source, ns=(10**18, 10**18))
    assert counts(update(tmp_path / "index", [source], EMBEDDER)) == (0, 0, 0, 0)
    os.utime(source, ns=(10**18 + 1, 10**18 + 1))
    assert counts(update(tmp_path / "index", [source], EMBEDDER, remove_gone=yes)) == (1, 0, 1, 0)


def test_a_file_that_was_young_when_it_was_read_is_compared_by_its_content(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", row(1), row(2))
    now = time.time_ns()
    os.utime(source, ns=(now, now))
    build(tmp_path / "index", [source], EMBEDDER)
    write(source, row(1), row(3))
    os.utime(source, ns=(now, now))
    assert counts(update(tmp_path / "index", [source], EMBEDDER, remove_gone=yes)) == (1, 0, 1, 0)


def test_an_update_that_fails_leaves_the_index_and_what_it_embedded(index: Path, news: Path) -> None:
    write(news / "c.jsonl", *(row(number) for number in range(100, 100 + AT_ONCE + 36)))
    before = found(index)
    with pytest.raises(ModelUnavailable):
        update(index, [news], Counting(limit=AT_ONCE))
    assert (found(index), index_problems(index)) == (before, [])
    report = update(index, [news], EMBEDDER)
    assert (report.added, report.reused, report.embedded) == (AT_ONCE + 36, AT_ONCE, 36)


def test_an_index_never_becomes_empty(index: Path, news: Path) -> None:
    for path in news.iterdir():
        path.unlink()
    with pytest.raises(SourceError, match=r"this update leaves no article in it.* Delete the folder instead"):
        update(index, [news], EMBEDDER, remove_gone=yes)
    assert len(held(index)) == 6


def test_a_source_that_is_not_there_is_an_error_and_not_a_removal(index: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file or folder: .*nowhere.* python -m index remove"):
        update(index, [tmp_path / "nowhere"], EMBEDDER, remove_gone=yes)


class OtherEmbedder(HashingEmbedder):
    fingerprint = "other-64"


@pytest.mark.parametrize(
    ("embedder", "options", "message"),
    [
        (OtherEmbedder(), IndexSettings(), "built with the model .* other-64"),
        (EMBEDDER, IndexSettings(passage_length=500), "passages of 350 characters, but the settings say 500"),
    ],
)
def test_an_index_built_otherwise_is_not_mixed(
    index: Path, news: Path, embedder: HashingEmbedder, options: IndexSettings, message: str
) -> None:
    with pytest.raises(IndexMismatch, match=message):
        update(index, [news], embedder, options)


def test_a_second_writer_is_told_or_waits(index: Path, news: Path) -> None:
    write(news / "c.jsonl", row(7))
    write(news.parent / "d.jsonl", row(8))
    outcomes: list[object] = []

    def update_too(*, wait: bool) -> threading.Thread:
        def run() -> None:
            try:
                outcomes.append(update(index, [news.parent / "d.jsonl"], EMBEDDER, wait=wait).added)
            except IndexBusy as error:
                outcomes.append(str(error))

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    waiting: list[threading.Thread] = []

    def second(_: Progress) -> None:
        if not waiting:
            update_too(wait=False).join()
            waiting.append(update_too(wait=True))

    assert update(index, [news], EMBEDDER, on_progress=second).added == 1
    waiting[0].join()
    assert outcomes == [
        f"{index}: another build or update is writing there. Wait for its end (--wait does).",
        1,
    ]
    assert len(held(index)) == 8


def found(index: Path) -> list[tuple[str, float, str, int]]:
    """Everything that searches give, in an order of its own: equal scores come in the order of keys."""
    archive = ArchiveIndex.open(index, EMBEDDER)
    hits = [
        (question, round(hit.score, 4), hit.article.model_dump_json(), hit.passage.start)
        for question in QUESTIONS
        for hit in archive.search(question, 1000, per_article=100)
    ]
    return sorted(hits)


TEXTS = st.sampled_from(
    [
        "Le port est ouvert. Les pêcheurs sont en mer depuis mardi.",
        "Le port est fermé.",
        "Teachers went on strike on Friday over the new measure.",
        "Le conseil a voté la mesure sans débat. " * 30,
    ]
)
ROWS = st.fixed_dictionaries(
    {"id": st.sampled_from("wxyz"), "title": st.sampled_from(["Le port", "Strike"]), "text": TEXTS},
    optional={"publisher": st.sampled_from(["Le Soir", "The Daily"]), "lang": st.sampled_from(["fr", "en"])},
)
# A state of the folder: the rows of each file.
STATES = st.dictionaries(st.sampled_from(["a.jsonl", "b.jsonl", "sub/c.jsonl"]), st.lists(ROWS, max_size=4))


@settings(max_examples=12)
@given(st.lists(STATES, min_size=2, max_size=4))
def test_updates_lead_where_a_fresh_build_leads(states: list[dict[str, list[dict[str, str]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder) / "news"
        (news / "sub").mkdir(parents=True)
        for state in states:
            for name in ("a.jsonl", "b.jsonl", "sub/c.jsonl"):
                (news / name).unlink(missing_ok=True)
            for name, rows in state.items():
                write(news / name, *rows)
            try:
                update(Path(folder) / "updated", [news], EMBEDDER, remove_gone=yes)
                is_empty = False
            except SourceError:
                is_empty = True
            assert is_empty == (not any(state.values()))
            if not is_empty:
                build(Path(folder) / "fresh", [news], EMBEDDER, replace=True)
                assert found(Path(folder) / "updated") == found(Path(folder) / "fresh")
                assert index_problems(Path(folder) / "updated") == []
