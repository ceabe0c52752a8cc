"""An embedder that embeds no text twice: what it did is in a journal, which outlives the process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder
from index.store.journal import Journal, text_digest


class ResumingEmbedder:
    """An `Embedder` that looks each passage up in a journal first, and files there what it embeds.

    `embedded` and `reused` count the texts of each kind.
    """

    def __init__(self, embedder: Embedder, journal: Journal) -> None:
        self._embedder = embedder
        self.journal = journal
        self.embedded = 0
        self.reused = 0

    @property
    def fingerprint(self) -> str:
        """See Embedder."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """See Embedder."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder; a text that stands in the journal, or twice in `texts`, is not embedded again."""
        digests = [text_digest(text) for text in texts]
        known = {digest: self.journal.find(digest) for digest in digests}
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if known[digest] is None}
        if missing:
            made = self._embedder.embed_passages(list(missing.values()))
            self.journal.append(list(missing), made)
            known.update(zip(missing, made, strict=True))
        self.embedded += len(missing)
        self.reused += len(texts) - len(missing)
        return np.array([known[digest] for digest in digests], np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """See Embedder."""
        return self._embedder.embed_query(text)
