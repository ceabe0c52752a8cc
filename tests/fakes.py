"""Stand-ins that enter by the public seams."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class HashingEmbedder:
    """An `index.embedder.Embedder` without weights: texts that share words and letter triples are near.

    Each word and each of its letter triples adds 1 to one of 64 numbers chosen by its crc32; the row is
    then given length 1. The same text gives the same row on every machine.
    """

    fingerprint = "hashing-64"
    dimension = 64

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.embed_query(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        row = np.zeros(self.dimension, np.float32)
        for word in text.casefold().split() or [""]:
            edged = f"^{word}$"
            for gram in (word, *(edged[i : i + 3] for i in range(len(edged) - 2))):
                row[crc32(gram.encode("utf-8", "surrogatepass")) % self.dimension] += 1
        return row / np.linalg.norm(row)
