"""Does an answer's sentence mean about what its evidence says? A check by vectors, beside that of its facts.

It catches what has no figure, date or name to look for, and right figures of a wrong thing. It cannot tell
"rose" from "fell": that two texts are about the same is all that vectors know.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Embedder, is_default
from qa.records import Evidence
from qa.support import states_facts

# Cosines of multilingual-e5-small between a question with its right answer and the sentence that holds it are
# below these for 1 % of 260 questions (AfriQA, French over French; English over French), where a sentence of
# the same search that does not answer is below for half, one of another question for 19 of 20.
SAME_LANGUAGE, OTHER_LANGUAGE = 0.84, 0.80
# Other kinds of text lie lower as a whole: what is about as near as the nearest is near, unless all is far.
# So the nearest evidence is held to FAR alone. Both are chosen by hand, not fitted.
ABOUT_AS_NEAR, FAR = 0.02, 0.76


def near_evidence(
    question: str, claims: Sequence[str], language: str, evidence: Sequence[Evidence], embedder: Embedder
) -> NDArray[np.bool_]:
    """Tell which evidence is near which claim: shape (len(claims), len(evidence)).

    A claim is read behind its question: "Finland." alone means little. A claim with figures, dates or names
    is judged by those, and only what is far from it is not near: of 100 questions to a news archive the
    stricter bound cost three right answers. What is near is known for the default embedder only; with
    another one everything counts as near.

    Raises:
        ModelError: the embedder's weights cannot be had.
    """
    if not claims or not evidence or not is_default(embedder):
        return np.ones((len(claims), len(evidence)), np.bool_)
    rows = embedder.embed_passages(
        [*(f"{question.rstrip(' ?')} : {claim}" for claim in claims), *(item.text for item in evidence)]
    )
    bounds = [SAME_LANGUAGE if item.article.language == language else OTHER_LANGUAGE for item in evidence]
    needed = [[FAR] * len(evidence) if states_facts(claim) else bounds for claim in claims]
    cosines = rows[: len(claims)] @ rows[len(claims) :].T
    is_nearest = cosines >= np.maximum(cosines.max(axis=1, keepdims=True) - ABOUT_AS_NEAR, FAR)
    return np.asarray((cosines >= np.array(needed)) | is_nearest, np.bool_)
