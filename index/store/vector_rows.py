"""Rows of vectors under keys, and the exact way to lay them out: as they are, all of them compared.

A row has a position, from 0, and a key. Layouts speak of positions; `LivingRows` speaks of keys and knows
which rows were taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

# A row copied out costs about this many times what it costs where it lies: 2.5 ms for 10,000 rows of 384 out
# of 100,000, 10 ms for all of them in place.
COPYING = 3
# A table of keys has at most so many times as many places as there are rows.
CLOSE = 8


class RowLayout(Protocol):
    """Rows that lie somewhere; none is ever changed."""

    keys: Numbers

    @property
    def places(self) -> Places:
        """Where each key's row is."""
        ...

    def search(self, vector: Vectors, k: int, among: Numbers | None) -> tuple[Numbers, Vectors]:
        """Return positions and scores of up to k rows, of all or of the positions `among` (ascending)."""
        ...

    def rows(self, positions: Numbers) -> Vectors:
        """Return the vectors at `positions`, shape (len(positions), dimension)."""
        ...


class ExactRows:
    """Vectors as they were given, shape (count, dimension), in memory or mapped."""

    def __init__(self, keys: Numbers, vectors: Vectors) -> None:
        self.keys = keys
        self.vectors = vectors

    @cached_property
    def places(self) -> Places:
        """See RowLayout.places."""
        return Places(self.keys)

    def search(self, vector: Vectors, k: int, among: Numbers | None) -> tuple[Numbers, Vectors]:
        """See RowLayout.search. Every row is compared."""
        if among is None:
            among = np.arange(len(self.keys))
            scores = self.vectors @ vector
        elif COPYING * len(among) < len(self.keys):
            scores = self.vectors[among] @ vector
        else:
            scores = (self.vectors @ vector)[among]
        best = best_first(scores, k)
        return among[best], scores[best]

    def rows(self, positions: Numbers) -> Vectors:
        """See RowLayout.rows."""
        return np.asarray(self.vectors[positions])


class LivingRows:
    """The rows of a layout without those taken out."""

    def __init__(self, layout: RowLayout, alive: Mask) -> None:
        self.layout = layout
        self.alive = alive

    def __len__(self) -> int:
        """Count the rows not taken out."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def _positions(self) -> Numbers | None:
        return None if self.alive.all() else np.flatnonzero(self.alive)

    @property
    def positions(self) -> Numbers:
        """The positions of the rows not taken out, ascending."""
        return np.arange(len(self.alive)) if self._positions is None else self._positions

    @property
    def keys(self) -> Numbers:
        """The keys of the rows not taken out, by position."""
        return self.layout.keys if self._positions is None else self.layout.keys[self._positions]

    def find(self, keys: Numbers) -> Numbers:
        """Return the position of each key, -1 where there is none or it was taken out."""
        positions = self.layout.places.of(keys)
        positions[positions >= 0] = np.where(
            self.alive[positions[positions >= 0]], positions[positions >= 0], -1
        )
        return positions

    def search(self, vector: Vectors, k: int, among: Numbers | None) -> tuple[Numbers, Vectors]:
        """Return keys and scores of up to k rows, of all or of those under the keys `among`."""
        if among is None:
            chosen = self._positions
        else:
            found = self.find(among)
            kept = np.zeros(len(self.alive), np.bool_)
            kept[found[found >= 0]] = True
            chosen = np.flatnonzero(kept)
        if not len(self.alive if chosen is None else chosen):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        positions, scores = self.layout.search(vector, k, chosen)
        return self.layout.keys[positions], scores

    def without(self, keys: Numbers) -> LivingRows:
        """Return the rows without those under `keys`."""
        positions = self.find(keys)
        if not (positions >= 0).any():
            return self
        alive = self.alive.copy()
        alive[positions[positions >= 0]] = False
        return LivingRows(self.layout, alive)


class Places:
    """Where each key's row is.

    Keys that lie close together, as a catalogue's do, are looked up in a table: 100,000 of a million take
    1 ms, where looking for them in a sorted list takes 40.
    """

    def __init__(self, keys: Numbers) -> None:
        lowest, highest = (int(keys.min()), int(keys.max())) if len(keys) else (0, -1)
        self._lowest, self._highest = lowest, highest
        self._is_table = highest - lowest < CLOSE * len(keys)
        if self._is_table:
            self._positions = np.full(highest - lowest + 1, -1)
            self._positions[keys - lowest] = np.arange(len(keys))
        else:
            self._positions = np.argsort(keys)
            self._keys = keys[self._positions]

    def of(self, keys: Numbers) -> Numbers:
        """Return the position of each key, -1 where there is none.

        >>> Places(np.array([7, 5, 8])).of(np.array([8, 6, 7, 2**40])).tolist()
        [2, -1, 0, -1]
        """
        inside = (keys >= self._lowest) & (keys <= self._highest)
        if not inside.any():
            return np.full(len(keys), -1)
        within = np.clip(keys, self._lowest, self._highest)
        if self._is_table:
            return np.where(inside, self._positions[within - self._lowest], -1)
        places = np.searchsorted(self._keys, within)
        return np.where(self._keys[places] == keys, self._positions[places], -1)


def best_first(scores: Vectors, k: int) -> Numbers:
    """Return where the k highest scores are, highest first; of equals the earlier first.

    >>> best_first(np.array([1, 3, 2, 3], np.float32), 3).tolist()
    [1, 3, 2]
    """
    best = np.arange(len(scores))
    if k < len(scores):
        best = np.sort(np.argpartition(-scores, k - 1)[:k])
    return best[np.argsort(-scores[best], kind="stable")]


def as_keys(keys: Sequence[int] | Numbers) -> Numbers:
    """Return keys as an array."""
    return np.asarray(keys, np.int64).reshape(-1)


def last_of_each(keys: Numbers) -> Numbers:
    """Return where each key stands for the last time, ascending.

    >>> last_of_each(np.array([7, 9, 7])).tolist()
    [1, 2]
    """
    if (np.diff(keys) > 0).all():
        return np.arange(len(keys))
    _, from_the_end = np.unique(keys[::-1], return_index=True)
    return np.sort(len(keys) - 1 - from_the_end)
