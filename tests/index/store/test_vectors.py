"""What holds for every VectorStore, a plain one in numpy among them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.store.vectors import FaissVectors, Vectors, VectorStore


class PlainVectors:
    """A VectorStore whose every step can be read: a dictionary and an inner product."""

    def __init__(self, dimension: int) -> None:
        self.rows: dict[int, Vectors] = {}

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        self.rows.update(zip(keys, vectors, strict=True))

    def search(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        scores = [
            (key, float(row @ vector)) for key, row in self.rows.items() if among is None or key in among
        ]
        return sorted(scores, key=lambda hit: -hit[1])[: max(k, 0)]

    def remove(self, keys: Sequence[int]) -> None:
        for key in keys:
            self.rows.pop(key, None)

    def __len__(self) -> int:
        return len(self.rows)


def reopened(dimension: int) -> FaissVectors:
    with tempfile.TemporaryDirectory() as folder:
        FaissVectors(dimension).save(Path(folder) / "vectors")
        return FaissVectors.open(Path(folder) / "vectors")


MakeStore = Callable[[int], VectorStore]
every_store = pytest.mark.parametrize("make", [PlainVectors, FaissVectors, reopened])


def unit(rows: object) -> Vectors:
    found = np.asarray(rows, np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=-1, keepdims=True), np.float32)


THREE = unit([[1, 0], [1, 1], [0, 1]])


@every_store
def test_the_nearest_come_first_with_their_inner_product(make: MakeStore) -> None:
    store = make(2)
    store.add([7, 9, 2**40], THREE)
    found = store.search(unit([1, 0.1]), 2)
    assert [key for key, _ in found] == [7, 9]
    np.testing.assert_allclose(
        [score for _, score in found], [1 / 1.01**0.5, 1.1 / (2 * 1.01) ** 0.5], rtol=1e-6
    )


@every_store
@pytest.mark.parametrize(
    ("k", "among", "keys"),
    [
        (3, None, [7, 9, 11]),
        (100, None, [7, 9, 11]),
        (0, None, []),
        (-1, None, []),
        (3, [], []),
        (3, [11, 9], [9, 11]),
        (1, [11, 9], [9]),
        (3, [11, 12, 11], [11]),
        (3, [12], []),
    ],
)
def test_a_search_keeps_to_k_and_to_the_keys_named(
    make: MakeStore, k: int, among: list[int] | None, keys: list[int]
) -> None:
    store = make(2)
    store.add([7, 9, 11], THREE)
    assert [key for key, _ in store.search(unit([1, 0.1]), k, among)] == keys


@every_store
def test_removed_vectors_are_not_found_again(make: MakeStore) -> None:
    store = make(2)
    store.add([7, 9, 11], THREE)
    store.remove([9, 9, 500])
    store.remove([])
    assert (len(store), [key for key, _ in store.search(unit([1, 1]), 3, [9, 7])]) == (2, [7])


@every_store
def test_an_empty_store_finds_nothing(make: MakeStore) -> None:
    store = make(2)
    store.add([], np.zeros((0, 2), np.float32))
    store.remove([1])
    assert (len(store), store.search(unit([1, 1]), 3), store.search(unit([1, 1]), 3, [1])) == (0, [], [])


KEYS = st.integers(0, 30)


@given(
    st.integers(1, 4).flatmap(
        lambda dimension: st.dictionaries(
            KEYS, st.lists(st.integers(-9, 9), min_size=dimension, max_size=dimension), max_size=12
        )
    ),
    st.lists(KEYS, max_size=8),
    st.none() | st.lists(KEYS, max_size=12),
    st.integers(1, 15),
)
def test_faiss_finds_what_plain_arithmetic_finds_also_from_its_file(
    rows: dict[int, list[int]], removed: list[int], among: list[int] | None, k: int
) -> None:
    dimension = len(next(iter(rows.values()), [0]))
    plain, store = PlainVectors(dimension), FaissVectors(dimension)
    vectors = np.asarray([*rows.values()], np.float32).reshape(-1, dimension)
    for filled in (plain, store):
        filled.add([*rows], vectors)
        filled.remove(removed)
    with tempfile.TemporaryDirectory() as folder:
        store.save(Path(folder) / "vectors")
        read = FaissVectors.open(Path(folder) / "vectors")
    query = np.arange(1, dimension + 1, dtype=np.float32)
    expected = plain.search(query, k, among)
    for found in (store.search(query, k, among), read.search(query, k, among)):
        assert [score for _, score in found] == [score for _, score in expected]
        everything = dict(plain.search(query, 99, among))
        assert all(everything[key] == score for key, score in found)
    assert sorted(read.keys()) == sorted(plain.rows)
    np.testing.assert_array_equal(
        read.vectors_of([*plain.rows]), np.asarray([*plain.rows.values()]).reshape(-1, dimension)
    )


@pytest.mark.parametrize("kept", [0, 3, 40, -1], ids=["empty", "three bytes", "forty bytes", "all but one"])
def test_a_file_cut_short_is_damaged(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "vectors"
    store = FaissVectors(2)
    store.add([7, 9, 11], THREE)
    store.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(IndexDamaged, match=r"vectors: FAISS cannot read it\. Build the index again"):
        FaissVectors.open(path)


def test_a_faiss_file_without_keys_is_not_ours(tmp_path: Path) -> None:
    import faiss

    faiss.write_index(faiss.IndexFlatIP(2), str(tmp_path / "flat"))
    with pytest.raises(IndexDamaged, match="flat: no vectors under keys, but IndexFlat"):
        FaissVectors.open(tmp_path / "flat")
