"""What holds when there are too many vectors to compare them all: here more than 800, in 32 numbers."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.store.vector_file import open_arrays
from index.store.vector_lists import ClusteredRows
from index.store.vector_rows import Numbers, Places, Vectors, best_first, last_of_each
from index.store.vectors import FaissVectors

DIMENSION = 32
EXACT_ROWS = 800
TOPICS = 50


def vectors_about(topics: Numbers, seed: int) -> Vectors:
    """Unit vectors in a narrow cone, as embedders give them; those of a topic lie closer together."""
    centres = np.random.default_rng(1).standard_normal((2 * TOPICS, DIMENSION)) + 2
    moved = centres[topics] + np.random.default_rng(seed).standard_normal((len(topics), DIMENSION)) * 0.6
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


# In the order of their topics, so that neighbouring keys are alike.
COUNT = 5000
VECTORS = vectors_about(np.arange(COUNT) * TOPICS // COUNT, 2)
LATER = vectors_about(TOPICS + np.arange(COUNT) % TOPICS, 3)
QUERIES = vectors_about(np.random.default_rng(4).integers(TOPICS, size=60), 5)
QUERIES_LATER = vectors_about(np.random.default_rng(4).integers(2 * TOPICS, size=60), 5)


def saved(path: Path, vectors: Vectors, first: int = 0) -> Path:
    store = FaissVectors(DIMENSION, EXACT_ROWS)
    store.add(range(first, first + len(vectors)), vectors)
    store.save(path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("large") / "vectors", VECTORS)


def reopened(path: Path) -> FaissVectors:
    return FaissVectors.open(path, EXACT_ROWS)


def recall(
    store: FaissVectors,
    rows: dict[int, Vectors],
    among: Sequence[int] | None = None,
    queries: Vectors = QUERIES,
) -> float:
    """Recall@10 against comparing all."""
    keys = np.array(sorted(rows if among is None else set(among) & set(rows)))
    scores = queries @ np.stack([rows[key] for key in keys]).T
    shares = []
    for query, row in zip(queries, scores, strict=True):
        right = set(keys[np.argsort(-row)[:10]].tolist())
        shares.append(len(right & {key for key, _ in store.search(query, 10, among)}) / len(right))
    return float(np.mean(shares))


def clusters_learnt_for(store: FaissVectors) -> int | None:
    layout = store._saved.layout
    return layout.clusters.trained_on if isinstance(layout, ClusteredRows) else None


ROWS = dict(enumerate(VECTORS))


def test_most_of_the_nearest_are_found(large: Path) -> None:
    assert clusters_learnt_for(reopened(large)) == COUNT
    assert recall(reopened(large), ROWS) >= 0.95


def test_only_a_share_of_the_rows_is_compared(large: Path) -> None:
    found = reopened(large).search(QUERIES[0], COUNT)
    assert 400 <= len(found) < 600


KEEP = {
    "60% at random": np.random.default_rng(6).choice(COUNT, 3000, replace=False),
    "30% at random": np.random.default_rng(6).choice(COUNT, 1500, replace=False),
    "30% in a row": np.arange(1000, 2500),
    "10% at random": np.random.default_rng(7).choice(COUNT, 500, replace=False),
    "10% in a row": np.arange(3000, 3500),
    "1% at random": np.random.default_rng(8).choice(COUNT, 50, replace=False),
    "1% in a row": np.arange(700, 750),
    "0.1% at random": np.random.default_rng(9).choice(COUNT, 5, replace=False),
}


@pytest.mark.parametrize("among", KEEP.values(), ids=KEEP)
def test_a_filter_loses_no_recall(large: Path, among: Numbers) -> None:
    store = reopened(large)
    assert recall(store, ROWS, among.tolist()) >= 0.95
    found = store.search(QUERIES[0], 20, among)
    assert {key for key, _ in found} <= set(among.tolist())
    assert found == store.search(QUERIES[0], 20, among.tolist())


def test_a_score_is_the_inner_product_whatever_the_filter(large: Path) -> None:
    store = reopened(large)
    for among in (None, *KEEP.values()):
        for key, score in store.search(QUERIES[1], 30, among):
            assert score == pytest.approx(float(VECTORS[key] @ QUERIES[1]), abs=0.005)


def test_the_change_from_one_layout_to_the_other_comes_with_one_row(tmp_path: Path) -> None:
    for count, layout in ((EXACT_ROWS, "exact"), (EXACT_ROWS + 1, "clustered")):
        path = saved(tmp_path / layout, VECTORS[:count])
        assert open_arrays(path)[0].layout == layout
        assert recall(reopened(path), dict(enumerate(VECTORS[:count]))) >= 0.95


SAME_TOPICS = np.random.default_rng(11).permutation(VECTORS)


@pytest.mark.parametrize(
    ("then", "queries", "learnt_for"),
    [
        (SAME_TOPICS[1000:], QUERIES, [1000, 1000, 1000, 5000]),
        # These do not fit the clusters of the first thousand.
        (LATER, QUERIES_LATER, [2000, 2000, 2000, 2000]),
    ],
    ids=["the same topics", "new topics"],
)
def test_growing_keeps_recall_and_learns_clusters_anew_when_they_do_not_suit(
    tmp_path: Path, then: Vectors, queries: Vectors, learnt_for: list[int]
) -> None:
    path = saved(tmp_path / "vectors", SAME_TOPICS[:1000])
    rows = dict(enumerate(SAME_TOPICS[:1000]))
    learnt = []
    for start in range(0, 4000, 1000):
        more = dict(enumerate(then[start : start + 1000], 1000 + start))
        store = reopened(path)
        store.add([*more], then[start : start + 1000])
        rows |= more
        assert recall(store, rows, None, queries) >= 0.95
        store.save(path)
        assert recall(reopened(path), rows, None, queries) >= 0.95
        learnt.append(clusters_learnt_for(reopened(path)))
    assert learnt == learnt_for


def test_rows_that_stay_in_their_clusters_are_not_coded_again(large: Path, tmp_path: Path) -> None:
    store = reopened(large)
    before = store.vectors_of(range(0, COUNT, 7))
    store.add(range(COUNT, COUNT + 100), vectors_about(np.arange(100) % TOPICS, 12))
    store.save(tmp_path / "more")
    np.testing.assert_array_equal(reopened(tmp_path / "more").vectors_of(range(0, COUNT, 7)), before)


def test_removed_rows_are_gone_before_and_after_saving(large: Path, tmp_path: Path) -> None:
    gone = range(0, COUNT, 3)
    left = {key: row for key, row in ROWS.items() if key % 3}
    store = reopened(large)
    store.remove(gone)
    store.save(tmp_path / "less")
    for one in (store, reopened(tmp_path / "less")):
        assert sorted(one.keys()) == sorted(left)
        assert one.search(QUERIES[0], 5, gone) == []
        assert recall(one, left) >= 0.95
        assert recall(one, left, KEEP["10% at random"].tolist()) >= 0.95


@pytest.mark.parametrize(("count", "learnt_for"), [(1300, COUNT), (1200, 1200), (EXACT_ROWS, None)])
def test_shrinking_learns_anew_and_ends_in_exact_rows(
    large: Path, tmp_path: Path, count: int, learnt_for: int | None
) -> None:
    left = {key: ROWS[key] for key in np.random.default_rng(10).choice(COUNT, count, replace=False).tolist()}
    store = reopened(large)
    store.remove([key for key in ROWS if key not in left])
    store.save(tmp_path / "less")
    read = reopened(tmp_path / "less")
    assert clusters_learnt_for(read) == learnt_for
    assert sorted(read.keys()) == sorted(left)
    assert recall(read, left) >= 0.95


def test_the_same_vectors_give_the_same_file(large: Path, tmp_path: Path) -> None:
    assert saved(tmp_path / "again", VECTORS).read_bytes() == large.read_bytes()


def test_many_threads_find_what_one_finds(large: Path) -> None:
    store = reopened(large)
    store.add(range(COUNT, COUNT + 500), LATER[:500])
    filters = [None, *KEEP.values()]
    asked = [(query, 10, filters[number % len(filters)]) for number, query in enumerate(QUERIES)] * 4
    alone = [FaissVectors.search(reopened_with_later(large), *one) for one in asked[: len(QUERIES)]] * 4
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(lambda one: store.search(*one), asked)] == alone


def reopened_with_later(path: Path) -> FaissVectors:
    store = reopened(path)
    store.add(range(COUNT, COUNT + 500), LATER[:500])
    return store


def test_an_opened_store_outlives_its_file(tmp_path: Path) -> None:
    store = reopened(saved(tmp_path / "vectors", VECTORS[:1000]))
    before = store.search(QUERIES[0], 10)
    (tmp_path / "vectors").unlink()
    assert store.search(QUERIES[0], 10) == before


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 40) | st.integers(-(2**62), 2**62), unique=True), st.lists(st.integers(0, 40)))
def test_places_are_those_of_a_list(keys: list[int], asked: list[int]) -> None:
    wanted = [*asked, *keys]
    found = Places(np.array(keys, np.int64)).of(np.array(wanted, np.int64))
    assert found.tolist() == [keys.index(key) if key in keys else -1 for key in wanted]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-5, 5)), st.integers(1, 12))
def test_the_best_come_first_and_of_equals_the_earlier(scores: list[int], k: int) -> None:
    found = best_first(np.array(scores, np.float32), k)
    best = sorted(range(len(scores)), key=lambda place: -scores[place])
    assert [scores[place] for place in found] == [scores[place] for place in best[:k]]
    if k >= len(scores):
        assert found.tolist() == best


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 9), min_size=1))
def test_of_a_repeated_key_the_last_counts(keys: list[int]) -> None:
    last = {key: place for place, key in enumerate(keys)}
    assert last_of_each(np.array(keys)).tolist() == sorted(last.values())
