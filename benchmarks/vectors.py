"""Print how fast and how well a large archive's vectors are searched, filtered, opened and changed.

    python benchmarks/vectors.py --from INDEX --count 1000000 [--folder FOLDER]

The vectors are those of INDEX, each repeated with noise until there are `--count`, in the order of the
articles. The noise is normal with the covariance of the real vectors, times `--noise`; the vectors are then
of unit length again. The queries are real vectors with other noise and are not among the vectors. Recall is
against comparing all vectors in float32. Searches run on one thread; "CPU" is the median of the time that
this thread had, which other work on the machine lengthens less.
"""

from __future__ import annotations

import argparse
import functools
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.store.vector_rows import Numbers, Vectors
from index.store.vectors import FaissVectors

K = 10
# What the archive asks for: index.archive_index.CANDIDATES.
DEPTH = 100
BLOCK = 20_000
ADDED, REMOVED = 10_000, 1_000
SHARES = (0.1, 0.01, 0.001)
MEBIBYTE = 2**20

Filters = dict[str, Numbers | None]


class Noise:
    """Makes new vectors of real ones."""

    def __init__(self, real: Vectors, amount: float) -> None:
        covariance = np.cov(real.T) + 1e-9 * np.eye(real.shape[1])
        self._real = real
        self._shape = np.asarray(amount * np.linalg.cholesky(covariance).T, np.float32)

    def near(self, rows: Numbers, seed: int) -> Vectors:
        """Return a vector near each of these real ones."""
        random = np.random.default_rng(seed).standard_normal((len(rows), len(self._shape)), dtype=np.float32)
        moved = self._real[rows] + random @ self._shape
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


