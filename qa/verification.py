"""The chat model's words -> the sentences that the evidence verifies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.embedder import Embedder
from index.text.numbers import find_numbers
from qa.citations import check_drafts, read_drafts
from qa.completeness import answers
from qa.nearness import near_evidence
from qa.records import Evidence, Sentence
from qa.refusal import is_refusal

_IN_TWO = re.compile(r"(?<![\d.,])([1-9]\d{0,2}), (\d{3})(?![\d,]|\.\d)")


def verified_sentences(
    asked: str, language: str, evidence: Sequence[Evidence], written: str, embedder: Embedder
) -> list[Sentence]:
    """Return the sentences that are verified, if one of them says what was asked; none is a refusal.

    Raises:
        ModelError: the embedder's weights cannot be had.
    """
    if is_refusal(written, evidence):
        return []
    drafts = [draft._replace(text=with_figures_whole(draft.text, evidence)) for draft in read_drafts(written)]
    near = near_evidence(asked, [draft.text for draft in drafts], language, evidence, embedder)
    checked = [
        sentence
        for sentence in check_drafts(drafts, evidence, asked, lambda i, j: bool(near[i, j]))
        if sentence.verified
    ]
    return checked if any(answers(sentence.text, asked, language) for sentence in checked) else []


def with_figures_whole(text: str, evidence: Sequence[Evidence]) -> str:
    """Return `text` with "7, 800" as "7,800" where the evidence has that figure.

    So a small model copies the "7 800" of French into English. "On May 7, 800 left" stays what it is.
    """

    def whole(two: re.Match[str]) -> str:
        value = int(two[1] + two[2])
        is_held = any(value == number.value for item in evidence for number in find_numbers(item.text))
        return f"{two[1]},{two[2]}" if is_held else two[0]

    return _IN_TWO.sub(whole, text)
