"""When to say that the archive does not say, and how."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from index.text.names import find_names, holds_name
from qa.examples import NOT_FOUND
from qa.records import Evidence, RefusalReason, Sureness

WORDS = {
    "fr": "L'archive ne permet pas de répondre à cette question.",
    "en": "The archive does not hold an answer to this question.",
}
NEAREST = {
    "fr": " Les passages les plus proches sont indiqués à côté.",
    "en": " The nearest passages are shown beside.",
}

# A name in a tenth of all passages tells no article from another: of 4,000 articles of a French newspaper
# these are "France" (.32) and "Paris" (.12); "Emmanuel Macron" (.08) and "Japon" (.01) are not.
COMMON = 0.1
EVEN = math.log(0.5)


def is_refusal(written: str, evidence: Sequence[Evidence] = ()) -> bool:
    """Tell whether the chat model's words are its refusal: "the wreck was not found" is none.

    Nor is a sentence that copies the mark from the evidence: "The sign read NOT FOUND for an hour".
    """
    words = written.strip()
    if not words or words.casefold().startswith(NOT_FOUND.casefold()):
        return True
    return NOT_FOUND in words and not any(NOT_FOUND in item.text for item in evidence)


def lacks_names(question: str, evidence: Sequence[Evidence], share_with: Callable[[str], float]) -> bool:
    """Tell whether the question names something, and none of its names stands in the evidence's articles.

    A word whose capital may come from opening the question ("Résume la tempête") is no name here, nor is one
    that the archive has everywhere: an article of France need not say "France".

    Args:
        question: as it is asked.
        evidence: what was found.
        share_with: gives the share of the archive's passages, 0 to 1, that hold a name.
    """
    names = [
        name.text for name in find_names(question) if not name.is_weak and share_with(name.text) < COMMON
    ]
    texts = [f"{item.article.title}\n{item.article.text}" for item in evidence]
    return bool(names) and not any(holds_name(text, name) for name in names for text in texts)


def refusal_reason(
    evidence: Sequence[Evidence], written: str, sureness: Sureness | None = None, *, is_unsure: bool = False
) -> RefusalReason:
    """Return why nothing is answered.

    Nothing was found, the model was not asked or wrote nothing, its own words refuse, they have no support,
    or (`is_unsure`) they are too likely to be wrong: the model refuses there if that was likelier to it than
    to answer.
    """
    if not evidence:
        return "no_hits"
    if is_unsure:
        refuses = sureness is not None and sureness.refusal > EVEN
        return "model_refused" if refuses else "unsure"
    if not written:
        return "not_in_archive"
    return "model_refused" if is_refusal(written, evidence) else "unsupported"


def refusal_text(language: str, *, has_nearest: bool) -> str:
    """Return the words of a refusal in the question's language."""
    text = WORDS.get(language, WORDS["en"])
    return text + NEAREST.get(language, NEAREST["en"]) if has_nearest else text
