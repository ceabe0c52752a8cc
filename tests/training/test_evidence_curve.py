from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.ranker import Candidate
from training.evidence_curve import best_sentences, fit


class LengthRanker:
    """Ranks by the length of the sentence."""

    def score(self, question: str, candidates: Sequence[Candidate]) -> list[float]:
        return [float(len(candidate.text)) for candidate in candidates]


def row(text: str, signs: float, *, answers: bool) -> dict[str, Any]:
    return {"title": "", "before": "", "text": text, "signs": signs, "answers": answers}


def test_the_best_sentence_is_the_ranker_s_with_the_cheap_signs_and_may_not_answer() -> None:
    examples: list[dict[str, Any]] = [
        {"question": "?", "candidates": [row("aa", 0, answers=True), row("aaaa", 0, answers=False)]},
        {"question": "?", "candidates": [row("aa", 1, answers=True), row("aaaa", 0, answers=False)]},
        {"question": "?", "candidates": []},
    ]
    scores, right = best_sentences(LengthRanker(), examples)
    assert scores.tolist() == [4.0, 6.0]
    assert right.tolist() == [False, True]


def test_the_curve_rises_with_the_score_and_each_bound_tells_what_lies_below_it() -> None:
    draw = np.random.default_rng(1)
    scores = draw.normal(size=4000)
    right = draw.random(4000) < 1 / (1 + np.exp(-(2 * scores - 0.5)))
    first, *bounds = fit(scores, right)
    assert "slope 2." in first or "slope 1.9" in first
    assert "intercept -0.5" in first or "intercept -0.4" in first
    counts = [int(line.split(": ")[1].split()[0]) for line in bounds]
    assert counts == sorted(counts)
    assert bounds[-1].startswith("below 0.50: ")
