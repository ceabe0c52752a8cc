from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.resuming import ResumingEmbedder
from index.store.journal import Journal
from tests.fakes import HashingEmbedder


class Listing(HashingEmbedder):
    """Keeps the texts of each call."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        return super().embed_passages(texts)


def test_a_text_is_embedded_once_and_its_vector_is_the_embedder_s(tmp_path: Path) -> None:
    plain = HashingEmbedder()
    asked = [["un", "deux", "un"], ["deux"], ["trois", "deux"]]
    listing = Listing()
    for texts in asked:
        # A journal of its own for each call, as after a kill.
        with closing(Journal(tmp_path / "journal", plain.fingerprint)) as journal:
            given = ResumingEmbedder(listing, journal).embed_passages(texts)
        np.testing.assert_array_equal(given, plain.embed_passages(texts))
    assert listing.calls == [["un", "deux"], ["trois"]]


def test_it_counts_what_it_embedded_and_passes_the_rest_on(tmp_path: Path) -> None:
    plain = HashingEmbedder()
    with closing(Journal(tmp_path / "journal", plain.fingerprint)) as journal:
        resumed = ResumingEmbedder(plain, journal)
        resumed.embed_passages(["un", "deux", "un"])
        resumed.embed_passages(["deux"])
    assert (resumed.embedded, resumed.reused) == (2, 2)
    assert (resumed.fingerprint, resumed.dimension) == (plain.fingerprint, plain.dimension)
    np.testing.assert_array_equal(resumed.embed_query("un"), plain.embed_query("un"))
