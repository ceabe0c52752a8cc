"""Answers without a chat model: the best sentences of the evidence, quoted."""

from __future__ import annotations

from collections.abc import Sequence

from qa.records import Evidence, Sentence

QUOTED = 2


def quote_best(evidence: Sequence[Evidence], most: int = QUOTED) -> list[Sentence]:
    """Return the `most` best evidence sentences, best first, as sentences that cite themselves."""
    best = sorted(evidence, key=lambda item: -item.score)[:most]
    return [
        Sentence(text=f"« {' '.join(item.text.split())} »", citations=(item.number,), verified=True)
        for item in best
    ]
