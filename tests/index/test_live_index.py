from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import IndexMissing, QueryError
from index.ingest import build
from index.live_index import LiveIndex
from index.store.manifest import read_manifest
from index.update import update
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()


class OtherEmbedder(HashingEmbedder):
    fingerprint = "other-64"


def write(path: Path, *numbers: int) -> Path:
    rows = [{"id": f"r{n}", "title": f"Vote {n}", "text": f"La mesure {n} passe."} for n in numbers]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "a.jsonl", 1, 2)


@pytest.fixture
def index(tmp_path: Path, source: Path) -> Path:
    build(tmp_path / "index", [source], EMBEDDER)
    return tmp_path / "index"


def records(live: LiveIndex) -> list[str]:
    with live.reading() as archive:
        return sorted(str(hit.article.source.record) for hit in archive.search("La mesure", 100))


def test_a_question_after_an_update_sees_it_without_a_restart(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    assert records(live) == ["r1", "r2"]
    write(source, 1, 2, 3)
    update(index, [source], EMBEDDER)
    assert records(live) == ["r1", "r2", "r3"]
    assert live.statistics.articles == 3
    assert live.embedder is EMBEDDER


def test_a_question_in_flight_ends_on_what_it_began_with(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    with live.reading() as archive:
        first = archive.search("La mesure", 100)
        write(source, 1, 3)
        update(index, [source], EMBEDDER, remove_gone=lambda _: True)
        assert records(live) == ["r1", "r3"]
        assert not (index / "generation-000001").exists()
        with ThreadPoolExecutor(4) as pool:
            again = list(pool.map(lambda _: archive.search("La mesure", 100), range(8)))
        assert again == [first] * 8
        assert archive.article(first[0].article.id) == first[0].article


def test_while_nothing_changes_the_same_index_stays_open(index: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    with live.reading() as first, live.reading() as second:
        assert first is second


@pytest.mark.parametrize("content", [None, "{"])
def test_what_cannot_be_opened_is_logged_once_and_the_old_state_goes_on(
    index: Path, source: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveIndex(index, EMBEDDER)
    manifest = (index / "manifest.json").read_text()
    (index / "manifest.json").unlink()
    if content is not None:
        (index / "manifest.json").write_text(content)
    with caplog.at_level(logging.WARNING):
        assert [records(live) for _ in range(3)] == [["r1", "r2"]] * 3
    assert [record.message.startswith("The index has changed") for record in caplog.records] == [True]
    (index / "manifest.json").write_text(manifest)
    write(source, 3)
    update(index, [source], EMBEDDER)
    assert records(live) == ["r1", "r2", "r3"]


@contextmanager
def no_file_more() -> Iterator[None]:
    """Let this process open no file beyond those that it has open."""
    resource = pytest.importorskip("resource", reason="open files are limited by POSIX")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_what_could_not_be_opened_for_want_of_files_is_tried_again(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER, retry_after=0)
    patient = LiveIndex(index, EMBEDDER, retry_after=3600)
    assert records(live) == records(patient) == ["r1", "r2"]
    write(source, 3)
    build(index, [source], EMBEDDER, replace=True)
    with no_file_more():
        assert records(live) == records(patient) == ["r1", "r2"]
    assert (records(live), records(patient)) == (["r3"], ["r1", "r2"])


def test_an_index_built_anew_with_another_model_is_not_read_with_this_one(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    write(source, 3)
    build(index, [source], OtherEmbedder(), replace=True)
    assert read_manifest(index).fingerprint == "other-64"
    assert live.statistics.articles == 2


def test_an_article_is_read_from_the_newest_state(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    with live.reading() as archive:
        article = archive.search("La mesure 2", 1)[0].article
    assert live.article(article.id) == article
    write(source, 3)
    build(index, [source], EMBEDDER, replace=True)
    with pytest.raises(QueryError, match="no article has the id"):
        live.article(article.id)


def test_a_path_without_an_index_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here"):
        LiveIndex(tmp_path, EMBEDDER)


def test_questions_and_updates_at_once_see_one_whole_state_each(index: Path, source: Path) -> None:
    live = LiveIndex(index, EMBEDDER)
    is_over = threading.Event()
    seen: set[tuple[str, ...]] = set()
    failures: list[Exception] = []

    def ask() -> None:
        while not is_over.is_set():
            try:
                seen.add(tuple(records(live)))
            except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
                failures.append(error)
                return

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    states = [("r1", "r2")]
    for number in range(3, 7):
        write(source, 1, number)
        update(index, [source], EMBEDDER, remove_gone=lambda _: True)
        states.append(("r1", f"r{number}"))
    is_over.set()
    for asker in askers:
        asker.join()
    assert failures == []
    assert seen <= set(states)
    assert records(live) == ["r1", "r6"]
