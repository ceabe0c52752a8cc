"""Clusters of vectors, and vectors in 8 bits a number: what a clustered layout learns from a sample."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store.vector_file import Arrays
from index.store.vector_rows import Numbers, Vectors

# Clusters for n rows: this many times the root of n. On the passages of a French news archive (25,259 of
# e5, 5% of them compared) recall@10 is .904 at once the root, .941 at twice, .964 at four times.
CLUSTERS_A_ROOT = 4
SAMPLE_A_CLUSTER = 48
ROUNDS = 8
SEED = 20

Codes = NDArray[np.uint8]

# Share of the numbers of new vectors that may lie out of range. On a French news archive .0001 do where the
# sample was of the same articles and .001 where it was of the first two fifths; on topics made up that the
# sample lacked, .07 to .11.
OUTSIDE = 0.01
ROUNDING = 1e-6

# What `arrays` gives, in a file.
TRAINED = ("centroids", "ranges", "trained_on")


class Clusters:
    """Centroids, and the range of each number's residual (the vector less its centroid).

    A residual's number is written in 8 bits between the least and the greatest of the sample (FAISS:
    IndexIVFScalarQuantizer, QT_8bit, by residual). Inner products come out right to about .0003.
    """

    def __init__(self, centroids: Vectors, ranges: Vectors, trained_on: int) -> None:
        import faiss

        self.centroids = np.array(centroids, np.float32)
        self.ranges = np.array(ranges, np.float32)
        self.trained_on = trained_on
        count, dimension = centroids.shape
        self._nearest: Any = faiss.IndexFlatIP(dimension)
        self._nearest.add(self.centroids)
        # Its lists are empty: whoever searches gives it some.
        self.faiss_index: Any = faiss.IndexIVFScalarQuantizer(
            self._nearest, dimension, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(self.ranges, self.faiss_index.sq.trained)
        self.faiss_index.is_trained = True

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return len(self.centroids)

    @property
    def dimension(self) -> int:
        """Numbers of a vector."""
        return int(self.centroids.shape[1])

    @property
    def code_size(self) -> int:
        """Bytes of one coded vector."""
        return int(self.faiss_index.code_size)

    @property
    def arrays(self) -> Arrays:
        """What `of_arrays` makes the same clusters of."""
        trained_on = np.array([self.trained_on], np.int64)
        return dict(zip(TRAINED, (self.centroids, self.ranges, trained_on), strict=True))

    @classmethod
    def of_arrays(cls, arrays: Arrays) -> Clusters:
        """Make the clusters that gave `arrays`."""
        return cls(arrays["centroids"], arrays["ranges"], int(arrays["trained_on"][0]))

    def assign(self, vectors: Vectors) -> Numbers:
        """Return the cluster of each vector: the centroid of the highest inner product."""
        _, found = self._nearest.search(np.ascontiguousarray(vectors), 1)
        return np.asarray(found[:, 0], np.int64)

    def fit(self, vectors: Vectors) -> bool:
        """Tell whether 8 bits hold these vectors as they hold those of the sample.

        Articles on what the archive did not speak of before lie far from all centroids, and what is out of
        range is cut off: half a new archive added to an old one left recall@10 at .66.
        """
        residuals = vectors - self.centroids[self.assign(vectors)]
        lowest, widths = self.ranges.reshape(2, -1)
        outside = np.abs(residuals - lowest - widths / 2) > widths / 2 + ROUNDING
        return bool(outside.mean() <= OUTSIDE)

    def encode(self, vectors: Vectors, clusters: Numbers) -> Codes:
        """Return the codes of vectors of these clusters, shape (count, code_size)."""
        return np.asarray(self.faiss_index.sq.compute_codes(vectors - self.centroids[clusters]))

    def decode(self, codes: Codes, clusters: Numbers) -> Vectors:
        """Return the vectors that codes of these clusters stand for."""
        return self.residuals(codes) + self.centroids[clusters]

    def residuals(self, codes: Codes) -> Vectors:
        """Return what the vectors of these codes have beyond their centroids."""
        return np.asarray(self.faiss_index.sq.decode(codes), np.float32)


def cluster_count(rows: int) -> int:
    """Return how many clusters suit `rows` rows.

    >>> cluster_count(1_000_000)
    4000
    """
    return max(1, int(CLUSTERS_A_ROOT * math.sqrt(rows)))


def sample_size(rows: int) -> int:
    """Return how many of `rows` rows to train on.

    >>> sample_size(1_000_000)
    192000
    """
    return min(rows, SAMPLE_A_CLUSTER * cluster_count(rows))


def train(sample: Vectors, rows: int) -> Clusters:
    """Learn clusters for `rows` unit vectors from some of them (spherical k-means, always the same seed)."""
    import faiss

    count, dimension = min(cluster_count(rows), len(sample)), sample.shape[1]
    means: Any = faiss.Kmeans(
        dimension,
        count,
        niter=ROUNDS,
        seed=SEED,
        spherical=True,
        min_points_per_centroid=1,
        max_points_per_centroid=len(sample),
    )
    means.train(sample)
    centroids = np.asarray(means.centroids, np.float32)
    nearest: Any = faiss.IndexFlatIP(dimension)
    nearest.add(centroids)
    clusters = nearest.search(sample, 1)[1][:, 0]
    numbers: Any = faiss.ScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit)
    numbers.train(sample - centroids[clusters])
    return Clusters(centroids, faiss.vector_to_array(numbers.trained), rows)
