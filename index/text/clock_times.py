"""Times of day in French and English: "10h45", "8 heures du soir", "10:45 p.m.", "midi". Pure functions.

A duration ("3h20", "8 hours") is written as a time of day is, and read as one: both are so many minutes.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import NamedTuple

from index.text.letters import plain_letters
from index.text.written_times import written_times

_HOUR, _HALF_DAY = 60, 12 * 60
_EVENING = r"du soir|de l'apres-midi|in the (?:afternoon|evening)|at night"
# Three digits behind a digit and a blank are the end of a larger figure, "1 500 heures".
_FRENCH = re.compile(
    r"(?<![\w.,:])(?P<hours>\d{1,2}|(?<!\d )\d{3}) ?h(?:eures?|ours?|rs?)?"
    r"(?: ?(?P<minutes>\d{2})(?![.,]?\d)|,? ?(?:et |and )?(?P<spelled>\d{1,2}) ?(?:minutes?|min|mn))?"
    rf"(?!\w)(?P<evening> (?:{_EVENING})\b)?"
)
_OF_TWELVE = re.compile(
    r"(?<![\w.,:])(?P<hours>\d{1,2})(?:[:.h](?P<minutes>\d{2}))? ?"
    r"(?:(?P<half>[ap])(?:m\b|\. ?m\b\.?)|(?P<open>o'clock))"
)
_COLON = re.compile(r"(?<![\w.,:])(?P<hours>\d{1,2})(?P<open>:)(?P<minutes>\d{2})(?![\d:]| ?[ap]\.?m\b)")
_NAMED = re.compile(r"(?<![\w-])(?:(?P<noon>midi|noon)|minuit|midnight)(?![\w-])")


class TimeMention(NamedTuple):
    """A time in a text, in minutes since midnight; `is_open` where it may be twelve hours later as well."""

    start: int
    end: int
    minutes: int
    is_open: bool = False


def find_clock_times(text: str) -> list[TimeMention]:
    """Return the times of day and the durations in hours that `text` gives, in order."""
    plain = plain_letters(text)
    found: list[TimeMention] = []
    for match in chain(_OF_TWELVE.finditer(plain), _FRENCH.finditer(plain), _COLON.finditer(plain)):
        mention = _mention(match)
        if mention and all(mention.end <= other.start or other.end <= mention.start for other in found):
            found.append(mention)
    # "Le Midi" is a part of France.
    named = [match for match in _NAMED.finditer(plain) if text[match.start()].islower()]
    found += [TimeMention(*match.span(), _HALF_DAY if match["noon"] else 0) for match in named]
    for written in map(TimeMention._make, written_times(text)):
        # "8 heures" is the start of "8 heures et demie", and "vingt-deux heures trente" no "heures trente".
        within = [one for one in found if written.start < one.end and one.start < written.end]
        if all(written.start <= one.start and one.end < written.end for one in within):
            found = [*(one for one in found if one not in within), written]
    return sorted(found)


def same_clock_time(a: TimeMention, b: TimeMention) -> bool:
    """Tell whether two times may be the same."""
    apart = a.minutes - b.minutes
    return apart == 0 or ((a.is_open or b.is_open) and apart % _HALF_DAY == 0)


def _mention(match: re.Match[str]) -> TimeMention | None:
    said = match.groupdict()
    past_hour = int(said["minutes"] or said.get("spelled") or 0)
    if past_hour >= _HOUR:
        return None
    minutes = int(said["hours"]) * _HOUR + past_hour
    if said.get("half"):
        minutes = minutes % _HALF_DAY + (_HALF_DAY if said["half"] == "p" else 0)
    elif said.get("evening") and minutes < _HALF_DAY:
        minutes += _HALF_DAY
    # Behind "13:00" stands a clock of twenty-four hours.
    is_open = bool(said.get("open")) and minutes < _HALF_DAY + _HOUR
    return TimeMention(*match.span(), minutes, is_open)
