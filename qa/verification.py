"""The chat model's words -> the sentences that the evidence verifies."""

from __future__ import annotations

from collections.abc import Sequence

from index.embedder import Embedder
from qa.citations import check_drafts, read_drafts
from qa.completeness import answers
from qa.nearness import near_evidence
from qa.records import Evidence, Sentence
from qa.refusal import is_refusal


def verified_sentences(
    asked: str, language: str, evidence: Sequence[Evidence], written: str, embedder: Embedder
) -> list[Sentence]:
    """Return the sentences that are verified, if one of them says what was asked; none is a refusal.

    Raises:
        ModelError: the embedder's weights cannot be had.
    """
    if is_refusal(written, evidence):
        return []
    drafts = read_drafts(written)
    near = near_evidence(asked, [draft.text for draft in drafts], language, evidence, embedder)
    checked = [
        sentence
        for sentence in check_drafts(drafts, evidence, asked, lambda i, j: bool(near[i, j]))
        if sentence.verified
    ]
    return checked if any(answers(sentence.text, asked, language) for sentence in checked) else []
