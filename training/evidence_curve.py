"""Questions kept apart -> how likely a sentence is to answer, by its score.

The questions are those of `training.examples`; of each the best sentence counts, and whether it is one that
answers. Where nothing answers, it is none.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.ranker import Candidate, CrossEncoderRanker, Ranker
from qa.evidence import LOOKED_AT, SIGNS
from training.rows import read_rows

BOUNDS = [step / 20 for step in range(1, 11)]


def best_sentences(
    ranker: Ranker, examples: Iterable[Mapping[str, Any]]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the score of each question's best sentence and whether it answers, shape (questions,) each."""
    scores, right = [], []
    for example in examples:
        candidates = example["candidates"][:LOOKED_AT]
        if not candidates:
            continue
        looks = [Candidate(row["title"], row["before"], row["text"]) for row in candidates]
        signs = np.array([row["signs"] for row in candidates])
        own = np.array(ranker.score(example["question"], looks)) + SIGNS * signs
        best = int(own.argmax())
        scores.append(own[best])
        right.append(bool(candidates[best]["answers"]))
    return np.array(scores), np.array(right)


def fit(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> Iterator[str]:
    """Say the curve, how well the score ranks, and what each bound leaves below it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    column = scores[:, None]
    curve = LogisticRegression(C=10).fit(column, right)
    yield (
        f"{len(scores)} best sentences, {right.sum()} answer; AUC {roc_auc_score(right, scores):.3f}, "
        f"slope {curve.coef_[0, 0]:.3f}, intercept {curve.intercept_[0]:.3f}"
    )
    chance = curve.predict_proba(column)[:, 1]
    for bound in BOUNDS:
        below = chance < bound
        yield f"below {bound:.2f}: {right[below].sum()} that answer, {(~right[below]).sum()} others"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the examples, rank, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m training.evidence_curve", description=__doc__)
    parser.add_argument("examples", type=Path, nargs="+")
    parsed = parser.parse_args(arguments)
    for line in fit(*best_sentences(CrossEncoderRanker(), read_rows(*parsed.examples))):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
