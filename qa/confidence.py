"""How sure an answer is, before anybody has looked: from how well its best evidence answers the question.

The logistic curve is fitted on 65 answers of the local chat model to questions of AfriQA, PIAF and CLAPNQ
that no figure is reported on (see training/README.md), an eighth of them without an answer in their archive.
Of five signs tried there, the best evidence's score alone ranked right answers above wrong ones best (AUC
.72); the cited evidence's score, the share of the question's words in it and the ranker's opinion of the
answer itself added nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.embedder import Embedder, is_default
from qa.records import Evidence

SLOPE, INTERCEPT = 0.398, -3.067
# Of 30 refusals on the same questions, so many had an answer in the archive after all.
REFUSED_THOUGH_ANSWERABLE = 0.33


# What is said where nothing is known: with another embedder, and so another ranker.
UNKNOWN = 0.5


def confidence_of(evidence: Sequence[Evidence], embedder: Embedder, *, refused: bool) -> float:
    """Return the estimated chance that an answer from `evidence` is right, 0 to 1; without evidence 0.

    Of what the chat model or the checks have refused: the chance that an answer would have been right. The
    curve holds for the default embedder and its ranker; with another one every answer is as likely as not.
    """
    if not evidence:
        return 0.0
    best = max(item.score for item in evidence)
    chance = 1 / (1 + math.exp(-(SLOPE * best + INTERCEPT))) if is_default(embedder) else UNKNOWN
    return chance * REFUSED_THOUGH_ANSWERABLE if refused else chance


def is_likely(evidence: Sequence[Evidence], embedder: Embedder) -> bool:
    """Tell whether an answer from `evidence` is known to be at least as likely right as wrong."""
    return is_default(embedder) and confidence_of(evidence, embedder, refused=False) >= UNKNOWN
