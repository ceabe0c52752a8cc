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
from qa.settings import Settings

Curve = tuple[tuple[float, ...], float]
# Slopes of the signs, in the order of `signs_of`, and the intercept.
CURVE: Curve = (0.564,), -0.335
READ_CURVE: Curve = (0.269, -0.191, 0.234), 0.331
# Log-probabilities beyond these say no more.
LEAST, MOST = -12.0, -1e-4
# The mean over those answers, for what is refused and so quotes nothing.
USUAL_QUOTING = -0.34
# Below these an answer is refused, unless the settings say otherwise. Of the 443 best sentences 4 of 303 that
# answer and 33 of 140 others lay below the first. The second is chosen on 387 questions (the 240, and 147
# more, 118 of them follow-ups), none of which the reader may refuse by itself: 256 of 329 answers are right,
# 37 are refused, and so are 49 of the 58 questions without an answer. At .35 two more are right and four more
# wrong, at .45 five fewer are right and three fewer wrong. Where the reader did refuse by itself, as soon as
# that was much likelier than any answer, 253 were right and 40 refused, of those without an answer as many.
# The reader has learned more since: of 152 of these questions, 102 with an answer, 83 are right, 78 before,
# and the curve ranks them above wrong ones with an AUC of .918, .908 before. On these and on 260 more over
# real news pages (185 with an answer) .45 is the lowest bound, in steps of .05, that refuses .85 of what has
# no answer: 107 of 125, 102 at .40. Of 287 others 235 are right, three fewer; of the 260 six fewer are wrong.
USUAL_LEAST, USUAL_LEAST_READ = 0.2, 0.45
# Of 86 refusals on 387 questions, so many had an answer in the archive after all.
REFUSED_THOUGH_ANSWERABLE = 0.43
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
    chance = _chance(evidence, sentences, embedder, sureness)
    return chance if sentences else chance * REFUSED_THOUGH_ANSWERABLE


def most_confidence(evidence: Sequence[Evidence], embedder: Embedder, sureness: Sureness) -> float:
    """Return the confidence of an answer that cites the best of `evidence`: no answer has more."""
    return _chance(evidence, (), embedder, sureness)


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


def least_of(settings: Settings, sureness: Sureness | None) -> float:
    """Return the confidence below which an answer is better refused."""
    if settings.least_confidence is not None:
        return settings.least_confidence
    return USUAL_LEAST if sureness is None else USUAL_LEAST_READ


def is_likely(evidence: Sequence[Evidence], embedder: Embedder) -> bool:
    """Tell whether the best of `evidence` is known to be at least as likely to answer as not."""
    return bool(evidence) and is_default(embedder) and _log_odds(CURVE, signs_of(evidence, (), None)) >= 0


def _chance(
    evidence: Sequence[Evidence],
    sentences: Sequence[Sentence],
    embedder: Embedder,
    sureness: Sureness | None,
) -> float:
    if not evidence:
        return 0.0
    signs = signs_of(evidence, sentences, sureness)
    log_odds = _log_odds(CURVE if sureness is None else READ_CURVE, signs)
    return 1 / (1 + math.exp(-log_odds)) if is_default(embedder) else UNKNOWN


def _log_odds(curve: Curve, signs: Sequence[float]) -> float:
    slopes, intercept = curve
    return sum(slope * sign for slope, sign in zip(slopes, signs, strict=True)) + intercept
