"""Vectors on disk. Scores are inner products of unit vectors, higher is better.

How they are laid out follows from how many they are, each time they are saved. Up to `EXACT_ROWS`: as they
are, and a search compares them all (`vector_rows`). Beyond: in clusters, 8 bits a number, and a search
compares those of the clusters nearest to the query (`vector_lists`). Both are mapped when opened, not read.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.errors import IndexDamaged, IndexMismatch
from index.store.vector_clusters import Clusters, sample_size, train
from index.store.vector_file import arrays_to_fill, is_file_of_arrays, open_arrays
from index.store.vector_lists import ClusteredRows, blocks, write_clustered
from index.store.vector_rows import ExactRows, LivingRows, Numbers, Vectors, as_keys, best_first, last_of_each

# Vectors that a search may compare exactly: 100,000 of 384 numbers take 10 ms on one thread,
# a million 60 to 100 (benchmarks/vectors.py).
EXACT_ROWS = 100_000
# A search in clusters compares half as many: a coded row takes up to twice what an exact one takes, so the
# change from one layout to the other costs no time.
CODED_COST = 2
# Clusters are learnt anew when there are so many times more rows, or fewer, than they were learnt for, or
# when those added do not fit, by a sample of about this many.
GROWTH = 4
ADDED_SAMPLE = 4096
SEED = 20

Keys = Sequence[int] | Numbers


class VectorStore(Protocol):
    """Vectors under whole-number keys."""

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """File the rows of `vectors`, shape (len(keys), dimension), under `keys`.

        A key that is there already takes the new vector.
        """
        ...

    def search(self, vector: Vectors, k: int, among: Keys | None = None) -> list[tuple[int, float]]:
        """Return up to k (key, score), best first, of all vectors or of those filed under `among`."""
        ...

    def remove(self, keys: Keys) -> None:
        """Take out the vectors under `keys`; keys that are not there are passed over."""
        ...

    def vectors_of(self, keys: Keys) -> Vectors:
        """Return the vectors under `keys`, as exactly as they are kept; shape (len(keys), dimension).

        Raises:
            IndexDamaged: there is none under one of them.
        """
        ...

    def keys(self) -> Sequence[int]:
        """Return the key of every vector."""
        ...

    def __len__(self) -> int:
        """Count the vectors."""
        ...


class FaissVectors:
    """The vectors of one file, and those added since, which lie in a temporary file until they are saved.

    Searching is safe from many threads at once, but not beside a change. Unsaved vectors are compared
    exactly, however many they are.

    Args:
        dimension: numbers of a vector.
        exact_rows: see EXACT_ROWS.
        scratch: folder of the temporary file; None: the system's.
    """

    def __init__(self, dimension: int, exact_rows: int = EXACT_ROWS, scratch: Path | None = None) -> None:
        self.dimension = dimension
        self.exact_rows = exact_rows
        self._saved = _all_alive(ExactRows(as_keys([]), np.zeros((0, dimension), np.float32)))
        self._added = AddedRows(dimension, scratch)

    @classmethod
    def open(cls, path: Path, exact_rows: int = EXACT_ROWS, scratch: Path | None = None) -> FaissVectors:
        """Map the vectors of the file at `path`; changes stay in memory until they are saved.

        Raises:
            IndexDamaged: the file is not whole or not ours.
        """
        try:
            ours = is_file_of_arrays(path)
        except OSError as error:
            raise IndexDamaged(f"{path}: cannot be read ({error}). Build the index again.") from error
        if not ours:
            return cls._of_faiss_file(path, exact_rows, scratch)
        contents, arrays = open_arrays(path)
        try:
            layout: ExactRows | ClusteredRows
            if contents.layout == "clustered":
                layout = ClusteredRows(path, contents, arrays, exact_rows // CODED_COST)
                dimension = layout.clusters.dimension
            else:
                layout = ExactRows(arrays["keys"], arrays["vectors"])
                dimension = layout.vectors.shape[1]
        except (KeyError, IndexError, AssertionError, RuntimeError) as error:
            raise IndexDamaged(f"{path}: not a file of vectors. Build the index again.") from error
        opened = cls(dimension, exact_rows, scratch)
        opened._saved = _all_alive(layout)
        return opened

    @classmethod
    def _of_faiss_file(cls, path: Path, exact_rows: int, scratch: Path | None) -> FaissVectors:
        """Read FAISS's own file (IndexIDMap2 of IndexFlatIP), which older indexes have."""
        import faiss

        try:
            index: Any = faiss.read_index(str(path))
        except (RuntimeError, MemoryError) as error:
            raise IndexDamaged(f"{path}: FAISS cannot read it. Build the index again.") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise IndexDamaged(f"{path}: no vectors under keys, but {type(index).__name__}. Build it again.")
        read = cls(index.d, exact_rows, scratch)
        rows: Any = faiss.downcast_index(index.index)
        vectors = rows.reconstruct_n(0, index.ntotal).reshape(-1, index.d)
        read._saved = _all_alive(ExactRows(faiss.vector_to_array(index.id_map), vectors))
        return read

    def save(self, path: Path) -> None:
        """Write the vectors to `path`, in the layout that their number asks for, a block at a time.

        What stood there stays until the new file is whole. Clusters are kept while they suit the number of
        rows and fit those added; rows that stay in them are not coded again.
        """
        parts = [self._saved, self._added.rows]
        if len(self) <= self.exact_rows:
            write_exact(path, parts, self.dimension)
        else:
            write_clustered(path, parts, self._clusters(parts))

    def _clusters(self, parts: Sequence[LivingRows]) -> Clusters:
        layout, count = self._saved.layout, len(self)
        if isinstance(layout, ClusteredRows):
            trained_on = layout.clusters.trained_on
            suited = trained_on <= GROWTH * count and count <= GROWTH * trained_on
            if suited and self._fit(layout.clusters):
                return layout.clusters
        return train(sample_of(parts, sample_size(count)), count)

    def _fit(self, clusters: Clusters) -> bool:
        added = self._added.rows
        some = added.positions[:: 1 + len(added) // ADDED_SAMPLE]
        return not len(added) or clusters.fit(added.layout.rows(some))

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """See VectorStore.add."""
        if not len(keys):
            return
        if vectors.shape != (len(keys), self.dimension):
            raise IndexMismatch(
                f"Vectors of shape {vectors.shape} for {len(keys)} keys, where the index holds vectors of"
                f" {self.dimension} numbers. Use the embedder that built it, or build the index again."
            )
        new = as_keys(keys)
        last = last_of_each(new)
        self._saved = self._saved.without(new)
        self._added.append(new[last], vectors[last])

    def search(self, vector: Vectors, k: int, among: Keys | None = None) -> list[tuple[int, float]]:
        """See VectorStore.search."""
        if k < 1:
            return []
        query = np.ascontiguousarray(vector, np.float32).reshape(-1)
        kept = None if among is None else as_keys(among)
        found = [part.search(query, k, kept) for part in (self._saved, self._added.rows)]
        keys = np.concatenate([keys for keys, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        best = best_first(scores, k)
        return list(zip(keys[best].tolist(), scores[best].tolist(), strict=True))

    def remove(self, keys: Keys) -> None:
        """See VectorStore.remove."""
        self._saved = self._saved.without(as_keys(keys))
        self._added.remove(as_keys(keys))

    def vectors_of(self, keys: Keys) -> Vectors:
        """See VectorStore.vectors_of; from clusters they come as 8 bits a number have them."""
        wanted = as_keys(keys)
        vectors = np.zeros((len(wanted), self.dimension), np.float32)
        missing = np.ones(len(wanted), np.bool_)
        for part in (self._saved, self._added.rows):
            positions = part.find(wanted)
            vectors[positions >= 0] = part.layout.rows(positions[positions >= 0])
            missing &= positions < 0
        if missing.any():
            raise IndexDamaged(f"No vector under the key {wanted[missing][0]}. Build the index again.")
        return vectors

    def keys(self) -> list[int]:
        """See VectorStore.keys."""
        keys: list[int] = [*self._saved.keys.tolist(), *self._added.rows.keys.tolist()]
        return keys

    def __len__(self) -> int:
        """Count the vectors."""
        return len(self._saved) + len(self._added.rows)


class AddedRows:
    """Rows that grow at the end of a temporary file, so that millions of them take no memory."""

    def __init__(self, dimension: int, scratch: Path | None) -> None:
        self._dimension = dimension
        self._scratch = scratch
        self._file: Any = None
        self._keys: list[Numbers] = []
        self._count = 0
        self._highest = -1
        # None: rows came since it was made.
        self._rows: LivingRows | None = None
        self._alive = np.zeros(0, np.bool_)

    @property
    def rows(self) -> LivingRows:
        """The rows, for searching."""
        if self._rows is None:
            keys = np.concatenate([as_keys([]), *self._keys])
            vectors: Vectors = np.zeros((0, self._dimension), np.float32)
            if self._count:
                vectors = np.asarray(
                    np.memmap(self._file, np.float32, "r", shape=(self._count, self._dimension))
                )
            alive = np.ones(self._count, np.bool_)
            alive[: len(self._alive)] = self._alive
            self._keys, self._alive = [keys], alive
            self._rows = LivingRows(ExactRows(keys, vectors), alive)
        return self._rows

    def append(self, keys: Numbers, vectors: Vectors) -> None:
        """Add rows; those that were under the same keys are gone."""
        if keys.min() <= self._highest:
            self.remove(keys)
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._scratch)  # noqa: SIM115 - lives as long as the rows
            weakref.finalize(self, self._file.close)
        self._file.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        self._file.flush()
        self._keys.append(keys)
        self._count += len(keys)
        self._highest = max(self._highest, int(keys.max()))
        self._rows = None

    def remove(self, keys: Numbers) -> None:
        """Take out rows."""
        self._rows = self.rows.without(keys)
        self._alive = self._rows.alive


def write_exact(path: Path, parts: Sequence[LivingRows], dimension: int) -> None:
    """Write the rows of `parts` as they are to `path`."""
    count = sum(map(len, parts))
    with arrays_to_fill(
        path, "exact", {"keys": ("<i8", (count,)), "vectors": ("<f4", (count, dimension))}
    ) as to:
        to["keys"][...] = np.concatenate([part.keys for part in parts])
        done = 0
        for part, positions in blocks(parts):
            to["vectors"][done : done + len(positions)] = part.layout.rows(positions)
            done += len(positions)


def sample_of(parts: Sequence[LivingRows], count: int) -> Vectors:
    """Return `count` of the rows of `parts`, always the same."""
    ends = np.cumsum([len(part) for part in parts])
    chosen = np.sort(np.random.default_rng(SEED).choice(ends[-1], count, replace=False))
    shares = np.split(chosen, np.searchsorted(chosen, ends[:-1]))
    starts = ends - [len(part) for part in parts]
    return np.concatenate(
        [
            part.layout.rows(part.positions[share - start])
            for part, share, start in zip(parts, shares, starts, strict=True)
        ]
    )


def _all_alive(layout: ExactRows | ClusteredRows) -> LivingRows:
    return LivingRows(layout, np.ones(len(layout.keys), np.bool_))
