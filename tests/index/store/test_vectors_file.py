"""A file of arrays is whole or refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged
from index.store.vector_file import MAGIC, arrays_to_fill, open_arrays
from index.store.vectors import FaissVectors


def write(path: Path, exact_rows: int) -> None:
    store = FaissVectors(4, exact_rows)
    store.add(range(40), np.random.default_rng(0).standard_normal((40, 4), dtype=np.float32))
    store.save(path)


def test_arrays_come_back_as_they_were_filled(tmp_path: Path) -> None:
    with arrays_to_fill(
        tmp_path / "file", "exact", {"a": ("|u1", (5,)), "none": ("<f4", (0, 3)), "b": ("<i8", (2, 2))}
    ) as arrays:
        arrays["a"][...] = [1, 2, 3, 4, 5]
        arrays["b"][...] = [[-1, 2**60], [0, 7]]
    contents, read = open_arrays(tmp_path / "file")
    assert contents.layout == "exact"
    assert {name: array.tolist() for name, array in read.items()} == {
        "a": [1, 2, 3, 4, 5],
        "none": [],
        "b": [[-1, 2**60], [0, 7]],
    }
    with pytest.raises(ValueError, match="read-only"):
        read["a"][0] = 9


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="this system sets no bytes aside")
def test_a_file_has_its_room_on_the_disk_before_it_is_filled(tmp_path: Path) -> None:
    with arrays_to_fill(tmp_path / "file", "exact", {"a": ("|u1", (2**20,))}):
        [aside] = tmp_path.iterdir()
        assert aside.stat().st_blocks * 512 >= 2**20


def test_an_error_while_filling_leaves_the_older_file_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"older")
    with pytest.raises(ZeroDivisionError), arrays_to_fill(tmp_path / "file", "exact", {"a": ("|u1", (5,))}):
        1 / 0  # noqa: B018 - any error
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"older"}


@pytest.mark.parametrize("exact_rows", [0, 100], ids=["clustered", "exact"])
@pytest.mark.parametrize("kept", [0, 3, 8, 15, 16, 40, 0.5, 0.9, -1])
def test_a_file_cut_short_is_damaged(tmp_path: Path, exact_rows: int, kept: float) -> None:
    path = tmp_path / "vectors"
    write(path, exact_rows)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content)) if isinstance(kept, float) else kept])
    with pytest.raises(IndexDamaged, match=rf"^{path}: .*Build the index again"):
        FaissVectors.open(path)


@pytest.mark.parametrize(
    ("exact_rows", "was", "becomes"),
    [
        (100, MAGIC, b"AQVECT99"),
        (100, b'"exact"', b'"other"'),
        (100, b'"vectors"', b'"victors"'),
        (100, b"[40,4]", b"[90,4]"),
        (0, b'"sizes"', b'"sozes"'),
        (0, b'"keys":{"offset":', b'"keys":{"offzet":'),
        (0, b'"numbers":"|u1"', b'"numbers":"|O8"'),
    ],
)
def test_contents_that_do_not_fit_are_damaged(
    tmp_path: Path, exact_rows: int, was: bytes, becomes: bytes
) -> None:
    path = tmp_path / "vectors"
    write(path, exact_rows)
    content = path.read_bytes()
    assert was in content
    path.write_bytes(content.replace(was, becomes))
    with pytest.raises(IndexDamaged, match=rf"^{path}: .*Build the index again"):
        FaissVectors.open(path)


def test_cluster_sizes_that_do_not_fit_the_keys_are_damaged(tmp_path: Path) -> None:
    path = tmp_path / "vectors"
    write(path, 0)
    contents, _ = open_arrays(path)
    content = bytearray(path.read_bytes())
    content[contents.sections["sizes"].offset] += 1
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match="vectors: its clusters do not fit its keys"):
        FaissVectors.open(path)


def test_a_file_that_is_not_there_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="none: cannot be read"):
        FaissVectors.open(tmp_path / "none")
