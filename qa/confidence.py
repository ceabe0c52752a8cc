"""How sure an answer is, before anybody has looked: from how well the evidence it cites answers the question.

The logistic curve is fitted on 80 answers of the local chat model to questions of AfriQA, PIAF and Wikinews
that the ranker was not trained on and no figure is reported on (see training/README.md); of a quarter of them
the sentences that answer were taken away. It is nearly flat: the cited evidence's score ranks right answers
above wrong ones with an AUC of .66; the best evidence's, its lead over the next one and their sum, of .56.

Where the trained reader tells how likely it was to refuse, that counts too, by a curve of its own. It is
fitted on 105 of its answers over articles that it was not trained on, a fifth of them to questions that those
do not answer; it was made to answer even where it would rather have refused. The likelihood of refusing alone
has an AUC of .69, the score alone of .63, both together of .69 (cross-validated).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.embedder import Embedder, is_default
from qa.records import Evidence, Sentence, Sureness

SLOPE, INTERCEPT = 0.235, -0.247
READ_SLOPE, REFUSAL_SLOPE, READ_INTERCEPT = 0.143, -0.331, 0.425
# Log-probabilities of refusing beyond these say no more.
LEAST, MOST = -12.0, -1e-4
# Below these an answer is refused, unless the settings say otherwise. Of the 80 answers 6 wrong ones and no
# right one lay below the first. With the second, and what the reader and the check refuse, 7 of 94 questions
# that the articles answer are refused, and 17 of 26 that they do not.
USUAL_LEAST, USUAL_LEAST_READ = 0.27, 0.4
# Of 25 refusals on the same questions, so many had an answer in the archive after all.
REFUSED_THOUGH_ANSWERABLE = 0.68
# What is said where nothing is known: with another embedder, and so another ranker.
UNKNOWN = 0.5


def confidence_of(
    evidence: Sequence[Evidence],
    sentences: Sequence[Sentence],
    embedder: Embedder,
    sureness: Sureness | None = None,
) -> float:
    """Return the estimated chance that the `sentences` are a right answer, 0 to 1; without evidence 0.

    Without sentences, of what the chat model or the checks have refused: the chance that an answer would have
    been right. The curve holds for the default embedder and its ranker; with another one every answer is as
    likely as not.
    """
    if not evidence:
        return 0.0
    numbers = {number for sentence in sentences for number in sentence.citations}
    cited = [item for item in evidence if item.number in numbers] or evidence
    if not is_default(embedder):
        chance = UNKNOWN
    elif sureness is None:
        chance = _chance(_log_odds(cited))
    else:
        chance = _chance(_log_odds_read(cited, sureness))
    return chance if sentences else chance * REFUSED_THOUGH_ANSWERABLE


def usual_least(sureness: Sureness | None) -> float:
    """Return the confidence below which an answer is better refused."""
    return USUAL_LEAST if sureness is None else USUAL_LEAST_READ


def is_likely(evidence: Sequence[Evidence], embedder: Embedder) -> bool:
    """Tell whether the best of `evidence` is known to be at least as likely to answer as not."""
    return is_default(embedder) and _log_odds(evidence) >= 0


def _log_odds(evidence: Sequence[Evidence]) -> float:
    return SLOPE * max((item.score for item in evidence), default=-math.inf) + INTERCEPT


def _log_odds_read(cited: Sequence[Evidence], sureness: Sureness) -> float:
    refusal = min(max(sureness.refusal, LEAST), MOST)
    refused = refusal - math.log1p(-math.exp(refusal))
    return READ_SLOPE * max(item.score for item in cited) + REFUSAL_SLOPE * refused + READ_INTERCEPT


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
