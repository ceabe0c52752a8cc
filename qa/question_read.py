"""The question as the chat model reads it beside the excerpts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.date_mentions import find_dates
from qa.records import AskedTime, Evidence

# What binds a time to the words before it.
_LINK = re.compile(
    r"(?:^|(?<=\s))(?:en|au(?: mois de)?|le|du|de|d'|pendant|durant|in|on|of|during|for)$", re.IGNORECASE
)
# All that may stand between two times of a list.
_JOIN = re.compile(r"\W*(?:(?:et|ou|and|or)\s)?(?:(?:en|de|le|du|in|on|of)\s)?", re.IGNORECASE)


def question_read(asked: str, asked_time: AskedTime | None, evidence: Sequence[Evidence]) -> str:
    """Return the question without its time, where the search has kept to that time and no excerpt names it.

    An excerpt seldom says when it was written: a model that looks for "in December 2013" there finds
    nothing, and refuses what the article of that month answers.
    """
    if asked_time is None or asked[asked_time.start : asked_time.end] != asked_time.words:
        return asked
    if any(_names(item, asked_time) for item in evidence) or _says_more(asked, asked_time):
        return asked
    before = _LINK.sub("", asked[: asked_time.start].rstrip(" ,")).rstrip(" ,")
    after = asked[asked_time.end :].lstrip(" ,")
    rest = f"{before} {after}".strip()
    return rest[:1].upper() + rest[1:] if any(sign.isalnum() for sign in rest) else asked


def _says_more(asked: str, time: AskedTime) -> bool:
    """Tell whether more than a list of times stands there: "in 2015 that it would close in 2016"."""
    found = [date for date in find_dates(asked) if time.start <= date.start and date.end <= time.end]
    return any(not _JOIN.fullmatch(asked, left.end, right.start) for left, right in pairwise(found))


def _names(item: Evidence, time: AskedTime) -> bool:
    return any(
        (time.first is None or found.last >= time.first) and (time.last is None or found.first <= time.last)
        for found in find_dates(item.text, item.article.published)
    )
