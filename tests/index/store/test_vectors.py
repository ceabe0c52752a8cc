"""What holds for every VectorStore, a plain one in numpy among them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import IndexDamaged, IndexMismatch
from index.store.vector_rows import Vectors
from index.store.vectors import FaissVectors, Keys, VectorStore


class PlainVectors:
    """A VectorStore whose every step can be read: a dictionary and an inner product."""

    def __init__(self, dimension: int) -> None:
        self.rows: dict[int, Vectors] = {}

    def add(self, keys: Keys, vectors: Vectors) -> None:
        self.rows.update(zip(map(int, keys), vectors, strict=True))

    def search(self, vector: Vectors, k: int, among: Keys | None = None) -> list[tuple[int, float]]:
        scores = [
            (key, float(row @ vector)) for key, row in self.rows.items() if among is None or key in among
        ]
        return sorted(scores, key=lambda hit: -hit[1])[: max(k, 0)]

    def remove(self, keys: Keys) -> None:
        for key in keys:
            self.rows.pop(int(key), None)

    def vectors_of(self, keys: Keys) -> Vectors:
        if missing := [key for key in keys if key not in self.rows]:
            raise IndexDamaged(f"No vector under the key {missing[0]}")
        return np.array([self.rows[int(key)] for key in keys], np.float32)

    def keys(self) -> list[int]:
        return list(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class SavedAtEachChange:
    """FaissVectors as it comes back from its file, in clusters if so asked, all of which are compared."""

    def __init__(self, dimension: int, exact_rows: int) -> None:
        self.exact_rows = exact_rows
        self.store = FaissVectors(dimension)
        self.come_back()

    def come_back(self) -> None:
        self.store.exact_rows = self.exact_rows
        with tempfile.TemporaryDirectory() as folder:
            self.store.save(Path(folder) / "vectors")
            self.store = FaissVectors.open(Path(folder) / "vectors")

    def add(self, keys: Keys, vectors: Vectors) -> None:
        self.store.add(keys, vectors)
        self.come_back()

    def search(self, vector: Vectors, k: int, among: Keys | None = None) -> list[tuple[int, float]]:
        return self.store.search(vector, k, among)

    def remove(self, keys: Keys) -> None:
        self.store.remove(keys)
        self.come_back()

    def vectors_of(self, keys: Keys) -> Vectors:
        return self.store.vectors_of(keys)

    def keys(self) -> list[int]:
        return self.store.keys()

    def __len__(self) -> int:
        return len(self.store)


def exact(dimension: int) -> VectorStore:
    return SavedAtEachChange(dimension, exact_rows=100)


def clustered(dimension: int) -> VectorStore:
    return SavedAtEachChange(dimension, exact_rows=0)


MakeStore = Callable[[int], VectorStore]
every_store = pytest.mark.parametrize("make", [PlainVectors, FaissVectors, exact, clustered])


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
        [score for _, score in found],
        [1 / 1.01**0.5, 1.1 / (2 * 1.01) ** 0.5],
        # 8 bits a number: the residuals here span at most one.
        atol=1 / 255 if make is clustered else 1e-6,
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
def test_keys_and_vectors_come_back(make: MakeStore) -> None:
    store = make(2)
    store.add([7, 9, 11], THREE)
    store.remove([9])
    assert sorted(store.keys()) == [7, 11]
    found = store.vectors_of([11, 7, 11])
    np.testing.assert_allclose(found, THREE[[2, 0, 2]], atol=1 / 255 if make is clustered else 0)
    with pytest.raises(IndexDamaged, match="No vector under the key 9"):
        store.vectors_of([7, 9])


@every_store
def test_a_key_filed_again_takes_the_last_vector(make: MakeStore) -> None:
    store = make(2)
    store.add([7, 9], THREE[:2])
    store.add([7, 8, 7], THREE[[0, 1, 2]])
    store.remove([9])
    store.add([9], THREE[:1])
    assert [key for key, _ in store.search(unit([0, 1]), 5)] == [7, 8, 9]
    assert [key for key, _ in store.search(unit([1, 0]), 5)] == [9, 8, 7]


@every_store
def test_an_empty_store_finds_nothing(make: MakeStore) -> None:
    store = make(2)
    store.add([], np.zeros((0, 2), np.float32))
    store.remove([1])
    assert (len(store), store.search(unit([1, 1]), 3), store.search(unit([1, 1]), 3, [1])) == (0, [], [])


KEYS = st.integers(0, 30)


@pytest.mark.parametrize(("make", "tolerance"), [(FaissVectors, 0), (exact, 0), (clustered, 1)])
@settings(deadline=None, max_examples=30)
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
def test_every_layout_finds_what_plain_arithmetic_finds(
    make: MakeStore,
    tolerance: float,
    rows: dict[int, list[int]],
    removed: list[int],
    among: list[int] | None,
    k: int,
) -> None:
    dimension = len(next(iter(rows.values()), [0]))
    plain, store = PlainVectors(dimension), make(dimension)
    vectors = np.asarray([*rows.values()], np.float32).reshape(-1, dimension)
    for filled in (plain, store):
        filled.add([*rows], vectors)
        filled.remove(removed)
    query = np.arange(1, dimension + 1, dtype=np.float32)
    found = store.search(query, k, among)
    expected = [score for _, score in plain.search(query, k, among)]
    np.testing.assert_allclose([score for _, score in found], expected, rtol=0, atol=tolerance)
    everything = dict(plain.search(query, 99, among))
    true = [everything[key] for key, _ in found]
    np.testing.assert_allclose([score for _, score in found], true, rtol=0, atol=tolerance)
    assert len({key for key, _ in found}) == len(found)


@pytest.mark.parametrize("exact_rows", [0, 100])
def test_vectors_come_back_under_their_keys_in_the_order_asked(tmp_path: Path, exact_rows: int) -> None:
    store = FaissVectors(2, exact_rows)
    store.add([7, 9, 2**40], THREE)
    store.save(tmp_path / "vectors")
    read = FaissVectors.open(tmp_path / "vectors")
    read.add([8], THREE[:1])
    assert sorted(read.keys()) == [7, 8, 9, 2**40]
    np.testing.assert_allclose(
        read.vectors_of([2**40, 8, 7, 2**40]), THREE[[2, 0, 0, 2]], atol=1 / 255 if exact_rows == 0 else 0
    )
    with pytest.raises(IndexDamaged, match=r"No vector under the key 10\. Build the index again\."):
        read.vectors_of([7, 10])


def test_vectors_of_another_dimension_are_refused() -> None:
    with pytest.raises(IndexMismatch, match=r"shape \(3, 2\) for 3 keys, where .* of 4 numbers"):
        FaissVectors(4).add([1, 2, 3], THREE)


@pytest.mark.parametrize("exact_rows", [0, 100])
def test_an_opened_store_changes_and_is_saved_over_its_own_file(tmp_path: Path, exact_rows: int) -> None:
    path = tmp_path / "vectors"
    store = FaissVectors(2, exact_rows)
    store.add([7, 9, 11], THREE)
    store.save(path)
    changed = FaissVectors.open(path, exact_rows)
    changed.remove([9])
    changed.add([5], unit([[-1, 0]]))
    changed.save(path)
    assert sorted(changed.keys()) == [5, 7, 11]
    assert sorted(FaissVectors.open(path).keys()) == [5, 7, 11]
    assert [file.name for file in tmp_path.iterdir()] == ["vectors"]


def test_a_file_that_faiss_wrote_is_read(tmp_path: Path) -> None:
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(2))
    index.add_with_ids(THREE, np.array([7, 9, 11]))
    faiss.write_index(index, str(tmp_path / "older"))
    store = FaissVectors.open(tmp_path / "older")
    store.remove([9])
    assert store.keys() == [7, 11]
    np.testing.assert_array_equal(store.vectors_of([11, 7]), THREE[[2, 0]])


def test_a_faiss_file_without_keys_is_not_ours(tmp_path: Path) -> None:
    import faiss

    faiss.write_index(faiss.IndexFlatIP(2), str(tmp_path / "flat"))
    with pytest.raises(IndexDamaged, match="flat: no vectors under keys, but IndexFlat"):
        FaissVectors.open(tmp_path / "flat")
