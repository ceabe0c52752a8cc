"""What was embedded is found again, whatever the process or the disk did in between."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.store.journal import Journal, delete_journals, journal_path, text_digest

DIGESTS = [text_digest(text) for text in ("un", "deux", "trois")]
VECTORS = np.array([[1.0, 0.5], [-2.0, 0.1], [3.0, 1e-30]], np.float32)


def written(path: Path, count: int = 3) -> Path:
    with closing(Journal(path, "model")) as journal:
        journal.append(DIGESTS[:count], VECTORS[:count])
    return path


def found(path: Path, fingerprint: str = "model") -> list[list[float] | None]:
    with closing(Journal(path, fingerprint)) as journal:
        rows = [journal.find(digest) for digest in DIGESTS]
    return [None if row is None else row.tolist() for row in rows]


def test_vectors_come_back_as_they_were(tmp_path: Path) -> None:
    assert found(written(tmp_path / "j")) == VECTORS.tolist()


def test_a_journal_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = written(tmp_path / "j", 1)
    with closing(Journal(path, "model")) as journal:
        assert len(journal) == 1
        journal.append(DIGESTS[1:], VECTORS[1:])
        assert [row.tolist() for row in map(journal.find, DIGESTS) if row is not None] == VECTORS.tolist()
    assert found(path) == VECTORS.tolist()


@given(st.integers(0, 250))
def test_a_journal_cut_anywhere_gives_its_whole_rows_and_goes_on(cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "j")
        content = path.read_bytes()
        header, row = content.index(b"\n") + 1, 32 + 2 * 4 + 4
        path.write_bytes(content[:cut])
        whole = max(0, min(3, (cut - header) // row)) if cut >= header else 0
        assert found(path) == [*VECTORS.tolist()[:whole], *[None] * (3 - whole)]
        with closing(Journal(path, "model")) as journal:
            journal.append(DIGESTS[whole:], VECTORS[whole:])
        assert path.read_bytes() == content


def flip(content: bytes) -> bytes:
    middle = content.index(b"\n") + 1 + 44 + 35
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("damage", "whole"),
    [
        (flip, 1),
        (lambda content: content + b"\0" * 88, 3),
        (lambda _: b"not a journal", 0),
        (lambda _: b"[]\n" + b"\0" * 500, 0),
        (lambda _: b'{"journal": 1, "fingerprint": "model", "dimension": "2"}\n', 0),
        (lambda _: b"", 0),
    ],
)
def test_rows_after_damage_are_not_believed(
    tmp_path: Path, damage: Callable[[bytes], bytes], whole: int
) -> None:
    path = written(tmp_path / "j")
    path.write_bytes(damage(path.read_bytes()))
    assert found(path) == [*VECTORS.tolist()[:whole], *[None] * (3 - whole)]


def test_another_model_s_vectors_are_never_given(tmp_path: Path) -> None:
    assert found(written(tmp_path / "j"), "another") == [None] * 3


def test_each_model_has_a_journal_of_its_own_and_publishing_deletes_them_all(tmp_path: Path) -> None:
    paths = [journal_path(tmp_path, name) for name in ("model", "../another")]
    for path in paths:
        written(path)
    assert sorted(tmp_path.iterdir()) == sorted(set(paths))
    delete_journals(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("vectors", [VECTORS.astype(np.float64), VECTORS.astype(">f4")])
def test_numbers_of_any_kind_are_kept_as_float32(tmp_path: Path, vectors: NDArray[np.float32]) -> None:
    with closing(Journal(tmp_path / "j", "model")) as journal:
        journal.append(DIGESTS, vectors)
    assert found(tmp_path / "j") == VECTORS.tolist()
