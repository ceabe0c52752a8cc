"""The first number of a range in the unit and scale of its second: "20 à 30 %", "forty to fifty thousand"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.text.letters import plain_letters
from index.text.numbers import NumberMention

_TO = re.compile(r"\s?(?:-|\b(?:a|to|ou|or)\b)\s?")
_AND, _BETWEEN = re.compile(r"\s(?:et|and)\s"), re.compile(r"\b(?:entre|between)\s$")
_LOOK_BACK = 10
_SCALES = (10**9, 10**6, 10**3, 10**2)


def shared_readings(text: str, numbers: Sequence[NumberMention]) -> list[NumberMention]:
    """Return what the first numbers of ranges mean if they share the unit and the scale of the second.

    "40 à 50 000" may be from forty or from forty thousand: these are further readings, not the only ones.
    """
    plain = plain_letters(text)
    found: list[NumberMention] = []
    for first, second in pairwise(numbers):
        if first.unit is None and second.unit != "ordinal" and _is_range(plain, first, second):
            scales = {1, _shared_scale(first, second)}
            found += [
                first.model_copy(update={"value": first.value * scale, "unit": second.unit, "counts": False})
                for scale in sorted(scales)
            ]
    return found


def _is_range(plain: str, first: NumberMention, second: NumberMention) -> bool:
    gap, before = plain[first.end : second.start], plain[max(0, first.start - _LOOK_BACK) : first.start]
    return bool(_TO.fullmatch(gap) or (_AND.fullmatch(gap) and _BETWEEN.search(before)))


def _shared_scale(first: NumberMention, second: NumberMention) -> int:
    scale = next((scale for scale in _SCALES if scale <= second.value), 1)
    return scale if second.value % scale == 0 and first.value < second.value / scale else 1
