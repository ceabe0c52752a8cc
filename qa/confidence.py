"""How sure an answer is, before anybody has looked: from how well the evidence it cites answers the question.

The logistic curve is fitted on 80 answers of the local chat model to questions of AfriQA, PIAF and Wikinews
that the ranker was not trained on and no figure is reported on (see training/README.md); of a quarter of them
the sentences that answer were taken away. It is nearly flat: the cited evidence's score ranks right answers
above wrong ones with an AUC of .66; the best evidence's, its lead over the next one and their sum, of .56.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.embedder import Embedder, is_default
from qa.records import Evidence, Sentence

SLOPE, INTERCEPT = 0.235, -0.247
# Of 25 refusals on the same questions, so many had an answer in the archive after all.
REFUSED_THOUGH_ANSWERABLE = 0.68
# What is said where nothing is known: with another embedder, and so another ranker.
UNKNOWN = 0.5


def confidence_of(evidence: Sequence[Evidence], sentences: Sequence[Sentence], embedder: Embedder) -> float:
    """Return the estimated chance that the `sentences` are a right answer, 0 to 1; without evidence 0.

    Without sentences, of what the chat model or the checks have refused: the chance that an answer would have
    been right. The curve holds for the default embedder and its ranker; with another one every answer is as
    likely as not.
    """
    if not evidence:
        return 0.0
    numbers = {number for sentence in sentences for number in sentence.citations}
    cited = [item for item in evidence if item.number in numbers]
    chance = 1 / (1 + math.exp(-_log_odds(cited or evidence))) if is_default(embedder) else UNKNOWN
    return chance if sentences else chance * REFUSED_THOUGH_ANSWERABLE


def is_likely(evidence: Sequence[Evidence], embedder: Embedder) -> bool:
    """Tell whether the best of `evidence` is known to be at least as likely to answer as not."""
    return is_default(embedder) and _log_odds(evidence) >= 0


def _log_odds(evidence: Sequence[Evidence]) -> float:
    return SLOPE * max((item.score for item in evidence), default=-math.inf) + INTERCEPT
