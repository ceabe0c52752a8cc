"""A follow-up question -> one that stands alone, by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.terms import fold
from qa.records import Turn

_OPENINGS = re.compile(
    r"^(?:et|mais|and|but|what about|how about|pourquoi|why|qui|who|ou|where|quand|when)\b"
)
_REFERENCES = re.compile(
    r"(?<!-)\b(?:il|elle|ils|elles|lui|leur|leurs|celui-ci|celle-ci|ceux-ci|celles-ci|cela"
    r"|he|she|it|they|him|her|his|hers|its|their|them)\b"
)
SHORT = 4
# Characters of the question before that are kept, so that a chain of follow-ups does not grow.
LONGEST_CONTEXT = 300


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """Return the question with the one before it, if it leans on it; else the question as it is.

    It leans on it where it is short and opens like a follow-up, or refers to something by a pronoun.
    """
    if not history:
        return question
    plain = fold(question)
    words = re.findall(r"\w+", plain)
    is_short = len(words) <= SHORT and bool(_OPENINGS.match(plain))
    if not is_short and not _REFERENCES.search(plain):
        return question
    return f"{history[-1].standalone_question[:LONGEST_CONTEXT]} {question}"
