"""Pure functions: do two pieces of evidence tell of one event, as far as words, places and days can tell?

Said of figures that are to be set against each other, so a doubt counts as a no.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from index.text.date_mentions import DateMention, find_dates
from index.text.letters import plain_letters
from index.text.names import find_names, holds_name, same_name
from index.text.terms import terms
from qa.antecedents import antecedents
from qa.counted import FATE, fates_of, find_counted
from qa.records import Evidence

LONGEST_STORY = timedelta(days=31)
TALLY_DAYS, UNDATED_DAYS = timedelta(days=7), timedelta(days=3)
# Characters of an article that tell where and when: its lead, and what stands before the quoted words.
_LEAD, _BEFORE = 500, 300
_TERMS_SHARED = 0.5
_WORDS_SHARED, _MOST_PLACES = 2, 2
_TALLY = re.compile(
    r"\b(?:bilan|toll|s'eleve|s'elevait|s'alourdit|s'est alourdi|monte|atteint|passe|rise[ns]?|rose"
    r"|climb\w*|stands? at|stood at|decompte|provisoire|provisional)\b"
)
_LOOK_BACK = 16
_WHERE = re.compile(
    r"(?<![\w'-])(?:a|au|aux|en|dans|pres de|in|at|near|outside)\s(?:l'|(?:le|la|les|the)\s)?$"
)
_UNIT_WORDS = "euros dollars millions milliards million billion kilomètres mètres hectares personnes people"


def tell_the_same(one: Evidence, other: Evidence, question: str, language: str) -> bool:
    """Tell whether two pieces of evidence are about the same event, as far as can be told."""
    if one.article.id == other.article.id:
        return True
    if one.article.published is None or other.article.published is None:
        return False
    around = [_around(item) for item in (one, other)]
    names = [name.text for name in find_names(question) if not name.is_weak]
    return (
        abs(one.article.published - other.article.published) <= LONGEST_STORY
        and all(holds_name(text, name) for name in names for text in around)
        and _share_a_story(one, other)
        and _share_places(one, other, question)
        and _share_words(one, other, question, language, has_names=bool(names))
        and _same_time(one, other)
    )


def _share_words(one: Evidence, other: Evidence, question: str, language: str, *, has_names: bool) -> bool:
    """Tell whether both speak of what is asked: half of its words around, one beside a figure with a unit."""
    wanted = set(terms(_without_fates(_without_names(question)), language))
    items = [item for item in (one, other) if item.article.language == language]
    around = [set(terms(_around(item), language)) for item in items]
    if any(wanted and len(wanted & held) < _TERMS_SHARED * len(wanted) for held in around):
        return False
    if fates_of(question):
        return has_names or len(items) == 2  # noqa: PLR2004 - both
    # Nothing but the words beside them says that two sums or two crowds are the same.
    if one.article.language != language or other.article.language != language:
        return False
    held = [set(terms(item.text, language)) for item in (one, other)]
    counted = {part.removeprefix("noun:") for f in find_counted(one.text, language) for part in f.subject}
    return bool((wanted & held[0] & held[1]) - counted - set(terms(_UNIT_WORDS, language)))


def _same_time(one: Evidence, other: Evidence) -> bool:
    """Tell whether the days that two articles name, and those of publication, may be of one event."""
    days_told = [_dates(item.text, item) for item in (one, other)]
    for item, told, others in zip((one, other), days_told, reversed(days_told), strict=True):
        past = [found for found in told if not _is_near(found, item)]
        if past and not any(_overlap(found, second) for found in past for second in others):
            return False
    first, second = [
        [found for found in _dates(_around(item), item) if _is_day(found)] for item in (one, other)
    ]
    apart = abs(_day_of(one) - _day_of(other))
    if any(_overlap(a, b) for a in first for b in second):
        return True
    if all(_TALLY.search(plain_letters(item.text)) for item in (one, other)):
        return apart <= TALLY_DAYS
    return not (first and second) and apart <= UNDATED_DAYS


def _around(item: Evidence) -> str:
    text = item.article.text
    return f"{item.article.title}\n{text[:_LEAD]}\n{text[max(0, item.start - _BEFORE) : item.end]}"


def _share_a_story(one: Evidence, other: Evidence) -> bool:
    """Tell whether title and sentence of the one share a name with the other, and words of one language."""
    texts = [f"{item.article.title}\n{item.text}" for item in (one, other)]
    around = _around(other)
    if not any(not name.is_weak and holds_name(around, name.text) for name in find_names(texts[0])):
        return False
    if one.article.language != other.article.language:
        return True
    first, second = (set(terms(_without_fates(text), one.article.language)) for text in texts)
    return len({term for term in first & second if not term.isdigit()}) >= _WORDS_SHARED


def _share_places(one: Evidence, other: Evidence, question: str) -> bool:
    """Tell whether the places of both sentences are the same.

    One that names none has those of its title and the question. A sentence of many places is a list, and
    which figure is whose cannot be told.
    """
    first, second = _places(one.text), _places(other.text)
    if max(len(first), len(second)) > _MOST_PLACES:
        return False
    told = [
        places or [*_places(question), *_places(item.article.title)]
        for places, item in ((first, one), (second, other))
    ]
    return all(any(same_name(place, held) for held in told[1]) for place in first) and all(
        any(same_name(place, held) for held in told[0]) for place in second
    )


def _places(text: str) -> list[str]:
    """Return the names that are known for places, and those behind "à" or "in"."""
    plain = plain_letters(text)
    known = [name.text for name in antecedents(text) if name.is_place and not name.is_plural]
    placed = [
        name.text
        for name in find_names(text)
        if _WHERE.search(plain[max(0, name.start - _LOOK_BACK) : name.start])
    ]
    return [*known, *(name for name in placed if not any(same_name(name, other) for other in known))]


def _without_fates(text: str) -> str:
    return FATE.sub(" ", plain_letters(text))


def _without_names(question: str) -> str:
    for name in reversed(find_names(question)):
        question = f"{question[: name.start]} {question[name.end :]}"
    return question


def _dates(text: str, item: Evidence) -> list[DateMention]:
    return [found for found in find_dates(text, item.article.published) if found.year_known]


def _day_of(item: Evidence) -> date:
    assert item.article.published is not None  # noqa: S101 - undated articles are never compared
    return item.article.published


def _is_near(found: DateMention, item: Evidence) -> bool:
    day = _day_of(item)
    return found.named_first - LONGEST_STORY <= day <= found.named_last + LONGEST_STORY


def _is_day(found: DateMention) -> bool:
    return found.named_last - found.named_first <= timedelta(days=1)


def _overlap(one: DateMention, other: DateMention) -> bool:
    return one.named_first <= other.named_last and other.named_first <= one.named_last
