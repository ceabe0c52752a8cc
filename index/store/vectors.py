"""Vectors on disk: FAISS behind two verbs. Scores are inner products of unit vectors, higher is better."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged

Vectors = NDArray[np.float32]


class VectorStore(Protocol):
    """Vectors under whole-number keys."""

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """File the rows of `vectors`, shape (len(keys), dimension), under `keys`."""
        ...

    def search(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """Return up to k (key, score), best first, of all vectors or of those filed under `among`."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Take out the vectors under `keys`; keys that are not there are passed over."""
        ...

    def __len__(self) -> int:
        """Count the vectors."""
        ...


class FaissVectors:
    """Exact search over all vectors (IndexFlatIP) under the catalogue's keys."""

    def __init__(self, dimension: int, index: Any = None) -> None:
        import faiss

        self._faiss = faiss
        self.dimension = dimension
        self._index = index if index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    @classmethod
    def open(cls, path: Path) -> FaissVectors:
        """Read the vectors from `path`.

        Raises:
            IndexDamaged: the file is not whole or not ours.
        """
        import faiss

        try:
            index = faiss.read_index(str(path))
        except (RuntimeError, MemoryError) as error:
            raise IndexDamaged(f"{path}: FAISS cannot read it. Build the index again.") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise IndexDamaged(f"{path}: no vectors under keys, but {type(index).__name__}. Build it again.")
        return cls(index.d, index)

    def save(self, path: Path) -> None:
        """Write the vectors to `path`."""
        self._faiss.write_index(self._index, str(path))

    def add(self, keys: Sequence[int], vectors: Vectors) -> None:
        """See VectorStore.add."""
        if len(keys):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.asarray(keys, np.int64))

    def search(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """See VectorStore.search."""
        if k < 1 or not len(self) or (among is not None and not len(among)):
            return []
        parameters = None
        if among is not None:
            keep = np.asarray(among, np.int64)
            selector = self._faiss.IDSelectorBatch(keep)
            parameters = self._faiss.SearchParameters(sel=selector)  # type: ignore[call-arg] # faiss adds it
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        scores, keys = self._index.search(query, min(k, len(self)), params=parameters)
        found = zip(keys[0].tolist(), scores[0].tolist(), strict=True)
        return [(key, score) for key, score in found if key >= 0]

    def remove(self, keys: Sequence[int]) -> None:
        """See VectorStore.remove."""
        self._index.remove_ids(self._faiss.IDSelectorBatch(np.asarray(keys, np.int64)))

    def vectors_of(self, keys: Sequence[int]) -> Vectors:
        """Return the vectors under `keys`, shape (len(keys), dimension)."""
        if not len(keys):
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([self._index.reconstruct(int(key)) for key in keys])

    def keys(self) -> list[int]:
        """Return the key of every vector."""
        keys: list[int] = self._faiss.vector_to_array(self._index.id_map).tolist()
        return keys

    def __len__(self) -> int:
        """Count the vectors."""
        return int(self._index.ntotal)
