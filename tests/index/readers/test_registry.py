from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path

import pytest

from index.errors import SourceError
from index.readers.registry import read_sources
from index.records import Article, Skipped


def write_row(path: Path, title: str) -> None:
    path.write_text(json.dumps({"title": title, "text": f"Tout sur {title}."}) + "\n", encoding="utf-8")


def titles(sources: list[Path]) -> list[str]:
    return [item.title for item in read_sources(sources) if isinstance(item, Article)]


def test_sources_are_read_in_the_order_given_and_folders_by_name(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "c.jsonl"):
        write_row(tmp_path / name, name)
    (tmp_path / "aa").mkdir()
    write_row(tmp_path / "aa" / "z.jsonl", "z")
    write_row(tmp_path / ".hidden.jsonl", "hidden")
    assert titles([tmp_path / "c.jsonl", tmp_path]) == ["c.jsonl", "a.jsonl", "z", "b.jsonl", "c.jsonl"]


def test_a_source_that_does_not_exist_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(SourceError, match=f"no such file or folder: {missing}"):
        read_sources([tmp_path, missing])


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    assert list(read_sources([tmp_path])) == [Skipped(path=str(tmp_path), reason="no file in this folder")]


def test_a_file_that_no_reader_takes_is_reported(tmp_path: Path) -> None:
    picture = tmp_path / "photo.jpeg"
    picture.write_bytes(b"\xff\xd8")
    assert list(read_sources([tmp_path])) == [Skipped(path=str(picture), reason="no reader takes this file")]


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    link = tmp_path / "gone.txt"
    link.symlink_to(tmp_path / "was-here.txt")
    write_row(tmp_path / "here.jsonl", "here")
    gone, here = read_sources([tmp_path])
    assert gone == Skipped(path=str(link), reason="cannot be opened: No such file or directory")
    assert isinstance(here, Article)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "up").symlink_to(tmp_path)
    write_row(inner / "a.jsonl", "a")
    assert titles([tmp_path]) == ["a"]


def test_a_link_to_itself_is_reported(tmp_path: Path) -> None:
    link = tmp_path / "self.txt"
    link.symlink_to(link)
    [skipped] = read_sources([tmp_path])
    assert str(skipped) == f"{link}: cannot be opened: Too many levels of symbolic links"


def test_a_pipe_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    assert list(read_sources([tmp_path])) == [Skipped(path=str(pipe), reason="neither a file nor a folder")]


def test_a_name_that_is_not_utf8_still_gives_an_article(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xe9t\xe9.jsonl"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write('{"title": "t", "text": "Un texte."}\n')
    [article] = read_sources([tmp_path])
    assert isinstance(article, Article)
    assert article.source.path == f"{tmp_path}/\ufffdt\ufffd.jsonl"


def test_a_text_of_200_megabytes_is_reported_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    tracemalloc.start()
    found = list(read_sources([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [Skipped(path=str(path), reason=f"more than {64 * 2**20} bytes in one article")]
    assert peak < 4 * 2**20


def test_one_broken_file_costs_no_other(tmp_path: Path) -> None:
    write_row(tmp_path / "a.jsonl", "a")
    (tmp_path / "b.html").write_bytes(b"<html")
    (tmp_path / "c.jsonl.gz").write_bytes(b"not gzip")
    (tmp_path / "d.csv").write_bytes(b"one,two\n1,2\n")
    write_row(tmp_path / "e.jsonl", "e")
    found = list(read_sources([tmp_path]))
    assert [item.title for item in found if isinstance(item, Article)] == ["a", "e"]
    assert [Path(item.path).name for item in found if isinstance(item, Skipped)] == [
        "b.html",
        "c.jsonl.gz",
        "d.csv",
    ]