class Archive(NamedTuple):
    """Vectors that are made as they are needed: keys from 0 to size - 1, then those added."""

    noise: Noise
    real: int
    size: int

    def blocks(self) -> Iterator[tuple[Numbers, Vectors]]:
        """Give keys and vectors, the articles in their order; the same at every call."""
        for start in range(0, self.size, BLOCK):
            keys = np.arange(start, min(start + BLOCK, self.size))
            yield keys, self.noise.near(keys * self.real // self.size, start + 1)


def main() -> None:
    """Read the arguments, build, search, change, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="index", type=Path, required=True, metavar="INDEX")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--noise", type=float, default=0.5)
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary folder)")
    parsed = parser.parse_args()
    real = real_vectors(parsed.index)
    random = np.random.default_rng(0)
    noise = Noise(real, parsed.noise)
    queries = noise.near(random.integers(len(real), size=parsed.queries), 0)
    archive = Archive(noise, len(real), parsed.count)
    with tempfile.TemporaryDirectory(dir=parsed.folder) as folder:
        built, changed = Path(folder) / "built", Path(folder) / "changed"
        build(archive, built)
        filters = some_filters(parsed.count, random)
        report_opening(built)
        report_searches(
            FaissVectors.open(built), queries, filters, nearest(archive.blocks(), queries, filters)
        )
        report_change(archive, built, changed, queries, random)


def real_vectors(index: Path) -> Vectors:
    """Return the vectors of an index, in the order of its passages."""
    [*_, path] = sorted(index.glob("generation-*/vectors.faiss"))
    store = FaissVectors.open(path)
    vectors = store.vectors_of(sorted(store.keys()))
    print(f"{len(vectors):,} real vectors of {vectors.shape[1]} numbers")
    return vectors


def build(archive: Archive, path: Path) -> None:
    """Add all vectors and save them."""
    store = FaissVectors(len(archive.noise.near(np.array([0]), 0)[0]), scratch=path.parent)
    seconds = 0.0
    for keys, vectors in archive.blocks():
        started = time.perf_counter()
        store.add(keys, vectors)
        seconds += time.perf_counter() - started
    save_seconds = timed(lambda: store.save(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(store):,} vectors added in {seconds:.1f} s, saved in {save_seconds:.1f} s;"
        f" at most {peak:.0f} MiB, mapped files included"
    )


def report_opening(path: Path) -> None:
    """Print size, seconds to open, and seconds to read some vectors."""
    opening = [timed(lambda: FaissVectors.open(path)) for _ in range(5)]
    store = FaissVectors.open(path)
    some = np.random.default_rng(1).integers(len(store), size=(50, 100))
    reading = [timed(functools.partial(store.vectors_of, keys)) for keys in some]
    print(
        f"{path.stat().st_size / MEBIBYTE:.0f} MiB, opened in {np.median(opening) * 1e3:.1f} ms;"
        f" 100 vectors read in {np.median(reading) * 1e3:.2f} ms"
    )


def some_filters(count: int, random: np.random.Generator) -> Filters:
    """Return the keys that each filter keeps: at random, or of articles that follow one another."""
    filters: Filters = {"all": None}
    for share in SHARES:
        kept = int(share * count)
        start = int(random.integers(count - kept))
        filters[f"{share:.1%} at random"] = random.choice(count, kept, replace=False)
        filters[f"{share:.1%} in a row"] = np.arange(start, start + kept)
    return filters


def nearest(
    blocks: Iterator[tuple[Numbers, Vectors]], queries: Vectors, filters: Filters
) -> dict[str, Numbers]:
    """Return the keys of the K best by filter and query, every vector compared."""
    best = {name: (np.zeros((len(queries), 0)), np.zeros((len(queries), 0), np.int64)) for name in filters}
    for keys, vectors in blocks:
        scores = queries @ vectors.T
        for name, kept in filters.items():
            inside = slice(None) if kept is None else np.isin(keys, kept)
            if not keys[inside].size:
                continue
            held_scores, held_keys = best[name]
            all_scores = np.hstack([held_scores, scores[:, inside]])
            all_keys = np.hstack([held_keys, np.broadcast_to(keys[inside], scores[:, inside].shape)])
            order = np.argpartition(-all_scores, min(K, all_scores.shape[1]) - 1, axis=1)[:, :K]
            best[name] = (
                np.take_along_axis(all_scores, order, 1),
                np.take_along_axis(all_keys, order, 1),
            )
    return {name: keys for name, (_, keys) in best.items()}


def report_searches(
    store: FaissVectors, queries: Vectors, filters: Filters, expected: dict[str, Numbers]
) -> None:
    """Print a row a filter: recall@10, and what a search takes."""
    print(f"{'kept':20s} {'recall@10':>9s} {'p50 ms':>7s} {'p95 ms':>7s} {'CPU ms':>7s}")
    with threadpool_limits(1):
        for name, kept in filters.items():
            store.search(queries[0], DEPTH, kept)
            seconds, own, shares = [], [], []
            for query, right in zip(queries, expected[name], strict=True):
                started, own_started = time.perf_counter(), time.thread_time()
                found = store.search(query, DEPTH, kept)
                seconds.append(time.perf_counter() - started)
                own.append(time.thread_time() - own_started)
                shares.append(len({key for key, _ in found[:K]} & set(right.tolist())) / len(right))
            p50, p95 = np.quantile(seconds, [0.5, 0.95]) * 1e3
            print(f"{name:20s} {np.mean(shares):9.3f} {p50:7.1f} {p95:7.1f} {np.median(own) * 1e3:7.1f}")


def report_change(
    archive: Archive, path: Path, to: Path, queries: Vectors, random: np.random.Generator
) -> None:
    """Add and remove some, search before and after saving, and print how long each takes."""
    store = FaissVectors.open(path, scratch=to.parent)
    gone = random.choice(archive.size, REMOVED, replace=False)
    more = archive.noise.near(random.integers(archive.real, size=ADDED), archive.size + 1)
    new = np.arange(archive.size, archive.size + ADDED)
    adding = timed(lambda: store.add(new, more))
    removing = timed(lambda: store.remove(gone))

    def left() -> Iterator[tuple[Numbers, Vectors]]:
        for keys, vectors in archive.blocks():
            stay = ~np.isin(keys, gone)
            yield keys[stay], vectors[stay]
        yield new, more

    expected = nearest(left(), queries, {"all": None})
    print(f"{ADDED:,} added in {adding:.2f} s, {REMOVED:,} removed in {removing:.3f} s; not saved yet:")
    report_searches(store, queries, {"all": None}, expected)
    print(f"saved in {timed(lambda: store.save(to)):.1f} s, and opened again:")
    report_searches(FaissVectors.open(to), queries, {"all": None}, expected)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
