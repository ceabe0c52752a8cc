from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UnusableIndex
from index.store.manifest import (
    LAYOUT,
    MANIFEST_NAME,
    FileEntry,
    Manifest,
    Statistics,
    check_sizes,
    describe_files,
    file_problems,
    read_manifest,
    write_manifest,
)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    generation = tmp_path / "generation-000001"
    (generation / "lexical").mkdir(parents=True)
    (generation / "vectors").write_bytes(b"1234")
    (generation / "lexical" / "terms").write_bytes(b"abc")
    for folder in (generation, tmp_path):
        write_manifest(folder, manifest_of(generation))
    return tmp_path


def manifest_of(generation: Path, files: dict[str, FileEntry] | None = None) -> Manifest:
    return Manifest(
        layout=LAYOUT,
        generation=generation.name,
        embedder="a-model",
        fingerprint="f",
        dimension=2,
        passage_length=350,
        signatures="s",
        sources=("/news",),
        statistics=Statistics(
            articles=1, passages=1, languages={"fr": 1}, published_from=None, published_to=None
        ),
        files=describe_files(generation) if files is None else files,
    )


def test_files_are_described_by_relative_path_size_and_hash(index: Path) -> None:
    assert describe_files(index / "generation-000001") == {
        "lexical/terms": FileEntry(size=3, sha256=hashlib.sha256(b"abc").hexdigest()),
        "vectors": FileEntry(size=4, sha256=hashlib.sha256(b"1234").hexdigest()),
    }


def test_a_manifest_reads_back_as_it_was_written_and_leaves_nothing_beside_it(index: Path) -> None:
    assert read_manifest(index) == manifest_of(index / "generation-000001")
    assert sorted(path.name for path in index.iterdir()) == ["generation-000001", MANIFEST_NAME]


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (None, IndexMissing, "no index here .* python -m index build"),
        (b"", IndexDamaged, "cannot be read"),
        (b'{"layout": 1', IndexDamaged, "cannot be read"),
        (b"\xff\xfe", IndexDamaged, "cannot be read"),
        (b"[" * 100_000, IndexDamaged, "cannot be read"),
        (b"[]", IndexDamaged, "not a manifest"),
        (f'{{"layout": {LAYOUT}}}'.encode(), IndexDamaged, r"not a manifest \(9 bad fields\)"),
        (b'{"layout": "2"}', IndexDamaged, "not a manifest"),
        (b'{"layout": 1}', IndexMismatch, f"written in layout 1, this version reads layout {LAYOUT}"),
        (b'{"layout": 99, "new": true}', IndexMismatch, "written in layout 99"),
    ],
)
def test_what_is_no_manifest_says_why(
    index: Path, content: bytes | None, error: type[UnusableIndex], message: str
) -> None:
    (index / MANIFEST_NAME).unlink()
    if content is not None:
        (index / MANIFEST_NAME).write_bytes(content)
    with pytest.raises(error, match=f"{index}.*{message}"):
        read_manifest(index)


def test_a_manifest_with_an_unknown_field_is_damaged(index: Path) -> None:
    content = json.loads((index / MANIFEST_NAME).read_text())
    (index / MANIFEST_NAME).write_text(json.dumps({**content, "colour": "blue"}))
    with pytest.raises(IndexDamaged, match=r"not a manifest \(1 bad fields\)"):
        read_manifest(index)


@pytest.mark.parametrize("place", ["absent", "a-file/below"])
def test_a_path_without_an_index_says_so(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(IndexMissing, match=f"{place}: no index here"):
        read_manifest(tmp_path / place)


@pytest.mark.parametrize(
    ("content", "problem", "is_seen_at_opening"),
    [
        (None, "missing", True),
        (b"123", "3 bytes where 4 were written", True),
        (b"12345", "5 bytes where 4 were written", True),
        (b"1235", "its bytes have changed since it was written", False),
        (b"1234", None, False),
    ],
)
def test_files_that_are_not_as_they_were_written_are_named(
    index: Path, content: bytes | None, problem: str | None, is_seen_at_opening: bool
) -> None:
    path = index / "generation-000001" / "vectors"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    manifest = read_manifest(index)
    assert file_problems(index, manifest, read_content=True) == ([f"{path}: {problem}"] if problem else [])
    if is_seen_at_opening:
        with pytest.raises(IndexDamaged, match=f"{path}: {problem}. Run `python -m index check {index}`"):
            check_sizes(index, manifest)
    else:
        check_sizes(index, manifest)


@pytest.mark.skipif(sys.platform != "linux", reason="a file that opens and cannot be read is Linux's")
def test_a_file_that_cannot_be_read_is_a_problem_like_another(index: Path) -> None:
    path = index / "generation-000001" / "vectors"
    path.unlink()
    # This process's own memory: a regular file of no bytes, whose first page nothing is mapped to.
    path.symlink_to("/proc/self/mem")
    described = {"vectors": FileEntry(size=0, sha256="")}
    manifest = manifest_of(index / "generation-000001", described)
    write_manifest(index / "generation-000001", manifest)
    problem = f"{path}: cannot be read (Input/output error)"
    assert file_problems(index, manifest, read_content=True) == [problem]
