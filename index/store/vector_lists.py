"""Vectors in clusters on disk: a search compares those of the clusters nearest to the query.

Rows lie cluster by cluster; a row's position is its place in that order. The array `lists` holds, for each
cluster, the codes of its rows and then their positions as 8-byte numbers: what FAISS's inverted lists on disk
expect, so that it scans them where they are mapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from index.errors import IndexDamaged
from index.store.vector_clusters import Clusters
from index.store.vector_file import Arrays, Contents, Number, arrays_to_fill
from index.store.vector_rows import LivingRows, Numbers, Places, Vectors, best_first

POSITION_SIZE = 8
# Rows read, assigned and coded at a time: 25 MB of 384 numbers each.
BLOCK = 16_384
# FAISS spends .02 us to pass over a row and .1 us more to compare it, copying one out and comparing it .35 us
# (384 numbers): where fewer than one in so many are kept, they are copied out.
SCATTERED = 12
COMPARED_AT_ONCE = 2048


class ClusteredRows:
    """Rows of the file at `path`, which FAISS maps; `compared` is about how many of them a search compares.

    A search goes through the clusters from the nearest on, until they hold `compared` of the rows it may
    return. So a filter that keeps no more than that is answered by all of its rows, however they lie, and one
    that keeps more by as many as a search without a filter compares.
    """

    def __init__(self, path: Path, contents: Contents, arrays: Arrays, compared: int) -> None:
        self.clusters = Clusters.of_arrays(arrays)
        self.keys: Numbers = arrays["keys"]
        self.compared = compared
        self._lists: NDArray[np.uint8] = arrays["lists"]
        # Row numbers at which the clusters begin, and one past the last.
        self._sizes: Numbers = arrays["sizes"]
        self._bounds = np.concatenate([[0], np.cumsum(self._sizes)])
        rows_size = self.clusters.code_size + POSITION_SIZE
        if len(self.keys) != self._bounds[-1] or len(self._lists) != len(self.keys) * rows_size:
            raise IndexDamaged(f"{path}: its clusters do not fit its keys. Build the index again.")
        self._inverted = self._mapped_lists(path, contents)
        self._index = self.clusters.faiss_index
        self._index.replace_invlists(self._inverted)
        self._index.ntotal = len(self.keys)

    def _mapped_lists(self, path: Path, contents: Contents) -> Any:
        import faiss

        lists: Any = faiss.OnDiskInvertedLists()
        lists.nlist, lists.code_size = self.clusters.count, self.clusters.code_size
        lists.filename, lists.totsize, lists.read_only = str(path), contents.size, True
        # Reading ahead starts threads at every search; the system reads ahead as well.
        lists.prefetch_nthread = 0
        start = contents.sections["lists"].offset
        row_size = self.clusters.code_size + POSITION_SIZE
        one: Any = faiss.OnDiskOneList()
        for first, size in zip(self._bounds.tolist(), self._sizes.tolist(), strict=False):
            one.size = one.capacity = size
            one.offset = start + first * row_size
            lists.lists.push_back(one)
        lists.do_mmap()
        return lists

    @cached_property
    def places(self) -> Places:
        """See RowLayout.places."""
        return Places(self.keys)

    def search(self, vector: Vectors, k: int, among: Numbers | None) -> tuple[Numbers, Vectors]:
        """See RowLayout.search."""
        query = np.ascontiguousarray(vector, np.float32)
        similarity = self.clusters.centroids @ query
        held = np.diff(self._bounds if among is None else np.searchsorted(among, self._bounds))
        probed = np.argsort(-similarity)
        probed = probed[held[probed] > 0]
        probed = probed[: int(np.searchsorted(np.cumsum(held[probed]), self.compared)) + 1]
        if among is not None and SCATTERED * held[probed].sum() < self._sizes[probed].sum():
            return self._compare(query, k, among, similarity, probed)
        return self._scan(query, min(k, int(held[probed].sum())), among, similarity, probed)

    def _compare(
        self, query: Vectors, k: int, among: Numbers, similarity: Vectors, probed: Numbers
    ) -> tuple[Numbers, Vectors]:
        """Compare only the rows `among` that are in the clusters probed, copied out."""
        is_probed = np.zeros(self.clusters.count, np.bool_)
        is_probed[probed] = True
        clusters = self.clusters_at(among)
        positions, clusters = among[is_probed[clusters]], clusters[is_probed[clusters]]
        codes = self.codes_at(positions, clusters)
        scores = similarity[clusters]
        # A few at a time, so that the decoded ones stay in the processor's cache.
        for start in range(0, len(codes), COMPARED_AT_ONCE):
            some = slice(start, start + COMPARED_AT_ONCE)
            scores[some] += self.clusters.residuals(codes[some]) @ query
        best = best_first(scores, k)
        return positions[best], scores[best]

    def _scan(
        self, query: Vectors, k: int, among: Numbers | None, similarity: Vectors, probed: Numbers
    ) -> tuple[Numbers, Vectors]:
        """Let FAISS go through the clusters probed and pass over the rows that are not `among`."""
        import faiss

        pointer: Any = faiss.swig_ptr
        wanted: Any = faiss.SearchParametersIVF()
        wanted.nprobe = len(probed)
        if among is not None:
            kept = np.zeros(len(self.keys), np.bool_)
            kept[among] = True
            make_selector: Any = faiss.IDSelectorBitmap
            selector = make_selector(np.packbits(kept, bitorder="little"))
            wanted.sel = selector
        probed, near = np.ascontiguousarray(probed, np.int64), np.ascontiguousarray(similarity[probed])
        scores, positions = np.empty(k, np.float32), np.empty(k, np.int64)
        pointers = [pointer(array) for array in (probed, near, scores, positions)]
        self._index.search_preassigned_c(1, pointer(query), k, *pointers, False, wanted)  # noqa: FBT003 - C++
        return positions, scores

    def rows(self, positions: Numbers) -> Vectors:
        """See RowLayout.rows: as the codes have them."""
        if not len(positions):
            return np.zeros((0, self.clusters.centroids.shape[1]), np.float32)
        clusters = self.clusters_at(positions)
        return self.clusters.decode(self.codes_at(positions, clusters), clusters)

    def clusters_at(self, positions: Numbers) -> Numbers:
        """Return the cluster of each row."""
        return np.searchsorted(self._bounds, positions, side="right") - 1

    def codes_at(self, positions: Numbers, clusters: Numbers) -> NDArray[np.uint8]:
        """Return the codes of the rows, whose clusters these are."""
        code_size = self.clusters.code_size
        places = _code_places(positions, clusters, self._bounds, code_size)
        return np.asarray(sliding_window_view(self._lists, code_size)[places])


def write_clustered(path: Path, parts: Sequence[LivingRows], clusters: Clusters) -> None:
    """Write the rows of `parts` in these clusters to `path`, a block at a time."""
    assigned = np.concatenate([_clusters_of(clusters, part, at) for part, at in blocks(parts)])
    order = np.argsort(assigned, kind="stable")
    placed = np.empty_like(order)
    placed[order] = np.arange(len(order))
    keys = np.concatenate([part.keys for part in parts])[order]
    sizes = np.bincount(assigned, minlength=clusters.count).astype(np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    smaller = clusters.arrays | {"sizes": sizes, "keys": keys}
    numbers: dict[str, Number] = {"f": "<f4", "i": "<i8"}
    shapes: dict[str, tuple[Number, tuple[int, ...]]] = {
        name: (numbers[array.dtype.kind], array.shape) for name, array in smaller.items()
    }
    shapes["lists"] = ("|u1", (len(keys) * (clusters.code_size + POSITION_SIZE),))
    with arrays_to_fill(path, "clustered", shapes) as arrays:
        for name, array in smaller.items():
            arrays[name][...] = array
        lists = arrays["lists"]
        codes = sliding_window_view(lists, clusters.code_size, writeable=True)
        positions = sliding_window_view(lists, POSITION_SIZE, writeable=True)
        done = 0
        for part, at in blocks(parts):
            rows = slice(done, done + len(at))
            done = rows.stop
            ours, here = assigned[rows], placed[rows]
            codes[_code_places(here, ours, bounds, clusters.code_size)] = _codes_of(clusters, part, at, ours)
            # Behind the codes of the cluster, which end where those of the next would begin.
            places = bounds[ours + 1] * clusters.code_size + here * POSITION_SIZE
            positions[places] = here.astype("<i8")[:, None].view(np.uint8)


def blocks(parts: Sequence[LivingRows]) -> Iterator[tuple[LivingRows, Numbers]]:
    """Give the rows of `parts`: part and positions, a block at a time."""
    for part in parts:
        positions = part.positions
        for start in range(0, len(positions), BLOCK):
            yield part, positions[start : start + BLOCK]


def _clusters_of(clusters: Clusters, part: LivingRows, positions: Numbers) -> Numbers:
    layout = part.layout
    if isinstance(layout, ClusteredRows) and layout.clusters is clusters:
        return layout.clusters_at(positions)
    return clusters.assign(layout.rows(positions))


def _codes_of(
    clusters: Clusters, part: LivingRows, positions: Numbers, assigned: Numbers
) -> NDArray[np.uint8]:
    layout = part.layout
    if isinstance(layout, ClusteredRows) and layout.clusters is clusters:
        return layout.codes_at(positions, assigned)
    return clusters.encode(layout.rows(positions), assigned)


def _code_places(positions: Numbers, clusters: Numbers, bounds: Numbers, code_size: int) -> Numbers:
    """Return the first byte of each row's codes; codes and positions of the clusters before it lie before."""
    return positions * code_size + bounds[clusters] * POSITION_SIZE
