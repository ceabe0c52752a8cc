"""How sure an answer is, before anybody has looked: from how well the evidence it cites answers the question.

The logistic curve tells how likely a sentence of that score is one that answers. It is fitted on the best
sentences for 443 questions that the ranker was not trained on and no figure is reported on (`python -m
training.evidence_curve`; see training/README.md); a sixth of them have no answer there. It ranks those that
answer above the others with an AUC of .83.

Where the trained reader tells how likely it was to refuse, and to quote the words it did, that counts too, by
a curve of its own. It is fitted on 193 of its answers to 240 questions over articles that it was not trained
on, 32 of which those do not answer (`python -m training.confidence`). By itself the likelihood of refusing
ranks right answers above wrong ones with an AUC of .80, that of the quote of .76, the evidence's score of
.74; all together of .80 (cross-validated). Of a quote the first token tells: llama.cpp gives none for
those that it guessed from the prompt; the mean or the sum over what is left ranks no better.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.embedder import Embedder, is_default
from qa.records import Evidence, Sentence, Sureness

Curve = tuple[tuple[float, ...], float]
# Slopes of the signs, in the order of `signs_of`, and the intercept.
CURVE: Curve = (0.564,), -0.335
READ_CURVE: Curve = (0.269, -0.191, 0.234), 0.331
# Log-probabilities beyond these say no more.
LEAST, MOST = -12.0, -1e-4
# The mean over those answers, for what is refused and so quotes nothing.
USUAL_QUOTING = -0.34
# Below these an answer is refused, unless the settings say otherwise. Of the 443 best sentences 4 of 303 that
# answer and 33 of 140 others lay below the first. The second costs 5 of 161 right answers; with it, and what
# the reader and the check refuse, 27 of the 32 questions that the articles do not answer are refused, and 33
# of 208 others. At .35 as many answers are right and two more are wrong, at .45 four fewer are right.
USUAL_LEAST, USUAL_LEAST_READ = 0.2, 0.4
# Of 47 refusals on the same questions, so many had an answer in the archive after all.
REFUSED_THOUGH_ANSWERABLE = 0.47
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
    signs = signs_of(evidence, sentences, sureness)
    log_odds = _log_odds(CURVE if sureness is None else READ_CURVE, signs)
    chance = 1 / (1 + math.exp(-log_odds)) if is_default(embedder) else UNKNOWN
    return chance if sentences else chance * REFUSED_THOUGH_ANSWERABLE


def signs_of(
    evidence: Sequence[Evidence], sentences: Sequence[Sentence], sureness: Sureness | None
) -> tuple[float, ...]:
    """Return what is known of an answer: the score of the best evidence it cites, else of the best there is.

    Of a trained reader also the log-odds of its refusing, and the log-probability of its quote.
    """
    numbers = {number for sentence in sentences for number in sentence.citations}
    cited = [item for item in evidence if item.number in numbers] or evidence
    score = max(item.own_score for item in cited)
    if sureness is None:
        return (score,)
    refusal = min(max(sureness.refusal, LEAST), MOST)
    quoting = USUAL_QUOTING if sureness.quoting is None else max(sureness.quoting, LEAST)
    return score, refusal - math.log1p(-math.exp(refusal)), quoting


def usual_least(sureness: Sureness | None) -> float:
    """Return the confidence below which an answer is better refused."""
    return USUAL_LEAST if sureness is None else USUAL_LEAST_READ


def is_likely(evidence: Sequence[Evidence], embedder: Embedder) -> bool:
    """Tell whether the best of `evidence` is known to be at least as likely to answer as not."""
    return bool(evidence) and is_default(embedder) and _log_odds(CURVE, signs_of(evidence, (), None)) >= 0


def _log_odds(curve: Curve, signs: Sequence[float]) -> float:
    slopes, intercept = curve
    return sum(slope * sign for slope, sign in zip(slopes, signs, strict=True)) + intercept
