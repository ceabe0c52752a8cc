from __future__ import annotations

import pytest

from index.text.number_fractions import find_fractions, find_ratios
from index.text.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("les trois quarts des voix", [("trois quarts", 75)]),
        ("three-quarters of them", [("three-quarters", 75)]),
        ("un quart du lait, a quarter of the milk", [("un quart", 25), ("a quarter", 25)]),
        ("la moitié, half of it, half the milk", [("moitié", 50), ("half", 50), ("half", 50)]),
        ("un tiers des voix", [("un tiers", 33)]),
        ("two thirds agree", [("two thirds", 67)]),
        ("un cinquième des voix, a tenth of it", [("un cinquième", 20), ("a tenth", 10)]),
        ("un quart d'heure, un quart de finale", []),
        ("a third man, le cinquième jour, the third quarter of 2018", []),
        ("the first half of the year, half-time", []),
    ],
)
def test_a_fraction_is_read_as_a_percentage(text: str, expected: list[tuple[str, int]]) -> None:
    found = find_fractions(text)
    assert [(text[part.start : part.end], round(part.value)) for part in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un enfant sur cinq", [20]),
        ("one in four, one child in four", [25, 25]),
        ("3 out of 10 ships", [30]),
        ("sept marins sur dix", [70]),
        ("12 hommes en 2014", []),
        ("one in 2015", []),
        ("20 sur 12", []),
    ],
)
def test_so_many_of_so_many_are_a_percentage(text: str, expected: list[int]) -> None:
    assert [part.value for part in find_ratios(text, find_numbers(text))] == expected
