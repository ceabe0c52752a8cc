from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.archive_index import ArchiveIndex, index_problems
from index.errors import IndexMissing, SourceError
from index.ingest import build
from index.removal import remove
from index.store.manifest import read_manifest
from index.update import update
from tests.fakes import HashingEmbedder

EMBEDDER = HashingEmbedder()


def write(path: Path, *records: str, lang: str = "fr") -> Path:
    rows = [
        {"id": record, "title": f"Vote {record[0]}", "text": f"La mesure {record[0]}.", "lang": lang}
        for record in records
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Articles 1 to 3; the second comes from both files, and in two languages."""
    first = write(tmp_path / "a.jsonl", "1", "2")
    second = write(tmp_path / "b.jsonl", "2b", "3", lang="en")
    build(tmp_path / "index", [first, second], EMBEDDER)
    return tmp_path / "index"


def held(index: Path) -> list[str]:
    return sorted(str(each.source.record) for each in ArchiveIndex.open(index, EMBEDDER).catalogue.articles())


def test_records_and_files_are_removed_and_what_something_else_holds_stays(index: Path) -> None:
    report = remove(index, records=["1"], sources=[index.parent / "b.jsonl"])
    assert (report.removed, report.held_elsewhere, report.statistics.articles) == (2, 1, 1)
    assert (held(index), index_problems(index)) == (["2"], [])
    assert read_manifest(index).sources == (str(index.parent / "a.jsonl"),)


def test_an_article_whose_first_source_goes_is_that_of_the_next(index: Path) -> None:
    report = remove(index, sources=[index.parent / "a.jsonl"])
    assert (report.removed, report.held_elsewhere) == (1, 1)
    assert (held(index), index_problems(index)) == (["2b", "3"], [])
    assert report.statistics.languages == {"en": 2}
    hits = ArchiveIndex.open(index, EMBEDDER).search("measures 2, la mesure 2", 5)
    build(index.parent / "fresh", [index.parent / "b.jsonl"], EMBEDDER)
    fresh = ArchiveIndex.open(index.parent / "fresh", EMBEDDER).search("measures 2, la mesure 2", 5)
    assert [(hit.article, round(hit.score, 4)) for hit in hits] == [
        (hit.article, round(hit.score, 4)) for hit in fresh
    ]


def test_a_folder_s_articles_go_though_the_folder_is_gone(index: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    write(tmp_path / "more" / "c.jsonl", "4")
    write(tmp_path / "more.jsonl", "5")
    update(index, [tmp_path / "more", tmp_path / "more.jsonl"], EMBEDDER)
    (tmp_path / "more" / "c.jsonl").unlink()
    (tmp_path / "more").rmdir()
    remove(index, sources=[tmp_path / "more"])
    assert held(index) == ["1", "2", "3", "5"]


def test_a_removed_record_stays_away_while_its_file_does_not_change(index: Path) -> None:
    remove(index, records=["1"])
    assert update(index, [index.parent / "a.jsonl"], EMBEDDER).added == 0
    assert held(index) == ["2", "3"]


@pytest.mark.parametrize(
    ("records", "sources", "message"),
    [
        (["1", "9"], [], "holds nothing of 9. Nothing was removed"),
        (["1"], ["nowhere"], "holds nothing of .*nowhere. Nothing was removed"),
        (["1", "2", "2b", "3"], [], "this removal leaves no article in it"),
    ],
)
def test_a_removal_that_cannot_be_done_whole_is_not_done(
    index: Path, records: list[str], sources: list[str], message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        remove(index, records=records, sources=[index.parent / name for name in sources])
    assert held(index) == ["1", "2", "3"]


def test_a_path_without_an_index_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index here"):
        remove(tmp_path / "nowhere", records=["1"])
    assert list(tmp_path.iterdir()) == []
